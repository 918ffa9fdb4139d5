"""What the pointer rests on, in words beside it; stays for as long as the pointer does.

A tooltip of Qt hides a second later, when any part of the window that is repainted gets or loses the pointer.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop import theme
from desktop.i18n import pick
from layers.base import Layer
from layers.found import Found

HOVER_MS = 60
"""So long the pointer rests before it is told."""
AWAY_PX = 16
WIDEST_PX = 420


class HoverTip(QLabel):
    """Part of its view, within it, and transparent for the mouse."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet(
            f"background: {theme.PANEL}; color: {theme.TEXT}; border: 1px solid {theme.ACCENT};"
            f" padding: {theme.px(5)}px {theme.px(8)}px;"
        )
        self.hide()

    def tell(self, at: QPoint, found: Found, turn: int, hint: str | None = None) -> None:
        """Name and facts of one of the things found at a point of the view, and which of how many it is.

        ``hint``: what is said of the others where a click does not take the next one.
        """
        text = _text(*found[turn])
        if hint is None and len(found) > 1:
            here = self.tr("{n} of {total} here; click again for the next one")
            hint = here.format(n=turn + 1, total=len(found))
        self.show_at(at, f"{text}<br><i>{hint}</i>" if hint else text)

    def show_at(self, at: QPoint, text: str) -> None:
        """Show ``text``, rich, beside a point of the view."""
        view = self.parentWidget()
        assert view is not None
        if text != self.text():
            self.setText(text)
            self.setWordWrap(False)
            if self.sizeHint().width() > theme.px(WIDEST_PX):
                self.setWordWrap(True)
                self.setFixedWidth(theme.px(WIDEST_PX))
            else:
                self.setMinimumWidth(0)
                self.setMaximumWidth(theme.px(WIDEST_PX))
            self.adjustSize()
        away = theme.px(AWAY_PX)
        right, below = at.x() + away, at.y() + away
        x = right if right + self.width() <= view.width() else at.x() - away - self.width()
        y = below if below + self.height() <= view.height() else at.y() - away - self.height()
        self.move(max(0, x), max(0, y))
        self.show()
        self.raise_()


def _text(layer: Layer, item_id: str) -> str:
    """Name and facts as rich text."""
    rows = [f"<b>{_escaped(pick(layer.title(item_id)) or item_id)}</b>"]
    for fact in layer.facts(item_id):
        rows.append(f"{_escaped(pick(fact.label))}: {_escaped(pick(fact.value))}")
    return "<br>".join(rows)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
