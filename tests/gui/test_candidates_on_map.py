"""While a unit is being chosen, the units to choose from are on the map: with rank and minutes, and to be clicked."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.units.dispatch import can_be_sent, rank
from desktop.item_models.unit_delegate import UNIT_LINE_ROLE
from desktop.session import Session
from desktop.units.ranked_unit_form import RankedUnitForm
from desktop.window.main_window import MainWindow
from layers.batches import Labels, Lines, Points
from layers.candidates import CandidatesLayer
from layers.focus import Selection
from layers.ways import CANDIDATE, POINTED, PROPOSED, WaysLayer
from services.protocol.messages import RankReply, SendingReply
from tests.gui.conftest import ScriptedDesktop

UNIT = Qt.ItemDataRole.UserRole
MINUTES = (4.0, 7.0, 9.0)


class Choosing(NamedTuple):
    """A window with the open dispatch form of an event."""

    scripted: ScriptedDesktop
    window: MainWindow
    event_id: str
    form: RankedUnitForm

    @property
    def units(self) -> list[str]:
        """Units in the order of the list."""
        return [self.form.units.item(row).data(UNIT) for row in range(self.form.units.count())]

    def answer(self) -> None:
        """The desk answers what it means to send each unit that was asked about."""
        source = self.scripted.source
        for number, (event_id, unit) in enumerate(source.sendings, start=1):
            x_m, y_m = self.place(unit)
            way = {"minutes": 4.0, "xy_m": [x_m, y_m, x_m + 500.0, y_m + 500.0]}
            source.answer(SendingReply(request=f"sending {number}", event_id=event_id, unit=unit, **way))
        self.scripted.tick()

    def place(self, unit: str) -> tuple[float, float]:
        home = next(known for known in self.scripted.session.package.resources if known.id == unit)
        return home.x_m, home.y_m

    def click(self, unit: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click on the place of a unit on the map."""
        view = self.window.map
        view.box.look_at(*self.place(unit), 2.0)
        at = QPoint(*(round(px) for px in view.viewport.point_px(*self.place(unit))))
        canvas = view.childAt(at)
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, modifier, canvas.mapFrom(view, at))
        QTest.qWait(0)

    def ways(self) -> dict[str, int]:
        """Style of the way of each unit."""
        [lines] = [b for b in self.scripted.session.layers.of(WaysLayer).batches() if isinstance(b, Lines)]
        return dict(zip(lines.ids.tolist(), lines.style.tolist(), strict=True))


@pytest.fixture
def choosing(scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]) -> Choosing:
    window = open_window(scripted.session)
    event_id = scripted.report("积水")
    scripted.happen(r.EventFiled(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    QApplication.processEvents()
    steps = window.card.event_card.steps
    steps.press(c.DispatchEvent)
    form = steps.form
    assert isinstance(form, RankedUnitForm)
    catalog = scripted.session.catalog
    movable = [unit for unit in scripted.session.package.resources if can_be_sent(unit, catalog)]
    ranked = list(rank(scripted.event(event_id), movable, catalog, {}))[:3]
    assert len(ranked) == 3
    timed = [replace(one, minutes=minutes) for one, minutes in zip(ranked, MINUTES, strict=True)]
    scripted.source.answer(RankReply(request=event_id, candidates=timed, choice=timed[0].choice))
    scripted.tick()
    found = Choosing(scripted, window, event_id, form)
    found.answer()
    return found


def marks(session: Session) -> Points:
    points = session.layers.of(CandidatesLayer).batches()[0]
    assert isinstance(points, Points)
    return points


def test_the_candidates_are_marked_with_rank_and_minutes_and_their_ways_are_drawn(choosing: Choosing) -> None:
    session, units = choosing.scripted.session, choosing.units
    assert set(marks(session).ids) == set(units)
    labels = session.layers.of(CandidatesLayer).batches()[1]
    assert isinstance(labels, Labels)
    assert labels.text.tolist()[0].endswith("4′")
    assert labels.text.tolist()[0].startswith("1")
    assert [choosing.form.units.item(row).text()[0] for row in range(3)] == ["1", "2", "3"]
    assert choosing.ways() == {units[0]: PROPOSED, units[1]: CANDIDATE, units[2]: CANDIDATE}


def test_a_row_has_the_figures_to_compare_in_columns_and_its_reason_without_them(choosing: Choosing) -> None:
    lines = [choosing.form.units.item(row).data(UNIT_LINE_ROLE) for row in range(3)]
    assert [line.rank for line in lines] == ["1", "2", "3"]
    assert [line.figures[0] for line in lines] == ["4", "7", "9"]
    assert all(line.figures[2] == "0" for line in lines)
    assert all(line.name and line.reason and "公里" not in line.reason for line in lines)
    assert choosing.form.headings.isVisible()


def test_the_way_of_the_unit_below_the_pointer_is_the_strongest(choosing: Choosing, qtbot: QtBot) -> None:
    row = choosing.form.units.visualItemRect(choosing.form.units.item(1)).center()
    qtbot.mouseMove(choosing.form.units.viewport(), row)
    qtbot.waitUntil(lambda: choosing.ways()[choosing.units[1]] == POINTED)


def test_the_marks_go_when_the_form_is_left(choosing: Choosing) -> None:
    QTest.keyClick(choosing.form.note, Qt.Key.Key_Escape)
    session = choosing.scripted.session
    assert choosing.window.card.event_card.steps.form is None
    assert len(session.layers.of(CandidatesLayer)) == 0
    assert CANDIDATE not in choosing.ways().values()
    assert session.focus.offered == ""


def test_a_click_on_a_mark_chooses_the_unit_and_the_form_stays(choosing: Choosing) -> None:
    second = choosing.units[1]
    choosing.click(second)
    assert choosing.form.chosen == (second,)
    focus = choosing.scripted.session.focus
    assert focus.selection == Selection("events", (choosing.event_id,))
    choosing.window.map.box.look_at(*choosing.place(second), 2.0)
    choosing.window.map.box.clicked.emit(choosing.window.map.rect().center().toPointF() / 3)
    assert choosing.window.card.event_card.steps.form is choosing.form, "a click that misses does not close it"


def test_several_units_are_sent_at_once_and_the_first_chosen_is_the_main_one(choosing: Choosing) -> None:
    first, second, third = choosing.units
    rows, left = choosing.form.units, Qt.MouseButton.LeftButton
    for row, modifier in ((1, Qt.KeyboardModifier.NoModifier), (0, Qt.KeyboardModifier.ControlModifier)):
        QTest.mouseClick(rows.viewport(), left, modifier, rows.visualItemRect(rows.item(row)).center())
    assert choosing.form.chosen == (second, first)
    choosing.answer()
    names = [choosing.scripted.session.layers["resources"].title(unit) for unit in (second, first)]
    assert choosing.form.sent.text() == f"主办：{names[0]}；协办：{names[1]}"
    assert marks(choosing.scripted.session).style.tolist().count(1) == 2
    choosing.form.note.insert("带抽水泵")  # QTest types Latin letters only
    QTest.keyClick(choosing.form.note, Qt.Key.Key_Return)
    assert choosing.scripted.source.commands[-1].body == c.DispatchEvent(
        event_id=choosing.event_id, unit=second, further=(first,), note="带抽水泵"
    )
    assert third not in choosing.form.chosen
    told = {"event_id": choosing.event_id, "note": "带抽水泵"}
    due_ms = choosing.scripted.clock.now_ms() + 3_600_000
    choosing.scripted.accept(
        r.EventDispatched(unit=second, due_ms=due_ms, **told), r.UnitAdded(unit=first, **told)
    )
    card = choosing.window.card.event_card
    values = [value.text() for _, value in card.facts.lines]
    assert f"带抽水泵（{'、'.join(names)}）" in values
    assert card.time_line.text().count("带抽水泵") == 2, "in the history line of each unit"
