"""转移安置: arrivals in shelters, and the people in each against its places."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLayout, QLineEdit, QSpinBox, QVBoxLayout

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.resource import Resource
from county.response.evacuations import (
    PEOPLE_MAX,
    Arrival,
    CorrectEvacuees,
    RegisterEvacuees,
    SignOutEvacuees,
    can_take_people,
    sheltered,
)
from desktop import moments, theme
from desktop.panels.record_panel import RecordPanel, Row
from desktop.places.division_box import FoundBox, division_choices
from desktop.session import Session
from desktop.widgets.wrapping_line import line_of
from layers.focus import Selection
from layers.shelters import SheltersLayer

SHELTER = "shelter/"
"""Start of the id of a row for a shelter."""


class Shelters(RecordPanel):
    """Shelters with people in them first, the fullest on top; below them the arrivals."""

    command = RegisterEvacuees
    steps = (CorrectEvacuees, SignOutEvacuees)

    def __init__(self, session: Session) -> None:
        self._layer = session.layers.of(SheltersLayer)
        self._resources = {resource.id: resource for resource in session.package.resources}
        self.about = ""
        super().__init__(session, self._layer)
        self.listen(session.focus.selected, self._take_selection)
        self.retranslate()
        self._take_selection(session.focus.selection)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Shelters", "Shelters")

    def form(self) -> QLayout:
        session = self.session
        self.village, self.shelter = (FoundBox(session.name_sounds) for _ in range(2))
        self.village.offer(division_choices(session, "villages", "towns"))
        places = [unit for unit in session.package.resources if can_take_people(unit, session.catalog)]
        places.sort(key=lambda place: place.kind != "shelter")
        self.shelter.offer([(place.name, place.id) for place in places])
        self.people = QSpinBox()
        self.people.setRange(0, PEOPLE_MAX)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        lines = QVBoxLayout()
        lines.addLayout(
            line_of(self.village, self.shelter, self.people, self.reason, self.button, stretch={self.reason: 1})
        )
        return lines

    def retranslate(self) -> None:
        self.people.setSuffix(self.tr(" people"))
        for box, text in ((self.village, self.tr("From village")), (self.shelter, self.tr("Shelter"))):
            line = box.lineEdit()
            if line is not None:
                line.setPlaceholderText(text)
        self.reason.setPlaceholderText(self.tr("Note; the reason of a correction"))
        self.button.setText(self.tr("Report the arrival"))
        self.hint.say(self.tr("Nobody is in a shelter"))
        super().retranslate()

    def heads(self) -> list[str]:
        return [
            self.tr("Shelter"), self.tr("People"), self.tr("From"), self.tr("Reported"), self.tr("Left"),
            self.tr("Note"),
        ]  # fmt: skip

    def numeric(self) -> tuple[int, ...]:
        return (1,)

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        arrivals = [state for state in self.session.layers.states("evacuation").values() if isinstance(state, Arrival)]
        inside = sheltered(arrivals)
        total, rooms = sum(inside.values()), sum(self._places(shelter) for shelter in inside)
        self.note.setText(
            self.tr("{people} people in {n} shelters of {places} places").format(
                people=f"{total:,}", n=len(inside), places=f"{rooms:,}"
            )
            if inside
            else ""
        )
        full = sorted(inside, key=lambda shelter: -inside[shelter] / max(self._places(shelter), 1))
        arrivals.sort(key=lambda arrival: (not arrival.sheltered, -arrival.steps[-1].happened_ms))
        return [
            *(self._total(shelter, inside[shelter]) for shelter in full),
            *(self._arrival(arrival, now_ms) for arrival in arrivals),
        ]

    def _places(self, shelter: str) -> int:
        """How many people it has places for; 0 where that is not known."""
        place = self._resources.get(shelter)
        return 0 if place is None else max(place.capacity, 0)

    def _total(self, shelter: str, people: int) -> Row:
        places = self._places(shelter)
        over = places and people > places
        text = f"{people:,} / {places:,}" if places else f"{people:,}"
        note = self.tr("{n} more than places").format(n=people - places) if over else ""
        color = theme.DANGER if over else theme.ACCENT
        return Row(f"{SHELTER}{shelter}", (self._name(shelter), text, self.tr("total"), "", "", note), color)

    def _arrival(self, arrival: Arrival, now_ms: int) -> Row:
        left = "" if arrival.sheltered else moments.short(arrival.steps[-1].happened_ms, now_ms)
        cells = (
            self._name(arrival.shelter), f"{arrival.people:,}", self.session.divisions.path(arrival.village),
            moments.short(arrival.steps[0].happened_ms, now_ms), left, arrival.steps[-1].note,
        )  # fmt: skip
        return Row(arrival.id, cells, theme.TEXT if arrival.sheltered else theme.MUTED)

    def _name(self, shelter: str) -> str:
        place = self._resources.get(shelter)
        return shelter if place is None else place.name

    def body(self) -> CommandBody | str:
        village, shelter, people = self.village.value(), self.shelter.value(), self.people.value()
        if not village:
            return self.tr("Choose the village they come from")
        if not shelter:
            return self.tr("Choose the shelter")
        if not people:
            return self.tr("Enter how many people arrived")
        return RegisterEvacuees(
            arrival_id=uuid4().hex, village=village, shelter=shelter, people=people, about=self.about,
            note=self.reason.text().strip(),
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        self.people.setValue(0)
        self.reason.clear()

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        arrival: Arrival | None = self.session.layers.states("evacuation").get(item_id)
        if arrival is None or not arrival.sheltered:
            return None
        reason = self.reason.text().strip()
        if command is SignOutEvacuees:
            return SignOutEvacuees(arrival_id=item_id, note=reason)
        if not self.people.value() or not reason:
            return self.tr("Enter the right number, and why")
        return CorrectEvacuees(arrival_id=item_id, people=self.people.value(), note=reason)

    def open_row(self, item_id: str) -> None:
        arrival: Arrival | None = self.session.layers.states("evacuation").get(item_id)
        shelter = item_id.removeprefix(SHELTER) if arrival is None else arrival.shelter
        place: Resource | None = self._resources.get(shelter)
        if place is not None:
            self.session.focus.select("resources", shelter)
            self.session.focus.fly_to.emit(place.x_m, place.y_m, 600.0)

    def _take_selection(self, selection: Selection | None) -> None:
        """A selected shelter is the one of the form; a selected event is what they were evacuated for."""
        if selection is not None and selection.layer == "resources":
            self.shelter.choose(selection.ids[0])
        self.about = selection.ids[0] if selection is not None and selection.layer == "events" else ""
