"""Starts a drill of the scenario that is being edited: it is saved first, and the editor tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.drill_editor.document import ScenarioDocument
from desktop.drill_editor.drill_start import DrillStart, RunDrill
from desktop.drill_editor.scenario_files_asked import ScenarioFilesAsked


class EditedStart(QObject):
    """``say`` shows a line in the editor."""

    changed = Signal()
    """Whether it can be started."""

    def __init__(
        self, document: ScenarioDocument, asked: ScenarioFilesAsked, run_drill: RunDrill | None,
        say: Callable[[str], object],
    ) -> None:  # fmt: skip
        """``run_drill``: None where no drill can be started from this machine."""
        super().__init__()
        self._document, self._asked, self._say = document, asked, say
        self.drill = None if run_drill is None else DrillStart(run_drill)
        if self.drill is not None:
            self.drill.begun.connect(self._begun)
            self.drill.failed.connect(self._not_begun)

    def why_not(self) -> str:
        """Why it cannot be started now; "" where it can."""
        if self.drill is None:
            return self.tr("Drills are started on the machine that has the county's data")
        if self.drill.waiting:
            return self.tr("The drill is being started")
        if self._document.blank:
            return self.tr("Write a scenario first, or open one")
        if self._document.findings is None:
            return self.tr("It is being checked")
        return self.tr("Correct the errors first") if self._document.errors else ""

    def start(self) -> None:
        """Save what is not saved yet, and start it."""
        if self._document.dirty or self._document.path is None:
            self._asked.save(self._run)
        else:
            self._asked.when_read(self._run)

    def release(self) -> None:
        if self.drill is not None:
            self.drill.release()

    def _run(self) -> None:
        assert self.drill is not None
        assert self._document.path is not None
        try:
            self.drill.start(self._document.path)
        except OSError as error:
            self._not_begun(str(error))
            return
        self._tell(self.tr("The drill is being started; its window opens in a moment …"))

    def _begun(self, realm: str) -> None:
        self._tell(self.tr("{realm} has been loaded: roll call and start are in its window").format(realm=realm))

    def _not_begun(self, why: str) -> None:
        self._tell(self.tr("The drill was not started: {why}").format(why=why))

    def _tell(self, text: str) -> None:
        self._say(text)
        self.changed.emit()
