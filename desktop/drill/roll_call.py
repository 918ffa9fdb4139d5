"""Who is awaited at a roll call."""

from __future__ import annotations

from collections.abc import Iterable

from county.drill.run import DrillRun
from county.drill.standing import PERSON, BoundRole
from desktop.session import Session


def without_window(session: Session, run: DrillRun, roles: Iterable[BoundRole]) -> list[str]:
    """Names of those with one of ``roles`` who have not answered the roll call and are on duty at no window: they are
    not here yet, or nobody has such a name."""
    absent = [person.removeprefix(PERSON) for role in roles for person in role.members if person not in run.present]
    return session.attendance.without_seat(absent)
