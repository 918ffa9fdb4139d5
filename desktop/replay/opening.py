"""Opens what a replay shows: a clip, or the journal of a package's data folder."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from PySide6.QtCore import QT_TRANSLATE_NOOP

from county.catalog import Catalog
from county.commands import Command
from county.drill.late_items import late_items
from county.drill.scenario import Expectation
from county.drill.score import Score
from county.explained import Explained
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.streams import STREAMS, KeyTable
from desktop.backend.feed import Feed
from desktop.backend.live_beside import LiveBeside
from desktop.backend.submissions import Submissions
from desktop.duty.operator import Operator
from desktop.events.query import ActiveQuery
from desktop.process.opening import OpenedCounty
from desktop.replay.comparison import MomentComparison
from desktop.replay.first_rows import FirstRows
from desktop.replay.late_reading import LateReading
from desktop.replay.recorded_drill import recorded_drill
from desktop.replay.replayed_drill import ReplayedDrill
from desktop.replay.told_of_drill import ToldOfDrill
from desktop.session import Session
from layers.focus import Focus
from services.disk.data_folder import data_folder, realm_folder
from services.drill_archive.archive_file import ENDING, read_archive, recording_in
from services.drill_archive.archived_files import ArchivedFiles
from services.drill_report.gathering import gathered
from services.protocol.replay import Replay, ReplayMoment
from services.protocol.source import FileLink
from services.replay.analysis_link import NoAnalysis
from services.replay.analysis_place import AnalysisPlace, OwnAnalysis, local_place
from services.replay.clip import ReplayClip
from services.replay.fitting import fitted
from services.replay.given_up import check_wanted
from services.replay.journal_recording import JournalRecording, is_long
from services.replay.local import LocalReplay
from services.replay.package_fit import PackageFit
from services.replay.source import ReplaySource
from services.store.following import package_then
from services.store.maintenance.realm_folders import RealmFolders

REPLAY = Realm("replay")
BUILDING = QT_TRANSLATE_NOOP("opening", "Building the timeline")
_log = logging.getLogger(__name__)


def is_clip(path: Path) -> bool:
    """Whether ``path`` is a file with a clip or an archived drill, as opposed to a package's folder; a damaged one
    counts by its name."""
    return path.is_file() and (path.suffix in (".replay", ENDING) or zipfile.is_zipfile(path))


@dataclass
class ReplayOpener:
    """What to open, and how to begin."""

    clip: Path | None
    """A clip, or an archived drill; None: the journal of ``realm``."""
    data: Path | None = None
    """Data folder; None: that of the package."""
    realm: Realm = LIVE
    at_ms: int | None = None
    rate: float | None = None
    """Play at once, at this rate."""
    from_live: bool = False
    place: AnalysisPlace | None = None
    """The analysis to ask; None: one of this machine, or none.  Without ``data`` its journal is elsewhere."""
    catalog: Catalog | None = None
    """By which it is shown; None: that of the clip or of the package."""
    told: ToldOfDrill | None = None
    """What the drill told the viewer; None: all that is recorded, for a viewer who has the recording itself."""
    live: LiveBeside | None = None
    """The live realm, of which the window goes on telling; None where it cannot be reached."""
    at_seq: int | None = None
    """The record to begin with, in place of a time."""
    progress: Callable[[float, str], None] = lambda share, step: None
    """Told while a timeline is built, in the thread that reads the package."""
    _given_up: Event = field(default_factory=Event)
    _replay: Replay | None = None
    _own: OwnAnalysis | None = None
    _files: ArchivedFiles | None = None
    _recorded: ToldOfDrill | None = None
    """What the recording itself has of a drill."""
    _unscored: tuple[Path, int] | None = None
    """The journal of a drill that is over, and when it was: what was late in it has not been read yet."""
    _late: LateReading | None = None

    def catalog_of(self, package: CountyPackage) -> Catalog:
        """Open the recording; returns the catalogue by which it is shown.  Called by the thread that reads the package.

        Raises Explained errors, OSError; OpeningGivenUp after :meth:`give_up`.
        """
        if self.clip is not None:
            content, expectations, scores = _content_of(self.clip)
            clip = fitted(content, package)
            recorded = recorded_drill(clip, self._given_up)
            self._recorded = recorded.told._replace(late=late_items(expectations, scores, recorded.over_ms))
            self._replay = LocalReplay(clip)
            return clip.catalog
        catalog = package.catalog if self.catalog is None else self.catalog
        keys = {key: stream.table(package, catalog) for key, stream in STREAMS.items()}
        first_rows, fit = FirstRows(catalog), PackageFit(package, catalog)
        if self.place is not None and self.data is None:
            self._replay = self.place.open(self.realm, keys, first_rows, self._tell_building, self._given_up, fit)
            return catalog
        folders = RealmFolders(data_folder(package.folder) if self.data is None else self.data, self.realm)
        folders.require_journal()
        fit.take_journal(*package_then(folders.folder, STREAMS.values()))
        if self.told is None and self.realm.kind == "drill":
            with closing(JournalRecording(folders.folder, keys)) as recording:
                recorded = recorded_drill(recording, self._given_up)
            self._recorded = recorded.told
            self._unscored = None if recorded.over_ms is None else (folders.folder, recorded.over_ms)
        self._replay = self._of_analysis(package, folders.data, keys, first_rows, fit) or LocalReplay(
            JournalRecording(folders.folder, keys), fit=fit
        )
        return catalog

    def read_late(self, package: CountyPackage) -> None:
        """Mark what was late or missed in a drill of which nobody was told anything; for that its journal is read and
        scored as a whole.  Called by the thread that reads the package, once the recording is shown."""
        if self._unscored is None or self._late is None:
            return
        folder, over_ms = self._unscored

        def go_on(_share: float, _step: str) -> None:
            check_wanted(self._given_up)

        try:
            facts = gathered(folder, package, go_on, earlier=None).facts
        except Explained as why:
            _log.info("what was late in the drill is not marked: %s", why.line)
            return
        self._late.found.emit(late_items(facts.scenario.expectations, facts.scores, over_ms))

    def _of_analysis(
        self, package: CountyPackage, data: Path, keys: Mapping[str, KeyTable], first_rows: FirstRows, fit: PackageFit
    ) -> Replay | None:
        """By the running analysis, or by one of its own where the journal is long; None where it cannot be asked."""
        place = self.place or local_place(data, self.realm)
        if place is None and is_long(realm_folder(data, self.realm)):
            self._own = OwnAnalysis(package.folder, data, self.realm)
            place = self._own.start(self._given_up)
        if place is None:
            return None
        try:
            return place.open(self.realm, keys, first_rows, self._tell_building, self._given_up, fit)
        except NoAnalysis as why:
            _log.warning("the journal is read without the analysis: %s", why.line)
            return None

    def _tell_building(self, share: float) -> None:
        self.progress(share, str(BUILDING))

    def give_up(self) -> None:
        """It is not wanted any more: the thread that opens it waits for no analysis and reads no recording further."""
        self._given_up.set()

    def close(self) -> None:
        """Release everything but the replay of a session, which its source closes."""
        if self._replay is not None:
            self._replay.close()
            self._replay = None
        if self._own is not None:
            self._own.stop()
            self._own = None
        if self._files is not None:
            self._files.close()
            self._files = None

    def session(self, county: OpenedCounty, operator: Operator) -> Session:
        """A session of the recording, at its first moment or at ``at_ms``; its feed is not started yet."""
        replay, self._replay = self._replay, None
        assert replay is not None
        at = None
        if self.at_ms is not None:
            first, last = replay.extent
            at = ReplayMoment(first.seq, min(max(self.at_ms, first.known_ms), last.known_ms))
        source = ReplaySource(replay, at)
        if self.rate is not None:
            source.set_rate(self.rate)
            source.play()
        if self.at_seq is not None:
            source.seek(replay.moment_of(self.at_seq))
        source.open()
        if self.clip is not None and self.clip.suffix == ENDING:
            self._files = ArchivedFiles(self.clip)
        session = replay_session(
            source, county, operator, opened_from_live=self.from_live, files=self._files, live=self.live
        )
        told, drill = self.told or self._recorded, session.replayed_drill
        assert drill is not None
        if told is not None:
            drill.show(told)
        self._late = LateReading(drill.late)
        return session


def _content_of(path: Path) -> tuple[ReplayClip, Sequence[Expectation], Sequence[Score]]:
    """The recording in a clip, or that in the archive of a drill with what was expected and its scores.  Raises
    BadClip, BadDrillArchive, OSError."""
    if path.suffix != ENDING:
        return recording_in(path), (), ()
    archive = read_archive(path)
    return archive.recording, archive.scenario.expectations, archive.scores


def replay_session(
    source: ReplaySource, county: OpenedCounty, operator: Operator, *, opened_from_live: bool = False,
    files: FileLink | None = None, live: LiveBeside | None = None,
) -> Session:  # fmt: skip
    """A session in which nothing can be changed.  ``files``: from where photos are shown."""
    submissions = Submissions(_no_commander, lambda: "", source.clock, realm=REPLAY.id)
    return Session(
        package=county.package, catalog=county.catalog, divisions=county.divisions, layers=county.layers,
        styles=county.styles, focus=Focus(), active_query=ActiveQuery(), operator=operator, submissions=submissions,
        source=source, commander=None, files=files, enrolment=None, feed=Feed(source, county.layers, submissions),
        timeline=source, comparison=MomentComparison(county.layers, source),
        replayed_drill=ReplayedDrill(source, county.layers), opened_from_live=opened_from_live,
        live=None if live is None else live.watch(county), open_live=None if live is None else live.open,
    )  # fmt: skip


def _no_commander(command: Command) -> None:
    raise RuntimeError(f"{type(command.body).__name__} in a replay, which has no commander: its button is enabled")
