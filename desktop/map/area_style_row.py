"""Boxes below a layer of towns or villages: by what its areas are coloured."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from county.figures.text import THEMES
from desktop import theme
from desktop.i18n import pick
from desktop.map.area_colouring import SPANS, AreaChoice, AreaColouring
from desktop.map.style_row import StyleRow, name_box, show_choice
from desktop.widgets.literal import PlainLabel
from desktop.widgets.narrow_box import narrow
from desktop.widgets.wheelless_box import WheellessBox
from layers.area_figures import CLASSING_NAMES

HEADING = Qt.ItemDataRole.UserRole + 1
"""The theme that a line of the list of metrics is the heading of."""


class AreaStyleRow(StyleRow):
    """The metric; once one is chosen, the period, the classes, and what is to be said."""

    def __init__(self, layer: str, colouring: AreaColouring) -> None:
        super().__init__()
        self._layer, self._colouring = layer, colouring
        self._metrics = colouring.metrics(layer)
        self.indicator, self.span, self.classing = (narrow(WheellessBox()) for _ in range(3))
        self.note = PlainLabel()
        self.note.setProperty("role", "hint")
        self.note.setWordWrap(True)
        self._fill()
        self.arrange(self.indicator, self.span, self.classing, self.note)
        self.indicator.activated.connect(self._choose_metric)
        self.span.activated.connect(lambda: self._change(span=self.span.currentData()))
        self.classing.activated.connect(lambda: self._change(classing=self.classing.currentData()))
        colouring.changed.connect(self._read)
        self._read()

    @property
    def _own(self) -> AreaChoice | None:
        choice = self._colouring.choice
        return choice if choice is not None and choice.layer == self._layer else None

    def _fill(self) -> None:
        self.indicator.addItem("", "")
        for theme_key in THEMES:
            of_theme = [key for key, metric in self._metrics.items() if metric.theme == theme_key]
            if of_theme:
                self._add_heading(theme_key)
            for key in of_theme:
                self.indicator.addItem("", key)
        for span in SPANS:
            self.span.addItem("", span)
        for classing in CLASSING_NAMES:
            self.classing.addItem("", classing)

    def _add_heading(self, theme_key: str) -> None:
        """A line above metrics that cannot be chosen."""
        heading = QStandardItem()
        heading.setData(theme_key, HEADING)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(theme.font(theme.BODY_PX, bold=True))
        model = self.indicator.model()
        assert isinstance(model, QStandardItemModel)
        model.appendRow(heading)

    def retranslate(self) -> None:
        for place in range(self.indicator.count()):
            key, heading = self.indicator.itemData(place), self.indicator.itemData(place, HEADING)
            if heading is not None:
                self.indicator.setItemText(place, pick(THEMES[heading]))
            elif key == "":
                self.indicator.setItemText(place, self.tr("Borders only"))
            else:
                self.indicator.setItemText(place, pick(self._metrics[key].name))
        for place, (name, _) in enumerate(SPANS.values()):
            self.span.setItemText(place, pick(name))
        for place, name in enumerate(CLASSING_NAMES.values()):
            self.classing.setItemText(place, pick(name))
        name_box(self.indicator, self.tr("Coloured by"))
        name_box(self.span, self.tr("Period"))
        name_box(self.classing, self.tr("Classes"))

    def _choose_metric(self) -> None:
        metric = self.indicator.currentData()
        if not metric:
            if self._own is not None:
                self._colouring.choose(None)
        elif self._own is None:
            self._colouring.choose(AreaChoice(self._layer, metric))
        else:
            self._change(metric=metric)

    def _change(self, **changes: str) -> None:
        assert self._own is not None
        self._colouring.choose(replace(self._own, **changes))  # type: ignore[arg-type]

    def _read(self) -> None:
        """Show what is chosen, also by the boxes of another layer."""
        own = self._own
        show_choice(self.indicator, "" if own is None else own.metric)
        if own is not None:
            show_choice(self.span, own.span)
            show_choice(self.classing, own.classing)
        level = own is not None and self._metrics[own.metric].kind == "level"
        note = "" if own is None else self._colouring.note
        self.note.setText(note)
        chosen = own is not None
        self.show_parts({self.span: chosen and not level, self.classing: chosen, self.note: bool(note)})
