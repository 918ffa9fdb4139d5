"""A chapter of the story: one sentence in large letters, and its numbers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from county.catalog import Catalog
from desktop import theme
from desktop.leader.figure_button import FigureChip, LookOf
from desktop.leader.figure_words import large_value
from desktop.leader.story import ChapterNumber, StoryChapter
from desktop.widgets.literal import PlainLabel

COLUMNS = 6
"""Of the grid: three numbers stand beside each other, of two or four two."""


class StoryView(QWidget):
    """Shown while the story is told."""

    chosen = Signal(object)
    """ShownFigure that was clicked."""
    menu_wanted = Signal(object, object)
    """ShownFigure and a place of the screen."""

    def __init__(self, look: LookOf, catalog: Catalog) -> None:
        super().__init__()
        self._look, self._catalog = look, catalog
        self.title, self.sentence, self.keys = PlainLabel(), PlainLabel(), PlainLabel()
        self.title.setFont(theme.font(24))
        self.sentence.setFont(theme.font(46, bold=True))
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.keys.setFont(theme.font(18))
        for label in (self.title, self.keys):
            label.setProperty("role", "muted")
        self.chips: list[FigureChip] = []
        self._numbers: tuple[ChapterNumber, ...] = ()
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(12))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(24), theme.px(28), theme.px(24), theme.px(12))
        box.setSpacing(theme.px(22))
        box.addWidget(self.title)
        box.addWidget(self.sentence)
        box.addSpacing(theme.px(8))
        box.addLayout(self._grid)
        box.addStretch(1)
        box.addWidget(self.keys)

    def show_chapter(self, chapter: StoryChapter, place: int, count: int) -> None:
        """``place``: its number from 0 on."""
        self.title.setText(f"{place + 1} / {count}   {chapter.title}")
        self.sentence.setText(chapter.sentence)
        self.keys.setText(self.tr("Space or → next, ← back; any other key ends it"))
        self._numbers = chapter.numbers
        while len(self.chips) < len(chapter.numbers):
            number = len(self.chips)
            chip = FigureChip(self._look)
            chip.setFixedHeight(theme.px(170))
            chip.clicked.connect(lambda _=False, number=number: self.chosen.emit(self._numbers[number].shown))
            chip.menu_wanted.connect(self._menu_of(number))
            self.chips.append(chip)
        beside = 3 if len(chapter.numbers) in (3, 5, 6) else 2
        for number, chip in enumerate(self.chips):
            span = COLUMNS // beside
            self._grid.addWidget(chip, number // beside, number % beside * span, 1, span)
            chip.setVisible(number < len(chapter.numbers))
            if number < len(chapter.numbers):
                one = chapter.numbers[number]
                chip.show_figure(one.name, large_value(one.shown.metric(self._catalog), one.shown.figure.value))

    def _menu_of(self, number: int) -> Callable[[object], None]:
        return lambda at: self.menu_wanted.emit(self._numbers[number].shown, at)
