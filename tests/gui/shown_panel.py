"""A panel of the desktop, shown during a block and released afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pytestqt.qtbot import QtBot

AnyPanel = TypeVar("AnyPanel", bound=Any)


@contextmanager
def shown_panel(panel: AnyPanel, qtbot: QtBot, size: tuple[int, int] | None = None) -> Iterator[AnyPanel]:
    """``size``: width and height in pixels; None for the panel's own."""
    qtbot.addWidget(panel)
    if size is not None:
        panel.resize(*size)
    panel.show()
    yield panel
    panel.release()
