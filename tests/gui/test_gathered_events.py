"""Events that would overlap on the map are one mark with their number; those at one place are fanned out by a click."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.events.event import STATES
from desktop.map.fan import PAGE, offsets
from desktop.map.identify import mark_at as mark_under
from desktop.map.legend import Legend
from desktop.map.painters.gathered import APART_PX, AROUND
from desktop.map.view import MapView
from drawing.group_mark import SECTORS, group_px, ring_of
from layers.events import GROUP, NEW_FOR_MS, DrawnAs, EventsLayer
from layers.style import StyleSheet
from layers.urgency import COLOURS
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_map_view import click, drag, mouse_widget_of, px_of
from tests.positions import first_unit_reports, positions

FAR, NEAR = 20.0, 0.5
"""Metres a pixel at which events 100 m apart overlap, and do not."""
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[MapView]:
    session = scripted.session
    for layer in session.layers:
        layer.visible = layer.key in ("events", "boundary")
    session.focus.reduced_motion = True  # the map is where it flies to at once
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    view.close()


def reported(scripted: ScriptedDesktop, *dx_m: float, subclass: str = "exposed_garbage") -> list[str]:
    """Events that are no longer new."""
    ids = [scripted.report(f"事件{number}", dx_m=dx, subclass=subclass) for number, dx in enumerate(dx_m)]
    scripted.clock.advance(2 * NEW_FOR_MS)
    scripted.tick()
    return ids


def look(view: MapView, scripted: ScriptedDesktop, m_per_px: float) -> QPoint:
    """Show the events at a scale; returns the pixel of the first one's place."""
    place = scripted.session.package.resources[0]
    view.box.look_at(place.x_m, place.y_m, m_per_px)
    return px_of(view, place.x_m, place.y_m)


def things_at(view: MapView, at: QPoint) -> list[str]:
    return [item_id for layer, item_id in view.at(at.x(), at.y()) if layer.key == "events"]


def group(view: MapView, at: QPoint) -> list[str]:
    there = mark_under(view._layers, view._painters, view.viewport, at.x(), at.y())
    return [] if there is None else [str(item_id) for item_id in there[1].ids]


def mark_at(view: MapView, scripted: ScriptedDesktop) -> QPoint:
    """The pixel of the only mark of several."""
    painter = view._painters.of(scripted.session.layers["events"])[-1]
    [[x_px, y_px]] = painter._marks(view.viewport)[1].tolist()  # type: ignore[attr-defined]
    return QPoint(round(x_px), round(y_px))


def tip_at(view: MapView, at: QPoint, qtbot: QtBot) -> str:
    for place in (at + QPoint(60, 60), at):  # Qt drops a move to where the pointer is
        QTest.mouseMove(mouse_widget_of(view), place)
    qtbot.waitUntil(view.tip.isVisible)
    return view.tip.text()


def test_events_are_one_mark_where_they_would_overlap_and_apart_where_not(
    view: MapView, scripted: ScriptedDesktop
) -> None:
    ids = reported(scripted, 0.0, 100.0, 200.0)
    look(view, scripted, FAR)
    assert set(group(view, mark_at(view, scripted))) == set(ids)
    at = look(view, scripted, NEAR)
    assert [things_at(view, at + QPoint(round(dx / NEAR), 0)) for dx in (0, 100, 200)] == [[i] for i in ids]
    assert group(view, at) == []


def test_a_click_on_a_mark_zooms_until_its_events_are_apart(view: MapView, scripted: ScriptedDesktop) -> None:
    ids = reported(scripted, 0.0, 100.0)
    look(view, scripted, FAR)
    click(view, mark_at(view, scripted))
    place = scripted.session.package.resources[0]
    assert [things_at(view, px_of(view, place.x_m + dx, place.y_m)) for dx in (0, 100)] == [[i] for i in ids]
    assert scripted.session.focus.selection is None
    assert not view.fan.things


def test_an_emergency_leads_its_mark_and_shows_around_it(view: MapView, scripted: ScriptedDesktop) -> None:
    def reds() -> int:
        image = view.snapshot().toImage()
        at, red = mark_at(view, scripted), QColor(scripted.session.styles["event.emergency"].color)
        pixels = [image.pixelColor(at + QPoint(dx, dy)) for dx in range(-25, 26) for dy in range(-25, 26)]
        return sum(pixel == red for pixel in pixels)

    view.call_show.touch()  # a hand is on the map: it does not turn to the leak
    reported(scripted, 0.0, 60.0, 120.0)
    look(view, scripted, FAR)
    assert reds() == 0
    [leak] = reported(scripted, 90.0, subclass="gas_leak")
    view.call_show.touch()
    look(view, scripted, FAR)
    assert group(view, mark_at(view, scripted))[0] == leak
    assert reds() > 100


@pytest.mark.parametrize("others", [0, 2])
def test_the_ring_of_what_is_selected_lies_outside_the_octagon_of_an_emergency(
    view: MapView, scripted: ScriptedDesktop, others: int
) -> None:
    """Alone, and around a mark of several."""
    [leak] = reported(scripted, 0.0, subclass="gas_leak")
    reported(scripted, *(60.0 * n for n in range(1, 1 + others)))
    view.call_show.touch()
    look(view, scripted, FAR)
    place = scripted.session.package.resources[0]
    at = px_of(view, place.x_m, place.y_m)
    emergency = scripted.session.styles["event.emergency"]
    half_px = AROUND ** (others > 0) * emergency.size_px / 2

    def pixels(image: QImage, begin_px: float, end_px: float) -> list[str]:
        near = [(dx, dy) for dx in range(-40, 41) for dy in range(-40, 41) if begin_px <= math.hypot(dx, dy) < end_px]
        return [image.pixelColor(at + QPoint(dx, dy)).name() for dx, dy in near]

    def like(image: QImage, color: str) -> int:
        """Pixels of the octagon that have this colour but for its smoothed edges."""
        wanted = QColor(color)
        found = map(QColor, pixels(image, 0, half_px))
        return sum(
            max(abs(one.red() - wanted.red()), abs(one.green() - wanted.green()), abs(one.blue() - wanted.blue())) < 25
            for one in found
        )

    before = view.snapshot().toImage()
    scripted.session.focus.select("events", leak)
    after = view.snapshot().toImage()
    ink = QColor(scripted.session.styles["selection"].outline[:7]).name()
    for color in (emergency.color, emergency.outline):
        count = like(before, color)
        assert count > 20
        assert like(after, color) >= 0.8 * count, "nothing is over its octagon"
    assert ink not in pixels(before, half_px, 40)
    assert pixels(after, half_px, 40).count(ink) > 60, "and its own ring is whole"


def test_the_ring_of_a_mark_follows_how_urgent_its_events_are_the_worst_at_the_top(
    view: MapView, scripted: ScriptedDesktop
) -> None:
    def inks() -> list[str]:
        """Of the ring from its top, clockwise."""
        image, middle = view.snapshot().toImage(), mark_at(view, scripted)
        style = scripted.session.styles[GROUP]
        names = {QColor(scripted.session.styles[f"event.{colour}"].color).rgb(): colour for colour in COLOURS}
        radius = group_px(style, 2) / 2 - style.width_px / 2 - 0.5
        turns = (math.radians(degrees) for degrees in range(10, 360, 10))
        places = [middle + QPoint(round(radius * math.sin(a)), round(-radius * math.cos(a))) for a in turns]
        seen = [names.get(image.pixelColor(place).rgb(), "") for place in places]
        return list(dict.fromkeys(colour for colour in seen if colour))

    ids = reported(scripted, 0.0, 100.0)
    look(view, scripted, FAR)
    assert inks() == ["open"]
    scripted.dispatch(ids[0])
    scripted.tick()
    assert inks() == ["open"], "a stage has no colour"
    late = scripted.session.layers.states("event")[ids[0]]
    scripted.clock.advance(late.due_ms - scripted.clock.now_ms())
    scripted.tick()
    look(view, scripted, FAR)
    assert inks() == ["urgent", "open"]


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=len(STATES)))
def test_every_colour_is_seen_in_a_ring_that_is_closed(numbers: list[int]) -> None:
    sectors = [of_state for _, of_state in ring_of([((0, 0, 0, 255), number) for number in numbers])]
    assert sum(sectors) == SECTORS
    assert min(sectors) >= 1


@pytest.mark.parametrize("drawn_as", ["heat", "amounts"])
def test_events_are_marks_again_after_they_were_drawn_otherwise(
    view: MapView, scripted: ScriptedDesktop, drawn_as: DrawnAs
) -> None:
    ids = reported(scripted, 0.0, 100.0)
    look(view, scripted, FAR)
    events = scripted.session.layers.of(EventsLayer)
    ways: tuple[DrawnAs, ...] = (drawn_as, "symbols")
    for way in ways:
        events.draw_as(way, events.window_ms)
        scripted.tick()
        view.snapshot()
    assert set(group(view, mark_at(view, scripted))) == set(ids)


def test_the_tip_of_a_mark_says_how_many_events_it_holds_and_finds_the_most_urgent_first(
    view: MapView, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    ids = reported(scripted, 0.0, 100.0, 200.0)
    scripted.dispatch(ids[2])
    look(view, scripted, FAR)
    at = mark_at(view, scripted)
    members = group(view, at)
    assert members[-1] == ids[2], "what runs in time is the least urgent"
    assert things_at(view, at) == members[:1], "a pixel lists no thing that a zoom shows apart"
    assert "此处第 1 / 3 项；单击放大" in tip_at(view, at, qtbot)


def test_a_box_finds_each_event_of_a_mark(view: MapView, scripted: ScriptedDesktop) -> None:
    ids = reported(scripted, 0.0, 100.0, 200.0)
    look(view, scripted, FAR)
    at = mark_at(view, scripted)
    drag(view, at - QPoint(60, 60), at + QPoint(60, 60), SHIFT)
    selection = scripted.session.focus.selection
    assert selection is not None
    assert set(selection.ids) == set(ids)


def test_events_at_one_place_are_fanned_out_by_a_click_and_each_can_be_chosen(
    view: MapView, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    ids = reported(scripted, 0.0, 0.0, 0.0)
    at = look(view, scripted, NEAR)
    assert "此处第 1 / 3 项；单击展开" in tip_at(view, at, qtbot)
    click(view, at)
    focus = scripted.session.focus
    places = [at + QPoint(round(x), round(y)) for x, y in offsets(3).tolist()]
    assert sorted(things_at(view, place)[0] for place in places) == sorted(ids)
    for number, place in enumerate(places, 1):
        click(view, place)
        assert focus.selection is not None
        assert list(focus.selection.ids) == things_at(view, place)
        assert view.fan.text == f"{number} / 3"
        assert "此处第" in tip_at(view, place, qtbot)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.fan.isVisible()
    assert focus.selection is not None, "the first Escape folds only"


def test_a_fan_opens_and_is_walked_by_keys(view: MapView, scripted: ScriptedDesktop) -> None:
    ids = reported(scripted, 0.0, 0.0, 0.0)
    look(view, scripted, FAR)
    focus = scripted.session.focus
    focus.select("events", ids[0])
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.fan.isVisible()
    chosen = []
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
        assert focus.selection is not None
        chosen += focus.selection.ids
    assert set(chosen) == set(ids)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert focus.selection.ids == (chosen[1],)


def test_the_key_fans_out_nothing_where_an_area_is_selected(view: MapView, scripted: ScriptedDesktop) -> None:
    reported(scripted, 0.0, 0.0)
    look(view, scripted, FAR)
    session = scripted.session
    session.focus.select("boundary", str(session.package.table("boundary")["code"][0]))
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not view.fan.things


def test_a_click_elsewhere_folds_a_fan(view: MapView, scripted: ScriptedDesktop) -> None:
    reported(scripted, 0.0, 0.0)
    at = look(view, scripted, NEAR)
    click(view, at)
    assert view.fan.isVisible()
    click(view, at + QPoint(200, 150))
    assert not view.fan.isVisible()


def test_an_event_that_leaves_the_map_leaves_its_fan(view: MapView, scripted: ScriptedDesktop) -> None:
    reported(scripted, 0.0, 0.0)
    click(view, look(view, scripted, NEAR))
    assert view.fan.isVisible()
    scripted.session.layers["events"].visible = False
    assert not view.fan.isVisible()


def test_a_unit_that_drives_on_leaves_the_fan(view: MapView, scripted: ScriptedDesktop) -> None:
    session, place = scripted.session, scripted.session.package.resources[0]
    first_unit_reports(session.layers, session.package, place.x_m, place.y_m, scripted.clock.now_ms())
    session.layers["tracks"].visible = True
    ids = reported(scripted, 0.0, 0.0)
    click(view, look(view, scripted, NEAR))
    assert {layer.key for layer, _ in view.fan.things} == {"events", "tracks"}
    scripted.clock.advance(5_000)
    session.layers.take(positions((0, scripted.clock.now_ms(), place.x_m + 50.0, place.y_m, 90.0, 36.0)))
    scripted.tick()
    assert {item_id for _, item_id in view.fan.things} == set(ids)


def test_more_events_than_a_page_are_on_further_pages(view: MapView, scripted: ScriptedDesktop) -> None:
    ids = reported(scripted, *[0.0] * (PAGE + 3))
    at = look(view, scripted, NEAR)
    click(view, at)
    seen: set[str] = set()
    for expected in (PAGE, 3):
        page = [things_at(view, at + QPoint(round(x), round(y))) for x, y in offsets(expected).tolist()]
        assert all(len(found) == 1 for found in page)
        seen |= {found[0] for found in page}
        assert view.fan.text.endswith(f" / {PAGE + 3}")
        click(view, at)
    assert seen == set(ids)


def test_a_page_of_a_fan_stays_when_data_move_and_turns_to_what_is_chosen(
    view: MapView, scripted: ScriptedDesktop
) -> None:
    reported(scripted, *[0.0] * (PAGE + 3))
    at = look(view, scripted, NEAR)
    click(view, at)
    click(view, at)
    second = f"{PAGE + 1}–{PAGE + 3} / {PAGE + 3}"
    assert view.fan.text == second
    reported(scripted, 500.0)
    assert view.fan.text == second
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.fan.text == f"1–{PAGE} / {PAGE + 3}", "the second of all is on the first page"


@pytest.mark.parametrize("number", [2, 99, 999, 30_000, 1_000_000])
def test_a_mark_is_no_larger_than_marks_are_apart(number: int) -> None:
    assert group_px(StyleSheet.load()[GROUP], number) <= APART_PX


@pytest.mark.parametrize("number", [2, 10, 11, 40])
def test_fanned_things_do_not_overlap(number: int) -> None:
    xy = offsets(number)
    between = np.hypot(*(xy[:, None] - xy[None, :]).T) + np.where(np.eye(number), np.inf, 0.0)
    assert between.min() > 30.0


def test_the_legend_explains_the_mark(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    legend = Legend(scripted.session.layers, scripted.session.styles)
    qtbot.addWidget(legend)
    assert "多件：件数与紧迫程度占比" in legend.texts()
    legend.close()
