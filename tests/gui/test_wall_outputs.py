"""The windows and pictures of walls: pixel for pixel, never stretched, and with the screens that are there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from county.wall.reading import DIGIT_EM, HAN_EM
from county.wall.wall import Output
from desktop.wall.brush import TileBrush
from desktop.wall.look import NIGHT_LOOK
from desktop.wall.outputs import Outputs, placed, places_of, screen_of
from desktop.wall.picture import picture_of, pictures
from desktop.wall.show import on_stage, text_boxes
from desktop.wall.type_scale import TypeScale
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_walls import a_wall, scene, shown_wall, tile

NATIVE = [(1920, 1080), (3840, 2160), (6656, 1792)]


class FakeScreen:
    def __init__(self, name: str, left: int, serial: str = "", top: int = 0) -> None:
        self._name, self._serial, self._rect = name, serial, QRect(left, top, 1920, 1080)

    def name(self) -> str:
        return self._name

    def serialNumber(self) -> str:
        return self._serial

    def geometry(self) -> QRect:
        return self._rect


def output(name: str, serial: str = "") -> Output:
    return Output(name=name, serial=serial, canvas_rect_px=(0, 0, 1920, 1080), native_px=(1920, 1080))


# ---- which screen


def test_screens_are_found_by_serial_number_before_name_and_by_their_place(qapp: object) -> None:
    screens: list[Any] = [FakeScreen("DP-2", 3840, "B"), FakeScreen("DP-1", 0, "A"), FakeScreen("DP-3", 1920, "C")]
    places = places_of(screens)
    assert screen_of(output("DP-3"), screens, places) is screens[2]
    assert screen_of(output("DP-3", serial="A"), screens, places) is screens[1]
    assert [screen_of(output(f"#{n}"), screens, places) for n in (1, 2, 3)] == [screens[1], screens[2], screens[0]]
    assert screen_of(output("#4"), screens, places) is None
    assert screen_of(output("#0"), screens, places) is None
    assert screen_of(output("HDMI-1"), screens, places) is None


def test_screens_keep_their_places_while_another_one_is_gone(qapp: object) -> None:
    screens: list[Any] = [FakeScreen("a", 0), FakeScreen("b", 1920)]
    places = places_of(screens)
    assert screen_of(output("#1"), screens[1:], places) is None
    assert screen_of(output("#2"), screens[1:], places) is screens[1]


def test_places_are_counted_row_by_row(qapp: object) -> None:
    screens: list[Any] = [FakeScreen("d", 1920, top=1080), FakeScreen("b", 1920), FakeScreen("a", 0),
                          FakeScreen("c", 0, top=1080)]  # fmt: skip
    assert places_of(screens) == ["a", "b", "c", "d"]


# ---- never stretched


@pytest.mark.parametrize(
    ("canvas", "native", "expected"),
    [
        ((1920, 1080), (1920, 1080), (0, 0, 1920, 1080)),
        ((1920, 1080), (6656, 1792), (2368, 356, 1920, 1080)),
        ((1920, 1080), (3840, 2160), (0, 0, 3840, 2160)),
        ((3840, 2160), (1920, 1200), (0, 60, 1920, 1080)),
    ],
)
def test_a_canvas_of_another_size_is_shown_at_one_scale_with_edges(
    canvas: tuple[int, int], native: tuple[int, int], expected: tuple[int, int, int, int]
) -> None:
    assert placed(canvas, native) == QRectF(*expected)


# ---- pictures (A1, B1)


@pytest.mark.parametrize("size", NATIVE)
def test_a_circle_stays_a_circle_and_letters_have_the_height_asked_for(qapp: object, size: tuple[int, int]) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        brush = TileBrush(painter, NIGHT_LOOK, TypeScale(100, 80))
        brush.dot(QPointF(300, 300), 150, "text")
        brush.text(QPointF(600, 500), "国", 200, bold=True)
        brush.text(QPointF(1000, 500), "8", 200, bold=True)
    ink = np.frombuffer(image.constBits(), np.uint32).reshape(size[1], size[0]) & 0xFF > 0x80

    def box(left: int, right: int) -> tuple[int, int]:
        part = ink[:, left:right]
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        return int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)

    width, height = box(100, 500)
    assert abs(width - height) <= 1
    assert abs(width - 300) <= 1
    assert abs(box(600, 900)[1] - HAN_EM * 200) <= 1
    assert abs(box(1000, 1200)[1] - DIGIT_EM * 200) <= 1


def test_outputs_side_by_side_are_the_canvas_byte_for_byte(scripted: ScriptedDesktop, tmp_path: Path) -> None:
    scripted.report("垃圾堆积")
    tiles = (tile("headline", (0, 0, 640, 200), level="far"), tile("funnel", (660, 0, 600, 400)),
             tile("overdue", (1300, 0, 600, 400)))  # fmt: skip
    wall = a_wall(scene("day", *tiles), outputs=3, size=(640, 540))
    with shown_wall(scripted.session, wall) as show:
        written = pictures(show, "day", tmp_path)
        images = [QImage(str(path)) for path in written]
        assert [(image.width(), image.height()) for image in images] == [(640, 540)] * 3 + [(1920, 540)]
        canvas = images[-1]
        for number, image in enumerate(images[:3]):
            assert image == canvas.copy(QRect(640 * number, 0, 640, 540))
        assert picture_of(show, (0, 0, 1920, 540)) == canvas.convertToFormat(QImage.Format.Format_RGB32)


# ---- places of texts


def test_texts_of_a_picture_stay_off_the_seams() -> None:
    wall = a_wall(scene("day"), outputs=2, bezel_mm=5.0)
    assert wall.bezel_px == 2
    assert text_boxes(wall, (800, 0, 400, 540)) == [(962, 2, 238, 536), (800, 2, 158, 536)]


def test_a_pushed_tile_changes_places_with_the_stage() -> None:
    day = scene("day", tile("map", (0, 0, 600, 540)), tile("funnel", (620, 0, 300, 200)))
    pushed = on_stage(a_wall(day), day, "funnel")
    assert {one.id: one.rect_px for one in pushed.tiles} == {"funnel": (0, 0, 600, 540), "map": (620, 0, 300, 200)}
    assert on_stage(a_wall(day), day, "map") == day
    assert on_stage(a_wall(day), day, "unknown") == day


# ---- windows


def test_a_window_paints_only_what_is_dirty(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen()
    size = screen.geometry().width(), screen.geometry().height()
    wall = a_wall(scene("day", tile("funnel", (0, 0, 700, 250)), tile("alarms", (0, 300, 700, 250))), size=size)
    with shown_wall(scripted.session, wall) as show:
        outputs = Outputs(show, None)
        [window] = outputs.windows
        qtbot.waitExposed(window)
        show.show_scene("day")
        qtbot.waitUntil(lambda: show.tiles[1].paintings > 0)
        assert (window.width(), window.height()) == size
        before = [shown.paintings for shown in show.tiles]
        scripted.report("垃圾堆积")
        show.tick()
        qtbot.waitUntil(lambda: show.tiles[0].paintings > before[0])
        assert [shown.paintings for shown in show.tiles] == [before[0] + 1, before[1]]
        assert [state.state for state in outputs.states()] == ["shown"]
        outputs.close()


def test_a_window_goes_with_its_screen_and_returns_with_it(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen()
    there = [screen]
    wall = a_wall(scene("day", tile("funnel", (0, 0, 700, 250))), outputs=2, size=screen.geometry().size().toTuple())
    with shown_wall(scripted.session, wall) as show:
        outputs = Outputs(show, None, screens=lambda: list(there))
        show.show_scene("day")
        assert [state.state for state in outputs.states()] == ["shown", "missing"]
        for _ in range(50):
            there.clear()
            outputs.arrange()
            assert [state.state for state in outputs.states()] == ["missing", "missing"]
            there.append(screen)
            outputs.arrange()
            assert outputs.states()[0].state == "shown"
        window = outputs.windows[0]
        qtbot.waitUntil(lambda: window.paintings > 0)
        window.close()
        assert outputs.states()[0].state == "stopped"
        outputs.close()


def test_a_screen_of_another_size_is_told_to_the_desk(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen()
    size = screen.geometry().width() - 100, screen.geometry().height()
    with shown_wall(scripted.session, a_wall(scene("day", tile("funnel", (0, 0, 600, 250))), size=size)) as show:
        outputs = Outputs(show, None)
        show.show_scene("day")
        qtbot.waitUntil(lambda: show.tiles[0].paintings > 0)
        assert [state.state for state in outputs.states()] == ["scaled"]
        outputs.close()


def test_a_window_follows_its_screen_to_another_size(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen()
    size = screen.geometry().size().toTuple()
    with shown_wall(scripted.session, a_wall(scene("day", tile("funnel", (0, 0, 600, 250))), size=size)) as show:
        outputs = Outputs(show, None)
        show.show_scene("day")
        [window] = outputs.windows
        window.setGeometry(0, 0, 400, 300)  # as if the screen had been so small
        assert [state.state for state in outputs.states()] != ["shown"]
        screen.geometryChanged.emit(screen.geometry())
        qtbot.waitUntil(lambda: outputs.states()[0].state == "shown")
        assert window.geometry() == screen.geometry()
        outputs.close()


def test_only_the_named_output_is_served(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    wall = a_wall(scene("day", tile("funnel", (0, 0, 700, 250))), outputs=2, size=(800, 600))
    with shown_wall(scripted.session, wall) as show:
        outputs = Outputs(show, 2)
        assert [state.state for state in outputs.states()] == ["elsewhere", "missing"]
        outputs.close()


SCRIPT = """
import json, sys
from PySide6.QtWidgets import QApplication
from desktop.wall.outputs import Outputs, OutputWindow, places_of, screen_of
from county.wall.wall import Output
app = QApplication([])
sizes = json.loads(sys.argv[1])
class Show:
    def paint(self, painter, region): painter.fillRect(region, 0)
found = []
for n, (w, h) in enumerate(sizes, 1):
    output = Output(name=f"#{n}", canvas_rect_px=(0, 0, w, h), native_px=(w, h))
    screen = screen_of(output, app.screens(), places_of(app.screens()))
    window = OutputWindow(Show(), output)
    window.setScreen(screen)
    window.setGeometry(screen.geometry())
    window.showFullScreen()
    app.processEvents()
    ratio = window.devicePixelRatioF()
    grabbed = window.grab().toImage()
    found.append([round(window.width() * ratio), round(window.height() * ratio), grabbed.width(), grabbed.height()])
print(json.dumps(found))
"""


def scripted_screens(script: str, config: Path, home: Path, *arguments: str) -> object:
    """What a script prints in a process with the simulated screens of a file."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
             "QT_ENABLE_HIGHDPI_SCALING": "0", "HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_four_screens_of_different_density_are_covered_pixel_by_pixel(tmp_path: Path) -> None:
    sizes = [(1920, 1080), (3840, 2160), (2560, 1440), (6656, 1792)]
    left, screens = 0, []
    for number, ((width, height), ratio) in enumerate(zip(sizes, (1, 2, 1.5, 1), strict=True)):
        screens.append({"name": f"S{number}", "x": left, "y": 0, "width": width, "height": height,
                        "logicalDpi": 96 * ratio, "logicalBaseDpi": 96, "dpr": 1})  # fmt: skip
        left += width
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens[::-1]}), "utf-8")
    assert scripted_screens(SCRIPT, config, tmp_path, json.dumps(sizes)) == [[w, h, w, h] for w, h in sizes]


PLUGGED = """
import json
from types import SimpleNamespace
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QApplication
from county.wall.wall import Output
from desktop.wall.outputs import Outputs
app = QApplication([])
class Show(QObject):
    dirty, switched = Signal(QRect), Signal(str)
    def paint(self, painter, region): painter.fillRect(region, 0)
show = Show()
outputs = tuple(
    Output(name=name, canvas_rect_px=(n * 1920, 0, 1920, 1080), native_px=(1920, 1080))
    for n, name in enumerate(("#1", "#2", "S1"))
)
show.wall = SimpleNamespace(outputs=outputs)
there = list(app.screens())
windows = Outputs(show, None, screens=lambda: list(there))
found = []
def note():
    app.processEvents()
    found.append([[s.state for s in windows.states()], [w.screen().name() for w in windows.windows if w.isVisible()]])
note()
first = next(screen for screen in there if screen.name() == "S0")
for _ in range(50):
    there.remove(first)
    windows.arrange()
    gone = [s.state for s in windows.states()]
    there.append(first)
    windows.arrange()
there.remove(first)
windows.arrange()
note()
there.append(first)
windows.arrange()
note()
print(json.dumps(found))
"""


def test_a_screen_that_goes_leaves_the_others_and_an_output_without_a_screen_of_its_own_is_dark(tmp_path: Path) -> None:
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": [
        {"name": f"S{n}", "x": 1920 * n, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96,
         "dpr": 1} for n in (1, 0)
    ]}), "utf-8")  # fmt: skip
    assert scripted_screens(PLUGGED, config, tmp_path) == [
        [["shown", "shown", "missing"], ["S0", "S1"]],
        [["missing", "shown", "missing"], ["S1"]],
        [["shown", "shown", "missing"], ["S0", "S1"]],
    ]  # fmt: skip
