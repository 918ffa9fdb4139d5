"""Why the person on duty may not do something in the drill, in words, for disabled buttons."""

from __future__ import annotations

from county.commands import CommandBody
from county.drill.run import (
    ArchiveDrill,
    ArmDrill,
    BeginHotWash,
    BindRole,
    EvaluateDrill,
    ScheduleDrill,
    StartDrill,
)
from desktop.drill_room import right_of
from desktop.permission import why_not
from desktop.session import Session
from desktop.wording import refusal

DIRECTED = (ArchiveDrill, ArmDrill, BeginHotWash, BindRole, ScheduleDrill, StartDrill)


def why_not_in_drill(session: Session, command: type[CommandBody]) -> str:
    """As :func:`desktop.permission.why_not`, by the role in the drill, too."""
    denied, who = why_not(session, command), session.drill.who
    if denied or session.source.health().principal is None:
        return denied
    right = right_of(command)
    if right is not None and right not in who.rights:
        return refusal("drill_no_right", {"right": right})
    if command in DIRECTED and not who.directs:
        return refusal("drill_directors_only", {})
    return refusal("drill_evaluators_only", {}) if command is EvaluateDrill and not who.evaluates else ""
