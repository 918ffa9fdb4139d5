"""What the twin has in a window of its own, besides its view: the key for the full screen, the search, and what waits
in the live realm while it shows a drill or a replay."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QShortcut

from desktop.drill.live_strips import put_strip
from desktop.input.keys import KEYS
from desktop.session import Session
from desktop.window.full_screen import toggle_full_screen
from desktop.window.twin_search import TwinSearch

if TYPE_CHECKING:
    from twin.view.widget import TwinWidget


class TwinWindow(TwinSearch):
    """Lives as long as the window ``twin``."""

    def __init__(self, session: Session, twin: TwinWidget) -> None:
        super().__init__(session, twin)
        self.full_screen = QShortcut(KEYS["full_screen"].sequences[0], twin, partial(toggle_full_screen, twin))
        self.full_screen.setAutoRepeat(False)
        self.box.show()
        put_strip(session, twin)
