"""并案: which event takes over the report, and a warning where that would be the one of the lower level."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup

from county import commands as c
from county.events.event import LEVELS, Event
from county.events.table import allowed
from county.names import BETWEEN, Name
from desktop.i18n import pick
from desktop.input.choosing_keys import ChoosingKeys
from desktop.permission import why_not
from desktop.places.distances import away_text
from desktop.reporting.duplicate_search import reasons
from desktop.steps.command_form import CommandForm
from desktop.units.choice import merge_targets
from desktop.widgets.elided import ElidedButton
from desktop.widgets.kept_end_box import KeptEndBox
from desktop.widgets.literal import PlainLabel, literal
from layers.events import LEVEL_NAMES, EventsLayer

OWN, OTHER = range(2)


class MergeForm(CommandForm):
    """Open events: possible duplicates first, with the reasons; only such a one is preselected.

    The level of the event that goes on counts from then on.  Where the chosen one has a lower level, the one of the
    card is proposed as the main event: the chosen one is merged into it.
    """

    def add_inputs(self, event: Event) -> None:
        self._event = event
        self.into = KeptEndBox()
        columns = self.session.layers.of(EventsLayer).columns
        open_events = {target[0]: target for target in merge_targets(columns, self.session.event_texts, event)}
        states = self.session.layers.states("event")
        for proposal in self.session.duplicates.of_event(event):
            other = states.get(proposal.id)
            if other is not None and other.open:
                open_events.pop(other.id, None)
                away, *others = reasons(proposal, other.place_level)
                self._offer(other.id, self.session.event_texts.title(other), away, others)
        is_proposed = self.into.count() > 0
        for other_id, other_title, distance_m in open_events.values():
            self._offer(other_id, other_title, away_text(distance_m))
        self.into.setPlaceholderText(self.tr("Select the event to merge into"))
        self.into.setCurrentIndex(0 if is_proposed else -1)
        self.into.currentIndexChanged.connect(self._follow)
        ChoosingKeys(self.note, self.into)
        self.box.addWidget(self.into)
        self.whole = PlainLabel()
        """The chosen row in full: the box cuts its title."""
        self.whole.setWordWrap(True)
        self.whole.setProperty("role", "muted")
        self.box.addWidget(self.whole)
        self.warning = PlainLabel()
        """That the chosen event has a lower level."""
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "error")
        self.box.addWidget(self.warning)
        self.main = QButtonGroup(self)
        """Which event goes on."""
        for choice in (OWN, OTHER):
            button = ElidedButton()
            button.setCheckable(True)
            self.main.addButton(button, choice)
            self.box.addWidget(button)
        self.main.idClicked.connect(self.edited)
        self._show_choice()

    def _offer(self, other_id: str, title: str | Name, away: str, reasons: Sequence[str] = ()) -> None:
        """Distance and number last: the box keeps them whole."""
        self.into.addItem(BETWEEN.join((pick(title), *reasons, away, other_id)), other_id)

    @property
    def subject(self) -> str:
        return str(self.into.currentData()) if self._is_reversed() else self.event_id

    def missing(self) -> str:
        if self.into.currentData():
            return ""
        if self.into.count():
            return self.tr("Select the event to merge into")
        return self.tr("No other open event to merge into")

    def body(self) -> c.EventCommand:
        merged, into = self.event_id, self.into.currentData()
        if self._is_reversed():
            merged, into = into, merged
        return c.MergeEvent(event_id=merged, note=self.note.text().strip(), into=into)

    def _is_reversed(self) -> bool:
        """Whether the event of the card goes on, and the chosen one is merged into it."""
        return self._lower() is not None and self.main.checkedId() == OWN

    def _lower(self) -> Event | None:
        """The chosen event where its level is lower than that of the card's."""
        other: Event | None = self.session.layers.states("event").get(self.into.currentData() or "")
        lower = other is not None and LEVELS.index(other.level) > LEVELS.index(self._event.level)
        return other if lower else None

    def _follow(self) -> None:
        self._show_choice()
        self.edited.emit()

    def _show_choice(self) -> None:
        self.whole.setText(self.into.currentText())
        self.whole.setVisible(self.into.currentIndex() >= 0)
        other = self._lower()
        for widget in (self.warning, *self.main.buttons()):
            widget.setVisible(other is not None)
        if other is None:
            return
        levels = {"own": pick(LEVEL_NAMES[self._event.level]), "other": pick(LEVEL_NAMES[other.level])}
        why = self._why_not(other)
        text = self.tr(
            "The chosen event has a lower level ({other}) than this one ({own}), and the level of the main event "
            "counts."
        ).format(**levels)
        self.warning.setText(f"{text} {why}" if why else text)
        own, others = self.main.button(OWN), self.main.button(OTHER)
        own.setText(self.tr("This event is the main one ({own})").format(**levels))
        others.setText(self.tr("The chosen one is ({other})").format(**levels))
        own.setEnabled(not why)
        own.setToolTip(literal(why))
        (others if why else own).setChecked(True)

    def _why_not(self, other: Event) -> str:
        """Why the chosen event cannot be merged into this one; "" when it can."""
        if c.MergeEvent not in allowed(other):
            return self.tr("It is dispatched already and can only be the main one: correct its level first.")
        return why_not(self.session, c.MergeEvent, other)
