"""The units that a plan suggests for its event, ranked by the desk, and dispatched together with one button.

Others may be faster: the backend dispatches events of a class with ``auto_dispatch`` once they are filed.  A unit that
the event has already is what was wanted, and the others become further units.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTreeWidgetItem, QVBoxLayout

from county import commands as c
from county.commands import CommandBody
from county.events.event import UNITS_MAX, Event, State
from county.events.table import allowed
from county.units.dispatch import UnitCandidate
from desktop import theme
from desktop.i18n import pick
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.response.plan_tree_part import ID_ROLE, PlanTreePart
from desktop.session import Session
from desktop.units.choice import choice_text, unit_name
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapped_rows import fit_lines
from desktop.wording import explained
from layers.closures import ClosuresLayer
from services.protocol.messages import RankReply, Rejected, Trouble

BOX_PX = 42
_UNDER_WAY = frozenset({State.FILED, State.DISPATCHED, State.HANDLING})
"""States of an event that somebody else has filed or dispatched meanwhile."""
RUNNERS_UP = 2
"""Units of a kind that are listed after the suggested ones."""


class PlanResources(PlanTreePart):
    """A ticked unit is dispatched; those that the event has already are named."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.head = PlainLabel()
        self.head.setWordWrap(True)
        self.head.setProperty("role", "hint")
        self.tree.setColumnCount(2)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(theme.px(12))
        header = self.tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, theme.px(140))
        self.tree.itemChanged.connect(self._ticked)
        self.hold.ended.connect(self._show)
        self.rank_again = QPushButton()
        self.rank_again.clicked.connect(self._rank_again)
        self.dispatch = QPushButton()
        self.dispatch.setProperty("role", "primary")
        self.dispatch.clicked.connect(self._dispatch)
        line = QHBoxLayout()
        line.addWidget(self.rank_again)
        line.addStretch(1)
        line.addWidget(self.dispatch)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.px(4), 0, 0)
        box.setSpacing(theme.px(5))
        for part in (self.tree, self.head, self.problem):  # what comes by itself stands below the lines
            box.addWidget(part, int(part is self.tree))
        box.addLayout(line)
        self._asked: dict[str, str] = {}
        """Kind by the id of an open request."""
        self._ranked: dict[str, list[UnitCandidate]] = {}
        self._by_hand: dict[str, bool] = {}
        """Units of this run's event that a person ticked, or unticked."""
        self._items: dict[str, QTreeWidgetItem] = {}
        """The lines that can be ticked, by unit."""
        self._asked_about = ""
        """Run and event of the ranking."""
        self._basis: tuple[object, ...] = ()
        """What the ranking was requested for."""
        session.feed.arrived.connect(self._arrived)
        self.listen(session.layers["events"].changed, self.refresh)
        self.listen(session.layers.of(ClosuresLayer).changed, self._roads_changed)
        self.every(PERMISSIONS_MS, self._follow_buttons)
        self.retranslate()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    def retranslate(self) -> None:
        self.tree.setHeaderLabels([self.tr("Unit"), self.tr("Reason")])
        self.rank_again.setText(self.tr("Rank again"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @property
    def about(self) -> Event | None:
        """The event of the run; None where it is not on the desk."""
        return None if self.run is None else self.session.layers.states("event").get(self.run.about)

    def wanted(self) -> dict[str, int]:
        """How many units of each kind the plan suggests."""
        row = None if self.run is None else self.session.catalog.response_plans.get(self.run.plan)
        return {} if row is None or self.run is None else row.resources_at(self.run.level)

    def refresh(self) -> None:
        if not self.isVisible():
            return
        event = self.about
        units = None if event is None else event.active_units
        basis = () if self.run is None else (self.run.id, self.run.level, units)
        if basis != self._basis:
            self._basis = basis
            self._request()
        self._follow_buttons()

    def _ticked(self, item: QTreeWidgetItem) -> None:
        for unit, line in self._items.items():
            if line is item:
                self._by_hand[unit] = item.checkState(0) == Qt.CheckState.Checked
        self._follow_buttons()

    def _roads_changed(self) -> None:
        """Rank again; until the answer arrives and where units were chosen by hand, the choice stays."""
        self._basis = ()
        self.refresh()

    def _rank_again(self) -> None:
        self.problem.hide()
        self._request()

    def _request(self) -> None:
        event = self.about
        about = "" if self.run is None or event is None else f"{self.run.id} {event.id}"
        if about != self._asked_about:
            self._asked_about, self._ranked, self._by_hand = about, {}, {}
        self._asked = {}
        if event is not None and self.run is not None and self.run.active:
            for kind in self.wanted():
                self._asked[self.session.source.ranking(event.id, (kind,))] = kind
        self._show()

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, RankReply | Trouble) or answer.request not in self._asked:
            return
        kind = self._asked.pop(answer.request)
        if isinstance(answer, RankReply):
            self._ranked[kind] = answer.candidates
        else:
            self.show_problem(explained(answer.line))
        self._show()

    def _show(self) -> None:
        if not self.keeps_lines:
            self._list_units()
        self.hint.say(self._why_empty())
        self.hint.follow()
        self.head.setText("" if not self._asked else self.tr("Requesting the available units …"))
        self.head.setVisible(bool(self._asked))
        self._follow_buttons()

    def _list_units(self) -> None:
        event, taken = self.about, self._taken()
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items = {}
        for kind, number in self.wanted().items() if event is not None else ():
            row = self.session.catalog.resource_kinds[kind]
            sent = [unit for unit in taken if self._kind(unit) == kind]
            state = self.tr("{sent} of {number}").format(sent=len(sent), number=number)
            head = QTreeWidgetItem([pick(row.name), state])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            self.tree.addTopLevelItem(head)
            for unit in sent:
                self._add(head, unit, self.tr("has the event already"), ticked=None)
            free = [one for one in self._ranked.get(kind, ()) if one.unit not in taken and self._kind(one.unit) == kind]
            missing = max(0, number - len(sent))
            for place, one in enumerate(free[: missing + RUNNERS_UP]):
                ready = one.choice.code not in ("off_duty", "out_of_service")
                self._add(head, one.unit, choice_text(self.session, one.choice), ticked=place < missing and ready)
            if len(free) < missing and kind in self._ranked:
                why = self.tr("{n} more are wanted than the county has").format(n=missing - len(free))
                self._add(head, "", why, ticked=None)
            head.setExpanded(True)
        self.tree.blockSignals(False)

    def _add(self, head: QTreeWidgetItem, unit: str, why: str, *, ticked: bool | None) -> None:
        """``ticked``: None for a line that cannot be ticked."""
        name = unit_name(self.session, unit) if unit else ""
        item = QTreeWidgetItem(head, [name, why])
        item.setData(0, ID_ROLE, unit)
        item.setToolTip(0, literal(f"{name}\n{why}"))
        item.setToolTip(1, literal(f"{name}\n{why}"))
        fit_lines(self.tree, item, BOX_PX)
        if ticked is None:
            item.setForeground(0, QColor(theme.MUTED))
            item.setForeground(1, QColor(theme.MUTED))
        else:
            self._items[unit] = item
            ticked = self._by_hand.get(unit, ticked)
            item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _taken(self) -> tuple[str, ...]:
        event = self.about
        return () if event is None else event.active_units

    def _kind(self, unit: str) -> str:
        return next((resource.kind for resource in self.session.package.resources if resource.id == unit), "")

    def chosen(self) -> list[str]:
        """The ticked units, in their order."""
        return [unit for unit, item in self._items.items() if item.checkState(0) == Qt.CheckState.Checked]

    def _why_empty(self) -> str:
        if self.run is None:
            return self.tr("Choose a run above, or start a plan")
        if not self.run.about:
            return self.tr("This plan runs for a response: start one for an event to dispatch units")
        if self.about is None:
            return self.tr("The event is not on the desk any more")
        return self.tr("The plan suggests no units")

    def _follow_buttons(self) -> None:
        chosen, event = self.chosen(), self.about
        self.dispatch.setText(self.tr("Dispatch {n} units").format(n=len(chosen)))
        why = ""
        if self.run is None or not self.run.active or event is None:
            why = self._why_empty() if self.run is None or self.run.active else self.tr("This run has ended")
        elif not chosen:
            why = self.tr("Tick the units to dispatch")
        elif len(chosen) + len(self._taken()) > UNITS_MAX:
            why = self.tr("An event has at most {n} units").format(n=UNITS_MAX)
        elif self.waiting:
            why = self.tr("The last command awaits its reply")
        elif event.state not in (State.REPORTED, State.FILED) and c.AddUnit not in allowed(event):
            why = self.tr("No unit can be sent in the event's present state")
        else:
            why = why_not(self.session, c.DispatchEvent, event)
        self.dispatch.setEnabled(not why)
        self.dispatch.setToolTip(literal(why))
        self.rank_again.setEnabled(event is not None and not self._asked)

    def _dispatch(self) -> None:
        event, chosen = self.about, self.chosen()
        if event is None or not chosen:
            return
        bodies: list[CommandBody] = []
        if event.state is State.REPORTED:
            bodies.append(c.FileEvent(event_id=event.id))
        if event.state in (State.REPORTED, State.FILED):
            bodies.append(c.DispatchEvent(event_id=event.id, unit=chosen[0]))
            chosen = chosen[1:]
        bodies += [c.AddUnit(event_id=event.id, unit=unit) for unit in chosen]
        self.send(*bodies)

    def settled(self, body: CommandBody, refused: Rejected) -> bool:
        if isinstance(body, c.AddUnit):
            return refused.code == "unit_has_it"
        if refused.code != "transition_forbidden" or refused.params.get("state") not in _UNDER_WAY:
            return False
        if isinstance(body, c.DispatchEvent):
            self.send_also(c.AddUnit(event_id=body.event_id, unit=body.unit))
        return isinstance(body, c.FileEvent | c.DispatchEvent)
