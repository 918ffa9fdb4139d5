"""Checks of what must occur once: ids, the role of a person, the name of an attached file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from county.drill.checks.inspected import InspectedScenario, error, own_id
from county.explained import ExplainedLine
from county.toml_files.finding import Fault


def ids(inspected: InspectedScenario) -> Iterator[Fault]:
    """Each id is one, and occurs once in its table."""
    for table in ("roles", "objectives", "phases", "injects", "expectations"):
        rows = getattr(inspected.scenario, table)
        counted = Counter(row.id for row in rows)
        seen: set[str] = set()
        for number, row in enumerate(rows):
            yield from own_id((table, number, "id"), row.id)
            if counted[row.id] > 1:
                text = ExplainedLine("id {id} occurs twice; rename one", id=row.id)
                yield error((table, number, "id"), text, "rename" if row.id in seen else "")
            seen.add(row.id)


def one_role_each(inspected: InspectedScenario) -> Iterator[Fault]:
    """No person has two roles."""
    role_of: dict[str, str] = {}
    for number, role in enumerate(inspected.scenario.roles):
        for person in role.members:
            if person in role_of:
                yield error(("roles", number, "members"), ExplainedLine(
                    "{person} has role {other} already; a person has one role a drill",
                    person=person, other=role_of[person]))  # fmt: skip
            role_of.setdefault(person, role.name)


def attachments(inspected: InspectedScenario) -> Iterator[Fault]:
    """The files that a drill keeps have names and no folders."""
    path_of: dict[str, str] = {}
    for number, inject in enumerate(inspected.scenario.injects):
        path = "" if inject.media is None else inject.media.attachment
        other = path_of.setdefault(path.rpartition("/")[2], path)
        if other != path:
            yield error(("injects", number, "media"), ExplainedLine(
                "attachments {one} and {other} have the same file name; rename one of them",
                one=other, other=path))  # fmt: skip
