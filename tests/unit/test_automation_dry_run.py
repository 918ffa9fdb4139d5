"""The dry run: what rules would have done after each record of a journal, with reasons, and that nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from county import commands as c
from county.catalog import Catalog
from county.realm import LIVE
from county.roads.closures import OpenRoad
from main import main
from services.follow_ups.automation_dry_run import DryTrial
from tests.unit.ring_road import close, ring
from tests.unit.running_desk import NOON_MS, RunningDesk, StubCounty, report
from tests.unit.test_automation import ASSIGN, CALL, START, condition, only, ruled

PLAIN = only()


def lines(running: RunningDesk, rules: Catalog, rule: str = "") -> list[str]:
    """The lines of a dry run of ``rules`` over what a desk wrote without any."""
    trial = DryTrial(StubCounty(), rules, LIVE, rule, ring())
    return list(trial.lines(running.store, lambda share, text: None))  # type: ignore[arg-type]


def day() -> RunningDesk:
    running = RunningDesk(known=PLAIN)
    running.give(report("E1", level="larger"))
    running.give(report("E2"), at_ms=NOON_MS + 1_000)
    running.give(c.FileEvent(event_id="E1"), at_ms=NOON_MS + 2_000)
    running.give(c.RejectEvent(event_id="E2", note="x"), at_ms=NOON_MS + 3_000)
    return running


def test_each_record_that_triggers_a_rule_is_a_line_with_the_commands_that_would_follow() -> None:
    rules = only(
        plan=ruled("EventReported", START, CALL, when=(condition("event.level", "=", "larger"),), enabled=False),
        send=ruled("EventReported", ASSIGN),
    )
    found = lines(day(), rules)
    assert [line.split(" ")[0] for line in found] == ["1", "1", "2"]
    assert " plan event/E1 EventReported: StartPlan plan/" in found[0]
    assert "; SendNotice notice/" in found[0]
    assert "send event/E1 EventReported: FileEvent event/E1; DispatchEvent event/E1 to truck-near (" in found[1]
    assert lines(day(), rules, "plan") == found[:1]


def test_what_a_rule_would_have_done_does_not_change_what_the_next_one_sees() -> None:
    rules = only(send=ruled("EventReported", ASSIGN), file=ruled("EventFiled", ASSIGN))
    assert [line.partition(": ")[2].partition(" to ")[0] for line in lines(day(), rules)] == [
        "FileEvent event/E1; DispatchEvent event/E1",
        "FileEvent event/E2; DispatchEvent event/E2",
        "DispatchEvent event/E1",
    ]


def test_units_are_ranked_by_the_roads_that_were_open_at_that_moment() -> None:
    running = RunningDesk(known=PLAIN, roads=ring())
    running.give(report("E1", x_m=8_500.0))
    running.give(close(), at_ms=NOON_MS + 1_000)
    running.give(report("E2", x_m=8_500.0), at_ms=NOON_MS + 2_000)
    running.give(OpenRoad(closure_id="C1"), at_ms=NOON_MS + 3_000)
    running.give(report("E3", x_m=8_500.0), at_ms=NOON_MS + 4_000)
    found = lines(running, only(send=ruled("EventReported", ASSIGN)))
    units = [line.partition(" to ")[2] for line in found]
    assert [unit.partition(" ")[0] for unit in units] == ["truck-near", "truck-far", "truck-near"]
    assert "13 min by road (7.0 km)" in units[0]
    assert "24 min by road (8.5 km), detour around closed roads" in units[1], "the last 500 m on foot"
    assert units[2] == units[0], "it is open again"


def test_a_refusal_and_the_bound_per_minute_are_said() -> None:
    rules = only(
        late=ruled("EventRejected", CALL), often=ruled("EventReported", CALL, per_minute=1),
        wrong=ruled("EventReported", START, START),
    )  # fmt: skip
    found = lines(day(), rules)
    assert sum("often event/E2 EventReported: too often" in line for line in found) == 1
    assert any(line.partition(": ")[2].startswith("SendNotice") for line in found if " late " in line)


def test_a_dry_run_over_a_journal_that_rules_wrote_names_loops() -> None:
    rules = only(echo=ruled("EventReported", CALL), again=ruled("NoticeSent", CALL))
    running = RunningDesk(known=rules)
    running.give(report("E1"))
    assert sorted(line.partition(": ")[2].split(" ")[0] for line in lines(running, rules)) == [
        "SendNotice", "SendNotice", "loop",
    ]  # fmt: skip


def test_rules_of_a_package_are_checked_by_the_command_line(
    small_county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "check", str(small_county)]) == 0
    assert "rules, no errors" in capsys.readouterr().out
    (tmp_path / "catalog").mkdir()
    row = '[x]\nname={zh="x",en="x"}\non="Nothing"\nthen=[{do="supervise",text="x"}]\n'
    (tmp_path / "catalog" / "automation.toml").write_text(row, encoding="utf-8")
    assert main(["rules", "check", str(tmp_path)]) == 1
    assert f"{tmp_path / 'catalog' / 'automation.toml'}: row 'x': on: there is no record" in capsys.readouterr().out
