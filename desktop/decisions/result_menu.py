"""The menu of a result: 口径, pinning, 写入专报; of a pinned one also where it is shown, renewing and unpinning."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from county.briefing.commands import DraftBriefing
from county.decisions.pins import PIN_PLACES, MovePin, Pin, PinFigure, RenewPin, UnpinFigure
from county.figures.text import value_text
from desktop.decisions.pinning import PLACES, Pinning
from desktop.figures.definition_box import DefinitionBox, definition_of
from desktop.figures.shown_figure import ShownFigure, caption
from desktop.i18n import pick
from desktop.input.keyed_menu import KeyedMenu
from desktop.permission import why_not
from desktop.session import Session
from desktop.steps.reason_dialog import ReasonDialog
from services.brief.group_names import GroupNames


class ResultMenu(KeyedMenu):
    """One menu for all results of a view."""

    part_wanted = Signal(object)
    """Figure of a pin whose part is to be opened."""

    def __init__(self, session: Session, pinning: Pinning, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("result menu")
        self._session, self._pinning, self._owner = session, pinning, parent

    @cached_property
    def _names(self) -> GroupNames:
        return GroupNames(self._session.package, self._session.catalog)

    def caption(self, shown: ShownFigure) -> str:
        """What a result counts, in words."""
        return caption(shown, self._session.catalog, self._names)

    def open_on(self, shown: ShownFigure, at: QPoint) -> None:
        """Of a result that was counted."""
        self.clear()
        pin = self._pinning.pin_of(shown.figure)
        self._add(self.tr("&Definition …"), lambda: self.show_definition(shown))
        if pin is None:
            text = self.tr("&Pin to walls and leader's page")
            self._add(text, lambda: self._pinning.pin(shown.figure, shown.as_of_ms), why_not(self._session, PinFigure))
        else:
            self._add_renewal(pin, shown)
            self._add_pin(pin)
        self._add_report(shown)
        self.popup(at)

    def open_on_pin(self, pin: Pin, newer: ShownFigure | None, at: QPoint) -> None:
        """Of a pin; ``newer``: the same question counted now, None while it is not known."""
        self.clear()
        shown = ShownFigure(pin.figure, pin.as_of_ms)
        self._add(self.tr("&Open its part"), lambda: self.part_wanted.emit(pin.figure))
        self._add(self.tr("&Definition …"), lambda: self.show_definition(shown))
        self._add_renewal(pin, newer)
        self._add_pin(pin)
        self._add_report(shown)
        self.popup(at)

    def show_definition(self, shown: ShownFigure) -> None:
        """How it is counted."""
        lines = definition_of(shown, shown.metric(self._session.catalog))
        box = DefinitionBox(self.caption(shown), lines, self._owner.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _add_renewal(self, pin: Pin, newer: ShownFigure | None) -> None:
        why = why_not(self._session, RenewPin, pin)
        if newer is None:
            self._add(self.tr("&Renew"), None, why or self.tr("not counted yet"))
            return
        figure, as_of_ms = newer.figure, newer.as_of_ms
        value = pick(value_text(newer.metric(self._session.catalog), figure.value))
        text = self.tr("&Renew: {value} now").format(value=value)
        self._add(text, lambda: self._pinning.renew(pin, figure, as_of_ms), why)

    def _add_pin(self, pin: Pin) -> None:
        self.addSeparator()
        may_not = why_not(self._session, MovePin, pin)
        for place in PLACES:
            last = self.tr("the only place: unpin it instead") if pin.on == (place,) else ""
            action = self._add(pick(PIN_PLACES[place]), partial(self._pinning.toggle, pin, place), may_not or last)
            action.setCheckable(True)
            action.setChecked(place in pin.on)
        self._add(self.tr("&Unpin …"), lambda: self._ask_why(pin), why_not(self._session, UnpinFigure, pin))
        self.addSeparator()

    def _add_report(self, shown: ShownFigure) -> None:
        why = why_not(self._session, DraftBriefing)
        self._add(
            self.tr("&Write into a report …"),
            lambda: self._session.briefings.add_figure(shown.figure, self.caption(shown)), why,
        )  # fmt: skip

    def _ask_why(self, pin: Pin) -> None:
        dialog = ReasonDialog(
            self.tr("Unpin"), self.caption(ShownFigure(pin.figure, pin.as_of_ms)), self._owner.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda note: self._pinning.unpin(pin, note))
        dialog.open()

    def _add(self, text: str, go: Callable[[], object] | None, refused: str = "") -> QAction:
        action = self.addAction(f"{text}（{refused}）" if refused else text)
        action.setEnabled(not refused)
        if go is not None:
            action.triggered.connect(lambda: go())
        return action
