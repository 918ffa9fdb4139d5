"""等我决定 of the leader's page, 待决 of a wall, and a plain count over the decoded states are one number."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from county import records as r
from county.briefing import commands as b
from county.catalog import Catalog
from county.drill.inject_run import InjectHeld, InjectReleased, InjectSeconded
from county.events.emergency import emergency_subclasses, is_emergency
from county.events.event import CLOCK_RUNS, ENDED, State
from county.response.notices import NoticeAcknowledged, NoticeSent
from county.response.plans import PlanStarted, checklist
from county.waiting import SILENT_MS, proposed_plan
from desktop.leader.waiting_rows import decisions, overdue_promises
from desktop.session import Session
from desktop.wall.contents.events import DecisionsContents, ListContent
from tests.gui.conftest import HOUR_MS, MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.shown_walls import a_wall, scene, shown_wall, tile

NOW = MONDAY_MORNING_MS
STEPS, EVERY = 240, 12
"""Random records of one desk, and after how many of them the numbers are compared."""


def plain_decisions(session: Session) -> int:
    """Counted one by one."""
    catalog, states = session.catalog, session.layers.states
    emergencies = emergency_subclasses(catalog)
    plans, count = list(states("plan").values()), 0
    for event in states("event").values():
        danger = is_emergency(event.subclass, event.level, emergencies)
        in_danger = event.state in (State.REPORTED, State.FILED) and danger
        count += in_danger or (event.state is State.FILED and event.returned >= 2)
        if event.state in CLOCK_RUNS and event.extension_until_ms is not None:
            count += 1
        serious = event.level in ("major_special", "major", "larger") and event.state not in ENDED
        if serious and proposed_plan(catalog, event.subclass) and event.id not in [run.about for run in plans]:
            count += 1
    count += sum(one.state == "checked" for one in states("briefing").values())
    if session.realm.kind == "drill":
        injects = states("inject").values()
        count += sum(bool(run.seconded_by) and run.state in ("armed", "held", "due") for run in injects)
    return count


def plain_promises(session: Session, now_ms: int) -> int:
    states = session.layers.states
    late = [
        event for event in states("event").values()
        if event.state in CLOCK_RUNS and event.due_ms is not None and event.due_ms <= now_ms
    ]  # fmt: skip
    tasks = sum(len(run.overdue(now_ms)) for run in states("plan").values())
    silent = [
        one for one in states("notice").values()
        if one.state == "sent" and now_ms - one.steps[0].happened_ms >= SILENT_MS
    ]  # fmt: skip
    return len(late) + tasks + len(silent)


def on_the_wall(session: Session) -> int:
    wall = a_wall(scene("day", tile("decisions", (0, 0, 960, 540))))
    with shown_wall(session, wall) as show:
        content = DecisionsContents(show.sources, wall, wall.scenes[0].tiles[0]).content(session.clock.now_ms())
    assert isinstance(content, ListContent)
    return content.total


class RandomDesk:
    """Random steps of random events, plans, notices, briefings and injects, of which not all make sense: the fold takes
    what is recorded."""

    def __init__(self, scripted: ScriptedDesktop, seed: int) -> None:
        self.scripted, self.random, self.numbers = scripted, Random(seed), 0
        catalog: Catalog = scripted.session.catalog
        planned = [key for key in catalog.subclasses if proposed_plan(catalog, key)]
        self.subclasses = [*planned[:3], *sorted(emergency_subclasses(catalog))[:2], "exposed_garbage", "road_collapse"]
        self.events: list[str] = []
        self.notices: list[str] = []
        self.injects: list[str] = []

    def step(self) -> None:
        kinds = (self.report, self.move, self.move, self.move, self.plan, self.notice, self.brief, self.inject)
        self.scripted.happen(*self.random.choice(kinds)())

    def number(self, letter: str) -> str:
        self.numbers += 1
        return f"{letter}{self.numbers:05}"

    def report(self) -> list[Any]:
        place = self.scripted.session.package.resources[0]
        self.events.append(f"20261123-{self.number('')}")
        return [r.EventReported(
            event_id=self.events[-1], subclass=self.random.choice(self.subclasses), title="某事", source="hotline",
            x_m=place.x_m, y_m=place.y_m, division="",
            level=self.random.choice(("general", "general", "larger", "major", "major_special")),
        )]  # fmt: skip

    def move(self) -> list[Any]:
        if not self.events:
            return self.report()
        event_id = self.random.choice(self.events)
        event = self.scripted.session.layers.states("event").get(event_id)
        due_ms = NOW + self.random.choice((-2, 0, 3)) * HOUR_MS
        given = [r.EventDispatched(event_id=event_id, unit="city_management", due_ms=due_ms)]
        match event.state if event is not None else None:
            case State.REPORTED:
                return [r.EventFiled(event_id=event_id)]
            case State.FILED:
                return given
            case State.DISPATCHED | State.HANDLING:
                return self.random.choice((
                    [r.TaskReturned(event_id=event_id, note="不属本单位")],
                    [r.ExtensionRequested(event_id=event_id, until_ms=NOW + 9 * HOUR_MS)],
                    [r.EventSupervised(event_id=event_id, note="尽快")],
                    [r.DeadlineExtended(event_id=event_id, due_ms=NOW + 9 * HOUR_MS, note="同意")],
                ))  # fmt: skip
            case _:
                return []

    def plan(self) -> list[Any]:
        key = next(iter(self.scripted.session.catalog.response_plans))
        row = self.scripted.session.catalog.response_plans[key]
        tasks = checklist(row, "IV", NOW + self.random.choice((-48, 0)) * HOUR_MS)
        about = self.random.choice([*self.events, ""])
        return [PlanStarted(plan_id=self.number("P"), plan=key, level="IV", tasks=tasks, radius_m=500.0, about=about)]

    def notice(self) -> list[Any]:
        if self.notices and self.random.random() < 0.3:
            return [NoticeAcknowledged(notice_id=self.random.choice(self.notices))]
        self.notices.append(self.number("N"))
        return [NoticeSent(notice_id=self.notices[-1], kind="post", to="值班室", means="phone", note="请到岗")]

    def brief(self) -> list[Any]:
        briefing_id = self.number("B")
        drafted = b.BriefingDrafted(
            briefing_id=briefing_id, kind="daily", event_ids=(), period="2026-11-22", title="",
            classification="internal", recipients=("县委办公室",), supersedes="", part=0, follows="",
        )  # fmt: skip
        return [drafted, *([b.BriefingChecked(briefing_id=briefing_id, answers=())] * self.random.randint(0, 1))]

    def inject(self) -> list[Any]:
        if self.injects and self.random.random() < 0.4:
            again = self.random.choice(self.injects)
            return [self.random.choice((
                InjectReleased(drill="d", inject_id=again, person="李四"), InjectHeld(drill="d", inject_id=again),
            ))]  # fmt: skip
        self.injects.append(self.number("I"))
        return [InjectSeconded(drill="d", inject_id=self.injects[-1], person="张三")]


@pytest.mark.parametrize("kind", ["live", "drill:d"])
def test_leader_wall_and_a_plain_count_agree_over_random_desks(scripted: ScriptedDesktop, kind: str) -> None:
    scripted.source.condition = replace(scripted.source.condition, realm=kind)
    desk, seen = RandomDesk(scripted, seed=len(kind)), set[int]()
    session = scripted.session
    for n in range(STEPS):
        desk.step()
        if n % EVERY == 0:
            scripted.clock.advance(10 * 60_000)
            now_ms = session.clock.now_ms()
            expected = plain_decisions(session)
            assert decisions(session).total == expected, n
            assert on_the_wall(session) == expected, n
            assert overdue_promises(session, now_ms).total == plain_promises(session, now_ms), n
            seen.add(expected)
    assert len(seen) > STEPS // EVERY // 2, "the desk is not always the same"
