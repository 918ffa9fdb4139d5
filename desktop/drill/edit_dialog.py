"""修改注入: another text for an inject that was not delivered yet, in this run of the drill only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from county.commands import CommandBody
from county.drill.inject_run import OPEN, EditInject, content_of
from county.drill.inject_text import text_fault, text_of, with_text
from county.drill.scenario import Inject
from county.drill.words import INJECT_KINDS
from desktop.i18n import pick
from desktop.panels.sent_dialog import SentDialog
from desktop.session import Session
from desktop.wording import explained, marked


class EditDialog(SentDialog):
    """What is typed is checked at once; a text that cannot be delivered cannot be sent.

    Only the text is another one: all else of the inject is as it is when it is sent.  A text that somebody else has
    changed meanwhile is shown before it is replaced.
    """

    def __init__(self, session: Session, inject: Inject, note: str, parent: QWidget) -> None:
        """``inject``: one with a text; ``note``: why it is changed."""
        title = marked(self.tr("Edit inject {id}").format(id=inject.id), session.realm)
        said = self.tr("It is changed in this run only; the scenario stays as it is.")
        super().__init__(session, title, f"{pick(INJECT_KINDS[inject.kind])} · {said}", self.tr("Change"), parent)
        self.setObjectName("edit_inject")
        self._id, self._note = inject.id, note
        self._before = text_of(inject) or ""
        """The text that is known to whoever types."""
        self.text = QPlainTextEdit(self._before)
        self.text.setTabChangesFocus(True)
        self.arrange((self.tr("Text"), self.text))
        self._fault = ""
        """Why it cannot be sent, while that is shown."""
        self.text.textChanged.connect(self._check)
        session.drill.changed.connect(self._check)
        self.finished.connect(lambda _: session.drill.changed.disconnect(self._check))
        self._check()

    def _typed(self) -> str:
        return self.text.toPlainText().strip()

    def _now(self) -> Inject | None:
        """The inject as it is now; None once its text cannot be changed any more."""
        room = self.session.drill
        known = room.runs.get(self._id)
        return room.injects.get(self._id) if known is None or known.state in OPEN else None

    def _check(self) -> None:
        if self.is_sending:
            return
        before, self._fault = self._fault, self._found_fault()
        if self._fault:
            self.problem.say(self._fault)
        else:
            self.problem.take_back(before)
        self.button.setEnabled(not self._fault and self._typed() != self._before)

    def _found_fault(self) -> str:
        inject, scenario = self._now(), self.session.drill.scenario
        if inject is None:
            return self.tr("It was delivered or skipped meanwhile; its text is not changed any more")
        fault = text_fault(inject, self._typed(), () if scenario is None else scenario.variables)
        return "" if fault is None else explained(fault)

    def bodies(self) -> Sequence[CommandBody] | str:
        inject = self._now()
        if inject is None:
            return self._found_fault()
        known = text_of(inject) or ""
        if known not in (self._before, self._typed()):
            self._before = known
            said = self.tr("Somebody else has changed the text meanwhile; sent again, yours replaces this one: {text}")
            return said.format(text=known)
        content = content_of(with_text(inject, self._typed()))
        drill = self.session.realm.id
        return [EditInject(drill=drill, inject_id=self._id, note=self._note, content=content)]
