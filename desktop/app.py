"""The composition root: puts settings, window, county and backend together, runs them, and closes them."""

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
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from county.catalog import Catalog
from county.package.manifest import read_manifest
from county.package.open import CountyPackage
from county.realm import Realm
from desktop import i18n, theme
from desktop.backend.feed import Feed
from desktop.backend.live_county import LiveCounty
from desktop.backend.target import target_of
from desktop.duty.enrolment import Enrolment
from desktop.duty.operator import Operator
from desktop.files.file_dialogs import FileDialogs
from desktop.files.opened_files import start_removing_left_folders
from desktop.input.held_enter import HeldEnter
from desktop.process import demo_county, snapshot
from desktop.process.fonts import check_chinese
from desktop.process.garbage import GarbageCollection
from desktop.process.opening import CountyOpener, OpenedCounty
from desktop.process.override_errors import catch_override_errors
from desktop.process.shown_error import print_and_show
from desktop.process.thread_switches import answer_hands_first
from desktop.process.utf8_locale import take_utf8
from desktop.replay.from_live import ReplaysFromLive
from desktop.session import Session
from desktop.settings import save_fault, settings_file, user_settings
from desktop.sound.device_player import DevicePlayer
from desktop.sound.player import MutePlayer, TonePlayer
from desktop.text_size import chosen_percent
from desktop.widgets.literal import literal
from desktop.window.main_menu import LANGUAGE_KEY
from desktop.window.main_window import MainWindow
from desktop.wording import explained
from layers.events import EventsLayer
from services.disk.data_folder import require_writable, user_data
from services.loop.allocator import return_large_blocks, share_one_heap
from services.protocol.source import Source
from services.supervision.window import SupervisedBackend
from services.transport.zeromq.keys import CLIENT, SERVER, pair, public_key

if TYPE_CHECKING:
    from desktop.replay.opening import ReplayOpener  # it imports the store: after the first paint

gc.enable()  # disabled by desktop.process.no_collection

SNAPSHOT_SIZE = (1920, 1080)
PICTURE_BYTES = 1 << 18
"""Blocks of this size are returned when they are freed.  The twin's ground is painted in blocks of 0.2 to 1 MB; between
smaller ones that stay they would leave holes, 57 MB in ten minutes."""
LATER_MS = 2_000
"""How long after the first paint deferred data is loaded although no backend has sent its state."""
PREPARE_MS = 8_000
"""How long after it the parts of the first looks are made, when the county is read and painted."""


class Program:
    """One run: the application, its window, and the county in it."""

    def __init__(
        self,
        *,
        scene: str,
        off_screen: bool,
        settings: Path | None = None,
        make_player: Callable[[], TonePlayer] = DevicePlayer,
        dialogs: FileDialogs | None = None,
    ) -> None:
        """``settings``: file for layout, language and operator; None: the user's own, off-screen a temporary one.

        ``make_player``: what plays tones; off-screen there is none.  ``dialogs``: by default those of the system.

        Raises NoChineseFont, and UnwritableHome when the settings cannot be created.
        """
        return_large_blocks(PICTURE_BYTES)
        share_one_heap()  # before any thread: what the opening thread decodes is replaced by what the feed's decodes
        take_utf8(os.environ)
        catch_override_errors()
        application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(application, QApplication)
        self.application = application
        application.setApplicationName("county-command")
        check_chinese()
        i18n.set_language("zh")  # until the settings are read
        self._scratch = tempfile.TemporaryDirectory() if off_screen and settings is None else None
        if settings is None:
            settings = settings_file(user_settings() if self._scratch is None else Path(self._scratch.name))
        self._settings = QSettings(str(settings), QSettings.Format.IniFormat)
        self._off_screen = off_screen
        self._make_player = MutePlayer if off_screen else make_player
        self._dialogs = dialogs
        if self._settings.value(LANGUAGE_KEY) == "en":
            i18n.set_language("en")
        screen_px = SNAPSHOT_SIZE if off_screen else theme.screen_size_px(application)
        theme.apply(application, screen_px=screen_px, text_percent=chosen_percent(self._settings, screen_px, scene))
        unsaved = save_fault(self._settings)
        if unsaved:
            print(unsaved, file=sys.stderr)
        self.window = MainWindow(self._settings, scene, unsaved=unsaved)
        self.backend: SupervisedBackend | None = None
        self.source: Source | None = None
        self.feed: Feed | None = None
        self.enrolment: Enrolment | None = None
        self.opening: CountyOpener | None = None
        self._replays: ReplaysFromLive | None = None
        """None in a replay."""
        self._opener: ReplayOpener | None = None
        """Of a replay that is this window itself."""
        self.failure = ""
        self.event = ""
        """Number of the event that is selected once the data is here."""
        self._closed = False
        """What the opening thread emitted before it ended is delivered later, and is then not wanted any more."""
        self._later = QTimer(singleShot=True, interval=LATER_MS)
        self._preparing = QTimer(singleShot=True, interval=PREPARE_MS)
        self._preparing.timeout.connect(self._prepare)
        self._pieces: Iterator[None] | None = None
        """Of the preparation, once it has begun."""
        self._held_enter = HeldEnter(self.window)
        self._garbage = GarbageCollection()
        answer_hands_first()
        self._garbage.start()

    def package(self, folder: Path | None) -> Path | None:
        """The package to open; builds the demo county when none is given and it does not exist.  None: that failed."""
        if folder is not None:
            return folder
        if demo_county.is_built() or self._off_screen:
            return demo_county.on_terminal()
        require_writable(user_data())
        build = demo_county.WindowBuild()
        build.progress.connect(self.window.welcome.progress)
        self.window.closed.connect(build.cancel)
        self.window.appear()
        why = build.run()
        self.window.closed.disconnect(build.cancel)
        if why and not build.cancelled:
            print_and_show(why, self.shown_window)
        return None if why else demo_county.folder()

    def open(self, folder: Path, *, connect: str | None, keys: Path | None, realm: Realm) -> None:
        """Show the window and read the county in a thread; backend and link follow.  Raises Explained errors."""
        read_manifest(folder)
        target = target_of(folder, connect=connect, keys=keys, realm=realm)
        self.backend = target.backend
        pair(target.keys, CLIENT)  # report key errors before a window opens
        public_key(target.keys, SERVER)
        live = LiveCounty(folder, target, self._settings)
        self._replays = ReplaysFromLive(self.window, live, self._settings)
        session_of = partial(
            live.session, player=self._make_player(), dialogs=self._dialogs, keeps_drafts=not self._off_screen
        )
        self._read(folder, target.catalog_of, session_of)

    def open_replay(self, folder: Path, *, opener: ReplayOpener) -> None:
        """The same for what was recorded, which needs no backend."""
        from desktop.replay.opening import REPLAY

        manifest = read_manifest(folder)
        self._opener = opener
        operator = Operator(self._settings, manifest.identity, REPLAY)
        self._read(folder, opener.catalog_of, lambda county: opener.session(county, operator))

    def _read(
        self,
        folder: Path,
        catalog_of: Callable[[CountyPackage], Catalog],
        session_of: Callable[[OpenedCounty], Session],
    ) -> None:
        self._session_of = session_of
        if self._off_screen:
            self.window.resize(*SNAPSHOT_SIZE)
        self.window.ready.connect(self._begin_soon)
        if self._off_screen:
            self.window.show()
        else:
            self.window.appear()
        self.opening = CountyOpener(folder, catalog_of, finally_read=self._read_late)
        self.opening.progress.connect(self.window.welcome.progress)
        self.opening.opened.connect(self._opened)
        self.opening.prepared.connect(self._prepared)
        self.opening.failed.connect(self._failed)
        if self._opener is not None:
            self._opener.progress = self.opening.progress.emit
        self.opening.start()

    def _read_late(self, package: CountyPackage) -> None:
        """In the reading thread."""
        if self._opener is not None:
            self._opener.read_late(package)

    def _opened(self, county: OpenedCounty) -> None:
        if self._closed:
            return
        session = self._session_of(county)
        self.source, self.feed, self.enrolment = session.source, session.feed, session.enrolment
        self.window.open_session(session)
        if self.event:
            self.feed.begun.connect(partial(self._select, session))
        self.feed.start()

    def _select(self, session: Session) -> None:
        if self.event in session.layers.states("event"):
            session.focus.select(EventsLayer.key, self.event)

    def _begin_soon(self) -> None:
        """Process pending clicks first."""
        QTimer.singleShot(0, self.window, self._begin)

    def _prepare(self) -> None:
        """Make what the first looks of a hand would wait for, one piece a turn."""
        if self.window.session is None:
            return
        self._pieces = self._pieces or self.window.card.prepare()
        if next(self._pieces, self) is not self:
            self._preparing.start(0)

    def _begin(self) -> None:
        """Start what the first paint need not wait for, unless the window was closed meanwhile."""
        if self.window.session is None:
            return
        assert self.opening is not None
        assert self.feed is not None
        self._garbage.settle()
        self._preparing.start()
        start_removing_left_folders()
        if self.backend is not None:
            self.backend.start()
        if self.feed.has_begun:
            self.opening.go_on()
        else:
            self.feed.begun.connect(self.opening.go_on)
            self._later.timeout.connect(self.opening.go_on)
            self._later.start()
        if self.enrolment is not None:
            if not self._off_screen:
                self.enrolment.name_wanted.connect(self.window.menu.ask_operator)
            self.enrolment.start()

    def _prepared(self) -> None:
        if self._closed:
            return
        self._garbage.settle()
        self.window.twin.allow()

    def _failed(self, why: str) -> None:
        if self._closed:
            return
        self.failure = why
        print(why, file=sys.stderr)
        if self._off_screen:
            self.application.exit()
        elif self.window.session is None:
            self.window.welcome.fail(why)
        else:
            title = self.window.windowTitle()
            QMessageBox(QMessageBox.Icon.Warning, title, literal(explained(why)), parent=self.window).open()

    def run_window(self, seconds: float | None) -> int:
        """Run until the window is closed, or for ``seconds``.  Returns the exit code."""
        if seconds is not None:
            QTimer.singleShot(round(seconds * 1000), self.window.close_now)
        self._run()
        return 1 if self.failure else 0

    def take_snapshot(self, folder: Path, seconds: float) -> int:
        """Run for ``seconds`` once data is on the screen, then write ``folder``.  Returns the exit code, 1 when nothing
        was opened: see :func:`desktop.process.snapshot.report`."""
        self.window.ready.connect(partial(snapshot.exit_after_data, self.window, seconds))
        self._run()
        if self.failure or self.window.session is None:
            return 1
        assert self.opening is not None
        self.opening.go_on()
        self.opening.wait()
        return snapshot.report(self.window, folder)

    def _run(self) -> None:
        previous = signal.signal(signal.SIGINT, lambda *_: self.application.exit())
        try:
            self.application.exec()
        finally:
            signal.signal(signal.SIGINT, previous)

    @property
    def shown_window(self) -> QWidget | None:
        """The parent of a dialog; None while the window is not shown."""
        return self.window if self.window.isVisible() else None

    def close(self) -> None:
        """Stop everything in use."""
        self._closed = True
        self._later.stop()
        self._preparing.stop()
        if self._opener is not None:
            self._opener.give_up()
        if self.opening is not None:
            self.opening.stop()
        if self._replays is not None:
            self._replays.close()
        if self.feed is not None:
            self.feed.stop()
        if self.enrolment is not None:
            self.enrolment.stop()
        self.window.close_now()
        self.window.deleteLater()
        if self.source is not None:
            self.source.close()
        if self._opener is not None:
            self._opener.close()
        if self.backend is not None:
            self.backend.close()
        self._garbage.stop()
        self._settings.sync()
        if self._scratch is not None:
            self._scratch.cleanup()
