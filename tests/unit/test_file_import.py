"""Reading a file for a window: columns with samples, rows as understood, refused rows with their reason, and the
workbook of rows that were not stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import openpyxl
import pytest

from county.explained import ExplainedLine
from county.package.crs import LONLAT_EPSG, transformer, without_prefix
from county.package.open import CountyPackage
from county.refusals import TEMPLATES, RefusalText
from county.tables.aliases import BadAliases
from services.file_import.messages import (
    FileChoice,
    FileColumns,
    FileFailed,
    FileMessage,
    FileOutcome,
    FileSaved,
    PreviewFile,
    PreviewRefusal,
    PreviewRows,
    Reason,
    SaveProfile,
    SaveRefused,
    UnderstoodRow,
    encoded,
    reply_of,
)
from services.file_import.refused_rows import CELL_MAX, RefusedRows
from services.file_import.serving import serve
from services.intake.file_options import FileOptions
from services.intake.layout import layout_of
from services.intake.named import FieldNames, FieldWord
from services.intake.profiles import profile_named, profiles, saved_folder
from tests.unit.running_desk import NOON_MS

HOSTILE = '<img src=x onerror=alert(1)>\u202e=HYPERLINK("http://x")'


class Looked:
    """The answers about one file."""

    def __init__(self, package: Path, file: Path, choice: FileChoice) -> None:
        self.replies: list[FileMessage] = []

        def take(message: FileMessage) -> None:
            reply = reply_of(encoded(message))  # what a window receives
            assert reply == message
            self.replies.append(reply)

        serve(PreviewFile(file=str(file), package=str(package), now_ms=NOON_MS, choice=choice, realm="live"), take)

    @property
    def columns(self) -> FileColumns:
        [found] = [reply for reply in self.replies if isinstance(reply, FileColumns)]
        return found

    @property
    def understood(self) -> list[UnderstoodRow]:
        return [row for reply in self.replies if isinstance(reply, PreviewRows) for row in reply.understood]

    @property
    def refused(self) -> list[PreviewRefusal]:
        return [row for reply in self.replies if isinstance(reply, PreviewRows) for row in reply.refused]

    @property
    def outcome(self) -> FileOutcome:
        last = self.replies[-1]
        assert isinstance(last, FileOutcome), last
        return last


LookAt = Callable[..., Looked]


@pytest.fixture
def look(small_county: Path, tmp_path: Path) -> LookAt:
    def at(text: str, name: str = "f.csv", **choice: object) -> Looked:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return Looked(small_county, path, FileChoice(**choice))  # type: ignore[arg-type]

    return at


@pytest.fixture
def inside(small_county: Path) -> str:
    """``lon,lat`` of a place in the county."""
    package = CountyPackage(small_county)
    place = package.resources[0]
    lon, lat = transformer(without_prefix(package.manifest.epsg), LONLAT_EPSG).transform(place.x_m, place.y_m)
    return f"{lon:.6f},{lat:.6f}"


@pytest.fixture(autouse=True)
def own_profiles() -> object:
    profiles.cache_clear()
    yield
    profiles.cache_clear()


def test_what_the_backend_would_refuse_is_refused_in_the_preview(look: LookAt, inside: str) -> None:
    """By the desk's own decision, with the numbers, texts and places of the file."""
    head = "案卷号,事件小类,标题,经度,纬度,发生时间,反映人\n"
    found = look(
        head + f"E1,暴露垃圾,甲,{inside},2026-11-22 08:00,\nE1,暴露垃圾,乙,{inside},2026-11-22 08:00,\n"
        f"演-1,暴露垃圾,丙,{inside},2026-11-22 08:00,\n,暴露垃圾,丁,109.0,27.0,2026-11-22 08:00,\n"
        f",暴露垃圾,戊,{inside},2026-11-22 08:00,{'长' * 300}\n"
    )
    assert [row.title for row in found.understood] == ["甲"]
    codes = [row.reason.template for row in found.refused]
    assert codes == ["event_exists", "drill_number_in_live", "place_outside", "text_too_long"]
    assert (found.outcome.events, found.outcome.refused) == (1, 4)


def test_a_sheet_of_statistics_is_recognised_and_one_that_lacks_a_column_offers_its_fields(look: LookAt) -> None:
    found = look("指标名称,区划名称,统计周期,数值,单位,数据来源\n居民收入增长率,示范县,2026年第三季度,6.2,%,统计局\n")
    assert (found.columns.kind, found.outcome.figures, found.outcome.refused) == ("indicators", 1, 0)
    [row] = found.understood
    assert (row.subclass, row.title) == ("居民收入增长率", "2026-Q3 · 6.2 % · 统计局")
    lacking = look("指标名称,区划代码,统计周期,甲\n居民收入增长率,990123,2026,6\n").columns
    assert (lacking.kind, lacking.nearest) == ("", "indicators")
    assert "part" in lacking.fields["indicators"]


def test_readings_and_inputs_of_figures_are_refused_in_the_preview_as_by_the_backend(look: LookAt) -> None:
    readings = look("sensor_id,channel,at,value\nno-such-1,level,2026-11-22 08:00,1\n")
    assert (readings.outcome.readings, readings.outcome.refused) == (0, 1)
    calls = look("统计时段,来电量,接通量\n2026-11-20,10,11\n2026-11-21,10,9\n")
    assert (calls.outcome.figures, calls.outcome.refused) == (1, 1)
    visits = look("网格编码,工号,走访时间\n999999999999999,W1,2026-11-22 08:00\n")
    assert (visits.outcome.figures, visits.outcome.refused) == (0, 1)


def test_columns_are_recognised_before_the_file_says_where_its_events_are(look: LookAt) -> None:
    found = look("诉求标题,诉求类型,受理时间\n路灯不亮,其他事项,2026-11-22 08:00\n")
    assert [column.fields for column in found.columns.columns] == [("title",), ("subclass",), ("at",)]
    assert found.columns.lacking is not None
    assert "fallback_division" not in found.columns.fields["events"]


def test_each_column_shows_three_values_and_the_field_it_is_taken_for(look: LookAt, inside: str) -> None:
    rows = "".join(f"暴露垃圾,事件{n},{inside},2026-11-2{n} 08:00,号码{n}\n" for n in range(1, 6))
    found = look("事件小类,标题,经度,纬度,发生时间,内部编号\n" + rows)
    assert [(c.header, *c.fields) for c in found.columns.columns] == [
        ("事件小类", "subclass"), ("标题", "title"), ("经度", "lon"), ("纬度", "lat"), ("发生时间", "at"),
        ("内部编号",),
    ]  # fmt: skip
    assert found.columns.columns[1].samples == ("事件1", "事件2", "事件3")
    assert found.columns.kind == "events"
    assert "title" in found.columns.fields["events"]
    assert found.outcome.unused == ["内部编号"]


def test_rows_are_shown_as_a_backend_of_this_county_would_take_them(look: LookAt, inside: str) -> None:
    text = (
        "subclass,title,lon,lat,at,reporter\n"
        f"暴露垃圾,路口,{inside},2026-11-22 08:00,王芳\n"
        "暴露垃圾,远方,-77,39,2026-11-22 08:00,\n"
        f"暴露垃圾,无时间,{inside},,\n"
        f"不存在,x,{inside},2026-11-22 08:00,\n"
    )
    found = look(text)
    [row] = found.understood
    assert (row.where, row.subclass, row.title, row.reporter) == ("line 2", "暴露垃圾", "路口", "王芳")
    assert row.division
    assert row.at_ms == 1_795_305_600_000
    codes = {refused.where: refused.reason.template for refused in found.refused}
    assert codes["line 3"] == "place_outside"
    assert "is empty" in codes["line 4"]
    assert codes["line 5"] == "subclass_unknown"
    assert (found.outcome.rows, found.outcome.events, found.outcome.refused, found.outcome.unusable) == (4, 1, 2, 1)
    assert sum(count.number for count in found.outcome.reasons) == 3


def test_a_file_with_unknown_headers_is_read_once_its_columns_are_assigned(look: LookAt, inside: str) -> None:
    text = f"甲,乙,丙,丁\n路灯不亮,{inside},2026-11-22\n"
    unread = look(text)
    assert unread.columns.kind == ""
    assert unread.columns.lacking is not None
    assert [column.samples[0] for column in unread.columns.columns][:1] == ["路灯不亮"]
    assert unread.outcome.unusable == 1
    found = look(text, columns={"title": "甲", "lon": "乙", "lat": "丙", "at": "丁"})
    assert [row.title for row in found.understood] == ["路灯不亮"]


def test_a_field_can_be_left_out_or_be_the_same_in_every_row(look: LookAt, inside: str) -> None:
    lon, lat = inside.split(",")
    text = "subclass,title,lon,lat,at\nNo such class,桥,-77,39,2010-01-01\n"
    found = look(text, without=("subclass",), constants={"lon": lon, "lat": lat, "at": "now"})
    [row] = found.understood
    assert (row.at_ms, row.title) == (None, "桥")
    assert found.outcome.unused == ["subclass", "lon", "lat", "at"]


def test_a_file_that_is_no_table_is_one_line(look: LookAt) -> None:
    found = look("")
    [failed] = found.replies
    assert isinstance(failed, FileFailed)
    assert "is empty" in failed.reason.line


def test_hostile_texts_are_shown_in_one_short_line(look: LookAt, inside: str) -> None:
    title = HOSTILE.replace('"', "'")
    rows = (f"暴露垃圾,{title},{inside},2026-11-22,{'长' * signs}\n" for signs in (5_000, 1_000_000, 1))
    found = look("subclass,title,lon,lat,at,note\n" + "".join(rows))
    assert [refused.reason.template[:13] for refused in found.refused] == ["text_too_long", "is not text i"]
    assert [row.title for row in found.understood] == [title.replace("\u202e", "")]
    assert all(len(sample) <= 200 and "\u202e" not in sample for c in found.columns.columns for sample in c.samples)


def test_rows_that_were_not_stored_are_saved_as_they_were_with_the_reason(tmp_path: Path) -> None:
    spool, path = tmp_path / "spool", tmp_path / "refused.xlsx"
    rows = RefusedRows(spool)
    refusal = RefusalText("title_missing", {})
    rows.add("line 2", refusal, {"a": HOSTILE, "b": 1.5, "c": None})
    rows.add("line 2", refusal, {"a": HOSTILE})
    rows.add("line 9", "no place", {"a": "x" * 1_000_000, "d": "\ud800=1+1", "e": 1 << 70})
    rows.close()
    replies: list[FileMessage] = []
    words = {TEMPLATES["title_missing"]: "没有标题"}
    serve(SaveRefused(refused=str(spool), path=str(path), words=words), replies.append)
    assert replies == [FileSaved(path=str(path), rows=2)]
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == ["a", "b", "c", "d", "e", "row", "refused because"]
    assert cells[1] == [HOSTILE, 1.5, None, None, None, "line 2", "没有标题"]
    assert len(str(cells[2][0])) == CELL_MAX
    assert cells[2][3:] == ["\ufffd=1+1", str(1 << 70), "line 9", "no place"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_saved_profile_is_recognised_by_every_later_file_of_that_kind(
    look: LookAt, tmp_path: Path, inside: str
) -> None:
    text = f"甲,乙,丙,丁\n路灯不亮,{inside},22/11/2026\n"
    columns = {"title": "甲", "lon": "乙", "lat": "丙", "at": "丁"}
    look(text)
    choice = FileChoice(columns=columns, constants={"source": "citizen"}, date_order="dmy")
    replies: list[FileMessage] = []
    serve(SaveProfile(file=str(tmp_path / "f.csv"), choice=choice, name="随手拍"), replies.append)
    assert replies == [FileSaved(path=str(saved_folder() / "随手拍.toml"))]
    again = look(text)
    assert again.columns.profile == "随手拍"
    assert "随手拍" in again.columns.profiles
    assert [row.title for row in again.understood] == ["路灯不亮"]
    layout = layout_of(("甲", "乙", "丙", "丁"), FileOptions())  # as `main.py send` does
    assert layout.constants == {"source": "citizen"}


def test_a_saved_profile_says_its_format_and_one_without_is_of_the_first(
    look: LookAt, tmp_path: Path, inside: str
) -> None:
    text = f"甲,乙,丙,丁\n路灯不亮,{inside},22/11/2026\n"
    look(text)
    columns = {"title": "甲", "lon": "乙", "lat": "丙", "at": "丁"}
    choice = FileChoice(columns=columns, constants={"source": "citizen"}, date_order="dmy")
    serve(SaveProfile(file=str(tmp_path / "f.csv"), choice=choice, name="随手拍"), list[FileMessage]().append)
    [file] = saved_folder().glob("*.toml")
    said = file.read_text(encoding="utf-8")
    assert said.startswith("format = 1\n")
    file.write_text(said.removeprefix("format = 1\n"), encoding="utf-8")
    profiles.cache_clear()
    assert look(text).columns.profile == "随手拍", "as it was saved before there was a version"


def test_a_profile_of_a_newer_program_is_refused_with_file_version_and_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "随手拍.toml"
    path.write_text('format = 2\nwhatever = "it has"\n', encoding="utf-8")
    with pytest.raises(BadAliases) as refused:
        profile_named(str(path))
    assert str(refused.value) == f"{path}: format 2 is newer than this program; update the program"


@pytest.mark.parametrize("name", ["", "../x", "a" * 61, "a/b"])
def test_a_profile_has_a_name_that_can_be_a_file_of_its_folder(
    look: LookAt, tmp_path: Path, inside: str, name: str
) -> None:
    look(f"subclass,title,lon,lat\n暴露垃圾,x,{inside}\n")
    replies: list[FileMessage] = []
    serve(SaveProfile(file=str(tmp_path / "f.csv"), choice=FileChoice(), name=name), replies.append)
    [failed] = replies
    assert isinstance(failed, FileFailed)
    assert not list(tmp_path.glob("*.toml"))


def test_reasons_keep_what_is_needed_to_translate_them() -> None:
    line = ExplainedLine("{name} is {word}: {samples}", name=FieldNames("lon", "lat"), samples="x",
                         word=FieldWord("subclass", "other_matter"))  # fmt: skip
    reason = msgspec.json.decode(msgspec.json.encode(Reason.of(line)), type=Reason)
    assert reason.line == line == "lon, lat is other_matter: x"
    kept = reason.line
    assert isinstance(kept, ExplainedLine)
    names, word = kept.params["name"], kept.params["word"]
    assert isinstance(names, FieldNames)
    assert isinstance(word, FieldWord)
    assert (names.fields, word.field, str(word)) == (("lon", "lat"), "subclass", "other_matter")
    refusal = RefusalText("subclass_unknown", {"subclass": "x\ud800"})
    assert Reason.of(refusal).line == RefusalText("subclass_unknown", {"subclass": "x?"})
