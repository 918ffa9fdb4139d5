"""The composition root: puts package, backend, client, layers and window together and runs them."""

from __future__ import annotations

import desktop.before_qt  # before Qt

# isort: split
import desktop.plain_imports  # noqa: F401 - before the modules that import much of Qt

# isort: split
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QProcess, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from county.catalog import Catalog
from county.explained import Explained, WrongArgument, of_os_error
from county.package.manifest import read_manifest
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from desktop import demo_county, i18n, qt_messages, snapshot, theme
from desktop.backend_catalog import backend_catalog
from desktop.display import has_display
from desktop.drafts.store import DraftStore, drafts_folder
from desktop.enrolment import Enrolment
from desktop.feed import Feed
from desktop.file_dialogs import FileDialogs
from desktop.file_import.imports import FileImports
from desktop.fonts import check_chinese
from desktop.garbage import GarbageCollection
from desktop.held_enter import HeldEnter
from desktop.literal import literal
from desktop.live_watch import LiveWatch
from desktop.main_menu import LANGUAGE_KEY
from desktop.main_window import MainWindow
from desktop.opened_files import start_removing_left_folders
from desktop.opening import CountyOpener, OpenedCounty
from desktop.operator import Operator
from desktop.scenes.registry import DEFAULT, DRILL_SCENES, SCENES
from desktop.session import Session, session_over
from desktop.settings import save_fault
from desktop.sound.device_player import DevicePlayer
from desktop.sound.player import MutePlayer, TonePlayer
from desktop.text_size import chosen_percent
from desktop.thread_switches import answer_hands_first
from desktop.utf8_locale import take_utf8
from desktop.wording import explained
from layers.events import EventsLayer
from services.data_folder import (
    data_folder,
    keys_folder,
    realm_folder,
    require_writable,
    unwritable_home,
    user_data,
)
from services.drill_report.drill_folder import DrillFolder
from services.presence import offline_reason, running_in, running_service
from services.program import MAIN
from services.protocol.client import Client
from services.protocol.session import ExpectedCounty
from services.protocol.source import Source
from services.seen_head import FOLDER, SeenHeadFile
from services.store.private import private_file, private_folder
from services.supervision.window import SupervisedBackend
from services.transport.ports import ClientLink
from services.transport.zeromq.client_link import ZeroMqClientLink, on_host_of
from services.transport.zeromq.keys import CLIENT, SERVER, check_fits, pair, public_key

if TYPE_CHECKING:
    from desktop.replay.opening import ReplayOpener  # it imports the store: after the first paint
    from desktop.replay.past_session import PastSession
    from desktop.replay.window import ReplayWindow
    from services.drill.run_process import StartedDrill

gc.enable()  # disabled by desktop.no_collection

SNAPSHOT_SECONDS = 20.0
DATA_WAIT_S = 60.0
"""How long an off-screen run waits for the first data: a busy machine starts its backend slowly."""
REFUSED_WAIT_S = 5.0
"""How long it stays with a backend that is refused: a key may be admitted at any time."""
SNAPSHOT_SIZE = (1920, 1080)
LATER_MS = 2_000
"""How long after the first paint deferred data is loaded although no backend has sent its state."""


class UnknownScene(WrongArgument):
    """No scene has this name; one line."""


def run(
    package: Path | None,
    *,
    connect: str | None = None,
    keys: Path | None = None,
    scene: str | None = None,
    snapshot: Path | None = None,
    seconds: float | None = None,
    realm: Realm,
    event: str = "",
) -> int:
    """Open a county in a window until it is closed; off-screen, write pictures and figures after ``seconds``.

    ``package`` None: the demo county, built on first use.  ``connect`` and ``keys``: a running backend;
    else one is supervised for this window, which has its own key unless ``keys`` are given.
    ``event``: number of the event to be selected.  Returns the exit code.

    Raises WrongArgument before any window opens, for the command line; off-screen also the other Explained errors.
    In a window those are printed and shown in a dialog: a user who started the program from an icon sees no terminal.
    """


    def open_live(program: Program, folder: Path) -> None:
        program.event = event
        program.open(folder, connect=connect, keys=keys, realm=realm)

    return run_program(package, open_live, scene=scene, snapshot=snapshot, seconds=seconds)


def run_program(
    package: Path | None,
    open_county: Callable[[Program, Path], None],
    *,
    scene: str | None,
    snapshot: Path | None,
    seconds: float | None,
) -> int:
    """The same for what ``open_county`` opens in the program, given the folder of the package."""
    follows_role, scene = scene is None, DEFAULT if scene is None else scene
    if scene not in (*SCENES, *DRILL_SCENES):
        offered = ", ".join((*SCENES, *DRILL_SCENES))
        raise UnknownScene(f"--scene {scene}: there is no such scene; choose one of {offered}")
    if snapshot is None and not has_display():
        snapshot = Path("out")
    if snapshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        qt_messages.suppress_noise()
    try:
        program = Program(scene=scene, off_screen=snapshot is not None)
        program.window.follows_role = follows_role
    except (Explained, OSError) as error:
        if snapshot is not None or isinstance(error, WrongArgument):
            raise
        _print_and_show(_line_of(error), show_error)
        return 1
    try:
        folder = program.package(package)
        if folder is None:
            return 1
        open_county(program, folder)
        return (
            program.take_snapshot(snapshot, SNAPSHOT_SECONDS if seconds is None else seconds)
            if snapshot
            else program.run_window(seconds)
        )
    except (Explained, OSError) as error:
        if snapshot is not None or isinstance(error, WrongArgument):
            raise
        _print_and_show(_line_of(error), program.show_error)
        return 1
    finally:
        program.close()


def show_error(why: str, parent: QWidget | None = None) -> None:
    """Show why nothing can be opened, one line, in a dialog."""
    title = QCoreApplication.translate("WelcomeScreen", "County Command Centre")
    box = QMessageBox(QMessageBox.Icon.Critical, title, explained(why), parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.exec()


def _print_and_show(why: str, show: Callable[[str], None]) -> None:
    """Print the line first: whoever started the program from a terminal or a script sees it while the dialog waits."""
    print(f"error: {why}", file=sys.stderr, flush=True)
    show(why)


def _line_of(error: Explained | OSError) -> str:
    return error.line if isinstance(error, Explained) else of_os_error(error)


@dataclass(frozen=True)
class BackendTarget:
    """The backend that a window connects to."""

    address: str
    """For messages."""
    where: str | Callable[[], str]
    """The address, or a function that returns the current one: our own backend may have to change its port."""
    keys: Path
    realm: Realm
    offline_reason: Callable[[], str]
    abandoned: Callable[[], bool] = bool

    def current_address(self) -> str:
        """Where the backend listens now."""
        return self.where() if callable(self.where) else self.where

    def link(self) -> ClientLink:
        """A new link to it."""
        return ZeroMqClientLink(self.where, self.keys)

    def analysis_link(self, endpoint: Callable[[], str]) -> ClientLink:
        """A new link to its analysis."""
        return ZeroMqClientLink(lambda: on_host_of(self.current_address(), endpoint()), self.keys)


def _own_catalog(package: CountyPackage) -> Catalog:
    return package.catalog


class Program:
    """One run: the application, its window, backend and link."""

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
        take_utf8(os.environ)
        application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(application, QApplication)
        self.application = application
        application.setApplicationName("county-command")
        check_chinese()
        i18n.set_language("zh")  # until the settings are read
        self._scratch = tempfile.TemporaryDirectory() if off_screen and settings is None else None
        self._settings = QSettings(str(settings or self._settings_file()), QSettings.Format.IniFormat)
        self._off_screen = off_screen
        self._make_player = MutePlayer if off_screen else make_player
        self._dialogs = dialogs
        if self._settings.value(LANGUAGE_KEY) == "en":
            i18n.set_language("en")
        theme.apply(
            application, screen_px=SNAPSHOT_SIZE if off_screen else None, text_percent=chosen_percent(self._settings)
        )
        unsaved = save_fault(self._settings)
        if unsaved:
            print(unsaved, file=sys.stderr)
        self.window = MainWindow(self._settings, scene, unsaved=unsaved)
        self.backend: SupervisedBackend | None = None
        self.client: Client | None = None
        """None in a replay."""
        self.source: Source | None = None
        self.feed: Feed | None = None
        self.enrolment: Enrolment | None = None
        self.opening: CountyOpener | None = None
        self.replay: ReplayWindow | None = None
        """The second window, while it is open."""
        self.past: PastSession | None = None
        """What was recorded, while the leader's page shows an earlier moment."""
        self._opener: ReplayOpener | None = None
        """Of a replay that is this window itself."""
        self.failure = ""
        self.event = ""
        """Number of the event that is selected once the data is here."""
        self._closed = False
        """What the opening thread emitted before it ended is delivered later, and is then not wanted any more."""
        self._later = QTimer(singleShot=True, interval=LATER_MS)
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
            _print_and_show(why, self.show_error)
        return None if why else demo_county.folder()

    def open(self, folder: Path, *, connect: str | None, keys: Path | None, realm: Realm) -> None:
        """Show the window and read the county in a thread; backend and link follow.  Raises Explained errors."""
        read_manifest(folder)
        catalog_of: Callable[[CountyPackage], Catalog] = _own_catalog
        if connect is None or keys is None:
            data = data_folder(folder)
            if keys is not None:
                check_fits(keys, keys_folder(data))
            service = running_service(realm_folder(data, realm))
            if service is not None:
                self._target = target = BackendTarget(
                    service.address,
                    service.address,
                    keys or keys_folder(data),
                    realm,
                    partial(offline_reason, realm_folder(data, realm), service),
                )
                catalog_of = partial(backend_catalog, target.address, target.link, realm)
            else:
                require_writable(data)
                self.backend = backend = SupervisedBackend(folder, data, realm)
                backend.prepare()
                self._target = target = BackendTarget(
                    backend.address, lambda: backend.address, keys or backend.keys, realm, backend.offline_reason,
                    lambda: backend.state == "failed",
                )  # fmt: skip
                if backend.is_running():
                    catalog_of = partial(backend_catalog, target.address, target.link, realm)
        else:
            self._target = target = BackendTarget(connect, connect, keys, realm, str)
            catalog_of = partial(backend_catalog, target.address, target.link, realm)
        pair(self._target.keys, CLIENT)  # report key errors before a window opens
        public_key(self._target.keys, SERVER)
        self._folder = folder
        self._is_here = connect is None
        self._data = data_folder(folder) if self._is_here else None
        self.window.menu.offer_replay()
        self.window.menu.replay_wanted.connect(self.show_replay)
        self.window.moment_wanted.connect(self.show_moment)
        self.window.past_wanted.connect(self.rewind_page)
        self.window.past_left.connect(self._end_past)
        self._read(folder, catalog_of, self._live_session)

    def show_replay(self) -> None:
        """Show what this window's backend has recorded, in a second window that begins with the present."""
        self._show_replay(None)

    def show_moment(self, at_ms: int) -> None:
        """The same as of a time."""
        self._show_replay(at_ms)

    def _show_replay(self, at_ms: int | None) -> None:
        if self.window.session is None:
            return
        if self.replay is not None:
            if at_ms is not None:
                self.replay.go_to(at_ms)
            self.replay.show_again()
            return
        from desktop.replay.window import ReplayWindow

        opener = self._recorded(self.window.session, at_ms)
        self.replay = ReplayWindow(self._folder, opener, self._settings, self.window.scene)
        self.replay.closed.connect(self._forget_replay)

    def _recorded(self, session: Session, at_ms: int | None) -> ReplayOpener:
        """Opens what this window's backend has recorded, as of a time; None: now."""
        from desktop.replay.opening import ReplayOpener
        from services.replay.analysis_place import AnalysisPlace

        assert self.client is not None
        endpoint = self.client.analysis_endpoint
        return ReplayOpener(
            None, self._data, self._target.realm, session.clock.now_ms() if at_ms is None else at_ms, from_live=True,
            place=AnalysisPlace(self._target.analysis_link, endpoint) if endpoint or self._data is None else None,
            catalog=session.catalog,
        )  # fmt: skip

    def rewind_page(self, at_ms: int) -> None:
        """Open what was recorded for the leader's page, which shows it in its place."""
        if self.window.session is None:
            return
        from desktop.replay.past_session import PastSession

        self._end_past()
        rewinding = self.window.leader.rewinding
        self.past = PastSession(self._folder, self._recorded(self.window.session, at_ms), self._settings)
        self.past.opened.connect(rewinding.show)
        self.past.failed.connect(lambda line: rewinding.fail(explained(line)))

    def _end_past(self) -> None:
        if self.past is not None:
            self.past.close()
            self.past = None

    def _forget_replay(self) -> None:
        self.replay = None
        if not self._closed and self.window.isVisible():
            self.window.activateWindow()

    def open_replay(self, folder: Path, *, opener: ReplayOpener) -> None:
        """The same for a replay, which needs no backend."""
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
        self.opening = CountyOpener(folder, catalog_of)
        self.opening.progress.connect(self.window.welcome.progress)
        self.opening.opened.connect(self._opened)
        self.opening.prepared.connect(self._prepared)
        self.opening.failed.connect(self._failed)
        if self._opener is not None:
            self._opener.progress = self.opening.progress.emit
        self.opening.start()

    def run_window(self, seconds: float | None) -> int:
        """Run until the window is closed, or for ``seconds``.  Returns the exit code."""
        if seconds is not None:
            QTimer.singleShot(round(seconds * 1000), self.window.close_now)
        self._run()
        return 1 if self.failure else 0

    def take_snapshot(self, folder: Path, seconds: float) -> int:
        """Run for ``seconds`` once data is on the screen, then write ``folder``.

        Returns the exit code: 1 when no data was received within DATA_WAIT_S, or only the proven part of a damaged
        journal; the pictures then say why.
        """
        self.window.ready.connect(partial(self._exit_after, seconds))
        self._run()
        if self.failure or self.window.session is None:
            return 1
        assert self.opening is not None
        self.opening.go_on()
        self.opening.wait()
        session = self.window.session
        session.layers.tick(session.clock.now_ms())
        snapshot.print_table(snapshot.write(self.window, folder), folder)
        health = session.source.health()
        if health.proven is not None:
            print(f"read-only, record {health.proven.seq} is the last proven one: {health.proven.why}", file=sys.stderr)
            return 1
        if self.window.freshness.was_live:
            return 0
        print(f"no data received: {health.detail or health.state}", file=sys.stderr)
        return 1

    def _exit_after(self, seconds: float) -> None:
        """Exit ``seconds`` after the first data arrived, or when none arrives, as from a backend that is refused or
        cannot be started."""
        waiting = QTimer(self.window, interval=100)
        deadline = QDeadlineTimer(round(DATA_WAIT_S * 1000))
        refused = QDeadlineTimer(round(REFUSED_WAIT_S * 1000))

        def check() -> None:
            assert self.source is not None
            health = self.source.health()
            if health.state != "refused" and not health.abandoned:
                refused.setRemainingTime(round(REFUSED_WAIT_S * 1000))
            shown = self.window.freshness.was_live or health.state == "read_only"
            if shown or deadline.hasExpired() or refused.hasExpired():
                waiting.stop()
                QTimer.singleShot(round(seconds * 1000), self.application.exit)

        waiting.timeout.connect(check)
        waiting.start()

    def show_error(self, why: str) -> None:
        """Show why nothing can be opened, one line, in a dialog."""
        show_error(why, self.window if self.window.isVisible() else None)

    def close(self) -> None:
        """Stop everything in use."""
        self._closed = True
        self._later.stop()
        if self.opening is not None:
            self.opening.stop()
        if self.replay is not None:
            self.replay.close()
        if self.window.session is not None:
            self.window.leader.rewinding.leave()
        self._end_past()
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

    def _settings_file(self) -> Path:
        folder = (
            Path(self._scratch.name)
            if self._scratch
            else Path(platformdirs.user_config_dir("county-command", appauthor=False))
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable_home(folder, error, "XDG_CONFIG_HOME") from error
        with suppress(OSError):  # save_fault reports a folder that cannot be written
            private_folder(folder)
            private_file(folder / "desktop.ini")
        return folder / "desktop.ini"

    def _run(self) -> None:
        previous = signal.signal(signal.SIGINT, lambda *_: self.application.exit())
        try:
            self.application.exec()
        finally:
            signal.signal(signal.SIGINT, previous)

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

    def _live_session(self, county: OpenedCounty) -> Session:
        """A session over the backend, connected: the snapshot arrives while the window is built and painted."""
        target = self._target
        seen = SeenHeadFile(
            user_data() / FOLDER, county=county.package.manifest.identity, realm=target.realm,
            server=public_key(target.keys, SERVER),
        )  # fmt: skip
        self.client = client = Client(
            target.address, target.link, target.realm.id, offline_reason=target.offline_reason,
            abandoned=target.abandoned, seen=seen, make_analysis_link=target.analysis_link,
        )  # fmt: skip
        manifest = county.package.manifest
        expected = ExpectedCounty(manifest.name, manifest.identity, manifest.epsg, county.catalog.digest)
        client.expect(expected)
        client.open()
        imports = FileImports(county.package.folder, target.current_address, target.keys, target.realm)
        operator = Operator(self._settings, manifest.identity, target.realm)
        drafts = None if self._off_screen else DraftStore(drafts_folder(manifest.identity, target.realm))
        watched = target.realm.kind == "drill" and self._is_here
        live = LiveWatch(partial(self._live_source, expected)) if watched else None
        drill_folder = DrillFolder(self._folder, data_folder(self._folder), target.realm) if watched else None
        open_live = self._open_live if watched else None
        return session_over(
            client, county, operator, target.realm, imports, self._make_player(), self._dialogs, drafts, live,
            open_live, drill_folder, self._run_drill if self._is_here else None,
        )  # fmt: skip

    def _live_source(self, expected: ExpectedCounty) -> Source | None:
        """Another link, to the live realm's backend on this machine; None while none runs."""
        data = data_folder(self._folder)
        folder = realm_folder(data, LIVE)
        found = running_in(folder)
        if found is None:
            return None

        def where() -> str:
            """A backend that was started again may listen elsewhere."""
            return (running_in(folder) or found).address

        return Client(
            found.address, lambda: ZeroMqClientLink(where, keys_folder(data)), LIVE.id, county=expected
        )  # fmt: skip

    def _open_live(self, event: str) -> None:
        """Open a window of the live realm, a program of its own that outlives this one."""
        chosen = ("--event", event) if event else ()
        QProcess.startDetached(sys.executable, [str(MAIN), "run", str(self._folder.absolute()), *chosen])

    def _run_drill(self, scenario: Path) -> StartedDrill:
        """A drill of this county, in a process and a window of its own."""
        from services.drill.run_process import DrillProcess

        return DrillProcess(self._folder, scenario)

    def _begin_soon(self) -> None:
        """Process pending clicks first."""
        QTimer.singleShot(0, self.window, self._begin)

    def _begin(self) -> None:
        """Start what the first paint need not wait for, unless the window was closed meanwhile."""
        if self.window.session is None:
            return
        assert self.opening is not None
        assert self.feed is not None
        self._garbage.settle()
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
