"""The search over a twin that is shown without the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from desktop import theme
from desktop.backend.journal_search import JournalSearch
from desktop.map.search_box import SearchBox
from desktop.session import Session

if TYPE_CHECKING:
    from twin.view.widget import TwinWidget

SEARCH_PX, GAP_PX = 350, 12
"""Width of the search at most, as on the map, and its distance from the edges."""


class TwinSearch(QObject):
    """Lives as long as ``twin``; hidden until its ``box`` is shown."""

    def __init__(self, session: Session, twin: TwinWidget) -> None:
        super().__init__(twin)
        self._twin = twin
        self.box = SearchBox(session.layers, session.focus, session.package, session.named_places, twin)
        self.box.hide()
        self._journal = JournalSearch(self.box, session)
        twin.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ContentsRectChange):
            self._place()
        elif event.type() == QEvent.Type.Close:
            self._journal.release()
            self.box.close()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """At the left above, below the mark of a realm that is not live."""
        gap, room = theme.px(GAP_PX), self._twin.contentsRect()
        top = gap if self._twin.hud.mark is None else theme.px(3 * GAP_PX) + gap
        width = min(theme.px(SEARCH_PX), room.width() - 2 * gap)
        self.box.setGeometry(room.left() + gap, room.top() + top, width, self.box.sizeHint().height())
        self.box.raise_()
