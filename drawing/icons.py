"""Material Design icons, drawn from the one font that has them: qtawesome would load twelve at the first icon."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

from drawing.kept_picture import kept
from layers.style import FONT

FILL = 0.875
"""Height of the font in heights of the icon."""
RATIOS = (1, 2)
"""Of device to screen pixels that buttons have their pictures in."""


@cache
def _glyphs() -> tuple[str, dict[str, str]]:
    """The font's family, and the code point of each icon in hexadecimal."""
    package = find_spec("qtawesome")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "fonts"
    (font,) = folder.glob("materialdesignicons6-webfont-[0-9]*.ttf")
    (codes,) = folder.glob("materialdesignicons6-webfont-charmap-*.json")
    family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))[0]
    return family, json.loads(codes.read_bytes())


def draw_icon(painter: QPainter, name: str, box: QRectF, ink: QColor) -> None:
    """Draw the icon ``name``, like "mdi6.home", in the middle of ``box``.  Raises KeyError when there is none."""
    family, codes = _glyphs()
    font = QFont(family)
    font.setPixelSize(max(1, round(FILL * box.height())))
    painter.save()
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chr(int(codes[name.removeprefix(FONT)], 16)))
    painter.restore()


def button_icon(name: str, size: QSize, ink: QColor, ink_on: QColor | None = None) -> QIcon:
    """The icon ``name`` for a button; ``ink_on`` while that is checked."""
    icon = QIcon()
    for state, color in ((QIcon.State.Off, ink), (QIcon.State.On, ink_on or ink)):
        for ratio in RATIOS:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                draw_icon(painter, name, QRectF(0, 0, size.width(), size.height()), color)
            icon.addPixmap(kept(picture), QIcon.Mode.Normal, state)
    return icon
