"""Opens what a replay shows: a clip, or the journal of a package's data folder."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from county.catalog import Catalog
from county.commands import Command
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.streams import STREAMS
from desktop.event_query import ActiveQuery
from desktop.feed import Feed
from desktop.opening import OpenedCounty
from desktop.operator import Operator
from desktop.session import Session
from desktop.submissions import Submissions
from layers.focus import Focus
from services.data_folder import data_folder, realm_folder
from services.drill_archive.archive_file import ENDING, recording_in
from services.protocol.replay import ReplayMoment
from services.replay.fitting import fitted
from services.replay.journal_recording import JournalRecording
from services.replay.local import LocalReplay
from services.replay.recording import Recording
from services.replay.source import ReplaySource
from services.store.maintenance.realm_folders import RealmFolders

REPLAY = Realm("replay")


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
    recording: Recording | None = None
    """Set by :meth:`catalog_of`."""

    def catalog_of(self, package: CountyPackage) -> Catalog:
        """Open the recording; returns the catalogue by which it is shown.  Called by the thread that reads the package.

        Raises Explained errors, OSError.
        """
        if self.clip is not None:
            clip = fitted(recording_in(self.clip), package)
            self.recording = clip
            return clip.catalog
        place = RealmFolders(data_folder(package.folder) if self.data is None else self.data, self.realm)
        place.require_journal()
        keys = {key: stream.table(package, package.catalog) for key, stream in STREAMS.items()}
        self.recording = JournalRecording(realm_folder(place.data, self.realm), keys)
        return package.catalog

    def session(self, county: OpenedCounty, operator: Operator) -> Session:
        """A session of the recording, at its first moment or at ``at_ms``; its feed is not started yet."""
        assert self.recording is not None
        replay = LocalReplay(self.recording)
        at = None
        if self.at_ms is not None:
            first, last = replay.extent
            at = ReplayMoment(first.seq, min(max(self.at_ms, first.known_ms), last.known_ms))
        source = ReplaySource(replay, at)
        if self.rate is not None:
            source.set_rate(self.rate)
            source.play()
        source.open()
        return replay_session(source, county, operator, opened_from_live=self.from_live)


def replay_session(
    source: ReplaySource, county: OpenedCounty, operator: Operator, *, opened_from_live: bool = False
) -> Session:
    """A session in which nothing can be changed."""
    submissions = Submissions(_no_commander, lambda: "", source.clock, realm=REPLAY.id)
    return Session(
        package=county.package, catalog=county.catalog, divisions=county.divisions, layers=county.layers,
        styles=county.styles, focus=Focus(), active_query=ActiveQuery(), operator=operator, submissions=submissions,
        source=source, commander=None, files=None, enrolment=None, feed=Feed(source, county.layers, submissions),
        timeline=source, opened_from_live=opened_from_live,
    )  # fmt: skip


def _no_commander(command: Command) -> None:
    raise RuntimeError(f"{type(command.body).__name__} in a replay, which has no commander: its button is enabled")
