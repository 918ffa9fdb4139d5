"""Who took a step of an event, in words: a person by the name, what the program does by itself by what it is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from county.authority import AUTOMATION, BEFORE_DRILL, DRILL, SIMULATION, WATCH

_PROGRAM: Mapping[str, object] = {
    WATCH.id: QT_TRANSLATE_NOOP("step_author", "automatic"),
    AUTOMATION.id: QT_TRANSLATE_NOOP("step_author", "automatic"),
    DRILL.id: QT_TRANSLATE_NOOP("step_author", "inject of the drill"),
    BEFORE_DRILL: QT_TRANSLATE_NOOP("step_author", "before the drill"),
    SIMULATION.id: QT_TRANSLATE_NOOP("step_author", "simulated staff"),
}
"""By the principal that the records name."""


def step_author(actor: str) -> str:
    """The name of ``TimelineEntry.actor``."""
    return QCoreApplication.translate("step_author", str(_PROGRAM[actor])) if actor in _PROGRAM else actor
