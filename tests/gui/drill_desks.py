"""A drill in memory with windows of its persons: the clicks are real, and the drill's time is moved by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from desktop import i18n
from tests.drill_scenario import TEXT
from tests.gui.live_desktop import LiveDesktop
from tests.unit.drill_day import PEOPLE, DrillDay


class DrillDesks:
    """The drill of tests/drill_scenario.py, and a desk for each person that is asked for."""

    def __init__(
        self, package: CountyPackage, folder: Path, qtbot: QtBot, text: str, shown: Mapping[str, bytes] | None
    ) -> None:
        self.day = DrillDay(package, text, shown=shown)
        self._folder, self._qtbot = folder, qtbot
        self.desks: dict[str, LiveDesktop] = {}

    def desk(self, person: str) -> LiveDesktop:
        """The desk of a person, with its data."""
        if person not in self.desks:
            settings = self._folder / f"{person}.ini"
            desk = LiveDesktop(self.day.realm, settings, key=PEOPLE[person].id, person=person)
            self.desks[person] = desk
            desk.live()
            desk.session.drill.start()
        return self.desks[person]

    def until(self, person: str, condition: Callable[[], object], what: str) -> None:
        """Run the backend and the person's desk until ``condition`` is true."""
        desk = self.desk(person)

        def now() -> object:
            desk.session.drill.tick()
            return condition()

        desk.until(now, what)

    def click(self, person: str, button: QAbstractButton) -> Any:
        """Click a button and wait for the reply; returns the refusal, None for none."""
        desk = self.desk(person)
        self.until(person, button.isEnabled, f"{button.text()} may be clicked: {button.toolTip()}")
        before = len(desk.answers)
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.until(person, lambda: len(desk.answers) > before, f"a reply to {button.text()}")
        return desk.answers[-1].refusal

    def close(self) -> None:
        for desk in self.desks.values():
            desk.session.drill.stop()
            desk.close()
        for client in self.day.clients.values():
            client.close()


@contextmanager
def shown_drill_desks(
    package: CountyPackage, folder: Path, qtbot: QtBot, text: str = TEXT, shown: Mapping[str, bytes] | None = None
) -> Iterator[DrillDesks]:
    """Desks of a new drill of a scenario, in Chinese.  ``shown``: photos that injects show, by name."""
    i18n.set_language("zh")
    desks = DrillDesks(package, folder, qtbot, text, shown)
    yield desks
    desks.close()
    i18n.set_language("en")
