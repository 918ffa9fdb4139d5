"""Keys of a robot: how many the two usual tasks need, and how long after each the screen shows its effect."""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bench.acknowledged_load import issued
from bench.connected import Reachable, sender
from bench.robot import Robot
from bench.rounds import Progress
from county.commands import ReportEvent
from county.events.event import Event, State
from county.numbering import event_id_of, in_realm
from county.package.open import CountyPackage
from county.realm import Realm
from desktop.input.armed_step import ARMED_AFTER_MS
from desktop.input.keys_dialog import KeysDialog
from layers.events import EventsLayer

OTHERS = 50
"""Other events that wait, at most."""
SEED = 7
PAUSE_S = (0.02, 0.1)
"""Between two keys, as a quick hand types."""
SELECTS = ("list", "next event")
_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def keys_to_report(robot: Robot, county: CountyPackage) -> int:
    """Report an event by keys: the class is proposed by the title, the place typed as degrees."""
    window, before = robot.window, len(robot.shown.layers.of(EventsLayer))
    village = county.table("villages").geometry[1].representative_point()
    lon, lat = county.lonlat(village.x, village.y)
    robot.keys = 0
    robot.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    robot.write("路边有垃圾")
    window.report.hints.refresh()
    robot.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    robot.press(Qt.Key.Key_Tab)
    robot.press(Qt.Key.Key_Tab)
    robot.write(f"{float(lon):.5f}, {float(lat):.5f}")
    robot.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    robot.until(lambda: len(robot.shown.layers.of(EventsLayer)) > before, "the report: " + window.report.problem.text())
    return robot.keys


def keys_to_dispatch(robot: Robot, at: Reachable, realm: Realm, place_m: tuple[float, float]) -> int:
    """From an event that has just arrived to its dispatch, all by keys."""
    window, events = robot.window, robot.shown.layers.states("event")
    session = window.session
    assert session is not None
    event_id = in_realm(event_id_of(session.clock.now_ms(), "robot", "dispatched"), realm.id)
    gas = ReportEvent(
        event_id=event_id, title="燃气泄漏", subclass="gas_leak", source="hotline", x_m=place_m[0], y_m=place_m[1]
    )

    def event() -> Event:
        found = events[event_id]
        assert isinstance(found, Event)
        return found

    with sender(at, realm.id) as link:
        link.submit([issued(gas, realm.id, link.clock.now_ms())])
    robot.until(lambda: event_id in events, "the new event")
    robot.rest(0.5)
    for _ in range(OTHERS):  # the county reports emergencies of its own, which are as urgent and older
        robot.keys = 0
        robot.press(Qt.Key.Key_F7)
        robot.rest(0.1)
        selected = session.focus.selection
        if selected is not None and selected.ids == (event_id,):
            break
    else:
        raise RuntimeError(f"F7 has not led to {event_id}, but to {selected}")
    robot.press(Qt.Key.Key_Return)
    robot.until(lambda: event().state is not State.REPORTED, "the filing")
    proposal = window.card.event_card.steps.proposal
    robot.until(lambda: proposal.unit and proposal.approve.isEnabled(), "a suggested unit")
    robot.rest(ARMED_AFTER_MS / 1000 + 0.1)
    robot.press(Qt.Key.Key_Return)
    robot.until(lambda: event().state is State.DISPATCHED, "the dispatch")
    return robot.keys


class KeyReactions:
    """Keys of all kinds in a seeded order; of each the time until what it changes was painted."""

    def __init__(self, robot: Robot) -> None:
        self.robot, self.window = robot, robot.window
        self.delays: dict[str, list[float]] = {}
        """Seconds, by what the key does."""
        self.card_s: list[float] = []
        """Seconds until the card of what a key has selected was painted."""
        self._kinds: list[tuple[str, float, Callable[[], None]]] = [
            ("list", 50, self._row), ("next event", 8, self._next), ("search", 12, self._letter),
            ("map", 12, self._zoom), ("report form", 3, self._form), ("keys dialog", 1, self._dialog),
            ("view", 1, self._view),
        ]  # fmt: skip
        self._chance = random.Random(SEED)
        robot.watch(self._list())

    def press(self, count: int, progress: Progress) -> None:
        """At least ``count`` keys."""
        kinds, weights = [do for _, _, do in self._kinds], [weight for _, weight, _ in self._kinds]
        while (done := sum(map(len, self.delays.values()))) < count:
            progress(done / count, f"{done} of {count} keys")
            self._chance.choices(kinds, weights)[0]()

    def _key(self, kind: str, shows: Callable[[], QWidget], key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        def press() -> QWidget:
            self.robot.press(key, modifier)
            return shows()

        due = self.robot.rest(self._chance.uniform(*PAUSE_S))
        self.delays.setdefault(kind, []).append(self.robot.reaction_s(due, press))
        if kind in SELECTS:
            self.card_s.append(self.robot.card_s(due))

    def _focus(self, widget: QWidget) -> None:
        with self.robot.turns.turn("focus"):
            widget.setFocus()

    def _list(self) -> QWidget:
        return self.window.events.view.viewport()

    def _map(self) -> QWidget:
        viewport = self.window.map.box.scene().views()[0].viewport()
        assert isinstance(viewport, QWidget)
        return viewport

    def _row(self) -> None:
        self._focus(self.window.events.view)
        for _ in range(3):
            self._key("list", self._list, self._chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)))

    def _next(self) -> None:
        self._key("next event", self._list, Qt.Key.Key_F7)

    def _letter(self) -> None:
        """A letter into the search, and out again."""
        self._focus(self.window.events.search)
        for key in (Qt.Key.Key_L, Qt.Key.Key_J, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace):
            self._key("search", lambda: self.window.events.search, key)

    def _zoom(self) -> None:
        self._focus(self.window.map)
        for key in (Qt.Key.Key_Plus, Qt.Key.Key_Left, Qt.Key.Key_Minus, Qt.Key.Key_Home):
            self._key("map", self._map, key)

    def _form(self) -> None:
        self._key("report form", lambda: self.window.report.subject, Qt.Key.Key_N, _CTRL)
        self._key("report form", self._list, Qt.Key.Key_Escape)
        with self.robot.turns.turn("dock card"):
            self.window.workspace.raise_dock("card")

    def _dialog(self) -> None:
        self._key("keys dialog", self._keys_dialog, Qt.Key.Key_F1)
        self._key("keys dialog", self._list, Qt.Key.Key_Escape)

    def _keys_dialog(self) -> KeysDialog:
        found = self.window.findChild(KeysDialog)
        assert found is not None
        return found

    def _view(self) -> None:
        for key in (Qt.Key.Key_F2, Qt.Key.Key_F3):
            self._key("view", self._map, key)
