"""Container of the twin: created after start-up, because its library takes a second to load."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.session import Session
from desktop.window.session_mark import is_of_drill, session_banner, session_title
from desktop.window.twin_search import TwinSearch
from desktop.window.twin_tips import TwinTips
from desktop.window.twin_window import TwinWindow

if TYPE_CHECKING:
    from twin.view.widget import TwinWidget


LEAST_PX = 120
_EXPLAINED = "twin/explained"
"""Whether this user was told how a twin is moved."""


class TwinHolder(QWidget):
    """Contains the twin of the main window."""

    begun = Signal(object)
    """A twin to which the menus of the window belong: the one inside, or one in a window of its own."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.twin: TwinWidget | None = None
        self.search: TwinSearch | None = None
        self._searches = False
        """Whether the search is shown once there is a twin."""
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.setMinimumHeight(theme.px(LEAST_PX))
        self._allowed = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.build)

    def allow(self) -> None:
        """The twin's library is loaded: create the twin as soon as it is visible."""
        self._allowed = True
        if self.isVisible() and self.twin is None:
            self._timer.start()

    def build(self) -> None:
        """Create the twin now, unless it exists."""
        if self.twin is None:
            from twin.view.hud import RealmMark
            from twin.view.widget import TwinWidget

            session = self._session
            self.twin = TwinWidget(
                session.layers, session.focus, session.styles, session.package, self, scale=theme.px(100) / 100,
                titled=lambda title: session_title(title, session),
            )  # fmt: skip
            self.twin.window_opened.connect(self._add_window)
            self._box.addWidget(self.twin)
            self.begun.emit(self.twin)
            if session.realm.kind != "live":
                style = session.styles[f"realm.{session.realm.kind}"]
                text = partial(session_banner, session)
                framed = is_of_drill(session)
                self.twin.hud.mark = RealmMark(text, QColor(style.color), QColor(style.ink), framed=framed)
            settings = session.operator.settings
            if settings.value(_EXPLAINED) is None:
                settings.setValue(_EXPLAINED, "true")
                self.twin.explain()
            TwinTips(session.focus, self.twin)
            self.search = TwinSearch(session, self.twin)
            self.search.box.setVisible(self._searches)

    def show_search(self, shown: bool) -> None:
        """Whether the twin has a search: where the map is beside it, that has one."""
        self._searches = shown
        if self.search is not None:
            self.search.box.setVisible(shown)

    def _add_window(self, twin: TwinWidget) -> None:
        """A twin got a window of its own, from which others can be opened."""
        TwinWindow(self._session, twin)
        TwinTips(self._session.focus, twin)
        twin.window_opened.connect(self._add_window)
        self.begun.emit(twin)

    def open_window(self) -> None:
        """Show the same view in a separate window."""
        self.build()
        assert self.twin is not None
        self.twin.open_window()

    def snapshot(self, path: Path) -> None:
        """Write the twin's picture.  Raises OSError."""
        self.build()
        assert self.twin is not None
        self.twin.snapshot(path)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._allowed and self.twin is None:
            self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        if self.twin is not None:
            self.twin.close()
        super().closeEvent(event)
