"""Drawing costs of the window while layers change: fields, opacity and live lines, on the map and in the twin.

The demo county is open in a map and a twin of their own, off-screen.  Each figure is compared with the still state in
the same run: processor time of the UI thread, and times between two paintings while one is requested 60 times a
second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from unittest.mock import patch

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget

from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.first_paint import without_display
from bench.plain_layer import PlainLayer, depth_field, layers_with, sheet_with_depth, ways
from bench.rounds import Progress
from county import catalog
from county.package.open import CountyPackage
from desktop import theme
from desktop.map.picture_stack import PictureStack
from desktop.map.view import MapView
from layers.batches import Field
from layers.focus import Focus
from layers.registry import LayerSet
from twin.view.drape import Draper
from twin.view.widget import TwinWidget

MAP_PX, TWIN_PX = (1920, 1080), (1280, 720)
SECONDS = 5.0
SETTLE_S = 60.0
CELLS = 1_000
SIDES = (1.0, 0.5)
FIELD_MS, LINES_MS, FRAME_MS, DRAG_MS = 200, 100, 16, 33
LINES, VERTICES = 1_000, 8
PROBE_PX = 8


def run(progress: Progress) -> list[BenchFigure]:
    """All figures.  Raises OSError when the demo county cannot be built, RuntimeError when a view does not settle."""
    package = CountyPackage(demo_package(progress))
    without_display()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, screen_px=MAP_PX)
    changing = PlainLayer()
    layers = layers_with(package, catalog.load(), changing)
    styles, focus = sheet_with_depth(), Focus()
    figures: list[BenchFigure] = []
    progress(0.05, "map")
    map_view = MapView(layers, focus, styles, package)
    with shown(map_view, MAP_PX, lambda: map_view.settled):
        for side in SIDES:
            figures += field_figures("map", map_view, changing, package, side)
        progress(0.4, "map, opacity")
        figures += opacity_figures("map", map_view, layers, PictureStack)
        stack = map_view._base._sharp
        assert stack is not None
        figures.append(BenchFigure("map, pictures of the layers", stack.n_bytes / 1e6, "MB"))
    progress(0.5, "twin")
    twin = TwinWidget(layers, focus, styles, package)
    with shown(twin, TWIN_PX, lambda: twin.settled):
        for side in SIDES:
            figures += field_figures("twin", twin, changing, package, side)
        progress(0.8, "twin, opacity")
        figures += opacity_figures("twin", twin, layers, Draper)
        scene = twin._worker._scene
        assert scene is not None
        figures.append(BenchFigure("twin, pictures of the layers", scene._draper.n_bytes / 1e6, "MB"))
        progress(0.85, "lines")
        figures += line_figures(twin, changing, package)
    return figures


def field_figures(
    name: str, view: QWidget, layer: PlainLayer, package: CountyPackage, side: float
) -> list[BenchFigure]:
    """A field of CELLS² that is replaced every FIELD_MS, over a box with this share of the county's sides."""
    fields = list(floods(package, side))
    layer.show(fields[0])
    turn(2.0)
    middle = view.rect().center()
    probe = QRect(middle.x(), middle.y(), PROBE_PX, PROBE_PX)
    layer.visible = False
    turn(2.0)
    bare = view.grab(probe).toImage()
    layer.visible = True
    turn(2.0)
    still_s = processor_s(lambda: turn(SECONDS))
    number = count(1)
    replaced_s = processor_s(
        lambda: turn(SECONDS, {FIELD_MS: lambda: layer.show(fields[next(number) % len(fields)])})
    )
    replaced = next(number) - 1
    empty = 0
    seen: list[bytes] = []

    def look() -> None:
        nonlocal empty
        image = view.grab(probe).toImage()
        empty += image == bare
        seen.append(bytes(image.constBits()))

    turn(SECONDS, {FIELD_MS: lambda: layer.show(fields[next(number) % len(fields)]), FRAME_MS: look})
    different = sum(a != b for a, b in pairwise(seen))
    layer.show()
    turn(1.0)
    return [
        BenchFigure(
            f"{name}, field of {CELLS}² on {side:.0%} of each side, {1000 // FIELD_MS} a second: UI thread a time",
            (replaced_s - still_s) / replaced * 1000, "ms", at_most=4.0,
        ),
        BenchFigure(f"{name}, empty frames of {len(seen)}", empty, "", at_most=0),
        BenchFigure(f"{name}, changes seen a second", different / SECONDS, ""),
    ]  # fmt: skip


def opacity_figures(
    name: str, view: QWidget, layers: LayerSet, painting: type[PictureStack] | type[Draper]
) -> list[BenchFigure]:
    """The terrain's opacity is dragged to and fro."""
    turn(2.0)
    still_ms = frames_ms(view, lambda: turn(SECONDS, {FRAME_MS: surface_of(view).update}))
    steps = count(1)

    def drag() -> None:
        layers["terrain"].opacity = abs(next(steps) % 60 - 30) / 30 * 0.9 + 0.05

    painted = 0
    paint = painting._painted

    def counted(*args: object) -> object:
        nonlocal painted
        painted += 1
        return paint(*args)  # type: ignore[arg-type]

    with patch.object(painting, "_painted", counted):
        dragged_ms = frames_ms(view, lambda: turn(SECONDS, {FRAME_MS: surface_of(view).update, DRAG_MS: drag}))
        layers["terrain"].opacity = 1.0
        turn(3.0)
    return [
        BenchFigure(f"{name}, layers painted during an opacity drag", painted, "", at_most=0),
        BenchFigure(
            f"{name}, 95th percentile of frames during the drag / still",
            float(np.percentile(dragged_ms, 95) / np.percentile(still_ms, 95)), "ratio", at_most=1.2,
        ),
        BenchFigure(f"{name}, longest frame during the drag", float(dragged_ms.max()), "ms"),
        BenchFigure(f"{name}, longest frame, still", float(still_ms.max()), "ms"),
    ]  # fmt: skip


def line_figures(twin: TwinWidget, layer: PlainLayer, package: CountyPackage) -> list[BenchFigure]:
    """LINES polylines across the county, replaced every LINES_MS: with a fixed camera, then with a turning one."""
    batches = [ways(ways_of(package, seed)) for seed in range(6)]
    layer.show(batches[0])
    turn(3.0)
    number = count(1)

    def change() -> None:
        layer.show(batches[next(number) % len(batches)])

    def turned() -> None:
        twin.look(twin.camera.orbited(twin.camera.target, 0.4, 0.0))

    out = []
    for what, others in (("fixed camera", {FRAME_MS: twin.update}), ("turning camera", {FRAME_MS: turned})):
        frames = twin.frames
        still_ms = frames_ms(twin, lambda others=others: turn(SECONDS, others))  # type: ignore[misc]
        still_frames, frames = twin.frames - frames, twin.frames
        live_ms = frames_ms(twin, lambda others=others: turn(SECONDS, {**others, LINES_MS: change}))  # type: ignore[misc]
        live_frames = twin.frames - frames
        ratio = float(np.mean(live_ms) / np.mean(still_ms))
        title = f"twin {what}, {LINES:,} live lines changing {1000 // LINES_MS} times a second: frame / still"
        out.append(BenchFigure(title, ratio, "ratio", at_most=1.3))
        out.append(BenchFigure(f"twin {what}, frames rendered / still", live_frames / max(1, still_frames), "ratio"))
        out.append(BenchFigure(f"twin {what}, mean frame, lines still", float(np.mean(still_ms)), "ms"))
    return out


def floods(package: CountyPackage, side: float) -> Iterator[Field]:
    """Depths of a flood that rises, in the middle of the county."""
    west, south, east, north = extent_of(package)
    dx, dy = (east - west) * (1 - side) / 2, (north - south) * (1 - side) / 2
    extent_m = west + dx, south + dy, east - dx, north - dy
    y, x = np.mgrid[-1 : 1 : CELLS * 1j, -1 : 1 : CELLS * 1j].astype(np.float32)
    bowl = 1 - np.hypot(x, y) + 0.2 * np.sin(9 * x) * np.cos(7 * y)
    for step in range(8):
        depth = bowl * (1.0 + 0.3 * step) + 0.1 * step
        yield depth_field(np.where(depth > 0.05, depth, np.nan), extent_m)


def ways_of(package: CountyPackage, seed: int) -> np.ndarray:
    """Ways (LINES, VERTICES, 2) of some kilometres."""
    random = np.random.default_rng(seed)
    west, south, east, north = extent_of(package)
    start = random.uniform((west, south), (east, north), (LINES, 2))
    steps = random.normal(0.0, 600.0, (LINES, VERTICES, 2)) + random.normal(0.0, 400.0, (LINES, 1, 2))
    return np.asarray(start[:, None] + np.cumsum(steps, axis=1))


def extent_of(package: CountyPackage) -> tuple[float, float, float, float]:
    """West, south, east, north of the terrain in metres."""
    assert package.terrain is not None
    return package.terrain.extent_m


@contextmanager
def shown(view: QWidget, size_px: tuple[int, int], settled: Callable[[], bool]) -> Iterator[None]:
    """The view on the screen, drawn in full; closed at the end."""
    view.resize(*size_px)
    view.show()
    end = time.monotonic() + SETTLE_S
    while time.monotonic() < end and not settled():
        turn(0.2)
    try:
        if not settled():
            raise RuntimeError(f"{type(view).__name__} was not drawn within {SETTLE_S:g} s")
        turn(3.0)
        yield
    finally:
        view.close()
        view.deleteLater()
        turn(0.1)


def turn(seconds: float, every_ms: dict[int, Callable[[], object]] | None = None) -> None:
    """Run the event loop, and call each function at its interval in milliseconds."""
    loop = QEventLoop()
    timers = []
    for interval, call in (every_ms or {}).items():
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(call)
        timer.start(interval)
        timers.append(timer)
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    for timer in timers:
        timer.stop()


def processor_s(work: Callable[[], None]) -> float:
    """Seconds of processor time that this thread, the UI's, takes meanwhile."""
    before = time.thread_time()
    work()
    return time.thread_time() - before


class _Paintings(QObject):
    """When a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at.append(time.perf_counter())
        return False


def surface_of(view: QWidget) -> QWidget:
    """The widget that is painted: of the map the one that shows its scene."""
    scene = view.findChild(QGraphicsView)
    return view if scene is None else scene.viewport()


def frames_ms(view: QWidget, work: Callable[[], None]) -> np.ndarray:
    """Milliseconds between two paintings of the view meanwhile."""
    paintings, surface = _Paintings(), surface_of(view)
    surface.installEventFilter(paintings)
    work()
    surface.removeEventFilter(paintings)
    return np.diff(paintings.at) * 1000
