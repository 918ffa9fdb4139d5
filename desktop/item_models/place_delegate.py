"""Paints the path of a place in a table: where it is too long, its higher names are left out, as the map shows them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetrics

from desktop.item_models.fitted_text_delegate import FittedTextDelegate
from desktop.places.division_names import shorter_paths


def nearest_names(path: str, metrics: QFontMetrics, room_px: int) -> str:
    """As many of the last names of a path as fit; the last one alone where not even that fits."""
    forms = shorter_paths(path)
    return next((form for form in forms if metrics.horizontalAdvance(form) <= room_px), forms[-1])


class PlaceDelegate(FittedTextDelegate):
    """For the column of places."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(nearest_names, parent)
