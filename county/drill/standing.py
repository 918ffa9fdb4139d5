"""What a person is in a drill: the role that is bound to it, and its rights there.

A person has one role a drill.  A key whose realm role directs drills acts as 总策划 for persons that have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, get_args

from msgspec import Struct

from county.authority import DRILL_DIRECTORS, RESERVED, Author
from county.drill.scenario import Right, Side
from county.refusals import Refused

PERSON = "u:"
"""Prefix of an enrolled person among the members of a role."""
ALL_RIGHTS: frozenset[Right] = frozenset(get_args(Right))


class BoundRole(Struct, frozen=True, kw_only=True, gc=False):
    """A role of the scenario with the persons who have it in this run."""

    id: str
    name: str
    side: Side
    may: tuple[Right, ...] = ()
    plays: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


class DrillStanding(NamedTuple):
    """Of one person with one key."""

    person: str
    """``u:…``; "" for a key that acts for nobody."""
    role: BoundRole | None
    """None: the director, or somebody who is not in the drill."""
    rights: frozenset[Right]

    @property
    def sees_all(self) -> bool:
        """Whether the MSEL, expectations and scores are open to it: directors, evaluators and the safety officer."""
        if self.role is None:
            return bool(self.rights)
        if self.role.side == "control":
            return "end" in self.rights or "abort" in self.rights
        return self.role.side == "evaluate" or (self.role.side == "observe" and "abort" in self.rights)

    @property
    def directs(self) -> bool:
        """Whether it prepares and evaluates the drill as a whole."""
        return self.sees_all and (self.role is None or self.role.side == "control")

    @property
    def evaluates(self) -> bool:
        return self.directs or (self.role is not None and self.role.side == "evaluate")

    @property
    def plays(self) -> bool:
        """Whether it is one of those whose work is evaluated (参演人员)."""
        return self.role is not None and self.role.side == "player"

    @property
    def simulates(self) -> bool:
        """Whether it speaks for bodies that do not take part (模拟人员): what it reports is marked so."""
        return self.role is not None and self.role.side == "simulate"

    @property
    def watches(self) -> bool:
        """Whether it changes nothing on the desk: those who evaluate or observe (评价人员, 观摩人员)."""
        return self.role is not None and self.role.side in ("evaluate", "observe")

    def owns(self, sender: str) -> bool:
        """Whether an inject with this sender (``from``) is one of its own."""
        return self.role is not None and sender in (self.role.id, self.role.name)


def member_of(person: str) -> str:
    """How a person is named among the members of roles; "" for nobody."""
    return person if not person or person.startswith(PERSON) else PERSON + person


def standing_of(roles: Iterable[BoundRole], author: Author) -> DrillStanding:
    """What ``author`` is, by the roles of the run.  The backend itself has every right."""
    person = member_of(author.for_)
    role = next((role for role in roles if person and person in role.members), None)
    if role is not None:
        return DrillStanding(person, role, frozenset(role.may))
    directs = author.by in RESERVED or bool(author.principal.roles & DRILL_DIRECTORS)
    return DrillStanding(person, None, ALL_RIGHTS if directs else frozenset())


def check_right(standing: DrillStanding, right: Right) -> None:
    """Raises Refused."""
    if right not in standing.rights:
        raise Refused("drill_no_right", right=right)


def check_works(standing: DrillStanding) -> None:
    """Raises Refused."""
    if standing.watches:
        raise Refused("drill_only_watches")


def check_directs(standing: DrillStanding) -> None:
    """Raises Refused."""
    if not standing.directs:
        raise Refused("drill_directors_only")
