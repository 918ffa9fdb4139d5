"""The escalation: each step at its share of the limit or so long after it, once a clock, by the backend."""

from __future__ import annotations

from pathlib import Path

import pytest

from county import catalog
from county import commands as c
from county import records as r
from county.authority import WATCH
from county.catalog import BadCatalog
from county.events.deadlines import TimeLimits
from county.events.event import Event
from county.refusals import Refused
from services.follow_ups.escalations import AGAIN_MS, Escalations
from services.protocol import messages as m
from tests.square_county import PLACE_M
from tests.unit.live_realm import NOW_MS, LiveRealm, command
from tests.unit.running_desk import RunningDesk, report
from tests.unit.test_deadlines import ms, text_of

MINUTE = 60_000
LIMITS = TimeLimits(catalog.load())
MORNING = ms("2026-11-23 09:00")
"""Exposed garbage has 4 working hours: until 14:30, with a break from 12:00 to 13:30."""


class Ladder:
    """A desk and its escalations, minute by minute."""

    def __init__(self, **report_fields: object) -> None:
        self.desk = RunningDesk()
        self.steps = Escalations(self.desk.desk, LIMITS)
        self.now_ms = MORNING
        sent = c.DispatchEvent(event_id="E1", unit="market")
        for body in (report(**report_fields), c.FileEvent(event_id="E1"), sent):
            self.give(body)

    def give(self, body: c.EventCommand) -> None:
        self.desk.give(body, at_ms=self.now_ms)

    def run(self, until: str) -> list[tuple[str, str, str]]:
        """Time, step and named level of everything that is taken until then."""
        taken = []
        while self.now_ms < ms(until):
            self.now_ms += MINUTE
            for due in self.steps.due(self.now_ms).commands:
                for record in self.desk.take(due, self.now_ms, by=WATCH):
                    assert isinstance(record.body, r.EventEscalated)
                    taken.append((text_of(record.happened_ms), record.body.step, record.body.to))
        return taken

    @property
    def event(self) -> Event:
        return self.desk.desk.events["E1"]


def test_a_task_is_reminded_of_then_supervised_then_circulated() -> None:
    ladder = Ladder()
    assert ladder.run("2026-11-23 14:29") == [("2026-11-23 13:42", "remind", "unit")]
    assert not ladder.event.supervised
    assert ladder.run("2026-11-24 18:00") == [
        ("2026-11-23 14:30", "supervise", "department"),
        ("2026-11-24 14:30", "circulate", "county"),
    ]
    assert ladder.event.supervised
    assert ladder.event.escalated == ("remind", "supervise", "circulate")
    assert ladder.run("2026-11-26 18:00") == [], "each step is taken once"


def test_a_major_event_is_circulated_by_the_clock_and_not_by_working_time() -> None:
    ladder = Ladder(level="major")
    assert ladder.run("2026-11-23 23:00")[-1] == ("2026-11-23 16:30", "circulate_at_once", "county")


def test_the_ladder_stops_with_the_clock() -> None:
    ladder = Ladder()
    ladder.give(c.AcceptTask(event_id="E1"))
    ladder.run("2026-11-23 10:00")
    ladder.give(c.SuspendEvent(event_id="E1", note="rain"))
    assert ladder.run("2026-11-24 09:00") == []
    ladder.give(c.ResumeEvent(event_id="E1"))
    assert ladder.run("2026-11-24 11:59") == [("2026-11-24 11:12", "remind", "unit")]
    ladder.give(c.FeedBack(event_id="E1", note="done"))
    assert ladder.run("2026-11-25 18:00") == [], "nothing while it is verified"


def test_a_new_dispatch_begins_anew() -> None:
    ladder = Ladder()
    ladder.run("2026-11-23 15:30")
    ladder.give(c.ReturnTask(event_id="E1", note="not ours"))
    assert ladder.run("2026-11-24 09:00") == []
    ladder.give(c.DispatchEvent(event_id="E1", unit="city_management"))
    assert ladder.event.escalated == ()
    assert ladder.run("2026-11-24 14:29") == [("2026-11-24 13:42", "remind", "unit")]


def test_a_step_that_was_not_stored_is_taken_again_as_the_same_command() -> None:
    ladder = Ladder()
    at_ms = ms("2026-11-23 14:00")
    [first] = ladder.steps.due(at_ms).commands
    assert ladder.steps.due(at_ms + 1).commands == ()
    [again] = ladder.steps.due(at_ms + AGAIN_MS).commands
    assert again.id == first.id
    ladder.desk.desk.restored()  # as a start does
    [restarted] = Escalations(ladder.desk.desk, LIMITS).due(at_ms).commands
    assert restarted == first


@pytest.mark.parametrize(("step", "why"), [("none", "is not in the catalogue"), ("remind", "was taken already")])
def test_the_desk_checks_a_step(step: str, why: str) -> None:
    ladder = Ladder()
    ladder.run("2026-11-23 14:00")
    ladder.desk.give(c.EscalateEvent(event_id="E1", step=step), by=WATCH, at_ms=ladder.now_ms)
    [(_, values)] = ladder.desk.messages.lines
    assert why in str(values["reason"])
    assert ladder.event.escalated == ("remind",)
    with pytest.raises(Refused) as refused:
        ladder.give(c.EscalateEvent(event_id="E1", step="supervise"))
    assert refused.value.code == "watch_only"


def test_a_county_sets_its_own_ladder(tmp_path: Path) -> None:
    row = 'remind = { name = { zh = "催办", en = "Urge" }, to = "unit", used = 0.5, event_classes = ["no such"] }'
    (tmp_path / "escalation.toml").write_text(row, "utf-8")
    with pytest.raises(BadCatalog, match="there is no event class 'no such'"):
        catalog.load(tmp_path)
    (tmp_path / "escalation.toml").write_text(row.replace("no such", "appearance"), "utf-8")
    assert catalog.load(tmp_path).escalation["remind"].name.zh == "催办"


def test_a_running_backend_escalates_by_itself() -> None:
    live = LiveRealm()
    sent = c.DispatchEvent(event_id="E1", unit="market")
    slope = report(subclass="slope_movement", x_m=PLACE_M[0], y_m=PLACE_M[1])
    for number, body in enumerate((slope, c.FileEvent(event_id="E1"), sent)):
        [answer] = live.turn(command(f"d{number}", body))
        assert isinstance(answer, m.Accepted)
    [event] = live.realm.desk.events.values()
    assert event.amber_ms is not None
    live.realm.clock.advance(event.amber_ms - NOW_MS)  # type: ignore[attr-defined]
    live.settle()
    assert live.realm.desk.events["E1"].escalated == ()
    assert event.due_ms is not None
    live.realm.clock.advance(event.due_ms - event.amber_ms)  # type: ignore[attr-defined]
    live.settle()
    assert live.realm.desk.events["E1"].escalated == ("remind", "supervise")
