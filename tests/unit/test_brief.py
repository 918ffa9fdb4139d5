"""The monthly bulletin: its files state figures that are computed again from the journal, digit by digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from msgspec.structs import replace
from openpyxl import load_workbook

from bench.three_years import write
from county.briefing.briefing import Briefing, ChosenFigure, chosen
from county.briefing.kinds import BriefingKind
from county.briefing.linter import findings
from county.catalog import Catalog, load
from county.explained import WrongArgument
from county.figures.metric import Figure, FigureValue, Period
from county.names import Name
from county.numbering import COUNTY_TIME
from county.package.open import CountyPackage
from county.realm import LIVE
from county.records import EventReported
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.brief import bulletin_tables, command
from services.brief.assembly import NO_MAP
from services.brief.bulletin import bulletin
from services.brief.bulletin_tables import CHANGES_MAX
from services.brief.document import SYNTHETIC, BriefChart, BriefDocument, BriefFact, BriefTable, Number, Paragraph
from services.brief.documents import write_documents
from services.brief.docx_map import stored_map
from services.brief.frame import framed
from services.brief.linting import linted, plain_text
from services.brief.questions import Told, questions
from services.brief.special_report import special_questions, special_report
from services.brief.stated import VERSION, NotVerifiable, Stated, read_stated
from services.brief.verified import VerifiedBriefing
from services.brief.verify import JournalOfBriefing, verify
from services.disk.data_folder import realm_folder
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.store.following import open_journal
from services.store.upcast import RecordReader
from tests.figure_day import END_MS, GRIDS, records_of_month
from tests.timelines import IDENTITY, log_of
from tests.unit.test_brief_documents import PNG

CATALOG = load()
MONTH = "2026-10"
HASH = bytes(range(32))


def ms_of(year: int, month: int, day: int) -> int:
    """The beginning of a day in the county."""
    return round(datetime(year, month, day, tzinfo=COUNTY_TIME).timestamp() * 1000)


DAY_START_MS = ms_of(2026, 11, 26)


class Issued(SimpleNamespace):
    """A bulletin, its files, and the journal that it was made from."""

    figures: Figures
    bulletin: BriefDocument
    docx: Path
    xlsx: Path
    pdf: Path

    def verified(self, path: Path, hash_: bytes = HASH, catalog: Catalog = CATALOG) -> VerifiedBriefing:
        journal = JournalOfBriefing(self.figures.again, lambda seq: hash_, no_fact, lambda id: None, lambda stated: [])
        return verify(path, catalog, journal)


def no_fact(stated: Stated, fact: BriefFact) -> str:
    """A bulletin of a period has none."""
    raise AssertionError(fact)


def told(figures: Figures, kind: BriefingKind = "monthly", period: str = MONTH) -> Told:
    """As of the last record."""
    last = figures.table(FiguresRequest(request="r", metrics=("reported",), periods=(Period(0, 1),)))
    return Told(kind, period, last.as_of_seq, last.as_of_ms)


def answered(figures: Figures, about: Told | None = None) -> list[FigureTable]:
    return [
        figures.table(FiguresRequest(request="r", metrics=q.metrics, scope=q.scope, periods=q.periods, grain=q.grain))
        for q in questions(CATALOG, about or told(figures))
    ]


def issue(figures: Figures, about: Told, folder: Path) -> Issued:
    answers = answered(figures, about)
    text = bulletin(CATALOG, "示范县", about, answers, lambda _, group: Name(f"组 {group}", group))
    made = framed(text, None, None)
    docx, xlsx, pdf = write_documents(made, CATALOG, folder)
    return Issued(figures=figures, bulletin=made, docx=docx, xlsx=xlsx, pdf=pdf)


@contextmanager
def issued_month(folder: Path) -> Iterator[Issued]:
    """The bulletin of a simulated month; its figures are answered until the end of the block."""
    log = log_of(records_of_month(7))
    log.hash_at = lambda seq: HASH  # type: ignore[method-assign]
    timeline = new_timeline(folder / "timeline", IDENTITY)
    TimelineWriter(timeline, log, RecordReader()).go_on(1 << 30, log.head)
    figures = Figures(timeline, CountedCounty(CATALOG, lambda: GRIDS), log, RecordReader())
    yield issue(figures, told(figures), folder)
    timeline.close()


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issued]:
    with issued_month(tmp_path_factory.mktemp("brief")) as made:
        yield made


def test_a_synthetic_county_says_so_under_the_title(issued: Issued) -> None:
    answers = answered(issued.figures)
    real, synthetic = (
        bulletin(CATALOG, "示范县", told(issued.figures), answers, lambda _, group: Name(group, group), synthetic=flag)
        for flag in (False, True)
    )
    assert set(synthetic.blocks) - set(real.blocks) == {Paragraph("subtitle", (SYNTHETIC,))}
    assert synthetic.blocks[2] == Paragraph("subtitle", (SYNTHETIC,))


def test_every_number_of_both_files_is_that_of_the_journal(issued: Issued) -> None:
    for path in (issued.docx, issued.xlsx):
        found = issued.verified(path)
        assert found.differences == []
        assert (found.stated.period, found.stated.head_hash) == (MONTH, HASH.hex())
        assert len(found.stated.numbers) > 90


def test_a_changed_digit_of_the_document_is_found_wherever_it_is(issued: Issued, tmp_path: Path) -> None:
    stated = issued.verified(issued.docx).stated
    for name in list(stated.numbers)[::40]:
        document, changed = Document(str(issued.docx)), tmp_path / "changed.docx"
        [start] = [n for n in document.element.body.iter(qn("w:bookmarkStart")) if n.get(qn("w:name")) == name]
        text = start.getnext().find(qn("w:t")) if start.getnext().tag == qn("w:r") else None
        if text is None or not re.search(r"\d", text.text):
            continue
        text.text = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text.text, count=1)
        document.save(str(changed))
        [difference] = issued.verified(changed).differences
        assert (difference.place, difference.written) == (name, text.text)


def test_a_changed_cell_of_the_annex_is_found(issued: Issued, tmp_path: Path) -> None:
    book = load_workbook(issued.xlsx)
    sheet = book["全部指标"]
    assert isinstance(sheet["C2"].value, int | float)
    sheet["C2"].value += 1
    book.save(tmp_path / "changed.xlsx")
    [difference] = issued.verified(tmp_path / "changed.xlsx").differences
    assert difference.place == "全部指标!C2"


def test_a_figure_that_was_changed_with_its_text_is_found(issued: Issued, tmp_path: Path) -> None:
    """The values that the file carries are not believed, only its questions."""
    changed = tmp_path / "changed.docx"
    with ZipFile(issued.docx) as old, ZipFile(changed, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                data = re.sub("(主要变化.*?<w:t>)[0-9,]+ 件".encode(), "\\g<1>9,999 件".encode(), data, count=1)
            if item.filename.startswith("customXml/county"):
                data = re.sub(rb'"value":\[[0-9.]+', b'"value":[9999.0', data, count=1)
            new.writestr(item, data)
    assert any(one.written == "9,999 件" for one in issued.verified(changed).differences)


def test_the_figures_of_a_special_report_are_each_counted_again_as_of_their_own_record(
    issued: Issued, tmp_path: Path
) -> None:
    numbers = [number for number in issued.bulletin.numbers if number.form == "value"][:3]
    chosen_ones = tuple(replace(chosen(one.figure), as_of_seq=900 - place) for place, one in enumerate(numbers))
    special = Briefing(id="", state="draft", steps=(), kind="special", title="专报", figures=chosen_ones)
    answers = [
        issued.figures.table(FiguresRequest(
            request="r", metrics=q.metrics, scope=q.scope, periods=q.periods, grain=q.grain, as_of_seq=q.as_of_seq
        ))
        for q in special_questions(special)
    ]  # fmt: skip
    made = special_report(special, answers, "示范县", CATALOG, lambda grain, group: Name(group, group))
    path, _, _ = write_documents(framed(made, None, None), CATALOG, tmp_path)
    found = issued.verified(path)
    assert found.lines() == []
    assert {number.figure.as_of_seq for number in found.stated.numbers.values()} == {900, 899, 898}


@pytest.mark.parametrize(("begin", "end", "says"), [
    (ms_of(2026, 10, 1), ms_of(2026, 11, 1), "2026年10月"), (ms_of(2026, 10, 5), ms_of(2026, 10, 6), "2026年10月5日"),
    (ms_of(2026, 10, 5), ms_of(2026, 10, 12) + 60_000, "2026年10月5日0时00分至10月12日0时01分"),
    (ms_of(2025, 12, 31), ms_of(2026, 1, 7), "2025年12月31日0时00分至2026年1月7日0时00分"),
])  # fmt: skip
def test_the_period_of_a_chosen_figure_is_named_as_short_as_it_is_clear(
    issued: Issued, begin: int, end: int, says: str
) -> None:
    figure = ChosenFigure(metric="reported", period=Period(begin, end), as_of_seq=900)
    special = Briefing(id="", state="draft", steps=(), kind="special", title="专报", figures=(figure,))
    [question] = special_questions(special)
    asked = FiguresRequest(request="r", metrics=question.metrics, periods=question.periods, as_of_seq=900)
    made = special_report(
        special, [issued.figures.table(asked)], "示范县", CATALOG, lambda grain, group: Name(group, group)
    )
    [table] = made.tables
    assert table.rows[0][table.header.index("时段")] == says


def test_a_bulletin_of_another_journal_is_not_compared(issued: Issued) -> None:
    with pytest.raises(NotVerifiable, match="another hash"):
        issued.verified(issued.docx, hash_=bytes(32))


def test_a_metric_that_was_defined_otherwise_is_named(issued: Issued) -> None:
    metric = CATALOG.metrics["closed_on_time"]
    other = replace(CATALOG, metrics=CATALOG.metrics | {"closed_on_time": replace(metric, population=())})
    for path in (issued.docx, issued.xlsx):
        found = issued.verified(path, catalog=other)
        assert found.redefined == [metric.name.zh]
        assert any(metric.name.zh in line and "cannot be compared" in line for line in found.lines())
        assert issued.verified(path).redefined == []


def test_other_names_or_other_tables_of_the_catalogue_define_no_metric_otherwise(issued: Issued) -> None:
    metric = CATALOG.metrics["closed_on_time"]
    renamed = CATALOG.metrics | {"closed_on_time": replace(metric, name=Name("按时办结率", "x"), theme="people")}
    other = replace(CATALOG, metrics=renamed, departments={})
    assert other.digest != CATALOG.digest
    assert issued.verified(issued.docx, catalog=other).redefined == []


def test_the_working_hours_define_what_is_measured_in_working_time(issued: Issued) -> None:
    working = [metric.name.zh for metric in CATALOG.offered_metrics().values() if metric.working]
    assert working
    hours = replace(CATALOG.working_hours, hours=("08:00-12:00",))
    other = replace(CATALOG, working_hours=hours)
    assert issued.verified(issued.docx, catalog=other).redefined == working


def test_a_bulletin_without_definitions_is_verified_and_another_catalogue_named(issued: Issued, tmp_path: Path) -> None:
    first = tmp_path / "first.docx"
    with ZipFile(issued.docx) as old, ZipFile(first, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("customXml/county"):
                data, changed = re.subn(rb'"definitions":\{[^}]*\},', b"", data)
                data = re.sub(rb'"version":\d+', b'"version":1', data)
                data = re.sub(rb',"texts":\{.*\},"pictures"', b',"pictures"', data)
                assert changed == 1
            new.writestr(item, data)
    says = issued.verified(first)
    assert says.lines() == ["it is of format 1, which carries no texts: words beside its numbers cannot be checked"]
    assert says.summary()[0].startswith(f"all {len(says.stated.numbers)} numbers and facts are those of the journal")
    found = issued.verified(first, catalog=replace(CATALOG, departments={}))
    assert found.differences == []
    assert f"another catalogue ({CATALOG.digest[:16]})" in found.lines()[1]


@pytest.mark.parametrize(("version", "right"), [(5, True), (VERSION, False)])
def test_a_duration_of_minutes_may_be_written_as_0_hours_only_where_all_were_then(
    issued: Issued, tmp_path: Path, version: int, right: bool
) -> None:
    stated = issued.verified(issued.docx).stated
    name, number = next(
        (name, one) for name, one in stated.numbers.items()
        if one.form == "value" and CATALOG.metrics[one.figure.metric].kind == "duration" and "小时" in one.text(
            CATALOG.metrics[one.figure.metric]
        ) and one.figure.value.quality == "ok"
    )  # fmt: skip
    asked = replace(number.figure, value=FigureValue(), as_of_seq=stated.as_of_seq)

    def again(figure: Figure) -> FigureValue:
        counted = issued.figures.again(figure)
        return replace(counted, value=170_000.0) if figure == asked else counted

    document, old, path = Document(str(issued.docx)), tmp_path / "new.docx", tmp_path / "old.docx"
    [start] = [n for n in document.element.body.iter(qn("w:bookmarkStart")) if n.get(qn("w:name")) == name]
    start.getnext().find(qn("w:t")).text = "0.0 小时"
    document.save(str(old))
    with ZipFile(old) as saved, ZipFile(path, "w") as made:
        for item in saved.infolist():
            data = saved.read(item)
            if item.filename.startswith("customXml/county"):
                data = data.replace(f'"version":{VERSION}'.encode(), f'"version":{version}'.encode())
            made.writestr(item, data)
    journal = JournalOfBriefing(again, lambda seq: HASH, no_fact, lambda id: None, lambda stated: [])
    assert (name not in {one.place for one in verify(path, CATALOG, journal).differences}) is right


def test_a_bulletin_of_a_newer_program_is_refused_whatever_it_carries() -> None:
    said = rf"brief\.docx: has version {VERSION + 1} .* reads {VERSION}; use a newer program"
    with pytest.raises(NotVerifiable, match=said):
        read_stated(f'{{"format": "county bulletin", "version": {VERSION + 1}, "new": 1}}', "brief.docx")


def test_a_file_that_is_no_bulletin_is_named(issued: Issued, tmp_path: Path) -> None:
    plain, text = tmp_path / "plain.docx", tmp_path / "text.docx"
    Document().save(str(plain))
    text.write_text("no document")
    for path in (plain, text):
        with pytest.raises(NotVerifiable, match=path.name):
            issued.verified(path)


def test_every_run_names_the_font_of_its_chinese_characters(issued: Issued) -> None:
    with ZipFile(issued.docx) as content:
        xml = content.read("word/document.xml").decode()
    runs = re.findall(r"<w:r>.*?</w:r>", xml)
    assert len(runs) > 200
    assert all("w:eastAsia=" in run for run in runs)
    assert not re.search("[⺀-⿟]", xml)
    assert "网格" in xml


def test_the_bulletin_says_when_and_from_what_it_was_counted(issued: Issued) -> None:
    blocks = issued.bulletin.blocks
    text = "\n".join("".join(map(str, one.pieces)) for one in blocks if isinstance(one, Paragraph))
    assert f"日志第 {issued.bulletin.as_of_seq} 条" in text
    assert HASH.hex() in text
    assert "2026年10月" in text


def test_an_unfinished_period_is_compared_with_as_much_of_the_one_before() -> None:
    day, hour = 86_400_000, 3_600_000
    noon = Told("daily", "2026-11-26", 9, DAY_START_MS + 10 * hour)
    assert noon.this == Period(DAY_START_MS, DAY_START_MS + day)
    assert noon.compared == Period(DAY_START_MS - day, DAY_START_MS - day + 10 * hour)
    assert noon.words.before == "前一日同时段"
    whole = noon._replace(as_of_ms=DAY_START_MS + day)
    assert whole.compared == Period(DAY_START_MS - day, DAY_START_MS)
    assert whole.words.before == "前一日"
    march = Told("monthly", "2026-03", 9, ms_of(2026, 3, 30))
    assert march.compared == Period(ms_of(2026, 2, 1), ms_of(2026, 3, 1)), "the 30th day has no counterpart in February"


def test_the_trend_ends_with_the_last_period_that_is_finished() -> None:
    assert Told("daily", "2026-11-26", 9, DAY_START_MS + 1).trend[-1] == "2026-11-25"
    assert Told("daily", "2026-11-26", 9, DAY_START_MS + 86_400_000).trend[-1] == "2026-11-26"
    assert len(Told("weekly", "2026-W48", 9, DAY_START_MS).trend) == 8


def test_a_week_that_has_not_ended_says_until_when_in_a_line_of_its_own(issued: Issued) -> None:
    def subtitles(kind: BriefingKind, period: str, as_of_ms: int) -> list[str]:
        about = Told(kind, period, issued.bulletin.as_of_seq, as_of_ms)
        answers, naming = answered(issued.figures, about), lambda grain, group: Name(group, group)
        made = bulletin(CATALOG, "示范县", about, answers, naming)
        return [str(one.pieces[0]) for one in made.blocks if isinstance(one, Paragraph) and one.style == "subtitle"]

    noon = ms_of(2026, 10, 24) + 12 * 3_600_000
    assert subtitles("weekly", "2026-W43", noon) == ["2026年10月19日至25日（第43周）", "截至10月24日12时00分"]
    assert subtitles("weekly", "2026-W43", noon + 7 * 86_400_000) == ["2026年10月19日至25日（第43周）"]
    assert subtitles("monthly", "2026-10", noon) == ["（2026年10月，截至10月24日12时00分）"]


@pytest.mark.parametrize(("kind", "period", "tables"), [("daily", "2026-10-20", 1), ("weekly", "2026-W43", 2)])
def test_a_bulletin_is_short_and_its_annex_has_the_rest(
    issued: Issued, kind: BriefingKind, period: str, tables: int
) -> None:
    about = told(issued.figures, kind, period)
    made = bulletin(CATALOG, "示范县", about, answered(issued.figures, about), lambda grain, group: Name(group, group))
    own = [one for one in made.blocks if isinstance(one, BriefTable)]
    assert len(own) <= tables
    assert sum(len(one.rows) for one in own if one.title == "主要变化") <= CHANGES_MAX
    names = [one.title for one in made.annex]
    assert {"全部指标", "各处置单位", "各事件大类", "各来源渠道", "口径说明", "阅读说明"} <= {*names}
    [line] = [one for one in made.blocks if isinstance(one, Paragraph) and one.style == "annex"]
    assert all(name in str(line.pieces[0]) for name in names)
    [definitions] = [one for one in made.annex if one.title == "口径说明"]
    shown = {str(row[1]) for one in made.annex if one.title == "全部指标" for row in one.rows}
    heads = {head.partition("（")[0] for one in made.tables for head in one.header}
    assert {str(row[0]) for row in definitions.rows} - shown <= {
        metric.name.zh for metric in CATALOG.metrics.values() if metric.name.zh.partition("（")[0] in heads
    }


def test_of_many_units_the_document_has_the_largest_and_the_annex_all(
    issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletin_tables, "GROUPS_MAX", 2)
    about = told(issued.figures)
    answers = answered(issued.figures, about)
    made = bulletin(CATALOG, "示范县", about, answers, lambda grain, group: Name(group, group))
    [short] = [one for one in made.blocks if isinstance(one, BriefTable) and one.title == "各处置单位（部分）"]
    [whole] = [one for one in made.annex if one.title == "各处置单位"]
    assert len(short.rows) == 2
    assert {row[:2] for row in short.rows} < {row[:2] for row in whole.rows}, "ranked among all"
    assert "全县" not in [row[1] for row in short.rows]
    says = [str(one.pieces[0]) for one in made.blocks if isinstance(one, Paragraph) and one.style == "note"]
    assert any("下表为应结案最多的 2 个" in one for one in says)


def test_a_column_without_any_value_is_left_out_and_the_document_says_so(issued: Issued) -> None:
    about = told(issued.figures)
    answers, asked = answered(issued.figures, about), questions(CATALOG, about)
    towns = next(n for n, one in enumerate(asked) if one.grain == "town")
    place, trend = asked[towns].metrics.index("satisfied_rate"), asked[-1].metrics.index("closed_on_time")
    for n, at in ((towns, place), (len(asked) - 1, trend)):
        for period, totals in enumerate(answers[n].totals):
            totals[at] = FigureValue()
            answers[n].values[period][at] = [FigureValue() for _ in answers[n].groups]
    made = bulletin(CATALOG, "示范县", about, answers, lambda _, group: Name(group, group))
    [table] = [one for one in made.blocks if isinstance(one, BriefTable) and one.title == "各乡镇（街道）"]
    assert not [head for head in table.header if head.startswith("满意率")]
    assert len(table.header) == len(table.widths) == len(table.rows[0])
    said = [str(one.pieces[0]) for one in made.blocks if isinstance(one, Paragraph) and one.style == "note"]
    assert "满意率：没有数据，未列出。" in said
    for chart in (one for one in made.blocks if isinstance(one, BriefChart)):
        assert [panel.name for panel in chart.panels] == ["受理数"]


@pytest.mark.parametrize(("shortest_ms", "head"), [
    (30_000, "处置时长（小时，分钟另注）"), (7_200_000, "处置时长（小时）"),
])  # fmt: skip
def test_the_head_of_a_column_says_that_cells_name_minutes(issued: Issued, shortest_ms: int, head: str) -> None:
    about = told(issued.figures)
    answers, asked = answered(issued.figures, about), questions(CATALOG, about)
    towns = next(n for n, one in enumerate(asked) if one.grain == "town")
    place = asked[towns].metrics.index("handling_wall")
    values = answers[towns].values[0][place]
    values[:] = [replace(FigureValue(), value=7_200_000.0, num=50, den=50) for _ in values]
    values[0] = replace(values[0], value=float(shortest_ms))
    answers[towns].totals[0][place] = values[-1]
    made = bulletin(CATALOG, "示范县", about, answers, lambda _, group: Name(group, group))
    [table] = [one for one in made.blocks if isinstance(one, BriefTable) and one.title == "各乡镇（街道）"]
    name = CATALOG.metrics["handling_wall"].name.zh
    assert head.replace("处置时长", name, 1) in table.header


def test_units_classes_and_channels_in_which_nothing_happened_have_no_row(issued: Issued) -> None:
    about = told(issued.figures, "daily", "2020-01-01")
    made = bulletin(CATALOG, "示范县", about, answered(issued.figures, about), lambda grain, group: Name(group, group))
    rows = {one.title: len(one.rows) for one in made.tables}
    assert [rows[title] for title in ("各处置单位", "各事件大类", "各来源渠道")] == [1, 1, 1], "that of the county"


def test_a_bulletin_of_a_first_day_neither_says_that_nothing_changed_nor_draws_an_empty_trend(issued: Issued) -> None:
    last = told(issued.figures)
    about = Told("daily", "2026-10-01", last.as_of_seq, ms_of(2026, 10, 1) + 3_600_000)
    made = bulletin(CATALOG, "示范县", about, answered(issued.figures, about), lambda _, group: Name(group, group))
    said = "".join(str(piece) for one in made.blocks if isinstance(one, Paragraph) for piece in one.pieces)
    assert "前一日同时段无可比数据，不作比较。" in said
    assert "没有超出偶然波动" not in said
    assert "已结束且记录完整的不足两日，不作走势图。" in said
    assert not [one for one in made.blocks if isinstance(one, BriefChart)]


def test_where_nothing_is_compared_it_is_said_once(issued: Issued) -> None:
    last = told(issued.figures)
    about = Told("daily", "2026-10-01", last.as_of_seq, ms_of(2026, 10, 1) + 3_600_000)
    made = bulletin(CATALOG, "示范县", about, answered(issued.figures, about), lambda _, group: Name(group, group))
    said = "".join(str(piece) for one in made.blocks if isinstance(one, Paragraph) for piece in one.pieces)
    assert said.count("无可比数据") == 1


@pytest.mark.parametrize(("enough", "says"), [
    (0, "各乡镇样本不足，本月不作排名比较。"), (1, "只有990123001样本足够，本月不作排名比较。"),
])  # fmt: skip
def test_a_table_in_which_nothing_has_a_rank_has_no_column_of_ranks(issued: Issued, enough: int, says: str) -> None:
    about = told(issued.figures)
    answers, asked = answered(issued.figures, about), questions(CATALOG, about)
    towns = next(n for n, one in enumerate(asked) if one.grain == "town")
    values = answers[towns].values[0][asked[towns].metrics.index("closed_on_time")]
    for at, value in enumerate(values):
        values[at] = replace(value, value=0.5, num=20, den=40, quality="ok" if at < enough else "small_sample")
    made = bulletin(CATALOG, "示范县", about, answers, lambda _, group: Name(group, group))
    [table] = [one for one in made.blocks if isinstance(one, BriefTable) and one.title == "各乡镇（街道）"]
    assert table.header[:2] == (("名次", "乡镇（街道）") if enough else ("乡镇（街道）", "受理数（件）"))
    assert {len(table.header), len(table.widths)} == {len(row) for row in table.rows}
    assert sum(table.widths) == pytest.approx(1)
    assert says.replace("990123001", answers[towns].groups[0]) in [
        str(one.pieces[0]) for one in made.blocks if isinstance(one, Paragraph)
    ]


def test_a_day_before_the_first_record_concludes_nothing(issued: Issued) -> None:
    about = told(issued.figures, "daily", "2020-01-01")
    made = bulletin(CATALOG, "示范县", about, answered(issued.figures, about), lambda grain, group: Name(group, group))
    text = [str(piece) for one in made.blocks if isinstance(one, Paragraph) for piece in one.pieces]
    assert "前一日无可比数据，不作比较。" in text
    assert not [one for one in text if "没有超出偶然波动" in one or "没有超期存量" in one]


def test_a_bulletin_of_a_month_says_what_is_unknown_once(issued: Issued) -> None:
    [how] = [one for one in issued.bulletin.annex if one.title == "阅读说明"]
    [missing] = [str(row[1]) for row in how.rows if row[0] == "无数据"]
    [overview] = [one for one in issued.bulletin.annex if one.title == "全部指标"]
    assert not {str(row[1]) for row in overview.rows} & {*missing.partition("：")[2].split("、")}


@pytest.fixture(scope="module")
def issued_day(issued: Issued, tmp_path_factory: pytest.TempPathFactory) -> Issued:
    """Of a day after others with data: their course is drawn."""
    return issue(issued.figures, told(issued.figures, "daily", f"{MONTH}-20"), tmp_path_factory.mktemp("day"))


def charts(issued: Issued) -> list[BriefChart]:
    return [one for one in issued.bulletin.blocks if isinstance(one, BriefChart)]


def test_a_bulletin_of_the_first_month_with_data_has_no_chart_and_says_why(issued: Issued) -> None:
    assert charts(issued) == []
    texts = [str(piece) for one in issued.bulletin.blocks if isinstance(one, Paragraph) for piece in one.pieces]
    assert "已结束且记录完整的不足两个月，不作走势图。" in texts


def recorded_from(place: int, answers: list[FigureTable], about: Told, *names: str) -> list[FigureTable]:
    """Without records of these metrics, or of any, before this period of the trend, of which the first one is the one
    before it."""
    *others, trend = answers
    lacking = [not names or name in names for name in questions(CATALOG, about)[-1].metrics]
    cut = [
        [FigureValue() if lacks else value for lacks, value in zip(lacking, totals, strict=True)]
        for totals in trend.totals[:place]
    ]
    return [*others, replace(trend, totals=[*cut, *trend.totals[place:]])]


def test_a_trend_begins_after_the_day_in_which_the_records_begin(issued: Issued) -> None:
    last = told(issued.figures)
    about = Told("daily", f"{MONTH}-05", last.as_of_seq, last.as_of_ms)
    answers = recorded_from(4, answered(issued.figures, about), about)
    made = bulletin(CATALOG, "示范县", about, answers, lambda _, group: Name(group, group))
    [chart] = [one for one in made.blocks if isinstance(one, BriefChart)]
    assert chart.labels == ("10-03", "10-04", "10-05"), "not the 2nd, of which only a part is recorded"
    assert {len(panel.numbers) for panel in chart.panels} == {3}


@pytest.mark.parametrize(("begins", "says"), [(6, True), (3, False)])
def test_a_bulletin_says_that_the_period_before_is_not_wholly_recorded(
    issued: Issued, begins: int, says: bool
) -> None:
    last = told(issued.figures)
    about = Told("daily", f"{MONTH}-05", last.as_of_seq, last.as_of_ms)
    answers = recorded_from(begins, answered(issued.figures, about), about)
    made = bulletin(CATALOG, "示范县", about, answers, lambda _, group: Name(group, group))
    notes = [one.pieces[0] for one in made.blocks if isinstance(one, Paragraph) and one.style == "note"]
    named = "受理数、立案数、应结案数、热线呼入、热线接通"
    shown = [one for one in made.blocks if isinstance(one, BriefTable) and one.title == "主要变化"]
    doubted = "；以上变化仅供参考" if shown else ""
    assert (f"前一日的{named}记录不完整，不作比较{doubted}。" in notes) == says
    [reported] = [one for one in made.blocks if isinstance(one, Paragraph) and one.pieces[0] == "受理数："]
    assert ("，前一日的记录不完整，不作比较" in reported.pieces) == says
    [changed] = [one for one in made.tables if one.title == "主要变化"] or [None]
    assert not says or changed is None or not any(str(row[0]).endswith("数") for row in changed.rows)
    assert not_compared(made) == ({"受理数", "立案数", "应结案数", "热线呼入", "热线接通"} if says else set())
    [how] = [one for one in made.annex if one.title == "阅读说明"]
    assert (("变化", "前一日的记录不完整的数量不作比较，写“–”") in how.rows) == says


def not_compared(made: BriefDocument) -> set[str]:
    """Metrics of which the table of all says no change, though it may have both numbers."""
    [overview] = [one for one in made.annex if one.title == "全部指标"]
    return {str(row[1]) for row in overview.rows if row[-1] == "–"}


@pytest.mark.parametrize(("begin", "counts"), [
    (("calls_offered", "calls_answered"), {"热线呼入", "热线接通"}), (("due", "closed_on_time"), {"应结案数"}),
    (("closed_on_time",), set()),
])  # fmt: skip
def test_only_counts_whose_own_records_begin_in_the_period_before_are_not_compared(
    issued: Issued, begin: tuple[str, ...], counts: set[str]
) -> None:
    last = told(issued.figures)
    about = Told("daily", f"{MONTH}-05", last.as_of_seq, last.as_of_ms)
    answers = recorded_from(6, answered(issued.figures, about), about, *begin)
    made = bulletin(CATALOG, "示范县", about, answers, lambda _, group: Name(group, group))
    [reported] = [one for one in made.blocks if isinstance(one, Paragraph) and one.pieces[0] == "受理数："]
    assert "，前一日的记录不完整，不作比较" not in reported.pieces
    assert not_compared(made) == counts


def test_the_changes_of_a_table_have_their_units(issued_day: Issued) -> None:
    [overview] = [one for one in issued_day.bulletin.annex if one.title == "全部指标"]
    texts = {}
    for row in overview.rows:
        if isinstance(row[-1], Number):
            metric = CATALOG.metrics[row[-1].figure.metric]
            texts[metric.kind, metric.is_share] = row[-1].text(metric)
    assert re.fullmatch(r"[+−±][0-9.]+ 百分点", texts["ratio", True])
    assert re.fullmatch(r"[+−±][0-9,]+ [件次]", texts["count", False])


@pytest.mark.parametrize(("day", "said"), [
    ("19", ("受理数：8 件，较前一日减少 2 件。", "超期存量：41 件，较前一日持平。")),
    ("20", ("受理数：4 件，较前一日减少 4 件。", "超期存量：43 件，较前一日增加 2 件，变差。")),
])  # fmt: skip
def test_a_sentence_tells_a_change_by_a_verb_and_the_linter_finds_nothing_in_it(
    issued: Issued, day: str, said: tuple[str, ...]
) -> None:
    about = told(issued.figures, "daily", f"{MONTH}-{day}")
    made = bulletin(CATALOG, "示范县", about, answered(issued.figures, about), lambda _, group: Name(group, group))
    assert {*said} <= {*plain_text(made, CATALOG).splitlines()}
    assert findings(linted(made, CATALOG, made.as_of_ms)) == ()


def test_a_change_in_a_sentence_of_an_earlier_document_stays_a_sign_and_a_number(issued_day: Issued) -> None:
    [now, *_] = [one.figure for one in issued_day.bulletin.numbers if one.figure.metric == "reported"]
    then = replace(now, value=FigureValue(1, None, 1, quality="ok"))
    earlier = replace(now, value=FigureValue(8, None, 8, quality="ok"))
    number = Number(form="change", figure=then, before=earlier)
    assert number.text(CATALOG.metrics["reported"]) == "−7"


def test_the_numbers_of_a_chart_stand_below_it_and_in_its_alternative_text(issued_day: Issued) -> None:
    [chart] = charts(issued_day)
    told_to_the_blind = chart.described(CATALOG.metrics)
    with ZipFile(issued_day.docx) as content:
        xml = content.read("word/document.xml").decode()
    assert f'descr="{told_to_the_blind}"' in xml
    for panel in chart.panels:
        for number in panel.numbers:
            assert number in issued_day.bulletin.numbers
            assert number.text(CATALOG.metrics[number.figure.metric]) in told_to_the_blind
    pale = any(one.figure.value.quality == "small_sample" for panel in chart.panels for one in panel.numbers)
    assert f"数据来源：指挥中心日志{'；空心柱为样本不足' if pale else ''}<" in xml


def test_numbers_of_the_text_are_called_in_the_annex_by_the_words_before_them(issued: Issued) -> None:
    rows = list(load_workbook(issued.xlsx)["正文"].iter_rows(values_only=True))
    words = [row[0] for row in rows]
    assert words[:2] == ["文字", "受理数"]
    assert "处置时长（中位，自然时间）" in words
    [basis] = [words[at] for at, row in enumerate(rows) if str(row[1]).startswith("n=")]
    assert basis == "样本"
    shares = [words[at] for at, row in enumerate(rows) if str(row[1]).replace("/", "").isdigit() and "/" in str(row[1])]
    assert set(shares) == {"分子/分母"}


def test_a_picture_that_was_exchanged_is_found(issued_day: Issued, tmp_path: Path) -> None:
    changed = tmp_path / "changed.docx"
    with ZipFile(issued_day.docx) as old, ZipFile(changed, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item, data + b" " if item.filename.startswith("word/media/") else data)
    assert [one.place for one in issued_day.verified(changed).texts] == ["pic_1"]
    assert issued_day.verified(issued_day.docx).texts == []


def test_groups_of_too_small_a_sample_have_no_rank(issued: Issued) -> None:
    for grid in issued.bulletin.tables:
        if grid.header[0] == "名次":
            for rank, _, *numbers in grid.rows[:-1]:
                leading = numbers[2]
                assert not isinstance(leading, str)
                is_small = leading.figure.value.quality in ("small_sample", "unknown")
                assert (rank == "–") == is_small


def last_reported(data: Path) -> str:
    """The event that the journal tells of last."""
    journal, read = open_journal(realm_folder(data, LIVE)), RecordReader().read
    with closing(journal):
        bodies = (read(one).body for one in journal.records(1, journal.head.seq))
        return [body.event_id for body in bodies if isinstance(body, EventReported)][-1]


def test_the_command_makes_and_verifies_briefings_of_a_data_folder(small_county: Path, tmp_path: Path) -> None:
    write(CountyPackage(small_county), tmp_path / "data", 400, lambda share, step: None, now_ms=END_MS, span_ms=10**9)

    def progress(share: float, step: str) -> None:
        assert 0 <= share <= 1

    data, wanted = tmp_path / "data", command.WantedBriefing("monthly", MONTH)
    paths = command.make(small_county, data, LIVE, wanted, tmp_path / "out", progress)
    assert [path.name for path in paths] == [f"月度通报-2026-10.{suffix}" for suffix in ("docx", "xlsx", "pdf")]
    for path in paths[:2]:
        found = command.verify(path, small_county, tmp_path / "data", LIVE, progress)
        assert found.differences == []
        assert found.stated.as_of_seq == 400
    event = last_reported(data)
    first = command.WantedBriefing("first", event=event)
    for png, has_map in ((PNG, True), (None, False)):
        report, *_ = command.make(small_county, data, LIVE, first, tmp_path / "out", progress, lambda *_, p=png: p)
        found = command.verify(report, small_county, data, LIVE, progress)
        assert not found.is_wrong
        assert found.summary()[0].startswith("all 11 numbers and facts are those of the journal as of record 400")
        assert bool(stored_map(report).png) == has_map
        assert stored_map(report).no_map == ("" if has_map else NO_MAP)
    wrong = command.WantedBriefing("monthly", "2026-13")
    with pytest.raises(WrongArgument, match="2026-13"):
        command.make(small_county, data, LIVE, wrong, tmp_path / "out", progress)
    with pytest.raises(WrongArgument, match="by --period, like 2026-10"):
        command.make(small_county, data, LIVE, command.WantedBriefing("monthly"), tmp_path / "out", progress)


def test_a_day_that_the_journal_does_not_reach_is_refused(small_county: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(CountyPackage(small_county), data, 400, lambda share, step: None, now_ms=END_MS, span_ms=10**9)
    for kind, period in (("daily", "2026-12-24"), ("monthly", "2027-01")):
        with pytest.raises(WrongArgument, match="the journal ends before it"):
            command.make(
                small_county, data, LIVE, command.WantedBriefing(kind, period), tmp_path, lambda share, step: None  # type: ignore[arg-type]
            )
    with pytest.raises(WrongArgument, match="no such briefing"):
        command.make(
            small_county, data, LIVE, command.WantedBriefing(briefing="abc"), tmp_path, lambda share, step: None
        )
