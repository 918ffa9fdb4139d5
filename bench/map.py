"""The map with 2,070, 100,000 and 1,000,000 sensors, off-screen, all layers shown.

A frame is a step of a zoom or pan with the painting that follows it, in processor time of the UI thread.  The ground is
painted between frames, as in the window.  All views and the peer do the same steps by turns.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from bench import opened_sensors
from bench.demo_package import demo_package
from bench.drawing import processor_s, shown, surface_of, turn
from bench.figures import BenchFigure
from bench.first_paint import without_display
from bench.many_points import AllMeasuring, crowd, layers_of
from bench.rounds import Progress
from county.package.open import CountyPackage
from desktop import theme
from desktop.map.view import MapView
from layers.focus import Focus
from layers.style import StyleSheet

OWN, SOME, MANY = "2,070", "100,000", "1,000,000"
FULL_HD, FOUR_K = (1920, 1080), (3840, 2160)
ROUNDS = 3
FARTHEST_M_PER_PX, NEAREST_M_PER_PX = 45.0, 0.5
ZOOMS, PANS, PEER_FRAMES = 30, 12, 6
PANNED_M_PER_PX = (20.0, 6.0, 1.5)
PAN_PX = 30.0
CHANGES_A_FRAME = 320
"""20,000 a second at 62.5 frames a second; the layers are told of them every other frame."""
HITS = 60
SECONDS = 5.0
Step = tuple[float, float, float]
"""Middle in metres, and metres a pixel."""
Times = NDArray[np.float64]


def run(progress: Progress) -> list[BenchFigure]:
    """All figures.  Raises OSError when the demo county cannot be built, RuntimeError when a view does not settle."""
    package = CountyPackage(demo_package(progress))
    without_display()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, screen_px=FULL_HD)
    zoom, pan = steps_over(package)
    with ExitStack() as stack:
        views: dict[str, MapView] = {}
        measuring: dict[str, AllMeasuring] = {}
        for done, (name, number) in enumerate(((OWN, len(package.sensors)), (SOME, 100_000), (MANY, 1_000_000))):
            progress(0.1 * done, f"{name} sensors")
            sensors = crowd(package, number)
            layers = layers_of(package, sensors)
            measuring[name] = AllMeasuring(layers, sensors)
            view = views[name] = MapView(layers, Focus(), StyleSheet.load(), package)
            stack.enter_context(shown(view, FULL_HD, lambda view=view: view.settled))  # type: ignore[misc]
        scatter = peer(package, 1_000_000)
        stack.enter_context(shown(scatter, FULL_HD, lambda: True))
        gc.collect()
        progress(0.4, "zoom and pan")
        frames = {name: np.concatenate(times) for name, times in rounds(views, zoom, pan).items()}
        progress(0.6, "the peer")
        points_alone = peer_frames_ms(scatter, zoom)
        figures = ratios(frames, points_alone)
        progress(0.7, "changes of state")
        figures += change_figures(views[MANY], measuring[MANY], pan)
        progress(0.8, "hit tests")
        figures.append(hit_figure(views[MANY], zoom))
        progress(0.85, "4K")
        figures.append(large_figure(views[MANY], zoom))
        progress(0.9, "loop")
        for name in (MANY, OWN):
            figures += loop_figures(name, views[name], measuring[name], pan)
        turn(SECONDS)
        idle = processor_share(lambda: turn(SECONDS))
        figures.append(BenchFigure("at rest, all views, of a core", idle, "%", at_most=2.0))
    return figures + opened_sensors.figures(lambda share, text: progress(0.95 + 0.05 * share, text))


def steps_over(package: CountyPackage) -> tuple[list[Step], list[Step]]:
    """A zoom from the whole county into its densest part, and pans over it."""
    x_m, y_m = np.median(package.sensors.xy_m, axis=0).tolist()
    scales = np.geomspace(FARTHEST_M_PER_PX, NEAREST_M_PER_PX, ZOOMS).tolist()
    pan = [(x_m + i * PAN_PX * scale, y_m, scale) for scale in PANNED_M_PER_PX for i in range(PANS)]
    return [(x_m, y_m, scale) for scale in scales], pan


def rounds(views: dict[str, MapView], zoom: list[Step], pan: list[Step]) -> dict[str, list[Times]]:
    """Frames of each view in ROUNDS, after one that is not counted."""
    times: dict[str, list[Times]] = {name: [] for name in views}
    for number in range(ROUNDS + 1):
        for name, view in views.items():
            found = frames_ms(view, zoom + zoom[::-1] + pan)
            if number:
                times[name].append(found)
    return times


def frames_ms(view: MapView, steps: list[Step], before: Callable[[], object] = lambda: None) -> Times:
    """Milliseconds of each step; ``before`` each of them counts with it."""
    surface, times = surface_of(view), []

    def frame(step: Step) -> None:
        before()
        view.box.look_at(*step)
        surface.repaint()

    for step in steps:
        times.append(1000 * processor_s(lambda step=step: frame(step)))  # type: ignore[misc]
        turn(0.001)
    return np.array(times)


def peer(package: CountyPackage, number: int) -> pg.PlotWidget:
    """A plain scatter plot of so many points."""
    plot = pg.PlotWidget()
    plot.setAspectLocked(True)
    xy_m = crowd(package, number).xy_m
    points = pg.ScatterPlotItem(pos=xy_m, size=6, pxMode=True, useCache=True, antialias=False, pen=None, brush="c")
    plot.addItem(points)
    return plot


def peer_frames_ms(plot: pg.PlotWidget, zoom: list[Step]) -> Times:
    """Milliseconds of some steps of the zoom."""
    times = []
    for x_m, y_m, m_per_px in zoom[:: len(zoom) // PEER_FRAMES]:
        half_x, half_y = FULL_HD[0] / 2 * m_per_px, FULL_HD[1] / 2 * m_per_px

        def frame(box: tuple[float, float, float, float]) -> None:
            plot.setRange(xRange=box[:2], yRange=box[2:], padding=0)
            plot.viewport().repaint()

        box = (x_m - half_x, x_m + half_x, y_m - half_y, y_m + half_y)
        times.append(1000 * processor_s(lambda box=box: frame(box)))  # type: ignore[misc]
    return np.array(times)


def ratios(frames: dict[str, Times], points_alone: Times) -> list[BenchFigure]:
    """Frames against those of the county's own sensors, and against the peer's."""
    own, some, many = (float(np.median(frames[name])) for name in (OWN, SOME, MANY))
    spread = float(np.percentile(frames[MANY], 95)) / many
    zooming = float(np.median(frames[MANY].reshape(ROUNDS, -1)[:, : 2 * ZOOMS]))
    return [
        BenchFigure(f"frame with {MANY} sensors / {OWN}", many / own, "ratio", at_most=1.5),
        BenchFigure(f"frame with {MANY} sensors, 95th percentile / median", spread, "ratio", at_most=2.0),
        BenchFigure(f"frame with {SOME} sensors / {OWN}", some / own, "ratio", at_most=1.2),
        BenchFigure(
            f"zooming, plain pyqtgraph scatter plot of {MANY} points / map",
            float(np.median(points_alone)) / zooming, "ratio", at_least=10.0,
        ),
        BenchFigure(f"frame with {OWN} sensors, median", own, "ms"),
        BenchFigure(f"frame with {MANY} sensors, median", many, "ms"),
        BenchFigure("the scatter plot, median", float(np.median(points_alone)), "ms"),
    ]  # fmt: skip


def change_figures(view: MapView, sensors: AllMeasuring, pan: list[Step]) -> list[BenchFigure]:
    """Panning while CHANGES_A_FRAME sensors change their condition, against panning over still ones."""
    odd = iter(range(10**9))

    def change() -> None:
        if next(odd) % 2:
            sensors.change(2 * CHANGES_A_FRAME)

    still, live = [], []
    for _ in range(ROUNDS):
        still.append(frames_ms(view, pan))
        live.append(frames_ms(view, pan, change))
    p95 = [float(np.percentile(np.concatenate(times), 95)) for times in (live, still)]
    return [
        BenchFigure(
            f"panning over {MANY} sensors, 20,000 changes of state/s / none, 95th percentiles",
            p95[0] / p95[1], "ratio", at_most=1.5,
        ),
        BenchFigure("the first of them, 95th percentile", p95[0], "ms"),
    ]  # fmt: skip


def hit_figure(view: MapView, zoom: list[Step]) -> BenchFigure:
    """What is under a pixel, at all scales."""
    random, times = np.random.default_rng(3), []
    for step in zoom[:: len(zoom) // 6]:
        view.box.look_at(*step)
        surface_of(view).repaint()
        for x_px, y_px in random.uniform((0, 0), FULL_HD, (HITS, 2)).tolist():
            times.append(1000 * processor_s(partial(look_at_pixel, view, x_px, y_px)))
    return BenchFigure(f"hit test with {MANY} sensors, median", float(np.median(times)), "ms", at_most=2.0)


def look_at_pixel(view: MapView, x_px: float, y_px: float) -> None:
    """What the mouse asks at rest."""
    view.at(x_px, y_px)


def large_figure(view: MapView, zoom: list[Step]) -> BenchFigure:
    """A frame on a 4K screen against one on a screen of 1080 lines."""
    small = [frames_ms(view, zoom) for _ in range(2)][1]
    view.resize(*FOUR_K)
    turn(3.0)
    large = [frames_ms(view, zoom) for _ in range(2)][1]
    view.resize(*FULL_HD)
    turn(3.0)
    ratio = float(np.median(large) / np.median(small))
    return BenchFigure("frame at 3840 × 2160 / 1920 × 1080", ratio, "ratio", at_most=4.0)


def loop_figures(name: str, view: MapView, sensors: AllMeasuring, pan: list[Step]) -> list[BenchFigure]:
    """Turns of the loop while the map pans over changing sensors."""
    turns: list[tuple[float, float]] = []
    at = iter(pan * 100)
    changes = min(800, sensors.number)
    turn(SECONDS, {
        1: lambda: turns.append((time.perf_counter(), time.thread_time())),
        16: lambda: view.box.look_at(*next(at)),
        40: lambda: sensors.change(changes),
    })  # fmt: skip
    gaps = np.percentile(np.diff(turns, axis=0) * 1000, 99, axis=0).tolist()
    what = f"panning over {name} sensors, 20,000 changes of state/s, 99th percentile"
    return [
        BenchFigure(f"{what} of a gap of the loop", gaps[0], "ms", at_most=20.0 if name == MANY else None),
        BenchFigure(f"{what} of the processor time in a gap", gaps[1], "ms"),
    ]


def processor_share(work: Callable[[], None]) -> float:
    """Percent of a core that the process takes meanwhile."""
    before, began = time.process_time(), time.perf_counter()
    work()
    return 100 * (time.process_time() - before) / (time.perf_counter() - began)
