"""Scenarios in workbooks and other sheets: the same scenario out and in, what each row becomes, what is asked."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import main
from county.drill.loading import load
from county.drill.scenario import Scenario
from county.drill.writing import text_of
from county.durations import iso_of
from county.toml_files.strict import convert
from services.scenarios.imported import ImportedScenario, ImportOptions, ReadSheet, assembled, read_scenario
from services.scenarios.merging import ScenarioDifference, merged
from services.scenarios.sheet_writing import script_rows, setting_rows, write_sheet
from tests.drill_scenario import TEXT, scenario

SCENARIOS = sorted(Path("resources/scenarios").glob("*.toml"))
NOW = datetime(2026, 11, 27, 9, tzinfo=timezone(timedelta(hours=8)))
HEADERS = ("No", "Time", "Type", "From", "To", "Title", "Description", "Expected actions", "Remarks")


def shipped(path: Path) -> Scenario:
    scenario = load(path.read_bytes(), path.name).scenario
    assert scenario is not None
    return scenario


def read(path: Path, base: Scenario | None = None, **options: Any) -> ImportedScenario:
    return read_scenario(path, ImportOptions(county="990123", **options), base, NOW)


def sheet(path: Path, rows: list[tuple[Any, ...]], headers: tuple[str, ...] = HEADERS) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("MSEL")
        for number, row in enumerate([("Exercise of the year",), headers, *rows]):
            page.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_an_exported_scenario_is_read_back_with_the_same_hash(path: Path, tmp_path: Path) -> None:
    scenario = shipped(path)
    write_sheet(scenario, tmp_path / "s.xlsx")
    found = read(tmp_path / "s.xlsx")
    assert [row.faults for row in found.rows if row.faults] == []
    assert found.scenario is not None
    assert found.scenario.digest == scenario.digest
    assert load(text_of(found.scenario).encode(), "s.toml").scenario == scenario


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
SPANS = st.integers(-(10**7), 10**9).map(iso_of)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with odd ids, texts, times and orders."""
    ids = draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
    kinds = draw(st.lists(st.sampled_from(list(CONTENTS)), min_size=len(ids), max_size=len(ids)))
    injects: list[dict[str, Any]] = []
    for name, kind in zip(ids, kinds, strict=True):
        content = draw(CONTENTS[kind])
        row = {"id": name, "kind": kind, kind: content, "no": draw(st.integers(0, 99)), "remark": draw(TEXTS)}
        row |= draw(st.sampled_from([{}, {"release": "manual"}, {"approval": "approved"}]))
        row["phase"] = draw(st.sampled_from(["P1", "P2"]))
        row["to"] = draw(st.lists(st.sampled_from(["duty", "town"]), max_size=2, unique=True))
        row |= draw(st.sampled_from(["at", "after", "when"]).flatmap(lambda how: TIMED[how]))
        injects.append(row)
    expectations = []
    for name in draw(st.lists(TEXTS, max_size=4, unique=True)):
        of = draw(st.sampled_from(injects))
        of.setdefault("expects", []).append(name)
        row = {"id": name, "objective": "O1", "of": of["id"], "title": draw(TEXTS), "target": draw(SPANS)}
        row |= {"what": draw(st.sampled_from(["filed", "observed"])), "weight": draw(st.floats(0, 1000))}
        expectations.append(row | {"critical": draw(st.booleans())})
    found: Scenario = convert({**BASE, "injects": injects, "expectations": expectations}, Scenario)
    return found


BASE: dict[str, Any] = {
    "format": 1,
    "scenario": {"id": "s", "version": 1, "title": "演练", "kind": "full", "county": "990123",
                 "drill_start": "2026-07-15T20:00:00+08:00", "duration": "PT3H"},
    "roles": [{"id": "duty", "name": "值班室", "side": "player"}, {"id": "town", "name": "李口镇", "side": "simulate"}],
    "objectives": [{"id": "O1", "title": "快"}],
    "phases": [{"id": "P1", "title": "一", "at": "PT0M"}, {"id": "P2", "title": "P1", "at": "PT5M"}],
}  # fmt: skip
CONTENTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "notice": st.fixed_dictionaries({"text": TEXTS, "needs_ack": st.booleans()}),
    "report": st.fixed_dictionaries(
        {"subclass": TEXTS, "title": TEXTS, "note": TEXTS, "lon": st.floats(73, 135), "lat": st.floats(18, 54)}
    ),
    "media": st.fixed_dictionaries({"outlet": TEXTS, "text": TEXTS}),
    "reading": st.fixed_dictionaries(
        {
            "sensor": TEXTS,
            "channel": TEXTS,
            "profile": st.lists(st.tuples(SPANS, st.floats(-9, 9)), min_size=1, max_size=3),
        }
    ),
}
TIMED: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "at": st.fixed_dictionaries({"at": SPANS}),
    "after": st.fixed_dictionaries({"after": st.fixed_dictionaries({"inject": TEXTS, "delay": SPANS})}),
    "when": st.fixed_dictionaries(
        {"when": st.fixed_dictionaries({"not": st.fixed_dictionaries({"inject": TEXTS, "is": st.just("delivered")})})}
    ),
}


@given(scenarios())
def test_any_scenario_is_read_back_from_the_cells_that_it_is_written_as(scenario: Scenario) -> None:
    settings: dict[str, Any] = {}
    for name, text in setting_rows(scenario):
        content = tomllib.loads(text)
        if name in ("scenario", "weather", "background", "variables", "order"):
            settings[name] = content
        else:
            settings.setdefault(name, []).append(content)
    rows: list[Any] = [(f"row {n}", row) for n, row in enumerate(script_rows(scenario), start=2)]
    assert all(
        cell == cell.strip()
        for _, row in rows
        for key, cell in row.items()
        if "rest" not in key and cell and isinstance(cell, str)
    )
    found = assembled(ReadSheet("any", settings, (), {}, rows), ImportOptions(), None, NOW)
    assert [(row.where, row.faults) for row in found.rows if row.faults] == []
    assert found.general == ()
    assert found.scenario == scenario


def test_a_sheet_of_another_system_becomes_injects_sections_and_questions(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "openaev.xlsx",
        [
            ("Phase 1: alert",),
            (1, "T-5", "Email", "Hotline", "Duty office", "Water rises", "The brook overflows", "", ""),
            (2, "T+2", "Phone", "Hotline", "Duty office; Town", "Bridge closed", "", "Close the road", ""),
            ("Phase 2: response",),
            (3, "09:05", "Email", "Press", "Duty office", "Question of the press", "What is done?", "", "calm"),
        ],
    )
    asked = read(path)
    assert asked.scenario is None
    assert [(row.where, row.unclear and row.unclear.number) for row in asked.unclear] == [("row 4", -5), ("row 5", 2)]
    assert [row.becomes for row in asked.rows] == ["phase", "inject", "inject", "phase", "inject"]
    found = read(path, bare="hours", start=NOW).scenario
    assert found is not None
    assert [phase.title for phase in found.phases] == ["Phase 1: alert", "Phase 2: response"]
    assert [inject.at for inject in found.injects] == [-5 * 3_600_000, 2 * 3_600_000, 5 * 60_000]
    assert [role.name for role in found.roles if role.side == "player"] == ["Duty office", "Town"]
    assert [(e.of, e.what, e.question) for e in found.expectations] == [("I02", "observed", "Close the road")]
    parts = [inject.at for inject in read(path, bare="minutes", start=NOW).scenario.injects]  # type: ignore[union-attr]
    assert parts[:2] == [-5 * 60_000, 2 * 60_000]


@pytest.mark.parametrize("baseline", ["live-copy", "file:20260715-001@20:30"])
def test_a_sheet_keeps_with_what_a_drill_begins(baseline: str, tmp_path: Path) -> None:
    begins = scenario(TEXT.replace('kind = "functional"', f'kind = "functional"\nbaseline = "{baseline}"'))
    write_sheet(begins, tmp_path / "s.xlsx")
    found = read(tmp_path / "s.xlsx").scenario
    assert found is not None
    assert found.scenario.baseline == baseline
    assert found.digest == begins.digest


def test_a_sheet_of_fourteen_injects_in_three_sections_asks_about_three_times_and_comes_back_the_same(
    tmp_path: Path,
) -> None:
    """Times as that system writes them: three rows without a unit, one before the start, times of day, and parts."""
    times = ["M-5", "09:05", "T+1", "09:20", "H+1", "T+2", "10:15", "H+1 M+30", "10:45", "H+2", "T+3", "12:30",
             "D+1", "D+1 H+1"]  # fmt: skip
    minutes = [-5, 5, 60, 20, 60, 120, 75, 90, 105, 120, 180, 210, 1_440, 1_500]
    sections = {1: "Phase 1: alert", 6: "Phase 2: response", 11: "Phase 3: recovery"}
    rows: list[tuple[Any, ...]] = []
    for number, cell in enumerate(times, start=1):
        rows += [(sections[number],)] if number in sections else []
        rows.append((number, cell, "Email", "Hotline", "Duty office", f"Message {number}", "", "", ""))
    path = sheet(tmp_path / "openaev.xlsx", rows)
    asked = read(path, start=NOW)
    assert asked.scenario is None
    assert [row.unclear and row.unclear.number for row in asked.unclear] == [1, 2, 3]
    assert [row.becomes for row in asked.rows].count("phase") == 3
    found = read(path, bare="hours", start=NOW).scenario
    assert found is not None
    assert [phase.title for phase in found.phases] == list(sections.values())
    assert [inject.at for inject in found.injects] == [minute * 60_000 for minute in minutes]
    of_phase = {phase.id: phase.title for phase in found.phases}
    assert [of_phase[inject.phase] for inject in found.injects] == [
        *["Phase 1: alert"] * 5, *["Phase 2: response"] * 5, *["Phase 3: recovery"] * 4,
    ]  # fmt: skip
    write_sheet(found, tmp_path / "again.xlsx")
    again = read(tmp_path / "again.xlsx").scenario
    assert again is not None
    assert again.digest == found.digest


def test_parts_of_hours_and_minutes_are_read_with_their_sign(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "parts.xlsx",
        [(1, "M-5", "Email", "", "A", "x", "y", "", ""), (2, "09:05", "", "", "A", "x", "y", "", "")],
    )
    found = read(path, start=NOW).scenario
    assert found is not None
    assert [inject.at for inject in found.injects] == [-5 * 60_000, 5 * 60_000]


def test_times_that_are_none_are_findings_with_their_row(tmp_path: Path) -> None:
    rows = [(n, cell, "", "", "A", "x", "y", "", "") for n, cell in enumerate(("M+", "", "T+2", "25:99"), start=1)]
    found = read(sheet(tmp_path / "bad.xlsx", rows))
    assert found.scenario is None
    faulty = {row.where: row for row in found.rows}
    assert [len(faulty[f"row {n}"].faults) for n in (3, 4, 5, 6)] == [1, 1, 0, 1]
    assert faulty["row 5"].unclear is not None


def test_a_fault_of_the_content_is_told_with_the_row_of_the_sheet(tmp_path: Path) -> None:
    headers = ("注入编号", "注入方式", "时间", "内容", "等级", "事件小类", "标题")
    path = sheet(tmp_path / "x.xlsx", [("I1", "事件报告", "T+5分", "", "严重", "road_flooding", "x")], headers)
    found = read(path)
    assert found.scenario is None
    assert ["level" in str(fault) for row in found.rows for fault in row.faults] == [True]


def test_reading_again_shows_the_differences_and_removes_nothing(tmp_path: Path) -> None:
    stands = shipped(SCENARIOS[0])
    first = stands.injects[0]
    path = sheet(
        tmp_path / "again.xlsx",
        [(first.id, "T+99分", "通知", "新的内容"), ("I99", "T+10分", "通知", "又一个")],
        ("注入编号", "时间", "注入方式", "内容"),
    )
    found = read(path, base=stands)
    assert found.scenario is not None
    both, differences = merged(stands, found.scenario)
    assert ScenarioDifference("added", "injects", "I99", ()) in differences
    assert any(d[:3] == ("changed", "injects", first.id) and "at" in d.fields for d in differences)
    assert {inject.id for inject in both.injects} == {inject.id for inject in stands.injects} | {"I99"}
    assert both.scenario == stands.scenario
    assert merged(stands, stands)[1] == []


def test_a_msel_of_blueprint_is_read_with_its_seconds_fields_and_moves(tmp_path: Path) -> None:
    path = tmp_path / "msel.json"
    msel = {
        "name": "Flood", "dataFields": [{"id": "f1", "name": "Title"}, {"id": "f2", "name": "To Org"},
                                        {"id": "f3", "name": "Expected Actions"}, {"id": "f4", "name": "Colour"}],
        "moves": [{"title": "Warning", "deltaSeconds": 0}, {"title": "Response", "deltaSeconds": 600}],
        "scenarioEvents": [
            {"rowIndex": 2, "deltaSeconds": 900, "dataValues": [{"dataFieldId": "f1", "value": "Second"}]},
            {"rowIndex": 1, "deltaSeconds": 90, "dataValues": [
                {"dataFieldId": "f1", "value": "First"}, {"dataFieldId": "f2", "value": "Duty"},
                {"dataFieldId": "f3", "value": "Answer"}]},
        ],
    }  # fmt: skip
    path.write_text(json.dumps(msel))
    found = read(path)
    assert found.scenario is not None
    assert [(i.at, i.content.text) for i in found.scenario.injects] == [(90_000, "First"), (900_000, "Second")]
    assert [phase.title for phase in found.scenario.phases] == ["Warning", "Response"]
    assert [e.question for e in found.scenario.expectations] == ["Answer"]
    assert found.unused == ("Colour",)


def test_a_row_with_an_expected_action_alone_belongs_to_the_inject_above(tmp_path: Path) -> None:
    rows = [(1, "T+5分", "", "", "A", "x", "y", "", ""), ("", "", "", "", "", "", "", "Call the mayor", "")]
    found = read(sheet(tmp_path / "e.xlsx", rows)).scenario
    assert found is not None
    assert [(e.of, e.question) for e in found.expectations] == [("I01", "Call the mayor")]
    assert found.phases == ()


def test_a_row_without_a_number_never_takes_that_of_another_row(tmp_path: Path) -> None:
    rows = [(1, "T+1分", "", "", "A", "x", "", "", ""), ("", "T+2分", "", "", "A", "y", "", "", ""),
            (2, "T+3分", "", "", "A", "z", "", "", "")]  # fmt: skip
    found = read(sheet(tmp_path / "n.xlsx", rows)).scenario
    assert found is not None
    assert [inject.id for inject in found.injects] == ["I01", "I03", "I02"]


@pytest.mark.parametrize("seconds", ["Infinity", "1e300", "NaN", '"ten"', "[1]", "null"])
def test_a_msel_with_impossible_values_is_read_and_its_event_has_no_time(tmp_path: Path, seconds: str) -> None:
    path = tmp_path / "odd.json"
    title = '{"dataFieldId": [1], "value": "x"}'
    events = f'[{{"rowIndex": "b", "deltaSeconds": {seconds}, "dataValues": [{title}]}}, {{"rowIndex": 1}}]'
    fields = '[{"id": [1], "name": "Title"}]'
    path.write_text(f'{{"scenarioEvents": {events}, "dataFields": {fields}, "moves": [{{"deltaSeconds": {{}}}}]}}')
    found = read(path)
    assert found.scenario is None


def test_a_workbook_is_written_and_read_by_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["drill", "export", str(SCENARIOS[0]), str(tmp_path / "s.xlsx")]) == 0
    assert main.main(["drill", "import", str(tmp_path / "s.xlsx"), str(tmp_path / "s.toml")]) == 0
    assert shipped(tmp_path / "s.toml") == shipped(SCENARIOS[0])
    assert main.main(["drill", "import", str(tmp_path / "s.xlsx"), str(tmp_path / "s.toml"), "--dry-run"]) == 0
    assert "the same scenario" in capsys.readouterr().out
    assert main.main(["drill", "import", str(tmp_path / "none.xlsx"), str(tmp_path / "s.toml")]) == 2
