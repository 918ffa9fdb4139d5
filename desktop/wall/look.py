"""The colours and fonts of a wall, ready for painting."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication

from county.wall.colors import DAY, NIGHT, Palette, palette_of
from county.wall.wall import Wall


@dataclass(frozen=True)
class Look:
    """The seven colours of one theme."""

    palette: Palette
    colors: dict[str, QColor] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "colors", {name: QColor(value) for name, value in self.palette._asdict().items()})

    def __getitem__(self, name: str) -> QColor:
        """A colour of the palette by name, or any other one as ``#rrggbb``."""
        return self.colors.get(name) or QColor(name)

    @classmethod
    def of(cls, wall: Wall) -> Look:
        """The look of a wall."""
        return cls(palette_of(wall))

    @property
    def is_night(self) -> bool:
        """Whether the ground is dark."""
        return self["ground"].lightnessF() < 0.5


NIGHT_LOOK, DAY_LOOK = Look(NIGHT), Look(DAY)


@lru_cache(maxsize=256)
def wall_font(px: int, bold: bool = False, struck: bool = False) -> QFont:
    """The interface font with digits of equal width, ``px`` pixels high."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(max(1, px))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setStrikeOut(struck)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=256)
def wall_metrics(px: int, bold: bool = False) -> QFontMetricsF:
    """The metrics of :func:`wall_font`."""
    return QFontMetricsF(wall_font(px, bold))
