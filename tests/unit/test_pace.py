"""A drill's clock follows its director's orders once they are durable, and no restart sets it back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from county.clock import RATE_MAX
from county.commands import Command
from county.package.open import CountyPackage
from county.realm_clock import ClockJumped, ClockRateSet, JumpClockAhead, SetClockRate
from services.intake.base import IntakeBatch
from services.pace import AHEAD_MS, RETRY_MS
from services.protocol import messages as m
from services.store.ports import StoreFailed
from tests.square_county import write_square_county
from tests.unit.drill_realm import DRILL, OBSERVER, DrillRealm
from tests.unit.running_desk import NOON_MS

MINUTE_MS = 60_000
RATES = (0.0, 0.25, 1.0, 10.0, RATE_MAX)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return CountyPackage(write_square_county(tmp_path_factory.mktemp("pace") / "county", sensors=2))


@pytest.fixture
def drill(package: CountyPackage) -> DrillRealm:
    return DrillRealm(package)


def elapsed(drill: DrillRealm, real_ms: int) -> int:
    """Realm time that elapses in ``real_ms``."""
    before_ms, since = drill.now_ms, drill.monotonic.now_ms
    drill.wait(real_ms)
    return round((drill.now_ms - before_ms) * real_ms / (drill.monotonic.now_ms - since))


def test_a_new_drill_runs_at_normal_speed_from_the_time_of_the_machine(drill: DrillRealm) -> None:
    assert NOON_MS <= drill.now_ms <= NOON_MS + 200
    assert elapsed(drill, 20_000) == 20_000
    assert drill.greet().rate == 1.0


@pytest.mark.parametrize("rate", RATES)
def test_the_clock_runs_at_the_rate_that_is_ordered_and_heartbeats_say_so(drill: DrillRealm, rate: float) -> None:
    drill.set_rate(rate)
    drill.turn(3)
    assert elapsed(drill, 20_000) == pytest.approx(20_000 * rate, abs=1)
    assert drill.realm.beats()[-1][1].rate == drill.greet().rate == rate


def test_orders_are_records_with_their_author_and_the_time_at_which_they_were_given(drill: DrillRealm) -> None:
    drill.set_rate(60)
    at_ms = drill.now_ms
    to_ms = drill.jump_by(10 * MINUTE_MS)
    first, second = (record for record in drill.realm.records() if isinstance(record.body, ClockRateSet | ClockJumped))
    assert (first.body, first.by) == (ClockRateSet(rate=60.0), "director-1")
    assert second.body == ClockJumped(to_ms=to_ms)
    assert second.recorded_ms < at_ms + MINUTE_MS, "recorded before the jump"


@pytest.mark.parametrize("rate", [0.0, 1.0, 60.0])
def test_a_jump_passes_every_second_on_the_way_at_any_rate(package: CountyPackage, rate: float) -> None:
    polled: list[int] = []

    class Steps:
        principal = OBSERVER

        def due(self, now_ms: int) -> IntakeBatch:
            polled.append(now_ms)
            return IntakeBatch()

        def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
            pass

    drill = DrillRealm(package, intakes=lambda desk, channels: [Steps()])
    drill.set_rate(rate)
    begun_ms = drill.now_ms
    to_ms = drill.jump_by(40 * MINUTE_MS)
    assert drill.now_ms <= begun_ms + 10 * MINUTE_MS, "the answer does not wait for the end of the jump"
    drill.settle(to_ms)
    drill.turn(100)
    assert polled == list(range(polled[0], polled[-1] + 1, 1_000))
    assert polled[-1] >= to_ms - 1_000
    if not rate:
        assert drill.now_ms == to_ms
        assert elapsed(drill, 10_000) == 0


def test_a_command_during_a_jump_is_decided_at_the_time_that_clients_are_shown(drill: DrillRealm) -> None:
    to_ms = drill.jump_by(40 * MINUTE_MS)
    drill.turn(500)
    shown_ms = drill.greet().at_ms
    drill.set_rate(0)
    record = drill.realm.records()[-1]
    assert record.body == ClockRateSet(rate=0.0)
    assert shown_ms <= record.recorded_ms <= shown_ms + 5_000 < to_ms


def test_a_jump_under_way_is_extended_by_a_later_one(drill: DrillRealm) -> None:
    drill.set_rate(0)
    to_ms = drill.jump_by(40 * MINUTE_MS)
    drill.turn(10)
    answer = drill.order(JumpClockAhead(to_ms=to_ms - 1))
    assert isinstance(answer, m.Rejected)
    assert answer.code == "jump_not_ahead"
    assert isinstance(drill.order(JumpClockAhead(to_ms=to_ms + MINUTE_MS)), m.Accepted)
    drill.settle(to_ms + MINUTE_MS)
    drill.turn(10)
    assert drill.now_ms == to_ms + MINUTE_MS


def test_an_order_takes_effect_only_when_its_record_is_durable(drill: DrillRealm) -> None:
    log = drill.realm.log
    log.slow = True
    begun = drill.monotonic.now_ms

    def on_read(now_ms: int) -> None:
        if now_ms >= begun + 3_000:
            log.slow = False

    drill.monotonic.cost_ms = 1.0
    drill.monotonic.on_read = on_read
    first = len(drill.realm.beats())
    drill.set_rate(60)
    drill.monotonic.cost_ms = 0.0
    meanwhile = [beat for at_ms, beat in drill.realm.beats()[first:] if at_ms < begun + 3_000]
    assert len(meanwhile) > 20
    assert {beat.rate for beat in meanwhile} == {1.0}
    drill.wait(200)
    assert drill.realm.beats()[-1][1].rate == 60.0


def test_an_order_that_could_not_be_stored_changes_nothing(drill: DrillRealm) -> None:
    drill.realm.log.failure = StoreFailed("disk_full", "no space")
    for body in (SetClockRate(rate=60), JumpClockAhead(to_ms=drill.now_ms + 40 * MINUTE_MS)):
        answer = drill.order(body)
        assert isinstance(answer, m.Rejected)
        assert answer.code == "disk_full"
    assert elapsed(drill, 10_000) == 10_000


def test_after_a_clean_stop_it_continues_at_the_same_time_and_rate(drill: DrillRealm) -> None:
    drill.set_rate(10)
    drill.wait(30_000)
    at_ms = drill.now_ms
    drill.stop()
    assert at_ms <= drill.now_ms <= at_ms + 1_100
    assert elapsed(drill, 10_000) == 100_000


@pytest.mark.parametrize("rate", [1.0, 60.0])
def test_after_a_crash_it_continues_at_most_some_real_seconds_later_than_the_last_sent_time(
    drill: DrillRealm, rate: float
) -> None:
    drill.set_rate(rate)
    drill.wait(61_700)
    last_ms = drill.sent_ms[-1]
    drill.crash()
    assert last_ms <= drill.greet().at_ms <= last_ms + rate * (AHEAD_MS + 1_000)
    assert elapsed(drill, 10_000) == 10_000 * rate


def test_a_paused_drill_is_still_paused_after_a_crash_at_the_same_moment(drill: DrillRealm) -> None:
    drill.set_rate(60)
    drill.wait(10_000)
    drill.set_rate(0)
    drill.turn(3)
    at_ms = drill.now_ms
    drill.crash()
    drill.wait(10_000)
    assert (drill.now_ms, drill.greet().rate) == (at_ms, 0.0)


def test_a_jump_that_a_crash_interrupts_is_continued(drill: DrillRealm) -> None:
    drill.set_rate(0)
    to_ms = drill.jump_by(60 * MINUTE_MS)
    drill.turn(200)
    reached_ms = drill.now_ms
    drill.crash()
    assert reached_ms <= drill.now_ms < to_ms, "what is due in between is not skipped"
    drill.settle(to_ms)
    drill.turn(10)
    assert drill.now_ms == to_ms


@pytest.mark.parametrize("rate", RATES)
def test_one_small_write_in_three_seconds_suffices_at_every_rate(drill: DrillRealm, rate: float) -> None:
    drill.set_rate(rate)
    drill.wait(10_000)
    before = drill.reservation.writes
    drill.wait(300_000)
    assert drill.reservation.writes - before <= 100 + 2


def test_the_clock_is_stopped_while_the_disk_does_not_store_its_time_and_heartbeats_continue(
    drill: DrillRealm,
) -> None:
    drill.reservation.held = True
    drill.wait(20_000)
    at_ms, beats = drill.now_ms, len(drill.realm.beats())
    drill.wait(20_000)
    assert drill.now_ms == at_ms
    assert len(drill.realm.beats()) - beats >= 199
    drill.reservation.held = False
    drill.reservation.complete()
    drill.turn(2)
    assert drill.now_ms <= at_ms + 300, "the stopped time is not caught up"
    assert elapsed(drill, 10_000) == 10_000


def test_a_clock_that_goes_on_does_not_pass_a_pause_that_is_still_being_stored(drill: DrillRealm) -> None:
    drill.set_rate(60)
    drill.wait(4_000)
    drill.reservation.held = True
    drill.set_rate(0)
    drill.turn(2)
    ((paused_ms, _),) = drill.reservation.waiting
    drill.set_rate(60)
    drill.wait(2_000)
    assert drill.sent_ms[-1] == paused_ms
    drill.crash(written=1)
    assert drill.greet().at_ms == paused_ms


def test_a_disk_that_fails_to_store_the_time_is_reported_until_it_does(drill: DrillRealm) -> None:
    drill.reservation.held = True
    drill.wait(5_000)
    drill.reservation.fail()
    drill.wait(RETRY_MS // 2)
    beat = drill.realm.beats()[-1][1]
    assert (beat.fault, beat.fault_params) == ("time_not_reserved", {"reason": "No space left on device"})
    drill.reservation.held = False
    drill.wait(RETRY_MS)
    assert drill.realm.beats()[-1][1].fault == ""
    assert elapsed(drill, 10_000) == 10_000


def test_an_observer_cannot_set_the_clock(drill: DrillRealm) -> None:
    observer = drill.realm.plain_client(OBSERVER.id)
    observer.send(
        m.Submit(command=Command(id="x", realm=DRILL.id, happened_ms=drill.now_ms, body=SetClockRate(rate=60)))
    )
    drill.turn(5)
    (answer,) = observer.answers()
    assert isinstance(answer, m.Rejected)
    assert (answer.code, answer.params["roles"]) == ("not_authorised", "admin, director")
    assert drill.pace.clock.rate == 1.0


class ClockOfDrill(RuleBasedStateMachine):
    """Orders, a disk that is slow or fails, crashes and stops in any order."""

    county: CountyPackage

    def __init__(self) -> None:
        super().__init__()
        self.drill = DrillRealm(self.county)
        self.rate = 1.0

    @rule(ms=st.integers(1, 20_000))
    def time_elapses(self, ms: int) -> None:
        self.drill.wait(ms)

    @rule(rate=st.sampled_from(RATES))
    def the_rate_is_ordered(self, rate: float) -> None:
        self.drill.set_rate(rate)
        self.rate = rate

    @rule(ms=st.integers(1, 20 * MINUTE_MS), turns=st.integers(0, 100))
    def a_jump_is_ordered(self, ms: int, turns: int) -> None:
        self.drill.order(JumpClockAhead(to_ms=self.drill.now_ms + ms))
        self.drill.turn(turns)

    @rule()
    def a_client_connects(self) -> None:
        self.drill.greet()

    @rule(held=st.booleans())
    def the_disk_is_slow_or_not(self, held: bool) -> None:
        self.drill.reservation.held = held

    @rule()
    def the_disk_writes(self) -> None:
        self.drill.reservation.complete()
        self.drill.turn()

    @precondition(lambda self: self.drill.reservation.waiting)
    @rule()
    def the_disk_fails(self) -> None:
        self.drill.reservation.fail()
        self.drill.turn()

    @rule(written=st.integers(0, 1))
    def it_crashes(self, written: int) -> None:
        self.drill.crash(written=written)

    @rule()
    def it_is_stopped(self) -> None:
        self.drill.stop()

    @invariant()
    def times_sent_to_clients_never_decrease(self) -> None:
        assert all(before <= after for before, after in pairwise(self.drill.sent_ms))

    @invariant()
    def the_rate_is_the_one_ordered_last(self) -> None:
        assert self.drill.pace.clock.rate == self.rate


def test_the_time_that_clients_see_never_goes_back_whatever_happens(package: CountyPackage) -> None:
    class DrillOrders(ClockOfDrill):
        county = package

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        DrillOrders, settings=settings(max_examples=20, stateful_step_count=25, deadline=None)
    )
