"""收运: the rounds of the collection trucks in this shift, and full bins on no round with their reason."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLayout, QLineEdit

from county.commands import CommandBody
from county.division import enclosing
from county.rounds.aggregate import (
    CAUSES,
    LONGEST_REASON,
    CollectionRounds,
    DoneStop,
    OrderRounds,
    PlannedStop,
    ServeStop,
    SkipStop,
    TruckRound,
)
from county.rounds.planning import REASONS
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.wrapping_line import line_of
from layers.rounds import RoundsLayer

LATE_MS = 600_000
"""A truck that is so much later than planned is marked."""
STOP, TRUCK, LEFT = "stop/", "truck/", "left/"
"""Starts of the ids of rows."""


class Rounds(RecordPanel):
    """A row for each truck with its stops below it; the reason is that of an order, or why a bin was not emptied."""

    command = OrderRounds
    steps = (ServeStop, SkipStop)

    def __init__(self, session: Session) -> None:
        self._layer = session.layers.of(RoundsLayer)
        self._trucks = {unit.id: unit for unit in session.package.resources}
        self._bins = session.package.sensors.by_id
        super().__init__(session, self._layer)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Rounds", "Collection rounds")

    def form(self) -> QLayout:
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        return line_of(self.reason, self.button, stretch={self.reason: 1})

    def retranslate(self) -> None:
        self.reason.setPlaceholderText(self.tr("Note; why a bin was not emptied"))
        self.button.setText(self.tr("Plan again now"))
        limit = self._limit()
        self.hint.say(self.tr("No bin is full: bins from {limit} % on are put on rounds").format(limit=limit))
        super().retranslate()

    def unable(self) -> str:
        return self.tr("Choose a stop that is to come")

    def _limit(self) -> str:
        rule = self.session.catalog.rules.get(self.session.catalog.collection.rule)
        return "–" if rule is None or rule.above is None else f"{rule.above:g}"

    def heads(self) -> list[str]:
        return [self.tr("Truck, stop"), self.tr("Bin"), self.tr("Time"), self.tr("Fill, load"), self.tr("State")]

    def numeric(self) -> tuple[int, ...]:
        return (3,)

    def rows(self) -> list[Row]:
        rounds, now_ms = self._layer.current, self.session.clock.now_ms()
        self.note.setText("" if rounds is None else self._summary(rounds, now_ms))
        if rounds is None:
            return []
        named = sorted(rounds.rounds, key=lambda tour: self._name(tour.unit))
        done: dict[str, list[DoneStop]] = {}
        for over in rounds.done:
            done.setdefault(over.unit, []).append(over)
        rows = [self._unserved(full.bin, full.fill, pick(REASONS[full.reason])) for full in rounds.unserved]
        for tour in named:
            if tour.stops or tour.unit in done:
                rows += self._round(rounds, tour, done.pop(tour.unit, []), now_ms)
        return rows + [self._over(over, now_ms) for stops in done.values() for over in stops]

    def _summary(self, rounds: CollectionRounds, now_ms: int) -> str:
        served = sum(over.served for over in rounds.done)
        parts = [
            self.tr("plan {n} of {time}: {why}").format(
                n=rounds.number, time=moments.short(rounds.planned_ms, now_ms), why=pick(CAUSES[rounds.why])
            ),
            self.tr("{bins} bins on {trucks} trucks").format(
                bins=sum(1 for _ in rounds.to_come()), trucks=len(rounds.active_units)
            ),
            self.tr("{n} emptied").format(n=served),
            self.tr("{n} on no round").format(n=len(rounds.unserved)),
            self.tr("shift until {time}").format(time=moments.short(rounds.until_ms, now_ms)),
        ]
        return " · ".join(parts)

    def _unserved(self, bin_id: str, fill: int, why: str) -> Row:
        return Row(f"{LEFT}{bin_id}", (self.tr("on no round"), self._bin(bin_id), "", f"{fill} %", why), theme.WARNING)

    def _round(self, rounds: CollectionRounds, tour: TruckRound, done: list[DoneStop], now_ms: int) -> Iterator[Row]:
        load = f"{rounds.load_kg(tour) / 1000:.1f} / {tour.capacity_kg / 1000:g} t"
        state = self.tr("{done} of {all} stops").format(done=len(done), all=len(done) + len(tour.stops))
        back = self.tr("back {time}").format(time=moments.short(tour.back_ms, now_ms))
        yield Row(f"{TRUCK}{tour.unit}", (self._name(tour.unit), "", back, load, state), theme.ACCENT)
        for number, stop in enumerate(tour.stops, start=1):
            yield self._stop(number, stop, now_ms)
        for over in reversed(done):
            yield self._over(over, now_ms)

    def _stop(self, number: int, stop: PlannedStop, now_ms: int) -> Row:
        late = now_ms > stop.arrive_ms + LATE_MS
        state = self.tr("late") if late else self.tr("to come")
        time = moments.short(stop.arrive_ms, now_ms)
        cells = (f"    {number}", self._bin(stop.bin), time, f"{stop.fill} %", state)
        return Row(f"{STOP}{stop.bin}", cells, theme.WARNING if late else theme.TEXT)

    def _over(self, over: DoneStop, now_ms: int) -> Row:
        state = self.tr("emptied") if over.served else self.tr("not emptied")
        if over.note:
            state = f"{state}: {over.note}"
        cells = ("", self._bin(over.bin), moments.short(over.at_ms, now_ms), "", state)
        return Row(f"over/{over.bin}/{over.at_ms}", cells, theme.MUTED if over.served else theme.WARNING)

    def _name(self, unit: str) -> str:
        return self._trucks[unit].name if unit in self._trucks else unit

    def _bin(self, bin_id: str) -> str:
        """Its name, and its town."""
        sensor = self._bins.get(bin_id)
        if sensor is None:
            return bin_id
        return f"{sensor.name} · {self.session.divisions.path(enclosing(sensor.division, 'town'))}"

    def body(self) -> CommandBody | str:
        shift = self.session.catalog.collection.shift_at(self.session.clock.now_ms())
        if shift is None:
            return self.tr("No shift runs now")
        return OrderRounds(shift=shift.id, note=self.reason.text().strip())

    def sent(self, body: CommandBody) -> None:
        self.reason.clear()

    def state(self, item_id: str) -> CollectionRounds | None:
        return self._layer.current

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        rounds = self._layer.current
        tour = None if rounds is None else rounds.round_of(item_id.removeprefix(STOP))
        if rounds is None or tour is None or not item_id.startswith(STOP):
            return None
        bin_id, reason = item_id.removeprefix(STOP), self.reason.text().strip()
        if command is ServeStop:
            return ServeStop(shift=rounds.id, unit=tour.unit, bin=bin_id, note=reason)
        if not reason:
            return self.tr("Write why the bin was not emptied")
        return SkipStop(shift=rounds.id, unit=tour.unit, bin=bin_id, note=reason)

    def open_row(self, item_id: str) -> None:
        kind, _, subject = item_id.partition("/")
        if kind == TRUCK.rstrip("/"):
            place = (self._trucks[subject].x_m, self._trucks[subject].y_m) if subject in self._trucks else None
            layer = "resources"
        else:
            subject = subject.partition("/")[0]
            place, layer = self._layer.place_of(subject), "sensors"
        if place is not None:
            self.session.focus.select(layer, subject)
            self.session.focus.fly_to.emit(*place, 600.0)
