"""What the twin has in a window of its own, besides its view: the key for the full screen and the search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QShortcut

from desktop import theme
from desktop.full_screen import toggle_full_screen
from desktop.journal_search import JournalSearch
from desktop.keys import KEYS
from desktop.map.search_box import SearchBox
from desktop.session import Session

if TYPE_CHECKING:
    from twin.view.widget import TwinWidget

SEARCH_PX, GAP_PX = 350, 12
"""Width of the search at most, as on the map, and its distance from the edges."""


class TwinWindow(QObject):
    """Lives as long as the window ``twin``."""

    def __init__(self, session: Session, twin: TwinWidget) -> None:
        super().__init__(twin)
        self._twin = twin
        self.search = SearchBox(session.layers, session.focus, session.package, twin)
        self._journal = JournalSearch(self.search, session)
        self.full_screen = QShortcut(KEYS["full_screen"].sequences[0], twin, partial(toggle_full_screen, twin))
        self.full_screen.setAutoRepeat(False)
        twin.installEventFilter(self)
        self._place()
        self.search.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.Close:
            self._journal.release()
            self.search.close()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """At the left above, below the mark of a realm that is not live."""
        gap = theme.px(GAP_PX)
        top = gap if self._twin.hud.mark is None else theme.px(3 * GAP_PX) + gap
        width = min(theme.px(SEARCH_PX), self._twin.width() - 2 * gap)
        self.search.setGeometry(gap, top, width, self.search.sizeHint().height())
        self.search.raise_()
