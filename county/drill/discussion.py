"""How long a question is discussed (桌面推演): from its delivery on, in the drill's time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from county.drill.inject_run import InjectDelivered
from county.drill.standing import BoundRole
from county.drill.told import ToldAnswer
from county.durations import MINUTE_MS
from county.records import Record


class Discussion(NamedTuple):
    """Follows from the records, so that a pause, a jump or another speed needs nothing of its own."""

    inject_id: str
    text: str
    until_ms: int
    """In the realm's time; by the edge rule of all limits an answer on it is past it."""
    asked: frozenset[str]
    """Persons of the roles that received it."""
    answered: frozenset[str]
    """Those of them who answered, as far as that was told."""

    def left_ms(self, now_ms: int) -> int:
        """How long it goes on; 0 or less: its time is over for so long."""
        return self.until_ms - now_ms

    @property
    def is_answered(self) -> bool:
        """Whether everybody who was asked has answered."""
        return bool(self.asked) and self.asked == self.answered


def discussions(
    delivered: Iterable[Record[InjectDelivered]], answers: Iterable[ToldAnswer], roles: Iterable[BoundRole]
) -> list[Discussion]:
    """Of the questions that have a time, in their order."""
    members = {role.id: role.members for role in roles}
    by_inject: dict[str, set[str]] = {}
    for answer in answers:
        by_inject.setdefault(answer.body.inject_id, set()).add(answer.body.person)
    found = []
    for record in delivered:
        body = record.body
        if body.kind == "question" and body.minutes is not None:
            asked = frozenset(person for role in body.to for person in members.get(role, ()))
            until_ms = record.recorded_ms + round(body.minutes * MINUTE_MS)
            answered = asked & by_inject.get(body.inject_id, set())
            found.append(Discussion(body.inject_id, body.text, until_ms, asked, frozenset(answered)))
    return found
