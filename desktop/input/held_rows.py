"""Rows that move by themselves: none does below the pointer, and what moved all the same is not clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView

from desktop.input.aimed_row import AimedRow
from desktop.input.pointer_hold import PointerHold


class HeldRows(PointerHold):
    """Of a list, table or tree; what fills it waits while :attr:`holding`, and is shown when it ``ended``."""

    def __init__(
        self, view: QAbstractItemView, id_of: Callable[[QModelIndex], object], *, rests: bool = True
    ) -> None:
        """``id_of``: what a row is about, whatever becomes of that.  ``rests``: as in :class:`PointerHold`."""
        super().__init__(view, rests=rests)
        AimedRow(view, id_of)
