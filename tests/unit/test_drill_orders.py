"""No sequence of orders, rates and crashes leads a drill out of its tables, delivers an inject twice, or shifts one."""

from __future__ import annotations

import shutil
import tempfile
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from county.commands import CommandBody
from county.drill import run as d
from county.drill.inject_run import (
    INJECT_STATES,
    DelayInject,
    DeliverInject,
    HoldInject,
    MakeInjectDue,
    PassInject,
    ReleaseInject,
    SkipInject,
)
from county.drill.run import DRILLS
from county.drill.scenario_file import LoadScenario
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.records import EventReported, RecordBody
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE, DrillDay, tiny_package
from tests.unit.drill_rates import decided_under

INJECTS = st.sampled_from(["I01", "I02", "I03", "none"])
ORDERS = st.one_of(
    st.builds(HoldInject, drill=st.just(DRILL.id), inject_id=INJECTS),
    st.builds(ReleaseInject, drill=st.just(DRILL.id), inject_id=INJECTS),
    st.builds(SkipInject, drill=st.just(DRILL.id), inject_id=INJECTS, note=st.just("x")),
    st.builds(DelayInject, drill=st.just(DRILL.id), inject_id=INJECTS, by_ms=st.sampled_from([0, MINUTE, 9 * MINUTE]),
              later=st.booleans()),
    st.builds(MakeInjectDue, drill=st.just(DRILL.id), inject_id=INJECTS),
    st.builds(DeliverInject, drill=st.just(DRILL.id), inject_id=INJECTS, attempt=st.just(2), due_ms=st.just(0)),
    st.builds(PassInject, drill=st.just(DRILL.id), inject_id=INJECTS, why=st.just("branch")),
    st.builds(d.JumpDrill, drill=st.just(DRILL.id), to_ms=st.integers(0, 40).map(lambda n: BEGINS_MS + n * MINUTE),
              between=st.sampled_from(["deliver", "skip"])),
    st.sampled_from([
        d.ArmDrill(drill=DRILL.id), d.AnswerRollCall(drill=DRILL.id), d.StartDrill(drill=DRILL.id),
        d.EndDrill(drill=DRILL.id), d.AbortDrill(drill=DRILL.id, note="x"), d.BeginHotWash(drill=DRILL.id),
        d.EvaluateDrill(drill=DRILL.id, grade="良", note="x"), d.ArchiveDrill(drill=DRILL.id),
        d.ScheduleDrill(drill=DRILL.id, starts_ms=1), d.BindRole(drill=DRILL.id, role="eval", members=("u:li",)),
        d.InterruptDrill(drill=DRILL.id), d.WithdrawScenario(drill=DRILL.id), d.EndDrill(drill="drill:other"),
        d.AnnounceDrill(drill=DRILL.id, title="x"), LoadScenario(drill=DRILL.id, attachments=()),
    ]),
)  # fmt: skip
COUNTY: list[CountyPackage] = []


class OrderedDrill(RuleBasedStateMachine):
    """The director, the player and the evaluator order anything; the clock runs at any rate; the process is killed."""

    @initialize(ready=st.booleans())
    def begin(self, ready: bool) -> None:
        self.day = DrillDay(COUNTY[0])
        if ready:
            self.day.start()
        else:
            assert self.day.load() == ""

    @rule(body=ORDERS, person=st.sampled_from(["zhou", "zhou", "wang", "li"]))
    def order(self, body: CommandBody, person: str) -> None:
        self.day.give(person, body)
        self.day.realm.turn(2)

    @rule(rate=st.sampled_from([0, 1, 5, 60]), real_ms=st.integers(100, 8_000))
    def wait(self, rate: float, real_ms: int) -> None:
        self.day.give("zhou", SetClockRate(rate=rate))
        self.day.wait(real_ms)

    @rule()
    def kill(self) -> None:
        self.day.restart()

    @invariant()
    def the_tables_hold(self) -> None:
        run = self.day.run
        assert run.state in DRILLS_STATES
        records = self.day.realm.records()
        assert {record.realm for record in records} == {DRILL.id}
        ids = [id for id, _ in self.day.deliveries()]
        assert len(ids) == len(set(ids)), "nothing twice"
        assert not set(ids) & set(self.day.skipped())
        reports = [r.body.event_id for r in records if isinstance(r.body, EventReported) and r.by == "drill"]
        assert len(reports) == len(set(reports)) == ids.count("I02")
        for known in self.day.realm.desk.states_of("inject"):
            assert known.state in INJECT_STATES
            assert (known.delivered_ms is None) == (known.id not in ids)
        if run.over_ms is not None:
            assert all(at_ms <= run.over_ms - (run.zero_ms or 0) for _, at_ms in self.day.deliveries())


DRILLS_STATES = frozenset({rule.target for rule in DRILLS.rules} - {None, "announced"})
TestOrders = OrderedDrill.TestCase
TestOrders.settings = settings(
    max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module", autouse=True)
def county() -> object:
    folder = Path(tempfile.mkdtemp())
    COUNTY.append(tiny_package(folder))
    yield
    COUNTY.clear()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def steady(county: object) -> list[tuple[int, int, RecordBody]]:
    """What the drill decides by itself at a rate that never changes."""
    return decided_under(COUNTY[0], cycle((60,)), 2_900)


@pytest.mark.parametrize("rates", [(60, 0, 5, 60, 1, 60, 0, 60, 5, 60)])
def test_rates_that_change_all_the_time_move_no_inject_and_no_alarm(steady: object, rates: tuple[int, ...]) -> None:
    assert decided_under(COUNTY[0], cycle(rates), 2_900) == steady


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rates=st.lists(st.sampled_from([0, 1, 5, 60]), min_size=1, max_size=9), each_ms=st.integers(130, 500))
def test_an_inject_that_is_due_when_the_rate_changes_comes_at_its_time(
    steady: object, rates: list[float], each_ms: int
) -> None:
    """To the millisecond: orders are decided at the time of what is due before them."""
    assert decided_under(COUNTY[0], cycle([*rates, 60, 60]), each_ms) == steady
