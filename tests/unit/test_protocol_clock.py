"""The realm's time on the screen is the backend's, whatever the PC's clock shows and however late heartbeats arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.protocol.backend_clock import SET_BACK_MS, WINDOW_MS, BackendClock
from tests.unit.session_fixture import SettableClock, beat

DAY_MS = 86_400_000
NOON_MS = 1_795_320_000_000
RATES = [0.0, 0.25, 1.0, 60.0]


class Machines:
    """A backend and a PC: true time in ms since the start, and the times of their clocks."""

    def __init__(self, *, skew_ms: int = 0, rate: float = 1.0) -> None:
        self.true = SettableClock(0)
        self.skew_ms = skew_ms
        self.rate = rate
        self._anchor = (0, NOON_MS)
        self.clock = BackendClock(lambda: 77_000 + self.true.now, lambda: NOON_MS + self.true.now + self.skew_ms)

    def realm_ms(self, at: int | None = None) -> int:
        """The backend's realm time at a true time; None: now."""
        since, anchor_ms = self._anchor
        return anchor_ms + int(((self.true.now if at is None else at) - since) * self.rate)

    def set_realm(self, ms: int, rate: float | None = None) -> None:
        """Set the backend's realm time, and its rate unless None."""
        self._anchor = (self.true.now, ms)
        self.rate = self.rate if rate is None else rate

    def receive(self, delay_ms: int = 0) -> None:
        """A heartbeat that was sent ``delay_ms`` ago arrives."""
        sent = self.true.now - delay_ms
        self.clock.synchronize(beat(at_ms=self.realm_ms(sent), wall_ms=NOON_MS + sent, rate=self.rate))

    @property
    def behind_ms(self) -> int:
        """Lag of the screen's clock behind the backend's."""
        return self.realm_ms() - self.clock.now_ms()


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("skew_ms", [-DAY_MS, -3_000, 0, DAY_MS])
@given(delays=st.lists(st.integers(0, 1_900), min_size=1, max_size=120))
def test_the_clock_is_right_within_the_least_delay_of_the_last_seconds_at_every_skew_and_rate(
    skew_ms: int, rate: float, delays: list[int]
) -> None:
    machines = Machines(skew_ms=skew_ms, rate=rate)
    arrived: list[tuple[int, int]] = []
    for number, delay in enumerate(delays):
        at = max(100 * number + delay, machines.true.now)  # a connection preserves the order
        machines.true.now = at
        machines.receive(at - 100 * number)
        arrived.append((at, at - 100 * number))
        for _ in range(2):
            least = min(late for when, late in arrived if at - when <= WINDOW_MS)
            assert -1 <= machines.behind_ms <= least * rate + 1
            machines.true.now += 30


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("delay_ms", [1, 500, 1_900])
def test_a_delayed_heartbeat_never_sets_the_clock_back(rate: float, delay_ms: int) -> None:
    machines = Machines(rate=rate)
    last_ms = 0
    for step in range(300):
        machines.receive(delay_ms if step % 7 else 0)
        assert machines.clock.now_ms() >= last_ms
        last_ms = machines.clock.now_ms()
        machines.true.now += 100
        assert machines.behind_ms <= 1


def test_after_some_seconds_a_route_that_became_slower_sets_the_clock() -> None:
    machines = Machines()
    machines.receive(0)
    for _ in range(WINDOW_MS // 100 + 1):
        machines.true.now += 100
        machines.receive(80)
    assert machines.behind_ms == 80


@pytest.mark.parametrize("late", range(48, 54))
def test_a_very_late_heartbeat_just_when_the_window_ends_does_not_set_the_clock(late: int) -> None:
    machines = Machines()
    machines.receive(0)
    for step in range(1, 60):
        machines.true.now += 100
        machines.receive(1_900 if step == late else 20)
        assert 0 <= machines.behind_ms <= 20


def test_a_backend_whose_clock_drifts_is_followed() -> None:
    true, at_ms = SettableClock(0), float(NOON_MS)
    clock = BackendClock(true, lambda: 0)
    for _ in range(1_000):
        clock.synchronize(beat(at_ms=int(at_ms), wall_ms=0))
        true.now += 100
        at_ms += 99.9
    assert abs(clock.now_ms() - at_ms) <= WINDOW_MS * 0.001 + 2


@pytest.mark.parametrize("rate", RATES)
def test_the_clock_of_a_drill_stops_without_heartbeats_and_goes_on_with_them(rate: float) -> None:
    true = SettableClock(0)
    clock = BackendClock(true, lambda: 0, stops_after_ms=1_000)
    clock.synchronize(beat(at_ms=NOON_MS, wall_ms=0, rate=rate))
    true.now += 60_000
    assert clock.now_ms() == NOON_MS + int(1_000 * rate)
    clock.synchronize(beat(at_ms=NOON_MS + int(5_000 * rate), wall_ms=0, rate=rate))
    true.now += 500
    assert clock.now_ms() == NOON_MS + int(5_000 * rate) + int(500 * rate)


@pytest.mark.parametrize("rate", RATES)
def test_between_heartbeats_the_clock_runs_at_the_realms_rate(rate: float) -> None:
    machines = Machines(rate=rate)
    machines.receive()
    before_ms = machines.clock.now_ms()
    machines.true.now += 1_000
    assert machines.clock.now_ms() - before_ms == int(1_000 * rate)
    assert machines.clock.rate == rate


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("by_ms", [-3_600_000, 3_600_000])
def test_a_clock_of_the_backend_that_is_set_by_an_hour_is_followed_with_the_next_heartbeat(
    rate: float, by_ms: int
) -> None:
    machines = Machines(rate=rate)
    for _ in range(30):
        machines.receive(20)
        machines.true.now += 100
    machines.set_realm(machines.realm_ms() + by_ms)
    machines.receive(0)
    assert abs(machines.behind_ms) <= 1
    machines.true.now += 100
    machines.receive(20)
    assert abs(machines.behind_ms) <= 1


def test_a_clock_that_is_set_back_by_less_is_followed_within_the_window() -> None:
    machines = Machines()
    machines.receive()
    machines.set_realm(machines.realm_ms() - SET_BACK_MS + 500)
    for _ in range(WINDOW_MS // 100 + 1):
        machines.true.now += 100
        machines.receive()
    assert machines.behind_ms == 0


@given(st.lists(st.tuples(st.sampled_from(RATES), st.integers(100, 5_000)), min_size=1, max_size=8))
def test_a_rate_that_changes_is_followed(paces: list[tuple[float, int]]) -> None:
    machines = Machines()
    for rate, for_ms in paces:
        machines.set_realm(machines.realm_ms(), rate)
        for _ in range(for_ms // 100):
            machines.receive()
            assert abs(machines.behind_ms) <= 1
            machines.true.now += 100
            assert abs(machines.behind_ms) <= 1


def test_before_the_first_heartbeat_the_machines_clock_is_used() -> None:
    machines = Machines(skew_ms=5)
    assert machines.clock.now_ms() == NOON_MS + 5
    assert (machines.clock.rate, machines.clock.jumped_ms(), machines.clock.skew_ms) == (1.0, 0, None)


@pytest.mark.parametrize("skew_ms", [-DAY_MS, -3_000, 0, 3_000, DAY_MS])
def test_the_skew_of_this_machines_clock_is_reported_independent_of_delays(skew_ms: int) -> None:
    machines = Machines(skew_ms=skew_ms)
    for delay_ms in (40, 1_900, 3, 1_000):
        machines.true.now += 100
        machines.receive(delay_ms)
    assert machines.clock.skew_ms == skew_ms + 3


def test_a_changed_local_clock_is_reported_and_does_not_change_realm_time() -> None:
    machines = Machines()
    machines.receive()
    machines.skew_ms = -DAY_MS
    machines.true.now += 100
    machines.receive()
    assert machines.clock.skew_ms == -DAY_MS
    assert machines.behind_ms == 0
    machines.skew_ms = DAY_MS
    for _ in range(WINDOW_MS // 100 + 1):
        machines.true.now += 100
        machines.receive()
    assert machines.clock.skew_ms == DAY_MS
    assert machines.behind_ms == 0
