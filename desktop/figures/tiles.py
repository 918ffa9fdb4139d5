"""Figures as buttons with a large number: in one row, in two rows of smaller ones where the room is narrow, and those
that find no room behind one button that lists them.  Over two screens beside each other they share out the room of
both, with further ones.

The tiles are placed here and not by a layout: another number lays out nothing but its tile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QPushButton, QWidget

from desktop import theme
from desktop.input.menu_calls import MenuCalls
from desktop.scenes.scene import TWO_SCREENS
from desktop.widgets.literal import PlainLabel, without_mnemonics

COUNT_DIGITS = 5
"""Digits for which a large figure has room: a tile keeps its width below them."""


@dataclass(frozen=True)
class TileSize:
    """Sizes in pixels of the 1080-line design."""

    value: int
    """Of the letters of the number."""
    caption: int
    """Of the letters of its name."""
    least: tuple[int, int]
    """Width and height."""
    margins: tuple[int, int]
    between: int
    """From number to name."""
    gap: int
    """From tile to tile."""


LARGE = TileSize(28, 15, (112, 62), (11, 3), 0, 10)
SMALL = TileSize(17, 13, (40, 29), (7, 1), 5, 4)
WIDEST = 2.5
"""Of its width, a tile that has much room."""


class FigureTile(QPushButton):
    """A large number with its name below it; a small one stands before its name.  Pressing it leads to its records, the
    right button and its key to its menu."""

    menu_wanted = Signal(QPoint)
    """At a place of the screen."""

    def __init__(self, color: str, digits: str = "0" * COUNT_DIGITS) -> None:
        """``digits``: the widest number for which it has room while it is large."""
        super().__init__()
        self._digits, self._longest = digits, ""
        self._color = color
        self.value = PlainLabel("–")
        self.caption = PlainLabel()
        self.caption.setProperty("role", "muted")
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        for label in (self.value, self.caption):
            self._box.addWidget(label)
        self._size = SMALL
        self.take_size(LARGE)
        self.set_current(True)
        MenuCalls(self).wanted.connect(self.menu_wanted)

    def take_size(self, size: TileSize) -> None:
        """Show it in one of the two sizes."""
        if size is self._size:
            return
        self._size = size
        self.value.setFont(theme.font(size.value, bold=True))
        self.caption.setFont(theme.font(size.caption))
        beside, above = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(above if size is LARGE else beside)
        across, along = map(theme.px, size.margins)
        self._box.setContentsMargins(across, along, across, along)
        self._box.setSpacing(theme.px(size.between) if size.between else 0)
        self._box.setStretch(1, 1)

    def width_at(self, size: TileSize) -> int:
        """The width that it needs at a size."""
        value, name = theme.font(size.value, bold=True), theme.font(size.caption)
        if size is LARGE:
            inner = max(_wide(value, self.value.text(), self._digits), _wide(name, self.caption.text(), self._longest))
        else:
            inner = _wide(value, self.value.text()) + theme.px(size.between) + _wide(name, self.caption.text())
        return max(theme.px(size.least[0]), inner + 2 * theme.px(size.margins[0]))

    def sizeHint(self) -> QSize:
        """Of number and name: a button only measures its own text."""
        return QSize(self.width_at(self._size), theme.px(self._size.least[1]))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_color(self, color: str) -> None:
        """Of the number, from the next :meth:`set_current` on."""
        self._color = color

    def set_current(self, current: bool) -> None:
        """Show the number as the present one, or muted as the last known one."""
        color = self._color if current else theme.MUTED
        theme.restyle(self.value, f"color: {color};")

    def set_texts(self, value: str, caption: str, *, longest: str = "") -> None:
        """Set number and name; ``longest``: a name for which it has room, too, while it is large."""
        self._longest = longest
        self.value.setText(value)
        self.caption.setText(caption)
        self.setAccessibleName(f"{caption} {value}")


class FigureTiles(QWidget):
    """``tiles`` in their order, by name: all large in one row, else small in two rows.  Those that have no room there,
    the first of ``first_to_go`` before others, are in the menu of ``further``.

    ``on_two_screens``: what a window over two screens shows in each of them, from the left, with further figures that
    no other window shows.
    """

    def __init__(
        self, tiles: Mapping[str, FigureTile], first_to_go: Sequence[str],
        on_two_screens: tuple[Sequence[FigureTile], Sequence[FigureTile]] = ((), ()),
    ) -> None:  # fmt: skip
        super().__init__()
        self._tiles = tiles
        self._first_to_go = first_to_go
        self._on_two_screens = on_two_screens
        every = (*tiles.values(), *on_two_screens[0], *on_two_screens[1])
        self._every = tuple(dict.fromkeys(every))
        for tile in self._every:
            tile.setParent(self)
        self.further = QPushButton(self)
        self.further.clicked.connect(self._list_further)
        self.further.hide()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Whatever the numbers are."""
        return QSize(*map(theme.px, LARGE.least))

    def without_room(self) -> list[str]:
        """Names of the figures that are in the menu only."""
        return [name for name, tile in self._tiles.items() if tile.isHidden()]

    def menu(self) -> QMenu:
        """A new menu of these figures with their numbers; to choose one is a click on its tile."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for name in self.without_room():
            tile = self._tiles[name]
            action = menu.addAction(without_mnemonics(f"{tile.caption.text()}\t{tile.value.text()}"))
            action.setToolTip(tile.toolTip())
            action.triggered.connect(tile.click)
        return menu

    def place(self) -> None:
        """Put the tiles where they belong, by the widths that they need now."""
        if self._placed_on_two_screens():
            return
        names, gone = list(self._tiles), list(self._first_to_go)
        rows, size = self._rows(names, LARGE, 1), LARGE
        while rows is None:
            size = SMALL
            rows = self._rows(names, SMALL, 2)
            if rows is None:
                names.remove(gone.pop(0))
        self._show(rows, size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def _list_further(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.further.mapToGlobal(QPoint(0, self.further.height())))

    def _rows(self, names: Sequence[str], size: TileSize, most: int) -> list[list[tuple[QWidget, int]]] | None:
        """Tiles and their widths in at most so many rows, none wider than it has to be; None: there is no room."""
        parts: list[tuple[QWidget, int]] = [(self._tiles[name], self._tiles[name].width_at(size)) for name in names]
        if missing := len(self._tiles) - len(names):
            self.further.setText(f"… {missing}")
            parts.append((self.further, self.further.sizeHint().width()))
        cuts = range(1, len(parts) + 1) if most > 1 else (len(parts),)
        rows = min(
            ([parts[:cut], parts[cut:]] for cut in cuts), key=lambda rows: max(_room(row, size) for row in rows)
        )
        fits = max(_room(row, size) for row in rows) <= self.width()
        return rows if fits or len(names) == 1 else None

    def _show(self, rows: list[list[tuple[QWidget, int]]], size: TileSize) -> None:
        gap, height = theme.px(size.gap), theme.px(size.least[1])
        left = self._left(max(_room(row, size) for row in rows))
        y = max(0, (self.height() - theme.px(LARGE.least[1])) // 2)
        shown = set[QWidget]()
        for row in rows:
            x = left
            for part, width in row:
                if isinstance(part, FigureTile):
                    part.take_size(size)
                part.setGeometry(x, y, width, height)
                shown.add(part)
                x += width + gap
            y += height + gap
        for part in (*self._every, self.further):
            part.setVisible(part in shown)

    @property
    def over_two_screens(self) -> bool:
        """Whether the window is so wide."""
        return self.window().width() >= TWO_SCREENS * self.window().height()

    def _placed_on_two_screens(self) -> bool:
        """Share out the room at both sides of the seam, if the window is over two screens and all have room there."""
        if not self._on_two_screens[0] or not self.over_two_screens:
            return False
        window = self.window()
        gap = theme.px(LARGE.gap)
        seam = self.mapFrom(window, QPoint(window.width() // 2, 0)).x()
        sides = ((2 * gap, seam - gap), (seam + gap, self.width() - 2 * gap))
        places: list[tuple[FigureTile, int, int]] = []
        for tiles, (left, right) in zip(self._on_two_screens, sides, strict=True):
            widths = [tile.width_at(LARGE) for tile in tiles]
            room = right - left - gap * (len(tiles) - 1)
            if sum(widths) > room:
                return False
            part = min(WIDEST, room / sum(widths))
            wide = [int(part * width) for width in widths]
            between = gap + (room - sum(wide)) // len(tiles)
            x = left + (between - gap) // 2
            for tile, width in zip(tiles, wide, strict=True):
                places.append((tile, x, width))
                x += width + between
        height = theme.px(LARGE.least[1])
        for tile, x, width in places:
            tile.take_size(LARGE)
            tile.setGeometry(x, max(0, (self.height() - height) // 2), width, height)
            tile.show()
        self.further.hide()
        return True

    def _left(self, room: int) -> int:
        """Where tiles of this width begin: in the middle; in a window over two screens beside each other, in the middle
        of what is left of their seam."""
        left, window = max(0, (self.width() - room) // 2), self.window()
        if not self.over_two_screens:
            return left
        seam = self.mapFrom(window, QPoint(window.width() // 2, 0)).x()
        return (seam - room) // 2 if left < seam < left + room and room < seam else left


def _wide(font: QFont, *texts: str) -> int:
    """Pixels of the widest text in a label."""
    metrics = QFontMetrics(font)
    return max(metrics.horizontalAdvance(text) for text in texts) + theme.px(2)


def _room(row: Sequence[tuple[QWidget, int]], size: TileSize) -> int:
    """Width of tiles beside each other."""
    return sum(width for _, width in row) + theme.px(size.gap) * max(0, len(row) - 1)
