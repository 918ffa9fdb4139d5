"""What says in every window of a drill, and in every text copied from it, that nothing in it is real.

Frames lie over the windows, so that they are in pictures of these, too.  They cannot be closed: only the end of the
drill's window removes them.  With its frame a window gets the strip of the live realm, by which the drill is aborted: a
dialog keeps clicks and keys from the window behind it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QClipboard, QColor, QGuiApplication, QPainter, QPaintEvent, QRegion, QWindow
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

from desktop import theme
from desktop.drill.live_strips import edge_of, put_strip
from desktop.drill.window_margins import add_margins, marked_part
from desktop.session import Session
from desktop.wording import drill_words
from drawing.hatched_frame import FRAME_PX, paint_hatched_frame
from layers.style import Style

REFRESH_MS = 100
"""Interval for framing windows that open without the focus."""
WORDS_PX = 24
"""Height of the line of words in windows that have no band."""
COPIED = "【演练】"
"""Begin of a copied text, in both languages: whoever reads it elsewhere reads Chinese."""
_FRAMED = (Qt.WindowType.Window, Qt.WindowType.Tool, Qt.WindowType.Dialog, Qt.WindowType.Sheet)
"""Windows, floating docks and dialogs; not menus and tooltips."""


class HatchedFrame(QWidget):
    """Over the edges of what is marked of ``window``, which gets margins as wide; transparent for the mouse."""

    def __init__(self, window: QWidget, style: Style, *, words: bool) -> None:
        """``words``: whether the frame has a line of words at the top; a main window has its band for them."""
        self._window, self._part = window, marked_part(window)
        super().__init__(self._part)
        self._color, self._ink = QColor(style.color), QColor(style.ink)
        self._words = words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(drill_words())
        for watched in {window, self._part}:
            watched.installEventFilter(self)
        edge, top = self._edges()
        add_margins(window, QMargins(edge, top, edge, edge))
        self._cover()
        self.show()
        self.raise_()

    def remove(self) -> None:
        """The window is no window any more, or the drill's window closes."""
        for watched in {self._window, self._part}:
            watched.removeEventFilter(self)
        edge, top = self._edges()
        self._part.setContentsMargins(self._part.contentsMargins() - QMargins(edge, top, edge, edge))
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isValid(self._window):
            return False  # a dialog that is being deleted
        if not self._window.isWindow():
            self.remove()  # a dock that was docked again
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._cover()
        elif event.type() == QEvent.Type.ChildAdded:
            self.raise_()
        return False

    def paintEvent(self, paint: QPaintEvent) -> None:
        edge = self._edges()[0]
        with QPainter(self) as painter:
            paint_hatched_frame(painter, QRectF(self.rect()), edge, self._color, self._ink)
            if self._words:
                line = QRect(edge, edge, self.width() - 2 * edge, theme.px(WORDS_PX))
                painter.fillRect(line, self._color)
                painter.setPen(self._ink)
                painter.setFont(theme.font(theme.BODY_PX, bold=True))
                painter.drawText(line, Qt.AlignmentFlag.AlignCenter, drill_words())

    def _edges(self) -> tuple[int, int]:
        """Width of the frame, and of its upper part with words."""
        edge = theme.px(FRAME_PX)
        return edge, edge + (theme.px(WORDS_PX) if self._words else 0)

    def _cover(self) -> None:
        edge, top = self._edges()
        self.setGeometry(self._part.rect())
        inside = self.rect().adjusted(edge, top, -edge, -edge)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inside)))
        self.raise_()


class DrillMarks(QObject):
    """Frames the windows of ``window``'s drill, gives them the strip of the live realm and marks copied texts, until
    :meth:`release`."""

    def __init__(self, window: QMainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._style = session.styles["realm.drill"]
        self._seen: list[QWindow] | None = None
        """The windows of the program at the last look."""
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._application = application
        application.focusWindowChanged.connect(self.refresh)
        QGuiApplication.clipboard().dataChanged.connect(self._mark_copied)
        HatchedFrame(window, self._style, words=False)

    def refresh(self) -> None:
        """Mark the windows that are not marked yet."""
        shown = [window for window in QGuiApplication.topLevelWindows() if window.isVisible()]
        if shown == self._seen:  # among the widgets, every menu and list is a window to look at
            return
        self._seen = shown
        for window in QApplication.topLevelWidgets():
            if not window.isVisible() or window.windowType() not in _FRAMED or isinstance(window, QMainWindow):
                continue
            put_strip(self._session, window)
            if frame_of(window) is None:
                HatchedFrame(window, self._style, words=True)

    def release(self) -> None:
        self._timer.stop()
        self._application.focusWindowChanged.disconnect(self.refresh)
        QGuiApplication.clipboard().dataChanged.disconnect(self._mark_copied)
        for window in (self._window, *QApplication.topLevelWidgets()):
            if isinstance(window, QMainWindow) and window is not self._window:
                continue
            for mark in (frame_of(window), edge_of(window)):
                if mark is not None:
                    mark.remove()

    def _mark_copied(self) -> None:
        clipboard: QClipboard = QGuiApplication.clipboard()
        if not clipboard.ownsClipboard():  # it belongs to another program
            return
        text = clipboard.text()
        if text and not text.startswith(COPIED):
            clipboard.setText(COPIED + text)


def frame_of(window: QWidget) -> HatchedFrame | None:
    """The frame of a window; None: it has none."""
    part = marked_part(window)
    found: HatchedFrame | None = part.findChild(HatchedFrame, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found
