"""Edits of a scenario's values: references follow, nothing that is not known is lost, every step can be undone."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from county.drill import editing
from county.drill.edit_history import EditHistory
from county.drill.rough_times import moved, rough_times
from county.drill.scenario import Scenario
from county.explained import Explained
from county.package.open import CountyPackage
from county.toml_files.lines import has_comments
from county.toml_files.strict import convert
from desktop.drill_editor.field_kinds import BadCell
from desktop.drill_editor.heading_kinds import RainKind, VariablesKind
from desktop.drill_editor.inject_places import placed_at, point_of
from desktop.drill_editor.table_fields import FORMS, KIND, MAIN, WHAT, EditedTable
from desktop.drill_editor.vocabulary import CountyWords, Vocabulary
from services.drill.package_county import PackageForDrills
from services.drill.scenario_check import faults_of, findings_of
from services.scenarios.scenario_files import BadScenario, read
from services.scenarios.scenario_saving import AttachmentSource, files_of, toml_of, write_scenario
from services.scenarios.shipped import shipped
from tests.drill_scenario import TEXT
from tests.unit.drill_day import tiny_package


@pytest.fixture
def values() -> dict[str, Any]:
    return tomllib.loads(TEXT)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


def row(values: Any, table: str, id: str) -> dict[str, Any]:
    number = editing.row_numbered(values, table, id)
    assert number is not None
    return dict(editing.rows_of(values, table)[number])


def test_what_names_an_inject_follows_its_new_id(values: dict[str, Any]) -> None:
    renamed = editing.with_row(values, "injects", 1, {**row(values, "injects", "I02"), "id": "I77"})
    conditions = row(renamed, "injects", "I03")["when"]["all"]
    assert conditions[0] == {"inject": "I77", "is": "delivered"}
    assert conditions[2]["elapsed"]["since"] == "I77"
    assert {e["of"] for e in renamed["expectations"]} == {"I01", "I77", "I03"}
    first = editing.with_row(values, "injects", 0, {**row(values, "injects", "I01"), "id": "I00"})
    assert row(first, "injects", "I02")["after"]["inject"] == "I00"
    assert tomllib.loads(TEXT) == values, "the values that were given stay"


@pytest.mark.parametrize(
    ("table", "old", "other", "field", "expected"),
    [
        ("roles", "duty", "injects", "to", ["X"]), ("phases", "P1", "injects", "phase", "X"),
        ("objectives", "OBJ1", "expectations", "objective", "X"),
        ("expectations", "E01", "injects", "expects", ["X", "E02"]),
    ],
)  # fmt: skip
def test_what_names_another_row_follows_its_new_id(
    values: dict[str, Any], table: str, old: str, other: str, field: str, expected: object
) -> None:
    number = editing.row_numbered(values, table, old)
    assert number is not None
    renamed = editing.with_row(values, table, number, {**row(values, table, old), "id": "X"})
    assert editing.rows_of(renamed, other)[0][field] == expected


def test_references_stay_with_the_row_whose_id_another_row_has_too(values: dict[str, Any]) -> None:
    twice = editing.with_row(values, "injects", 2, {**row(values, "injects", "I03"), "id": "I02"})
    once = editing.with_row(twice, "injects", 2, {**editing.rows_of(twice, "injects")[2], "id": "I09"})
    assert [e["of"] for e in once["expectations"]][2:5] == ["I02"] * 3


def test_an_expectation_moves_with_its_inject(values: dict[str, Any]) -> None:
    changed = editing.with_row(values, "expectations", 2, {**row(values, "expectations", "E03"), "of": "I01"})
    assert row(changed, "injects", "I01")["expects"] == ["E01", "E02", "E03"]
    assert row(changed, "injects", "I02")["expects"] == ["E04", "E05"]


def test_an_inject_is_removed_with_what_is_expected_of_it(values: dict[str, Any]) -> None:
    changed = editing.without_row(values, "injects", 1)
    assert [e["id"] for e in changed["expectations"]] == ["E01", "E02", "E06"]
    without = editing.without_row(values, "expectations", 0)
    assert row(without, "injects", "I01")["expects"] == ["E02"]


def test_a_copy_has_a_new_id_and_no_expectations(values: dict[str, Any]) -> None:
    copied = editing.with_copied(values, "injects", 0)
    assert [r["id"] for r in copied["injects"]] == ["I01", "I04", "I02", "I03"]
    assert "expects" not in copied["injects"][1]
    assert copied["injects"][1]["reading"] == copied["injects"][0]["reading"]


def test_a_value_left_out_takes_its_empty_table_along() -> None:
    assert editing.with_value({"place": {"village": "1"}}, "place.village", None) == {}
    assert editing.with_value({}, "report.place.village", "1") == {"report": {"place": {"village": "1"}}}


def test_typing_in_one_field_is_one_step_back() -> None:
    history = EditHistory({"n": 0})
    for n in (1, 2, 3):
        assert history.change({"n": n}, "field")
    history.change({"n": 4}, "other field")
    seen = []
    for step in (history.undo, history.undo, history.undo, history.redo):
        seen.append((step(), history.values["n"], history.dirty))
    assert seen == [(True, 3, True), (True, 0, False), (False, 0, False), (True, 3, True)]
    assert not history.change({"n": 3}), "an equal value is no step"


def test_undo_comes_by_what_was_saved() -> None:
    history = EditHistory({"n": 0})
    history.change({"n": 1}, "field")
    history.save(history.values)
    history.change({"n": 2}, "field")
    assert history.dirty
    history.undo()
    assert (history.values, history.dirty) == ({"n": 1}, False)


def test_times_follow_delays_and_leave_conditions_open(values: dict[str, Any]) -> None:
    times = {time.id: time.at_ms for time in rough_times(values)}
    assert times == {"I01": 5 * 60_000, "I02": 17 * 60_000, "I03": None}
    circle = {"injects": [{"id": "A", "after": {"inject": "B", "delay": "PT1M"}},
                          {"id": "B", "after": {"inject": "A", "delay": "PT1M"}}]}  # fmt: skip
    assert [time.at_ms for time in rough_times(circle)] == [None, None]


ODD = (["I01"], {"id": ["I01"]}, [[1]], 5, -1.5, True, float("nan"), "I01", "", "𠀀" * 40)


def odd_rows() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Every row of the scenario with one of its fields, or of its tables' fields, of another form."""
    values = tomllib.loads(TEXT)
    known = {"injects": ["from", "expects", "reading", "report", "reading.sensor", "reading.channel", "report.place",
                         "reading.sensor.kind", "reading.sensor.village", "report.place.village", "report.place.dx_m",
                         "report.lon", "after.inject", "after.delay", "kind", "when", "report.title"],
             "expectations": ["unit_kind", "quorum", "scale"]}  # fmt: skip
    for table in editing.TABLES:
        for number, row in enumerate(values.get(table, [])):
            for key in dict.fromkeys([*row, *known.get(table, ())]):
                yield from ((table, number, editing.with_value(row, key, odd)) for odd in ODD)


def test_values_of_any_form_are_shown_and_changed(package: CountyPackage) -> None:
    """Nobody has checked a file that is opened in the editor."""
    values, county = tomllib.loads(TEXT), PackageForDrills(package)
    words = CountyWords(package, package.catalog, str)
    for table, number, odd in odd_rows():
        changed = editing.with_row(values, table, number, odd)
        assert changed[table][number]["id"] is odd["id"]
        known = Vocabulary(changed, words)
        for field in FORMS[cast("EditedTable", table)]:
            if field.shows(odd):
                assert isinstance(field.text(odd, known), str), field.key
                field.choices(odd, known)
                field.changed(odd, field.text(odd, known), known) if field is KIND or field is MAIN else None
        editing.with_row(changed, table, number, {**odd, "id": "X", "of": "I02"})
        editing.with_copied(changed, table, number)
        editing.without_row(changed, table, number)
        editing.without_row(changed, "injects", 0)
        editing.without_row(changed, "expectations", 0)
        assert len(rough_times(changed)) == len(changed["injects"])
        if table == "injects":
            assert point_of(odd, county) is None or all(map(math.isfinite, point_of(odd, county) or ()))
            placed_at(odd, 0.0, 0.0, county)


def test_a_long_chain_of_delays_is_followed_from_its_end() -> None:
    rows = [{"id": f"I{n}", "after": {"inject": f"I{n + 1}", "delay": "PT1M"}} for n in range(5_000)]
    times = rough_times({"injects": [*rows, {"id": "I5000", "at": "PT0M"}]})
    assert times[0].at_ms == 5_000 * 60_000
    assert times[0].from_ms == 4_999 * 60_000


def test_an_inject_after_another_one_is_moved_by_its_delay(values: dict[str, Any]) -> None:
    first, second, _ = rough_times(values)
    assert moved(values["injects"][0], first, 9 * 60_000 + 20_000)["at"] == "PT9M"
    assert moved(values["injects"][1], second, 20 * 60_000)["after"]["delay"] == "PT15M"
    assert moved(values["injects"][1], second, 0)["after"]["delay"] == "PT0M", "never before the one it follows"


def test_the_editor_finds_what_the_check_of_the_file_finds(package: CountyPackage, tmp_path: Path) -> None:
    county = PackageForDrills(package)
    bad = TEXT.replace('phase = "P1"', 'phase = "P9"').replace("weight = 10", "weight = 11")
    bad = bad.replace("road_flooding", "no_such_class").replace("没有人来", "请拨打 13812345678")
    for text in (bad, bad.replace('kind = "notice"', 'kind = "notice"\nunknown = 1')):
        file = tmp_path / "bad.toml"
        file.write_text(text, encoding="utf-8")
        _, checked = findings_of(read(file), package.folder, rebase=False)
        found = faults_of(tomllib.loads(text), county, {})
        assert sorted(str(fault.text) for fault in found) == sorted(str(one.text) for one in checked)
        assert found


def test_comments_are_told_from_signs_in_texts() -> None:
    assert has_comments('a = 1  # one\n')
    assert not has_comments('a = "#1"\nb = \'#\'\n')


@pytest.mark.parametrize(("path", "title"), shipped(), ids=lambda one: getattr(one, "stem", ""))
def test_shipped_scenarios_are_saved_as_they_are(path: Path, title: str, tmp_path: Path) -> None:
    content = read(path).loaded.content
    write_scenario(content, tmp_path / "copy.toml", {})
    again = read(tmp_path / "copy.toml").loaded
    assert again.scenario is not None
    assert again.scenario.digest == convert(content, Scenario).digest
    assert again.scenario.scenario.title == title


def test_fields_that_this_program_does_not_know_are_saved_again(tmp_path: Path) -> None:
    text = TEXT.replace('[[phases]]', '[extra]\nfuture = [1, { a = 2026-01-01 }]\n[[phases]]\ncolour = "red"', 1)
    values = tomllib.loads(text)
    changed = editing.with_row(values, "injects", 0, {**values["injects"][0], "at": "PT6M"})
    again = tomllib.loads(toml_of(changed))
    assert again["extra"] == values["extra"]
    assert again["phases"][0]["colour"] == "red"


def test_attachments_go_with_the_scenario_into_a_folder_or_an_archive(tmp_path: Path) -> None:
    shown = tmp_path / "pictures" / "bridge.jpg"
    shown.parent.mkdir()
    shown.write_bytes(b"\xff\xd8picture")
    values = tomllib.loads(TEXT)
    media = {"id": "I04", "kind": "media", "media": {"outlet": "县融媒体", "text": "网传", "attachment": "bridge.jpg"}}
    values = editing.with_added(values, "injects", media)
    packed = tmp_path / "night.drill.zip"
    known = {name: AttachmentSource(shown) for name in ("bridge.jpg", "unused.jpg")}
    files = write_scenario(values, packed, known)
    assert read(packed).attachments == {"bridge.jpg": 9, "unused.jpg": 9}
    assert files_of(packed, read(packed)) == files
    (tmp_path / "out").mkdir()
    write_scenario(values, tmp_path / "out" / "night.toml", files)
    assert (tmp_path / "out" / "bridge.jpg").read_bytes() == b"\xff\xd8picture"
    assert read(tmp_path / "out" / "night.toml").attachments == {"bridge.jpg": 9}


def test_an_attachment_that_no_inject_shows_stays_in_the_archive_for_an_undo(tmp_path: Path) -> None:
    photo = tmp_path / "bridge.jpg"
    photo.write_bytes(b"\xff\xd8picture")
    shown = editing.with_added(tomllib.loads(TEXT), "injects", {"id": "I04", "media": {"attachment": "bridge.jpg"}})
    packed = tmp_path / "night.drill.zip"
    files = write_scenario(shown, packed, {"bridge.jpg": AttachmentSource(photo)})
    photo.unlink()
    files = write_scenario(tomllib.loads(TEXT), packed, files)
    write_scenario(shown, packed, files)
    assert files["bridge.jpg"].read() == b"\xff\xd8picture"


def test_a_scenario_with_errors_keeps_its_attachments(tmp_path: Path) -> None:
    (tmp_path / "bridge.jpg").write_bytes(b"\xff\xd8picture")
    shown = {"id": "I04", "kind": "media", "media": {"attachment": "bridge.jpg", "no such field": 1}}
    path = tmp_path / "night.toml"
    path.write_text(toml_of(editing.with_added(tomllib.loads(TEXT), "injects", shown)), encoding="utf-8")
    file = read(path)
    assert file.loaded.scenario is None
    assert file.attachments == {"bridge.jpg": 9}


def test_an_attachment_that_left_its_archive_is_told_in_a_line(tmp_path: Path) -> None:
    packed = tmp_path / "night.drill.zip"
    write_scenario(tomllib.loads(TEXT), packed, {})
    with pytest.raises(BadScenario, match="does not contain bridge"):
        AttachmentSource(packed, "bridge.jpg").read()


@pytest.mark.parametrize(("value", "text"), [
    ({"水位": 2.5, "路": "县道", "夜间": True, "n": 3}, "水位 = 2.5\n路 = 县道\n夜间 = 是\nn = 3"),
    ({"code": "12", "word": "是", "blank": "", "two": "a\nb", "quote": '"x"', "equal": "a = b"},
     'code = "12"\nword = "是"\nblank = ""\ntwo = "a\\nb"\nquote = "\\"x\\""\nequal = a = b'),
])  # fmt: skip
def test_variables_are_written_a_line_each_and_read_back(value: dict[str, object], text: str) -> None:
    kind, known = VariablesKind(), cast("Vocabulary", None)
    assert kind.text(value, known) == text
    assert kind.value(text, known) == value


@pytest.mark.parametrize("text", ["水位", "= 2", "a = 1\na = 2", 'a = "12', "a ="])
def test_a_line_that_is_no_variable_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        VariablesKind().value(text, cast("Vocabulary", None))


def test_rain_is_written_by_its_times_and_read_back() -> None:
    kind, known = RainKind(), cast("Vocabulary", None)
    assert kind.text([[0, 0.0], [10, 4.0], [90.5, 12.5]], known) == "0分 0；10分 4；1小时30分30秒 12.5"
    assert kind.value("0分 0；10分 4；1小时30分30秒 12.5", known) == [[0, 0.0], [10, 4.0], [90.5, 12.5]]
    with pytest.raises(Explained):
        kind.value("10 4", known)


def test_what_is_measured_says_from_when_its_time_counts_and_is_typed_with_or_without_that() -> None:
    known = cast("Vocabulary", None)
    shown = WHAT.kind.text("arrived", known)
    assert shown in ("到场（自派遣起）", "Arrived (from dispatch)")
    short = shown.removesuffix("（自派遣起）").removesuffix(" (from dispatch)")
    assert [WHAT.kind.value(text, known) for text in (shown, short, "arrived")] == ["arrived"] * 3
    assert (shown, "arrived") in WHAT.kind.choices(known)
