"""Boxes that do not widen their panel."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QComboBox

Box = TypeVar("Box", bound=QComboBox)
CHARACTERS = 4


def narrow(box: Box, characters: int = CHARACTERS) -> Box:
    """A box that needs room for so many characters only: long texts are cut."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(characters)
    return box
