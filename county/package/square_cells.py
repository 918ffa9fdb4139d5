"""Where the cells of a raster of the package lie."""

from __future__ import annotations

from abc import ABC, abstractmethod


class SquareCells(ABC):
    """Base of what is known cell by cell, row 0 in the north.

    ``west_m``/``north_m`` is the outer corner of cell [0, 0]; cells are ``cell_m`` squares.
    """

    west_m: float
    north_m: float
    cell_m: float

    @property
    @abstractmethod
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    @property
    def extent_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        rows, cols = self.shape
        return self.west_m, self.north_m - rows * self.cell_m, self.west_m + cols * self.cell_m, self.north_m
