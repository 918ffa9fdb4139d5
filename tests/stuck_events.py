"""Which open events wait for nothing: judged by the raw records of a day of simulated staff; of the program it
knows only how long each step takes.

An open event may wait for the next step of the simulated staff, for whom each takes a while; for a person, as the
simulated centre leaves the newest events of some states to people; for the end of a 挂账, which has a note; or, as the
event of a full bin, for its turn on a round of the trucks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.simulation.step_times import STEP_S
from tests.plain_figures import PlainEvent, PlainJournal

MINUTE_MS = 60_000
LONGEST_MS = {
    state: 1_000 * STEP_S[step][1]
    for state, step in (("dispatched", "accept"), ("handling", "feed_back"), ("suspended", "resume"))
}  # fmt: skip
"""What the next step takes at most."""
LEFT_TO_PEOPLE = {"reported": 12, "filed": 5, "fed_back": 8}
"""How many events of a state the simulated centre leaves to people, the newest ones."""
CENTRE_MS = 1_000 * max(STEP_S[step][1] for step in ("file", "dispatch", "close"))
"""What a step of the centre takes at most, once an event is not left to people any more."""
MARGIN_MS = 10 * MINUTE_MS
"""For steps that were refused and are repeated, and for the centre, which takes the oldest events first."""


def time_of_day(raw: PlainJournal) -> int:
    """When the newest fact of the simulated county happened."""
    return max(row["happened_ms"] for row in raw.rows if row["body"]["type"] != "ClockRateSet")


def turns(raw: PlainJournal) -> dict[str, int]:
    """When the trucks arrive at the bins on their rounds, by the newest plan."""
    found: dict[str, int] = {}
    for row in raw.rows:
        body = row["body"]
        if body["type"] == "RoundsPlanned":
            found = {stop["bin"]: stop["arrive_ms"] for tour in body["rounds"] for stop in tour["stops"]}
    return found


def stuck(events: Iterable[PlainEvent], now_ms: int, turn_ms: Mapping[str, int] | None = None) -> list[str]:
    """A line for each open event that waits without a reason at ``now_ms``.  ``turn_ms``: see :func:`turns`."""
    found = []
    turn_ms = turn_ms or {}
    waiting: dict[str, list[PlainEvent]] = {state: [] for state in LEFT_TO_PEOPLE}
    for event in events:
        if event.state in waiting:
            waiting[event.state].append(event)
        elif event.state == "dispatched" and turn_ms.get(event.sensor, 0) + MARGIN_MS > now_ms:
            continue
        elif event.state in LONGEST_MS and _age_ms(event, now_ms) > LONGEST_MS[event.state] + MARGIN_MS:
            found.append(_line(event, now_ms))
    for state, some in waiting.items():
        older = some[: max(0, len(some) - LEFT_TO_PEOPLE[state])]
        found += [_line(event, now_ms) for event in older if _age_ms(event, now_ms) > CENTRE_MS + MARGIN_MS]
    return found


def _age_ms(event: PlainEvent, now_ms: int) -> int:
    return now_ms - max([event.happened_ms, *(at for _, at in event.steps)])


def _line(event: PlainEvent, now_ms: int) -> str:
    steps = " ".join(kind for kind, _ in event.steps)
    return f"{event.id} is {event.state} for {_age_ms(event, now_ms) / MINUTE_MS:.0f} min: {steps}"
