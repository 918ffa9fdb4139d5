"""Seats: windows tell which event they are about, all are told; nothing of it is stored, nobody speaks for another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs

from county.authority import Principal, Role
from county.commands import FileEvent
from county.seats import SILENT_MS, Seat
from services.protocol import messages as m
from services.protocol.attended_seat import AGAIN_MS, AttendedSeat
from services.protocol.codec import broadcast_decoder, topic
from services.protocol.limits import ATTEND_MS, SEATS_MAX, SEATS_PER_KEY
from services.requests.seats import SHARE_MS
from tests.memory_realm import ManualMonotonic, PlainClient
from tests.unit.live_realm import LiveRealm, report

ZHANG = Principal(id="seat-1", roles=frozenset({Role.OPERATOR}), people=("张伟",))
LI = Principal(id="seat-2", roles=frozenset({Role.OPERATOR}), people=("李娜",))
ELSEWHERE = Principal(id="seat-3", roles=frozenset({Role.OPERATOR}), divisions=("999901200000",))
WALL = Principal(id="wall", roles=frozenset({Role.WALL}))
EVENT = "E1"


@pytest.fixture
def live() -> Iterator[LiveRealm]:
    live = LiveRealm(principals=(ZHANG, LI, ELSEWHERE, WALL))
    message = report(1)
    (accepted,) = live.turn(structs.replace(message, command=structs.replace(message.command, for_="")))
    assert isinstance(accepted, m.Accepted)
    return live


def told(live: LiveRealm) -> list[m.Seats]:
    """Every publication of seats so far."""
    decode, begin = broadcast_decoder("live"), topic("live", "stream")
    found = [decode(sent.frame) for sent in live.realm.link.sent if sent.peer is None and sent.frame.startswith(begin)]
    return [message for message in found if isinstance(message, m.Seats)]


def later(live: LiveRealm, by_ms: int = SHARE_MS) -> list[Seat]:
    """The seats that all windows know some time later."""
    live.monotonic.advance(by_ms)
    live.turn()
    return told(live)[-1].seats if told(live) else []


def at(live: LiveRealm, key: Principal) -> PlainClient:
    return live.realm.plain_client(key.id)


def test_all_windows_are_told_who_is_about_which_event(live: LiveRealm) -> None:
    at(live, ZHANG).send(m.Attend(seat="a", person="张伟", event_id=EVENT, step="DispatchEvent"))
    at(live, LI).send(m.Attend(seat="b", person="李娜"))
    assert later(live) == [
        Seat(id="a", principal="seat-1", person="张伟", event_id=EVENT, step="DispatchEvent"),
        Seat(id="b", principal="seat-2", person="李娜"),
    ]


def test_only_the_newest_message_of_a_seat_counts_and_is_published_once(live: LiveRealm) -> None:
    window, before = at(live, ZHANG), len(told(live))
    for number in range(40):
        window.send(m.Attend(seat="a", event_id=EVENT if number % 2 else ""))
    live.turn(), live.turn()
    assert [seat.event_id for seat in later(live)] == [EVENT]
    assert len(told(live)) - before <= 2


def test_nothing_of_it_is_stored(live: LiveRealm) -> None:
    before = live.realm.log.head
    at(live, ZHANG).send(m.Attend(seat="a", person="张伟", event_id=EVENT))
    assert later(live)
    assert live.realm.log.head == before
    assert not any("Seat" in entry.code for entry in live.realm.audit.entries)


@pytest.mark.parametrize(
    ("said", "passed_on"),
    [
        (m.Attend(seat="a", person="李娜"), Seat(id="a", principal="seat-1")),
        (m.Attend(seat="a", event_id="gone"), Seat(id="a", principal="seat-1")),
        (m.Attend(seat="a", event_id=EVENT, step="<b>"), Seat(id="a", principal="seat-1", event_id=EVENT)),
    ],
    ids=["a person of another key", "an event that is not on the desk", "no step"],
)
def test_what_a_key_may_not_say_is_left_out(live: LiveRealm, said: m.Attend, passed_on: Seat) -> None:
    at(live, ZHANG).send(said)
    assert later(live) == [passed_on]


def test_an_event_of_another_division_is_left_out(live: LiveRealm) -> None:
    at(live, ELSEWHERE).send(m.Attend(seat="a", event_id=EVENT))
    assert later(live) == [Seat(id="a", principal="seat-3")]


def test_the_window_of_a_wall_is_no_seat(live: LiveRealm) -> None:
    at(live, WALL).send(m.Attend(seat="a", event_id=EVENT))
    assert later(live) == []


def test_no_key_speaks_for_the_seat_of_another_one(live: LiveRealm) -> None:
    at(live, ZHANG).send(m.Attend(seat="a", person="张伟", event_id=EVENT))
    at(live, LI).send(m.Attend(seat="a", leaves=True))
    at(live, LI).send(m.Attend(seat="a", person="李娜"))
    assert [(seat.principal, seat.event_id) for seat in later(live)] == [("seat-1", EVENT), ("seat-2", "")]


def test_a_seat_ends_with_its_window(live: LiveRealm) -> None:
    window = at(live, ZHANG)
    window.send(m.Attend(seat="a"))
    assert later(live)
    window.send(m.Attend(seat="a", leaves=True))
    assert later(live) == []


def test_a_seat_that_falls_silent_ends_within_ten_seconds(live: LiveRealm) -> None:
    assert SILENT_MS + SHARE_MS <= 10_000
    assert SILENT_MS > 2 * ATTEND_MS
    at(live, ZHANG).send(m.Attend(seat="a"))
    assert later(live)
    assert later(live, SILENT_MS) == []


def test_a_revoked_key_has_no_seats(live: LiveRealm) -> None:
    at(live, ZHANG).send(m.Attend(seat="a"))
    assert later(live)
    del live.realm.register.principals["seat-1"]
    assert later(live) == []


def test_a_window_that_connects_later_is_told_the_seats_again(live: LiveRealm) -> None:
    at(live, ZHANG).send(m.Attend(seat="a"))
    later(live)
    before = len(told(live))
    later(live, ATTEND_MS)
    assert len(told(live)) == before + 1


def test_a_hostile_key_has_few_seats_and_drops_those_of_no_other(live: LiveRealm) -> None:
    at(live, LI).send(m.Attend(seat="b", person="李娜"))
    live.turn()
    window = at(live, ZHANG)
    for number in range(3 * SEATS_MAX):
        window.send(m.Attend(seat=f"{number:03}"))
        live.realm.turn()
    seats = later(live)
    assert [seat.id for seat in seats if seat.principal == "seat-1"] == [f"{n}" for n in range(292, 300)]
    assert [seat.id for seat in seats if seat.principal == "seat-2"] == ["b"]
    assert len(seats) == SEATS_PER_KEY + 1


def test_the_seat_of_a_window_is_told_when_it_changes_and_every_three_seconds() -> None:
    clock, sent = ManualMonotonic(), list[m.ToBackend]()
    seat = AttendedSeat(clock)

    def tell(after_ms: int) -> int:
        clock.advance(after_ms)
        before = len(sent)
        seat.tell(lambda message: sent.append(message) is None)
        return len(sent) - before

    assert tell(0) == 0, "the window has not said anything yet"
    assert seat.change("张伟", "E1", "")
    assert not seat.change("张伟", "E1", "")
    assert (tell(0), tell(AGAIN_MS), tell(ATTEND_MS - AGAIN_MS)) == (1, 0, 1)
    seat.change("张伟", "E2", "")
    seat.change("张伟", "E3", "FileEvent")
    assert (tell(AGAIN_MS - 1), tell(1)) == (0, 1)
    assert sent[-1] == m.Attend(seat=seat.id, person="张伟", event_id="E3", step=FileEvent.__name__)
    seat.leave(lambda message: sent.append(message) is None)
    assert sent[-1] == m.Attend(seat=seat.id, leaves=True)


def test_a_message_that_the_link_did_not_take_is_told_again() -> None:
    clock, tries = ManualMonotonic(), list[bool]()
    seat = AttendedSeat(clock)
    seat.change("张伟", "E1", "")
    for taken in (False, True, True):
        seat.tell(lambda message, taken=taken: tries.append(taken) or taken)  # type: ignore[misc]
    assert tries == [False, True]
