"""The Tab key goes through a form as it is read, whenever and in whichever order its inputs were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def inputs_of(layout: QLayout) -> Iterator[QWidget]:
    """What can have the focus, in the order of ``layout`` and of the layouts in it."""
    for item in filter(None, map(layout.itemAt, range(layout.count()))):
        part, inside = item.widget(), item.layout()
        if part is not None and part.layout() is not None:
            inside = part.layout()
        elif part is not None and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
            yield part
        if inside is not None:
            yield from inputs_of(inside)


def order_tabs(parts: Iterable[QWidget]) -> None:
    """The Tab key goes through ``parts`` one after the other."""
    for before, after in pairwise(parts):
        QWidget.setTabOrder(before, after)
