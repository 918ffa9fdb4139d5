"""Where the main window stands on its screen: as its user left it, the first time over the whole screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop import theme

TITLE_BAR_PX = 40
"""Assumed height of a window manager's title bar: unknown before the window is shown."""
MAXIMISED_MS = 1_000
"""Within which a window manager has maximised a window."""
FILLED = 0.9
"""Share of its screen that a maximised window has at least, in width and height."""
_GEOMETRY = "window/geometry"


class WindowPlace(QObject):
    """Sizes ``window`` as its settings say, before it is shown."""

    settled = Signal()
    """A window that was shown for the first time has got its size."""

    def __init__(self, window: QWidget, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._maximised = QTimer(self, singleShot=True, interval=MAXIMISED_MS)
        self._maximised.timeout.connect(self._fill_screen)
        room = window.screen().availableGeometry().adjusted(0, theme.px(TITLE_BAR_PX), 0, 0).size()
        window.resize(QSize(theme.px(1920), theme.px(1080)).boundedTo(room))
        geometry = settings.value(_GEOMETRY)
        self._placed = geometry is not None and window.restoreGeometry(geometry)  # False: of a screen of another size
        if self._placed and not window.isMaximized() and not window.isFullScreen():
            self._keep_on_screen()

    def show(self) -> None:
        """Show the window there."""
        if self._placed:
            self._window.show()
        else:
            self._window.showMaximized()
            self._maximised.start()

    def leave(self) -> None:
        """The window closes: keep where it stood for the next one."""
        self._maximised.stop()
        self._settings.setValue(_GEOMETRY, self._window.saveGeometry())

    def _keep_on_screen(self) -> None:
        """Shrink and move the window until the window manager's frame is on its screen, too."""
        placed = self._window.geometry()
        screen = QGuiApplication.screenAt(placed.center()) or self._window.screen()
        free = screen.availableGeometry().adjusted(0, theme.px(TITLE_BAR_PX), 0, 0)
        placed.setSize(placed.size().boundedTo(free.size()))
        placed.moveLeft(max(free.left(), min(placed.left(), free.right() + 1 - placed.width())))
        placed.moveTop(max(free.top(), min(placed.top(), free.bottom() + 1 - placed.height())))
        self._window.setGeometry(placed)

    def _fill_screen(self) -> None:
        """Nobody maximises windows on a screen without a window manager."""
        window = self._window
        free = window.screen().availableGeometry()
        unframed = window.frameGeometry() == window.geometry() and QGuiApplication.platformName() != "wayland"
        if window.isVisible() and not window.isFullScreen() and not is_filled(free, window.frameGeometry(), unframed):
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMaximized)
            window.setGeometry(free)
        self.settled.emit()


def is_filled(free: QRect, frame: QRect, unframed: bool) -> bool:
    """Whether a window with the outer edge ``frame`` fills the part ``free`` of its screen as a maximised one does.

    A window manager may know panels that Qt does not know of, so windows that it maximised may be smaller. One that is
    ``unframed`` has no window manager; on Wayland, where frames are not known, that cannot be told.
    """
    if unframed:
        return frame == free
    return frame.width() >= FILLED * free.width() and frame.height() >= FILLED * free.height()
