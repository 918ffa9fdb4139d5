"""Rows of the legend: the name of a layer, a symbol with its meaning and count, a ramp of colours."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from county.names import Name
from desktop import theme
from desktop.i18n import pick
from desktop.map.histogram_picture import histogram_picture
from desktop.map.ramp_picture import ramp_picture, ticks
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of
from drawing.atlas import MARGIN_PX
from drawing.group_mark import group_picture
from drawing.swatch import swatch
from layers.base import Layer, LegendClasses, LegendEntry, LegendGroup, LegendPart, LegendRamp, LegendSizes
from layers.style import StyleSheet

SYMBOL_PX, BETWEEN_PX, BELOW_PX = 24, 10, 4
BRIEF_SYMBOL_PX, BRIEF_TEXT_PX, BRIEF_BETWEEN_PX = 14, 12, 4
BRIEF_NOTES = 2
"""Lines of a note: of when it is, and how it is classified."""
BRIEF_SIZES = 2
"""Glyphs, the smallest: the largest are as high as the rest of the legend."""
RAMP_PX, RAMP_HEIGHT_PX, HISTOGRAM_PX = 160, 12, 44
SIDES = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)


class Detail(IntEnum):
    """What a legend shows of values; the less there is room for, the later."""

    WHOLE = 0
    WITHOUT_HISTOGRAM = 1
    BRIEF = 2
    """In small print, entries beside each other, without numbers of areas, names of layers, and what is elsewhere."""


class LegendRow(QWidget):
    """``texts``: its labels from the left and top."""

    def __init__(self, *texts: PlainLabel) -> None:
        super().__init__()
        self.texts = texts
        self.count: PlainLabel | None = None
        """Of the things with this symbol."""
        self.renew: QToolButton | None = None
        """Computes classes anew that are those of earlier values."""

    def offer_new_classes(self, layer: Layer) -> None:
        """Append a button for the classes of the present values of ``layer``."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        self.renew = QToolButton()
        self.renew.setText(self.tr("Classify anew"))
        self.renew.setToolTip(self.tr("The classes stay while values change; compute them from the present values"))
        self.renew.setFont(theme.font(BRIEF_TEXT_PX))
        self.renew.clicked.connect(layer.classify_anew)
        column.addWidget(self.renew, 0, Qt.AlignmentFlag.AlignLeft)


def heading_row(layer: Layer) -> LegendRow:
    """The name of a layer."""
    name = PlainLabel(pick(layer.name))
    name.setFont(theme.font(theme.BODY_PX, bold=True))
    row = LegendRow(name)
    _line(row).addWidget(name)
    return row


def symbol_row(entry: LegendEntry, styles: StyleSheet, ratio: float) -> LegendRow:
    """``ratio``: pixels of the device in one of Qt's."""
    side = QSize(theme.px(SYMBOL_PX), theme.px(SYMBOL_PX))
    return _picture_row(swatch(styles[entry.style], side, ratio).pixmap(side), entry.name)


def group_row(group: LegendGroup, styles: StyleSheet, ratio: float) -> LegendRow:
    """The mark of some things, as large as the symbols."""
    style = styles[group.style]
    part = (theme.px(SYMBOL_PX) - 2 * MARGIN_PX) / style.size_px
    small = replace(style, size_px=part * style.size_px, width_px=part * style.width_px)
    number = Counter(styles[key].rgba for key in group.things)
    return _picture_row(group_picture(small, tuple(number.items()), ratio), group.name)


def _picture_row(picture: QPixmap, meaning: Name) -> LegendRow:
    symbol, name, count = PlainLabel(), PlainLabel(pick(meaning)), PlainLabel()
    symbol.setPixmap(picture)
    count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row = LegendRow(name, count)
    row.count = count
    line = _line(row)
    line.addWidget(symbol)
    line.addWidget(name, 1)
    line.addWidget(count)
    return row


def ramp_row(entry: LegendRamp, styles: StyleSheet, detail: Detail) -> LegendRow:
    """Its name with its unit, the colours, and the values at their ends and in their middle."""
    ramp = styles.ramps[entry.style]
    low, high = ramp.ends if ramp.absolute else (entry.low, entry.high)
    title = pick(entry.name)
    name, bar = PlainLabel(f"{title} ({entry.unit})" if entry.unit else title), PlainLabel()
    name.setWordWrap(True)
    bar.setPixmap(ramp_picture(ramp, QSize(theme.px(RAMP_PX), theme.px(RAMP_HEIGHT_PX))))
    bar.setScaledContents(True)
    numbers, values = QHBoxLayout(), [PlainLabel(text) for text in ticks(low, high)]
    for value, side in zip(values, SIDES, strict=True):
        value.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        numbers.addWidget(value, 1)
    row = LegendRow(name, *values)
    column = QVBoxLayout()
    column.setSpacing(theme.px(BELOW_PX))
    if detail is Detail.BRIEF:
        bar.setMinimumWidth(1)
        for text in row.texts:
            text.setFont(theme.font(BRIEF_TEXT_PX))
    column.addWidget(name)
    column.addWidget(bar)
    column.addLayout(numbers)
    line = _line(row)
    if detail is not Detail.BRIEF:
        line.addSpacing(theme.px(SYMBOL_PX))
    line.addLayout(column, 1)
    return row


def brief_row(
    title: Name, note: Name | None, entries: Sequence[LegendEntry], styles: StyleSheet, ratio: float
) -> LegendRow:
    """Title and note, each entry beside the others as far as there is room."""
    above = [PlainLabel(pick(title))]
    if note is not None:
        above.append(PlainLabel(" · ".join(pick(note).splitlines()[:BRIEF_NOTES])))
        above[-1].setProperty("role", "muted")
    texts, parts = [*above], []
    for entry in entries:
        symbol, name, part = PlainLabel(), PlainLabel(pick(entry.name)), QWidget()
        style = styles[entry.style]
        side_px = math.ceil(style.size_px) + 2 if style.glyph else theme.px(BRIEF_SYMBOL_PX)
        side = QSize(side_px, side_px)
        symbol.setPixmap(swatch(style, side, ratio).pixmap(side))
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(BRIEF_BETWEEN_PX))
        line.addWidget(symbol)
        line.addWidget(name)
        texts.append(name)
        parts.append(part)
    for text in texts:
        text.setFont(theme.font(BRIEF_TEXT_PX))
    row = LegendRow(*texts)
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for text in above:
        text.setWordWrap(True)
        column.addWidget(text)
    entries_line = line_of(*parts)
    entries_line.setSpacing(theme.px(BRIEF_BETWEEN_PX))
    column.addLayout(entries_line)
    return row


def classes_row(classes: LegendClasses, styles: StyleSheet, ratio: float, detail: Detail) -> LegendRow:
    """What is counted, its classes with the numbers of their areas, and a histogram with the ends of the values."""
    if detail is Detail.BRIEF:
        return brief_row(classes.name, classes.note, classes.entries, styles, ratio)
    heading, note = PlainLabel(pick(classes.name)), PlainLabel(pick(classes.note))
    note.setProperty("role", "muted")
    for text in (heading, note):
        text.setWordWrap(True)
    rows = [symbol_row(entry, styles, ratio) for entry in classes.entries]
    texts = [heading, note]
    for made, number in zip(rows, classes.numbers, strict=True):
        if made.count is not None:
            made.count.setText(f"{number:,}")
        texts += made.texts
    bars = classes.bars if detail is Detail.WHOLE else ()
    ends = [PlainLabel(text) for text in classes.ends if bars]
    row = LegendRow(*texts, *ends)
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(BELOW_PX))
    for part in (heading, note, *rows):
        column.addWidget(part)
    if bars:
        picture = PlainLabel()
        size = QSize(theme.px(RAMP_PX), theme.px(HISTOGRAM_PX))
        picture.setPixmap(histogram_picture(bars, styles, size, ratio))
        column.addWidget(picture)
        below = QWidget()
        below.setFixedWidth(theme.px(RAMP_PX))
        line = QHBoxLayout(below)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ends[0])
        line.addStretch(1)
        line.addWidget(ends[1])
        column.addWidget(below)
    return row


def sizes_row(sizes: LegendSizes, styles: StyleSheet, ratio: float, detail: Detail) -> LegendRow:
    """What is counted, and glyphs as large as they are on the map with their numbers."""
    if detail is Detail.BRIEF:
        return brief_row(sizes.name, None, sizes.entries[-BRIEF_SIZES:], styles, ratio)
    title = PlainLabel(pick(sizes.name))
    title.setWordWrap(True)
    names = [PlainLabel(pick(entry.name)) for entry in sizes.entries]
    row = LegendRow(title, *names)
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(BELOW_PX))
    column.addWidget(title)
    widest = max(math.ceil(styles[entry.style].size_px) for entry in sizes.entries) + 2
    for entry, name in zip(sizes.entries, names, strict=True):
        symbol, line = PlainLabel(), QHBoxLayout()
        side = QSize(widest, math.ceil(styles[entry.style].size_px) + 2)
        symbol.setPixmap(swatch(styles[entry.style], side, ratio).pixmap(side))
        line.setSpacing(theme.px(BETWEEN_PX))
        line.addWidget(symbol)
        line.addWidget(name, 1)
        column.addLayout(line)
    return row


def row_of(
    layer: Layer, part: LegendPart, styles: StyleSheet, ratio: float, detail: Detail = Detail.WHOLE
) -> LegendRow:
    """The row of a part of the legend of ``layer``; ``ratio``: pixels of the device in one of Qt's."""
    match part:
        case LegendRamp():
            return ramp_row(part, styles, detail)
        case LegendClasses():
            row = classes_row(part, styles, ratio, detail)
            if part.outdated:
                row.offer_new_classes(layer)
            return row
        case LegendSizes():
            return sizes_row(part, styles, ratio, detail)
        case LegendGroup():
            return group_row(part, styles, ratio)
        case LegendEntry():
            return symbol_row(part, styles, ratio)


def _line(row: LegendRow) -> QHBoxLayout:
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(BETWEEN_PX))
    return line
