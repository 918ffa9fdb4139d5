"""What says in every window of a drill, and in every text copied from it, that nothing in it is real.

Frames lie over the windows, so that they are in pictures of these, too.  They cannot be closed: only the end of the
drill's window removes them.  A dialog keeps clicks and keys from the window behind it, so its frame has the button that
aborts the drill, and its key, for persons who may.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QClipboard, QColor, QGuiApplication, QPainter, QPaintEvent, QRegion, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget
from shiboken6 import isValid

from desktop import theme
from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.live_strips import strip_of
from desktop.input.keys import KEYS, label_of
from desktop.wording import drill_words
from drawing.hatched_frame import FRAME_PX, paint_hatched_frame
from layers.style import Style

REFRESH_MS = 100
"""Interval for framing windows that open without the focus."""
WORDS_PX = 24
"""Height of the line of words in windows that have no band."""
ABORT_PX = 30
"""Height of the line with the button that aborts."""
COPIED = "【演练】"
"""Begin of a copied text, in both languages: whoever reads it elsewhere reads Chinese."""
_FRAMED = (Qt.WindowType.Window, Qt.WindowType.Tool, Qt.WindowType.Dialog, Qt.WindowType.Sheet)
"""Windows, floating docks and dialogs; not menus and tooltips."""


class HatchedFrame(QWidget):
    """Over the edges of ``window``, which gets margins as wide; transparent for the mouse."""

    abort_wanted = Signal()

    def __init__(self, window: QWidget, style: Style, *, words: bool) -> None:
        """``words``: whether the frame has a line of words at the top; a main window has its band for them."""
        super().__init__(window)
        self._window = window
        self._color, self._ink = QColor(style.color), QColor(style.ink)
        self._words = words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(drill_words())
        window.installEventFilter(self)
        self.abort: QPushButton | None = None
        self._offers_abort = False
        edge, top = self._edges()
        self._before = window.contentsMargins()
        self._make_room()
        if isinstance(window, QMainWindow):
            self._cover()
        else:
            self._grow(2 * edge, top + edge)
        self.show()
        self.raise_()

    def offer_abort(self, *, offered: bool) -> None:
        """Have a line with the button that aborts the drill, and the key, or have none."""
        if offered == self._offers_abort:
            return
        if self.abort is None:
            self.abort = self._abort_button()
        before = self._edges()[1]
        self._offers_abort = offered
        self.abort.setVisible(offered)
        self._make_room()
        self._grow(0, self._edges()[1] - before)

    def _abort_button(self) -> QPushButton:
        button = QPushButton(self.tr("Abort the drill … ({key})").format(key=label_of("drill.abort")), self._window)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab stays among the fields of the dialog
        button.setAutoDefault(False)
        button.clicked.connect(self.abort_wanted)
        QShortcut(KEYS["drill.abort"].sequences[0], button, button.click).setAutoRepeat(False)
        return button

    def remove(self) -> None:
        """The window is no window any more, or the drill's window closes."""
        self._window.removeEventFilter(self)
        self._window.setContentsMargins(self._before)
        if self.abort is not None:
            self.abort.hide()
            self.abort.deleteLater()
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
        """Width of the frame, and of its upper part with words and button."""
        edge = theme.px(FRAME_PX)
        words = theme.px(WORDS_PX) if self._words else 0
        return edge, edge + words + (theme.px(ABORT_PX) if self._offers_abort else 0)

    def _make_room(self) -> None:
        edge, top = self._edges()
        self._window.setContentsMargins(self._before + QMargins(edge, top, edge, edge))

    def _grow(self, by_x: int, by_y: int) -> None:
        """The window keeps the room of its content."""
        window = self._window
        wide, high = window.width() + by_x, window.height() + by_y
        if window.minimumSize() == window.maximumSize():
            window.setFixedSize(wide, high)
        else:
            window.resize(wide, high)
        self._cover()

    def _cover(self) -> None:
        edge, top = self._edges()
        self.setGeometry(self._window.rect())
        if self.abort is not None and self._offers_abort:
            top -= theme.px(ABORT_PX)
            wide = min(self.abort.sizeHint().width(), self.width() - 2 * edge)
            self.abort.setGeometry(self.width() - edge - wide, top, wide, theme.px(ABORT_PX))
        inside = self.rect().adjusted(edge, top, -edge, -edge)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inside)))
        self.raise_()


class DrillMarks(QObject):
    """Frames the windows of ``window``'s drill and marks copied texts, until :meth:`release`."""

    abort_wanted = Signal(QWidget)
    """From this window, which may be a dialog."""

    def __init__(self, window: QMainWindow, style: Style, may_abort: Callable[[], bool] = lambda: False) -> None:
        """``may_abort``: whether the person on duty may abort the drill now."""
        super().__init__(window)
        self._may_abort = may_abort
        self._window = window
        self._style = style
        self._seen: tuple[list[QWindow], bool] | None = None
        """The windows of the program at the last look, and whether the drill could be aborted then."""
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._application = application
        application.focusWindowChanged.connect(self.refresh)
        QGuiApplication.clipboard().dataChanged.connect(self._mark_copied)
        HatchedFrame(window, style, words=False)

    def refresh(self) -> None:
        """Frame the windows that have no frame yet."""
        able = self._may_abort()
        shown = [window for window in QGuiApplication.topLevelWindows() if window.isVisible()]
        if (shown, able) == self._seen:  # among the widgets, every menu and list is a window to look at
            return
        self._seen = shown, able
        for window in QApplication.topLevelWidgets():
            if not window.isVisible() or window.windowType() not in _FRAMED or isinstance(window, QMainWindow):
                continue
            frame = frame_of(window)
            if frame is None:
                frame = HatchedFrame(window, self._style, words=True)
                frame.abort_wanted.connect(partial(self.abort_wanted.emit, window))
            has_button = isinstance(window, AbortDialog) or strip_of(window) is not None
            frame.offer_abort(offered=able and not has_button)

    def release(self) -> None:
        self._timer.stop()
        self._application.focusWindowChanged.disconnect(self.refresh)
        QGuiApplication.clipboard().dataChanged.disconnect(self._mark_copied)
        for window in (self._window, *QApplication.topLevelWidgets()):
            frame = None if isinstance(window, QMainWindow) and window is not self._window else frame_of(window)
            if frame is not None:
                frame.remove()

    def _mark_copied(self) -> None:
        clipboard: QClipboard = QGuiApplication.clipboard()
        if not clipboard.ownsClipboard():  # it belongs to another program
            return
        text = clipboard.text()
        if text and not text.startswith(COPIED):
            clipboard.setText(COPIED + text)


def frame_of(window: QWidget) -> HatchedFrame | None:
    """The frame of a window; None: it has none."""
    found: HatchedFrame | None = window.findChild(HatchedFrame, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found
