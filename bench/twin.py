"""The twin off-screen at 1920 × 1080, all layers shown: orbits and fly-overs at three heights, against plain VTK.

The case is a demo county with 100,000 buildings, 10,000 sensors and its ground refined to 1,000 × 1,000 heights.  The
peer draws the same whole with plain VTK: a mesh of the terrain and one of all buildings.  Frames are measured in
processor time of all threads.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication
from scipy.ndimage import zoom
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkPoints, vtkUnsignedCharArray
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow

from bench.children import python
from bench.drawing import FRAME_MS, frames_ms, shown, turn
from bench.figures import BenchFigure
from bench.first_paint import without_display
from bench.many_points import AllMeasuring, crowd, layers_of
from bench.map import FULL_HD, processor_share
from bench.memory import anonymous_mb
from bench.rounds import Progress
from county.package.open import CountyPackage, Terrain
from desktop import theme
from desktop.process.thread_switches import answer_hands_first
from layers.batches import Polygons
from layers.focus import Focus
from layers.registry import LayerSet
from layers.style import StyleSheet
from services.loop.allocator import free_unused_memory
from twin.view.actors.buildings import Blocks
from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.frame_requests import FrameQuality
from twin.view.surface import Surface
from twin.view.widget import TwinWidget

CELLS, BUILDINGS, SENSORS = 1_000, 100_000, 10_000
BUILD_S = 600.0
RADII_M = (12_000.0, 2_500.0, 500.0)
"""What is seen around the county seat: county, town, streets."""
STEPS, PEER_FRAMES = 24, 2
"""Frames of an orbit and of a fly-over at each height; of the peer's at each height."""
CHANGES, CHANGE_MS = 200, 40
"""5,000 changes of state a second."""
SECONDS = 5.0
Times = NDArray[np.float64]


class FinePackage(CountyPackage):
    """A county whose terrain has CELLS² cells."""

    @cached_property
    def terrain(self) -> Terrain | None:
        coarse = super().terrain
        if coarse is None:
            return None
        factor = CELLS / max(coarse.shape)
        return Terrain(zoom(coarse.z_m, factor, order=1), coarse.west_m, coarse.north_m, coarse.cell_m / factor)


def run(progress: Progress) -> list[BenchFigure]:
    """All figures.  Raises OSError when the county cannot be built, RuntimeError when it has fewer buildings or the
    twin does not settle."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        progress(0.0, "county")
        # in a process of its own, whose memory is not measured
        with python("main.py", "county", "new", folder, "--buildings", str(BUILDINGS)) as child:
            errors = child.ended(BUILD_S)
            if child.process.returncode:
                raise OSError(f"{folder}: the demo county was not built: {errors[-500:]}")
        return figures_of(CountyPackage(folder), FinePackage(folder), progress)


def figures_of(package: CountyPackage, fine: FinePackage, progress: Progress) -> list[BenchFigure]:
    """All figures; ``fine`` is the package with the finer ground."""
    built = len(package.table("buildings").geometry)
    if built != BUILDINGS:
        raise RuntimeError(f"the county has {built:,} buildings, not {BUILDINGS:,}")
    without_display()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, screen_px=FULL_HD)
    answer_hands_first()
    sensors = crowd(package, SENSORS)
    layers = layers_of(package, sensors)
    measuring = AllMeasuring(layers, sensors)
    before_mb = kept_memory_mb()
    seen = seen_in(TwinWidget(layers, Focus(), StyleSheet.load(), fine), package, measuring, progress)
    closed_mb = kept_memory_mb()
    progress(0.8, "the peer")
    peer_ms = plain_frames_ms(Surface(fine), layers, seen.cameras)
    median, peer = float(np.median(seen.frames_ms)), float(np.median(peer_ms))
    spread = float(np.percentile(seen.frames_ms, 95)) / median
    given_back = (seen.memory_mb - closed_mb) / (seen.memory_mb - before_mb)
    return [
        BenchFigure("plain VTK / twin, medians of a moving frame", peer / median, "ratio", at_least=15.0),
        BenchFigure("moving frame, 95th percentile / median", spread, "ratio", at_most=2.0),
        BenchFigure("frame at rest, full detail / whole frame of plain VTK", seen.final_ms / peer, "ratio",
                    at_most=1.0),
        BenchFigure("moving frame, median", median, "ms"),
        BenchFigure("frame of plain VTK, median", peer, "ms"),
        *seen.figures,
        BenchFigure("memory of the process with it", seen.memory_mb, "MB", at_most=900.0),
        BenchFigure("before it was opened", before_mb, "MB"),
        BenchFigure("after it was closed", closed_mb, "MB"),
        BenchFigure("given back, of what it took", 100 * given_back, "%", at_least=90.0),
    ]  # fmt: skip


class SeenView(NamedTuple):
    """Of a twin that was shown: its moving frames in ms (n,), one in full, memory with it, and views for the peer."""

    frames_ms: Times
    final_ms: float
    memory_mb: float
    cameras: list[Camera]
    figures: list[BenchFigure]


def seen_in(twin: TwinWidget, package: CountyPackage, measuring: AllMeasuring, progress: Progress) -> SeenView:
    """Show a twin, measure it, and close it."""
    figures: list[BenchFigure] = []
    progress(0.1, "twin")
    with shown(twin, FULL_HD, lambda: twin.settled):
        paths = list(paths_over(twin, package))
        progress(0.1, "orbit and fly-over")
        frames_ms = np.concatenate([moving_frames(twin, path) for path in paths])
        progress(0.5, "changes of state")
        figures += change_figures(twin, measuring)
        twin._worker.draw_now(twin._view(FrameQuality.FINAL))  # makes what this view lacks
        twin.look(twin.camera.orbited(twin.camera.target, 0.01, 0.0))
        before = time.process_time()
        twin._worker.draw_now(twin._view(FrameQuality.FINAL))
        final_ms = 1000 * (time.process_time() - before)
        progress(0.7, "at rest")
        turn(SECONDS)
        figures.append(BenchFigure("at rest, of a core", processor_share(lambda: turn(SECONDS)), "%", at_most=2.0))
        cameras = [camera for path in paths for camera in path[:: len(path) // PEER_FRAMES]]
        return SeenView(frames_ms, final_ms, kept_memory_mb(), cameras, figures)


def paths_over(twin: TwinWidget, package: CountyPackage) -> Iterator[list[Camera]]:
    """An orbit around the county seat and a flight over it at each height."""
    places = package.table("places")
    seat = places.geometry[list(places["kind"]).index("county_seat")]
    for radius_m in RADII_M:
        start = twin._controller.over(float(seat.x), float(seat.y), radius_m)
        yield [start.orbited(start.target, 3.0 * step, 0.0) for step in range(STEPS)]
        ahead = start.basis[2] * (1.0, 1.0, 0.0) * radius_m / STEPS
        yield [start.moved(ahead * step) for step in range(STEPS)]


def moving_frames(twin: TwinWidget, path: list[Camera]) -> Times:
    """Milliseconds of each frame of a path whose ground and buildings were made before, from its request to its
    picture, in processor time of all threads."""
    times, thread = [], twin._worker._thread
    assert thread is not None
    for camera in path:
        twin.look(camera)
        twin._worker.draw_now(twin._view(FrameQuality.MOVING))
    for camera in path:
        twin.look(camera)
        view = twin._view(FrameQuality.MOVING)
        before = time.process_time()
        frame = thread.submit(twin._worker._tried, view).result()
        times.append(1000 * (time.process_time() - before))
        assert frame is not None
        twin._requests.note(frame)
    return np.array(times)


def change_figures(twin: TwinWidget, sensors: AllMeasuring) -> list[BenchFigure]:
    """A turning view, with and without changes of state; gaps of the loop meanwhile."""
    gaps: list[float] = []

    def turned() -> None:
        twin.look(twin.camera.orbited(twin.camera.target, 0.4, 0.0))

    turning: dict[int, Callable[[], object]] = {1: lambda: gaps.append(time.perf_counter()), FRAME_MS: turned}
    still_ms = frames_ms(twin, lambda: turn(SECONDS, turning))
    gaps.clear()
    live_ms = frames_ms(twin, lambda: turn(SECONDS, {**turning, CHANGE_MS: lambda: sensors.change(CHANGES)}))
    p99_ms = float(np.percentile(np.diff(gaps) * 1000, 99))
    return [
        BenchFigure("turning, 5,000 changes of state/s / none, mean frames", float(live_ms.mean() / still_ms.mean()),
                    "ratio", at_most=1.5),
        BenchFigure("meanwhile, 99th percentile of a gap of the loop", p99_ms, "ms", at_most=20.0),
    ]  # fmt: skip


def kept_memory_mb() -> float:
    """Anonymous memory of this process without what nothing uses, which the program returns now and then."""
    gc.collect()
    free_unused_memory()
    found = anonymous_mb(os.getpid())
    assert found is not None
    return found


def plain_frames_ms(surface: Surface, layers: LayerSet, cameras: list[Camera]) -> Times:
    """Milliseconds of a frame of terrain and buildings whole, with the pixels read, as the twin's."""
    window, renderer = vtkRenderWindow(), vtkRenderer()
    window.SetOffScreenRendering(1)
    window.SetMultiSamples(0)
    window.SetSize(*FULL_HD)
    window.AddRenderer(renderer)
    blocks = next(
        batch for batch in layers["buildings"].batches() if isinstance(batch, Polygons) and batch.height_m is not None
    )
    mesh = Blocks(blocks, StyleSheet.load(), surface).mesh(np.arange(len(blocks.ids)))
    renderer.AddActor(plain_actor(mesh.points, mesh.triangles))
    renderer.AddActor(plain_actor(*terrain_mesh(surface)))
    camera, times, pixels = renderer.GetActiveCamera(), [], vtkUnsignedCharArray()
    camera.SetViewAngle(VIEW_ANGLE_DEG)
    last = FULL_HD[0] - 1, FULL_HD[1] - 1
    for number, one in enumerate((cameras[0], *cameras)):
        camera.SetPosition(*one.eye)
        camera.SetFocalPoint(*one.target)
        camera.SetViewUp(*one.basis[1])
        renderer.ResetCameraClippingRange()
        before = time.process_time()
        window.Render()
        window.GetRGBACharPixelData(0, 0, *last, 0, pixels, 0)
        vtk_to_numpy(pixels)
        if number:  # the first takes the geometry to the graphics
            times.append(1000 * (time.process_time() - before))
    window.Finalize()
    return np.array(times)


def terrain_mesh(surface: Surface) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points (CELLS², 3) and triangles (n, 3) of the ground."""
    (dx, dy), n = surface.size_m / 2, CELLS
    x, y = (axis.ravel() for axis in np.meshgrid(np.linspace(-dx, dx, n), np.linspace(-dy, dy, n)))
    first = (np.arange(n - 1)[:, None] * n + np.arange(n - 1)).ravel()
    upper, lower = (first, first + 1, first + n), (first + 1, first + n + 1, first + n)
    triangles = np.concatenate([np.stack(upper, axis=1), np.stack(lower, axis=1)])
    return np.column_stack([x, y, surface.height_at(x, y)]), triangles


def plain_actor(points: NDArray[np.float64], triangles: NDArray[np.int64]) -> vtkActor:
    mesh, corners, cells, mapper, actor = vtkPolyData(), vtkPoints(), vtkCellArray(), vtkPolyDataMapper(), vtkActor()
    corners.SetData(numpy_to_vtk(points.astype(np.float32), deep=True))
    cells.SetData(3, numpy_to_vtkIdTypeArray(triangles.astype(np.int64).ravel(), deep=True))
    mesh.SetPoints(corners)
    mesh.SetPolys(cells)
    mapper.SetInputData(mesh)
    actor.SetMapper(mapper)
    return actor
