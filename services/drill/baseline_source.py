"""Opens what a scenario names as its baseline: the desk of the live realm, or of an earlier drill at a time of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from county.drill.baseline import FILE, LIVE_COPY, BadBaseline, EarlierDrill, earlier_drill
from county.drill.run import DrillStarted
from county.explained import Explained
from county.numbering import moment
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.records import Record
from county.streams import KeyTable
from services.disk.data_folder import data_folder, realm_folder
from services.drill_archive.archive_file import read_archive
from services.replay.fitting import fitted
from services.replay.journal_recording import JournalRecording
from services.replay.recording import Recording
from services.store.following import open_journal
from services.store.sqlite.database import FILE as JOURNAL
from services.store.upcast import RecordReader


@dataclass(frozen=True)
class BaselineSource:
    """A desk at one moment."""

    name: str
    """As the scenario states it."""
    recording: Recording
    at_ms: int
    """The moment, in the time of its realm."""
    seq: int
    """The last record known then."""
    hash: bytes
    """Of that record in its chain."""
    proven: bool
    """Whether its chain was verified."""

    @property
    def is_live(self) -> bool:
        return self.name == LIVE_COPY


@contextmanager
def baseline_source(
    baseline: str, folder: Path, package: CountyPackage, keys: Mapping[str, KeyTable], now_ms: Callable[[], int]
) -> Iterator[BaselineSource]:
    """What ``baseline`` names, which is not empty.  ``folder``: of the scenario; ``keys``: see
    :func:`services.realm.key_tables`; ``now_ms``: the machine's clock.

    Raises an Explained error of one line: missing, damaged, of another county, or without that time.
    """
    earlier = earlier_drill(baseline)
    try:
        if earlier is None:
            with _of_realm(baseline, LIVE, package, keys, lambda found: max(now_ms(), found.to_ms)) as source:
                yield source
        elif earlier.is_archive:
            yield _of_archive(baseline, earlier, folder / earlier.drill, package)
        else:
            with _of_realm(
                baseline, Realm(earlier.drill), package, keys,
                lambda found: _within(found, earlier.at_ms(_zero_ms(found)), earlier.drill),
            ) as source:  # fmt: skip
                yield source
    except OSError as error:
        raise BadBaseline("{baseline}: cannot be read ({why}); choose another baseline", baseline=baseline,
                          why=error) from error  # fmt: skip


def missing(baseline: str, folder: Path | None, package: Path) -> Explained | None:
    """Why the drill that ``baseline`` names is not there, without opening it; None: it is, or none is named.

    ``folder``: of the scenario; None while it has none.  Raises BadBaseline.
    """
    earlier = earlier_drill(baseline)
    if earlier is None:
        return None
    if earlier.is_archive:
        return None if folder is None or (folder / earlier.drill).is_file() else _no_archive(folder / earlier.drill)
    return _no_journal(data_folder(package), Realm(earlier.drill))


def _no_archive(path: Path) -> Explained:
    return BadBaseline("{path}: there is no such archive of a drill; put it beside the scenario", path=path)


def _no_journal(data: Path, realm: Realm) -> Explained | None:
    if (realm_folder(data, realm) / JOURNAL).is_file():
        return None
    if realm == LIVE:
        return BadBaseline("{data}: has no live realm to copy; start the drill where it runs, or begin with another "
                           "baseline", data=data)  # fmt: skip
    return BadBaseline(
        "{data}: has no drill {realm}; correct its name, or put its archive beside the scenario and write "
        "{form}", data=data, realm=realm, form=f"{FILE}NAME.drill@TIME",
    )  # fmt: skip


@contextmanager
def _of_realm(
    baseline: str,
    realm: Realm,
    package: CountyPackage,
    keys: Mapping[str, KeyTable],
    at_ms_of: Callable[[Recording], int],
) -> Iterator[BaselineSource]:
    """Of a realm of this machine, while its backend is running or not."""
    data = data_folder(package.folder)
    folder = realm_folder(data, realm)
    if (why := _no_journal(data, realm)) is not None:
        raise why
    with closing(open_journal(folder)) as journal, closing(JournalRecording(folder, keys)) as recording:
        _check_county(str(folder), journal.county, package)
        at_ms = at_ms_of(recording)
        seq = min(journal.seq_at(at_ms), recording.last_seq)
        found = journal.hash_at(seq)
        if found is None:
            raise BadBaseline("{folder}: record {seq} is missing; run `main.py journal … verify`", folder=folder,
                              seq=seq)  # fmt: skip
        yield BaselineSource(baseline, recording, at_ms, seq, found, proven=False)


def _of_archive(baseline: str, earlier: EarlierDrill, path: Path, package: CountyPackage) -> BaselineSource:
    if not path.is_file():
        raise _no_archive(path)
    clip = read_archive(path).recording
    _check_county(str(path), clip.head.county.identity, package)
    at_ms = _within(clip, earlier.at_ms(_zero_ms(clip)), earlier.drill)
    read, seq = RecordReader().read, clip.before_seq
    for row in clip.chained:
        if read(row.data).recorded_ms > at_ms:
            break
        seq += 1
    hash = clip.chained[seq - clip.before_seq - 1].hash
    return BaselineSource(baseline, fitted(clip, package), at_ms, seq, hash, proven=True)


def _check_county(where: str, theirs: str, package: CountyPackage) -> None:
    ours = package.manifest.identity
    if theirs != ours:
        raise BadBaseline(
            "{where}: is of county {theirs}, the drill is in {ours}; choose a drill of this county",
            where=where, theirs=theirs, ours=ours,
        )  # fmt: skip


def _zero_ms(recording: Recording) -> int:
    """When the drill began, in its own time."""
    for data in recording.of_subject(f"drill/{recording.realm}"):
        record: Record[Any] = RecordReader().read(data)
        if isinstance(record.body, DrillStarted):
            return int(record.body.zero_ms)
    raise BadBaseline("{realm}: was never started, so that it has no time to go back to; choose another drill",
                      realm=recording.realm)  # fmt: skip


def _within(recording: Recording, at_ms: int, drill: str) -> int:
    if not recording.from_ms <= at_ms <= recording.to_ms:
        raise BadBaseline(
            "{drill}: was recorded from {first} to {last}, which does not include {time}; choose a time of it",
            drill=drill, first=moment(recording.from_ms), last=moment(recording.to_ms), time=moment(at_ms),
        )  # fmt: skip
    return at_ms
