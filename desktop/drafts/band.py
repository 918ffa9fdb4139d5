"""The drafts that an earlier window left, as a band below the window's header; without one it takes no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop import moments, theme
from desktop.drafts.keeper import DraftKeeper
from desktop.drafts.store import KeptDraft
from desktop.session import Session
from desktop.widgets.band import Band
from desktop.widgets.elided import ElidedLabel

UNDO_MS = 10_000


class DraftBand(Band):
    """One at a time, in their order; the others are counted.  What was discarded can be taken back for UNDO_MS."""

    def __init__(self, session: Session, keeper: DraftKeeper) -> None:
        super().__init__()
        self._session, self._keeper = session, keeper
        frame = QFrame()
        frame.setObjectName("drafts")
        frame.setStyleSheet(f"#drafts {{ background: {theme.RAISED}; }}")
        self.text, self.discarded = ElidedLabel(), ElidedLabel()
        self.go_on, self.discard = QPushButton(), QPushButton()
        self.go_on.setProperty("role", "primary")
        self.go_on.clicked.connect(lambda: keeper.go_on(keeper.offered[0]))
        self.discard.clicked.connect(self._discard)
        self.undo = QPushButton()
        self.undo.clicked.connect(keeper.take_back)
        self.undoable = QTimer(self, singleShot=True, interval=UNDO_MS)
        """Since a draft was discarded."""
        self.undoable.timeout.connect(keeper.forget_discarded)
        self._pressed = QTimer(self, singleShot=True)
        """Since the same, as long as another press is the second one of a double click."""
        self._pressed.timeout.connect(lambda: self._take_discards(True))
        self._timers += (self.undoable, self._pressed)
        line = QHBoxLayout(frame)
        line.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        line.setSpacing(theme.px(8))
        line.addWidget(self.undo)  # the buttons of the next draft are where those of the discarded one were
        line.addWidget(self.discarded, 1)
        line.addWidget(self.text, 1)
        line.addWidget(self.go_on)
        line.addWidget(self.discard)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(frame)
        keeper.changed.connect(self.show_drafts)
        session.feed.begun.connect(self.show_drafts)  # titles of events are known
        self.retranslate()

    def retranslate(self) -> None:
        self.go_on.setText(self.tr("Continue"))
        self.undo.setText(self.tr("Undo"))
        self.show_drafts()

    def release(self) -> None:
        self._session.feed.begun.disconnect(self.show_drafts)
        self._keeper.changed.disconnect(self.show_drafts)
        super().release()

    def show_drafts(self) -> None:
        """Show what is offered now, else why nothing can be kept, else which files cannot be read."""
        offered, problem, unread = self._keeper.offered, self._keeper.problem, self._keeper.unread
        discarded = self._keeper.discarded
        self.show_band(bool(offered or problem or unread or discarded))
        for part in (self.undo, self.discarded):
            part.setVisible(discarded is not None)
        gone = "" if discarded is None else self._keeper.title(discarded)
        self.discarded.setText(self.tr("Discarded: {what}").format(what=gone))
        self.text.setVisible(bool(offered or problem or unread))
        self.go_on.setVisible(bool(offered))
        self.discard.setVisible(bool(offered or (unread and not problem)))
        self.discard.setText(self.tr("Discard") if offered else self.tr("Hide"))
        if offered:
            self.text.setText(self._offer(offered))
        elif problem:
            self.text.setText(self.tr("Drafts cannot be kept: {why}").format(why=problem))
        elif unread:
            text = self.tr("Drafts that cannot be read were left where they are: {files}")
            self.text.setText(text.format(files=", ".join(map(str, unread))))

    def _offer(self, offered: Sequence[KeptDraft]) -> str:
        draft, now_ms = offered[0], self._keeper.now_ms()
        text = self.tr("Draft ({person}, {time}): {what}").format(
            person=draft.person, time=moments.short(draft.at_ms, now_ms), what=self._keeper.title(draft)
        )
        more = self.tr("{n} more").format(n=len(offered) - 1) if len(offered) > 1 else ""
        return " · ".join(part for part in (text, more) if part)

    def _discard(self) -> None:
        if self._keeper.offered:
            self._take_discards(False)
            self._pressed.start(QApplication.doubleClickInterval())
            self._keeper.discard(self._keeper.offered[0])
            self.undoable.start()
        else:
            self._keeper.forget_unread()

    def _take_discards(self, on: bool) -> None:
        """Presses on the button.  Disabled it would lose the focus."""
        self.discard.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not on)
