"""The form of a dispatch: the units that can be sent, best first, in the list and on the map."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListWidget, QListWidgetItem

from county import commands as c
from county.events.event import Event
from desktop import theme
from desktop.input.choosing_keys import ChoosingKeys
from desktop.input.held_rows import HeldRows
from desktop.item_models.unit_delegate import UNIT_LINE_ROLE, UnitDelegate, UnitHeadings
from desktop.steps.command_form import CommandForm
from desktop.units.candidate_marks import CandidateMarks
from desktop.units.choice import choice_text, unit_line, unit_name
from desktop.units.cover_line import CoverLine
from desktop.units.phones import UnitPhones
from desktop.units.returns import returned_by, returned_line
from desktop.units.sending_preview import SendingPreview
from desktop.widgets.literal import PlainLabel
from desktop.wording import explained
from layers.candidates import CandidatesLayer
from services.protocol.messages import RankReply, SendingReply, Trouble

_ID_ROLE = int(Qt.ItemDataRole.UserRole)
_SELECT_ONE = QItemSelectionModel.SelectionFlag.ClearAndSelect


class RankedUnitForm(CommandForm):
    """The available units, best first, each with the reason; those that have the event already are left out.

    They are ranked by the desk, which also records the reason: both always agree.  What it means to send the last
    chosen one is said before it can be confirmed.  With Ctrl or Shift several are chosen; the first of them is the main
    one.  A click on a unit's mark on the map chooses it, too.
    """

    considered = Signal()
    """:attr:`reply` changed."""

    def prompt(self) -> str:
        return self.tr("Instruction to the unit")

    def add_inputs(self, event: Event) -> None:
        self._preview = SendingPreview(self.session, self)
        self._preview.given_up.connect(self._show_reply)
        self._taken = event.active_units if self.command is c.AddUnit else ()
        self._main = event.unit
        self._returned_by = returned_by(event)
        self._proposed = 0
        """Row of the best unit that did not return the event."""
        self._chosen: list[str] = []
        """In the order in which they were chosen."""
        self._marks = CandidateMarks(self.session, self.event_id)
        self.coming = PlainLabel(self.tr("Requesting the available units …"))
        self.coming.setWordWrap(True)
        self.coming.setProperty("role", "hint")
        self.box.addWidget(self.coming)
        self.units = QListWidget()
        self.units.setItemDelegate(UnitDelegate(self.units))
        self.units.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.units.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.units.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.units.setMouseTracking(True)
        self.units.setToolTip(self.tr("Ctrl or ⇧ and click: send several units"))
        self.units.currentRowChanged.connect(self._consider)
        self.units.itemSelectionChanged.connect(self._follow_selection)
        self.units.itemEntered.connect(lambda item: self._marks.point_at(str(item.data(_ID_ROLE))))
        self.units.viewport().installEventFilter(self)
        self.units.setMinimumHeight(theme.px(250))
        self.units.hide()
        self._ranking: RankReply | None = None
        """The last answer, which waits while a hand chooses a unit."""
        self.hold = HeldRows(self.units, lambda index: index.data(_ID_ROLE))
        self.hold.ended.connect(self._list_units)
        ChoosingKeys(self.note, self.units)
        self.headings = UnitHeadings((self.tr("Unit"), self.tr("min"), self.tr("km"), self.tr("tasks")))
        self.headings.hide()
        self.box.addWidget(self.headings)
        self.box.addWidget(self.units)
        self._phones = UnitPhones(self.session, self)
        self.phone = PlainLabel()
        """By which numbers the chosen units are called."""
        self.phone.setWordWrap(True)
        self.phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.phone.hide()
        self.box.addWidget(self.phone)
        self.sent = PlainLabel()
        """Who is the main unit, and who goes with it, where several are chosen."""
        self.sent.setWordWrap(True)
        self.sent.setProperty("role", "hint")
        self.sent.hide()
        self.box.addWidget(self.sent)
        self.cover = CoverLine(self.session)
        self.box.addWidget(self.cover)
        self.session.feed.arrived.connect(self._arrived)
        self.session.focus.taken.connect(self._take)
        self.session.focus.pointed.connect(self._point)
        self.request()

    def request(self) -> None:
        """Request the ranking, again when what it depends on changed."""
        self._request = self.session.source.ranking(self.event_id)

    def release(self) -> None:
        self.hold.release()
        self._marks.hide()
        self.session.feed.arrived.disconnect(self._arrived)
        self.session.focus.taken.disconnect(self._take)
        self.session.focus.pointed.disconnect(self._point)
        super().release()

    @property
    def reply(self) -> SendingReply | None:
        """What it means to send the chosen unit; None while that is not known."""
        return self._preview.reply

    @property
    def chosen(self) -> tuple[str, ...]:
        """The units that are sent, the main one first."""
        return tuple(self._chosen)

    @property
    def ready(self) -> bool:
        return not self._request and not self._preview.waiting

    def missing(self) -> str:
        return "" if self._chosen else self.tr("Select the unit to dispatch")

    def body(self) -> c.EventCommand:
        kind = c.AddUnit if self.command is c.AddUnit else c.DispatchEvent
        main, *further = self._chosen
        return kind(event_id=self.event_id, note=self.note.text().strip(), unit=main, further=tuple(further))

    # ---- events of Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._marks.show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._marks.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._marks.point_at("")
        return super().eventFilter(watched, event)

    # ---- choosing

    def _consider(self) -> None:
        item = self.units.currentItem()
        self._preview.ask(self.event_id, "" if item is None else str(item.data(_ID_ROLE)))
        self._show_reply()

    def _show_reply(self) -> None:
        self.cover.show_reply(self.reply)
        self.edited.emit()
        self.considered.emit()

    def _follow_selection(self) -> None:
        """Those that stay selected keep their order."""
        selected = [str(item.data(_ID_ROLE)) for item in self.units.selectedItems()]
        current = self.units.currentItem()
        last = "" if current is None else str(current.data(_ID_ROLE))
        kept = [unit for unit in self._chosen if unit in selected]
        self._chosen = kept + sorted((unit for unit in selected if unit not in kept), key=lambda unit: unit == last)
        self._show_chosen()

    def _show_chosen(self) -> None:
        current = self.units.currentItem()
        last = "" if current is None else str(current.data(_ID_ROLE))
        self._marks.choose(sorted(self._chosen, key=lambda unit: unit == last))
        self._phones.request(self._chosen)
        self._show_phones()
        names = [unit_name(self.session, unit) for unit in self._chosen]
        if self.command is c.AddUnit:
            text = self.tr("Sent: {units}; the main unit is still {main}")
            text = text.format(units="、".join(names), main=unit_name(self.session, self._main))
        else:
            text = self.tr("Main unit: {main}; sent with it: {units}")
            text = text.format(main=names[0] if names else "", units="、".join(names[1:]))
        self.sent.setText(text)
        self.sent.setVisible(len(names) > 1)
        self.edited.emit()

    def _show_phones(self) -> None:
        phones = [(unit, self._phones.of(unit)) for unit in self._chosen if self._phones.of(unit)]
        if len(self._chosen) > 1:
            text = "、".join(f"{unit_name(self.session, unit)} {phone}" for unit, phone in phones)
        else:
            text = "".join(phone for _, phone in phones)
        self.phone.setText(self.tr("Phone: {phone}").format(phone=text))
        self.phone.setVisible(bool(phones))

    def _take(self, unit: str) -> None:
        """A unit's mark was clicked on the map, with Ctrl: in addition to those that are chosen, or no longer."""
        rows = [row for row in range(self.units.count()) if self.units.item(row).data(_ID_ROLE) == unit]
        for row in rows if self.isVisible() else ():
            if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier and self._chosen != [unit]:
                item = self.units.item(row)
                item.setSelected(not item.isSelected())
            else:
                self.units.setCurrentRow(row, _SELECT_ONE)

    def _point(self, layer: str, unit: str) -> None:
        self._marks.point_at(unit if layer == CandidatesLayer.key else "")

    # ---- answers of the desk

    def _arrived(self, answer: object) -> None:
        self._marks.take(answer)
        if self._phones.take(answer):
            self._show_phones()
        if self._preview.take(answer):
            self._show_reply()
        if isinstance(answer, Trouble) and answer.request == self._request:
            self.coming.setText(explained(answer.line))
        if not isinstance(answer, RankReply) or answer.request != self._request:
            return
        self._ranking = answer
        if not (self.hold.holding and self.units.count()):
            self._list_units()

    def _list_units(self) -> None:
        answer = self._ranking
        if answer is None or answer.request != self._request:
            return
        self._request, self._ranking = "", None
        one = self.units.selectedItems() == [self.units.currentItem()]
        first = self.units.count() == 0 or (one and self.units.currentRow() == self._proposed)
        with QSignalBlocker(self.units):
            self._fill(answer, () if first else self._chosen)
        self.coming.hide()
        self.headings.right_px = self.units.verticalScrollBar().sizeHint().width()
        self.headings.show()
        self.units.show()
        self._consider()
        self._show_chosen()

    def _fill(self, answer: RankReply, chosen: Sequence[str]) -> None:
        """List the units, and choose those that were, or the best that did not return the event where none of
        ``chosen`` is among them.  Each has the rank that the record has, too."""
        ranked = [(rank, one) for rank, one in enumerate(answer.candidates, start=1) if one.unit not in self._taken]
        current = self.units.currentItem()
        last = "" if current is None else str(current.data(_ID_ROLE))
        self.units.clear()
        for rank, candidate in ranked:
            why = choice_text(self.session, candidate.choice)
            lines = [f"{rank}  {unit_name(self.session, candidate.unit)}", why]
            note = self._returned_by.get(candidate.unit)
            warning = "" if note is None else returned_line(note)
            item = QListWidgetItem("\n".join([*lines, warning] if warning else lines))
            item.setToolTip(item.text())
            item.setData(_ID_ROLE, candidate.unit)
            item.setData(UNIT_LINE_ROLE, unit_line(self.session, rank, candidate, warning))
            self.units.addItem(item)
        order = [candidate.unit for _, candidate in ranked]
        self._proposed = next((row for row, unit in enumerate(order) if unit not in self._returned_by), 0)
        self._chosen = [unit for unit in chosen if unit in order]
        if not self._chosen and order:
            self._chosen = [order[self._proposed]]
        if self._chosen:
            self.units.setCurrentRow(order.index(last if last in self._chosen else self._chosen[-1]), _SELECT_ONE)
        for unit in self._chosen:
            self.units.item(order.index(unit)).setSelected(True)
        self._marks.rank(ranked)
