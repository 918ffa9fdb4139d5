"""A wall as a program: opens a county with a key that may only read, and shows one window on every output.

It shares nothing with the windows of operators but the backend, so that neither can hold the other up.
"""

from __future__ import annotations

import desktop.process.before_qt  # before Qt

# isort: split
import desktop.process.plain_imports  # noqa: F401 - before the modules that import much of Qt

# isort: split
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from county.explained import Explained, WrongArgument
from county.realm import Realm
from county.wall.status import WallStatus
from county.wall.wall import Wall
from desktop import i18n, theme
from desktop.backend.target import BackendTarget
from desktop.process import demo_county, qt_messages
from desktop.process.display import has_display
from desktop.process.fonts import check_chinese
from desktop.process.garbage import GarbageCollection
from desktop.process.opening import CountyOpener, OpenedCounty
from desktop.process.override_errors import catch_override_errors
from desktop.process.utf8_locale import take_utf8
from desktop.session import Session
from desktop.wall import wall_files
from desktop.wall.contents.figure_link import FigureLink
from desktop.wall.contents.provider import WallSources
from desktop.wall.dark_outputs import DarkOutputs
from desktop.wall.direction import Direction
from desktop.wall.link import wall_session, wall_target
from desktop.wall.outputs import Outputs
from desktop.wall.picture import pictures
from desktop.wall.show import WallShow

gc.enable()  # disabled by desktop.process.no_collection

LATER = ("twin.view.surface", "twin.view.offscreen_renderer", "twin.view.camera_controller", "twin.view.worker")
"""Modules of the twin, which import another large library."""
HIDDEN = ("grids", "villages", "buildings")
"""Layers that say nothing at the scale of a county."""
TICK_MS = 250
SECONDS = 12.0
"""How long a picture waits for data after the first ones."""
DATA_WAIT_S = 90.0
FIGURES_WAIT_S = 40.0
"""The same for the first figures, without which a picture is taken none the less: an analysis may be missing."""


class WallProgram(QObject):
    """One wall: session, show, direction and windows."""

    def __init__(
        self, wall: Wall, key: str, folder: Path, target: BackendTarget, *, only: int | None, windows: bool
    ) -> None:
        """``key``: the wall's name on the desk; ``only``: number of the one output that this process serves, from 1;
        ``windows``: False for pictures alone."""
        super().__init__()
        self.wall, self._key, self._target, self._only, self._windows = wall, key, target, only, windows
        self._folder = folder
        self.show: WallShow | None = None
        self.direction: Direction | None = None
        self.outputs: Outputs | None = None
        self.session: Session | None = None
        self.failure = ""
        self.on_ready: Callable[[], None] = lambda: None
        self._figures: FigureLink | None = None
        self._scratch = tempfile.TemporaryDirectory()
        self._garbage = GarbageCollection()
        self._garbage.start()
        self._opener = CountyOpener(folder, target.catalog_of, LATER)
        self._opener.opened.connect(self._opened)
        self._opener.prepared.connect(self._prepared)
        self._opener.failed.connect(self._failed)
        self._tick = QTimer(self, interval=TICK_MS)

    def open(self) -> None:
        """Read the county; everything else follows."""
        self._opener.start()
        if self._target.backend is not None:
            self._target.backend.start()

    def close(self) -> None:
        """Stop everything in use."""
        self._tick.stop()
        self._opener.stop()
        if self.outputs is not None:
            self.outputs.close()
        if self.show is not None:
            self.show.close()
        if self._figures is not None:
            self._figures.close()
        if self.session is not None:
            self.session.feed.stop()
            self.session.source.close()
        if self._target.backend is not None:
            self._target.backend.close()
        self._garbage.stop()
        self._scratch.cleanup()

    def _opened(self, county: OpenedCounty) -> None:
        for name in HIDDEN:
            if name in county.layers:
                county.layers[name].visible = False
        self.session, self._client = wall_session(
            self._folder, self._target, county, Path(self._scratch.name) / "wall.ini"
        )
        self.session.feed.start()
        self._opener.go_on()

    def _prepared(self) -> None:
        """The county is read: show it."""
        assert self.session is not None
        self._figures = FigureLink(self.session)
        dark = DarkOutputs(self.session, self._key)
        self.show = show = WallShow(self.wall, WallSources(self.session, self._figures, dark.names))
        tell = self._client.attend_wall if self._windows else _tell_nobody
        self.direction = Direction(show, self.session, self._key, tell)
        if self._windows:
            self.outputs = Outputs(show, self._only)
            self.direction.states = dark.own = self.outputs.states
        self._tick.timeout.connect(self.direction.tick)
        self._tick.start()
        self.direction.begin()
        self.on_ready()

    def _failed(self, why: str) -> None:
        self.failure = why
        QGuiApplication.exit(1)


def application(*, off_screen: bool) -> QApplication:
    """The application of a wall: one pixel of the canvas is one of the screen, whatever the desktop's scale is."""
    os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    if off_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        qt_messages.suppress_noise()
    take_utf8(os.environ)
    catch_override_errors()
    found = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(found, QApplication)
    found.setApplicationName("county-command")
    check_chinese()
    i18n.set_language("zh")
    theme.apply(found, screen_px=(1920, 1080))
    return found


def run_wall(
    package: Path | None, name: str, *, connect: str | None, keys: Path | None, realm: Realm, output: int | None,
    seconds: float | None,
) -> int:  # fmt: skip
    """Show a wall until it is stopped, or for ``seconds``.  Returns the exit code.  Raises Explained errors."""
    folder = demo_county.folder() if package is None else package
    path = wall_files.path_of(name, folder)
    wall = wall_files.sound(path, folder)
    if output is not None and output > len(wall.outputs):
        raise WrongArgument("--output {n}: the wall has {count} outputs", n=output, count=len(wall.outputs))
    if package is None:
        demo_county.on_terminal()
    app = application(off_screen=not has_display())
    target = wall_target(folder, wall_files.key_of(path), connect=connect, keys=keys, realm=realm)
    program = WallProgram(wall, wall_files.key_of(path), folder, target, only=output, windows=True)
    if seconds is not None:
        QTimer.singleShot(round(seconds * 1000), app.exit)
    return _run(app, program)


def shot(
    file: Path, out: Path, package: Path | None, *, connect: str | None, keys: Path | None, scenes: Iterable[str],
    seconds: float | None,
) -> int:  # fmt: skip
    """Write a picture of every output and scene of a wall, and of the whole canvas.  Returns the exit code.

    ``scenes``: ids; empty: all.  Raises Explained errors, before anything is opened for names of nothing, and OSError.
    """
    folder = demo_county.folder() if package is None else package
    wall = wall_files.sound(file, folder)
    ids = wall_files.scenes_of(wall, scenes)
    if package is None:
        demo_county.on_terminal()
    app = application(off_screen=True)
    target = wall_target(folder, wall_files.key_of(file), connect=connect, keys=keys, realm=Realm("live"))
    program = WallProgram(wall, wall_files.key_of(file), folder, target, only=None, windows=False)
    settled, counted = (QDeadlineTimer(round(wait_s * 1000)) for wait_s in (DATA_WAIT_S, FIGURES_WAIT_S))
    written: list[Path] = []

    def prepare() -> None:
        assert program.show is not None
        for scene_id in ids:
            program.show.prepare(scene_id)
        QTimer.singleShot(round(1000 * (SECONDS if seconds is None else seconds)), program, look)

    def look() -> None:
        assert program.show is not None
        assert program.session is not None
        ready = program.session.layers.begun and all(program.show.ready(scene_id) for scene_id in ids)
        answered = program.show.sources.figures.is_answered or counted.hasExpired()
        if not (ready and answered) and not settled.hasExpired():
            QTimer.singleShot(200, program, look)
            return
        for scene_id in ids:
            written.extend(pictures(program.show, scene_id, out))
        app.exit(0 if ready else 1)

    program.on_ready = prepare
    code = _run(app, program)
    for path in written:
        print(path)
    if code and written:
        raise Explained(
            "{file}: its map or twin was not ready after {wait} s, and is missing in the pictures; take them again, or "
            "wait longer with --seconds", file=file, wait=f"{max(seconds or 0.0, DATA_WAIT_S):g}",
        )  # fmt: skip
    return code


def _tell_nobody(status: WallStatus) -> None:
    """Who takes pictures is no wall that something could be pushed onto."""


def _run(app: QApplication, program: WallProgram) -> int:
    previous = signal.signal(signal.SIGINT, lambda *_: app.exit())
    try:
        program.open()
        code = app.exec()
    finally:
        signal.signal(signal.SIGINT, previous)
        program.close()
    if program.failure:
        raise Explained("{why}", why=program.failure)
    return code
