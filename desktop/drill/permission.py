"""Why the person on duty may not do something in the drill, in words, for disabled buttons."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton

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
from desktop.drill.room import right_of
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.literal import literal
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


def enable_in_drill(
    button: QPushButton, session: Session, command: type[CommandBody], *, able: bool, sending: bool
) -> None:
    """Enable a button where the person may give its command and the drill is ``able`` to follow it, but while a command
    awaits its reply; else it says why not."""
    denied = why_not_in_drill(session, command)
    button.setEnabled(able and not denied and not sending)
    unable = QCoreApplication.translate("DrillLife", "Not possible in the present state of the drill")
    button.setToolTip(literal(denied or ("" if able else unable)))
