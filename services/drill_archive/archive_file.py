"""The file of an archived drill, ``.drill``: a zip of ``archive.json``, the scenario with its attachments, the
recording with the photos and files that its records name, and the report.

The reader accepts nothing that it does not know; every fault is one line.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from county.drill.loading import load
from county.drill.scenario import Scenario
from county.drill.score import Score
from county.explained import Explained, ExplainedLine
from county.realm import BadRealm, Realm
from services.disk.durable import write_whole
from services.drill_archive.archive import FORMAT, ArchiveHead, DrillArchive
from services.drill_archive.attached import FILES, AttachedFile, attached_files
from services.replay.clip import ReplayClip
from services.replay.clip_file import BadClip, read_clip
from services.replay.sealed_zip import UNREADABLE, SealedZip, sealed_bytes

ENDING = ".drill"
HEAD, SCENARIO, RECORDING = "archive.json", "scenario.toml", "recording.replay"
ATTACHMENTS, REPORT = "attachments/", "report/"
FACTS = REPORT + "report.json"
BYTES_MAX = 2 << 30
"""Of all files in an archive together, as they unpack."""


class BadDrillArchive(Explained):
    """An archive that is not opened; one line."""


class _ArchiveFormat(msgspec.Struct, frozen=True):
    format: int


class _ReportedRun(msgspec.Struct, frozen=True):
    """Of the facts of a report, which run it is about, and its scores."""

    realm: str
    head_seq: int
    head_hash: str
    scores: tuple[Score, ...]


class _ReportStart(msgspec.Struct, frozen=True):
    digest: str
    facts: _ReportedRun


def write_archive(head: ArchiveHead, files: Mapping[str, bytes], path: Path) -> None:
    """Write ``files`` by name; ``path`` is replaced as a whole.  The head states their hashes, whatever the given one
    does.  Raises OSError."""
    write_whole(path, sealed_bytes(HEAD, head, files))


def read_archive(path: Path) -> DrillArchive:
    """The archive in ``path``, its digests, its chain and what its parts say of each other verified.  Raises
    BadDrillArchive, OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _ArchiveReader(path, archive).archive()
    except UNREADABLE as error:
        raise BadDrillArchive(
            "{path}: is not an archive of a drill, or a part of it is missing or damaged ({why}); get a complete copy",
            path=path, why=error,
        ) from error  # fmt: skip


def recording_in(path: Path) -> ReplayClip:
    """The recording in a clip, or in the archive of a drill.  Raises BadClip, BadDrillArchive, OSError."""
    return read_archive(path).recording if path.suffix == ENDING else read_clip(path)


class _ArchiveReader:
    """Reads one archive."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._sealed = SealedZip(archive, self._bad)

    def archive(self) -> DrillArchive:
        listed = self._archive.infolist()
        self._sealed.check_size(BYTES_MAX)
        for member in listed:
            if leads_out(member.filename):
                raise self._bad(ExplainedLine("it contains {name}, a path out of the archive", name=member.filename))
        head = self._head()
        self._check_names([member.filename for member in listed], head)
        data = {name: self._sealed.member(name, digest) for name, digest in head.members.items()}
        scenario = self._scenario(data[SCENARIO], head)
        recording = self._recording(data[RECORDING], head)
        facts = self._report(data[FACTS], head)
        attached = attached_files(recording)
        self._check_attached(data, head, attached)
        sizes = {name: len(content) for name, content in data.items()}
        return DrillArchive(head, scenario, recording, sizes, facts.scores, attached)

    def _bad(self, why: ExplainedLine) -> BadDrillArchive:
        return BadDrillArchive("{path}: {why}; get a complete copy", path=self._path, why=why)

    def _head(self) -> ArchiveHead:
        try:
            content = self._archive.read(HEAD)
        except KeyError:
            raise self._bad(ExplainedLine("is not an archive of a drill: it contains no {head}", head=HEAD)) from None
        try:
            found = msgspec.json.decode(content, type=_ArchiveFormat).format
            if found != FORMAT:
                raise BadDrillArchive(
                    "{path}: is an archive of format {found}, this program reads format {known}; update the program",
                    path=self._path, found=found, known=FORMAT,
                )  # fmt: skip
            head = msgspec.json.decode(content, type=ArchiveHead)
            Realm(head.realm)
        except (msgspec.DecodeError, BadRealm, UnicodeDecodeError) as error:
            raise self._bad(ExplainedLine("{head} cannot be read ({why})", head=HEAD, why=error)) from error
        return head

    def _check_names(self, names: list[str], head: ArchiveHead) -> None:
        """Every file is there once and is known.  Raises BadDrillArchive."""
        named = [HEAD, *head.members]
        for name in (SCENARIO, RECORDING, FACTS, *named):
            if name not in names or name not in named:
                raise self._bad(ExplainedLine("it lacks {name}", name=name))
        for name in names:
            if name not in named or names.count(name) > 1:
                raise self._bad(ExplainedLine("it contains {name}, which {head} does not name", name=name, head=HEAD))
            if name not in (HEAD, SCENARIO, RECORDING) and not name.startswith((ATTACHMENTS, REPORT, FILES)):
                raise self._bad(ExplainedLine("its files are not those of this format"))

    def _scenario(self, data: bytes, head: ArchiveHead) -> Scenario:
        found = load(data, SCENARIO)
        if found.scenario is None:
            raise self._bad(ExplainedLine("{why}", why=found.findings[0].explained))
        heading = found.scenario.scenario
        if (found.scenario.digest, heading.id, heading.version) != (head.digest, head.scenario, head.version):
            raise self._bad(ExplainedLine("{name} is another one than {head} names", name=SCENARIO, head=HEAD))
        return found.scenario

    def _recording(self, data: bytes, head: ArchiveHead) -> ReplayClip:
        try:
            clip = read_clip(self._path / RECORDING, io.BytesIO(data))
        except BadClip as error:
            raise BadDrillArchive("{why}", why=error) from error
        of_run = (clip.head.realm, clip.head.last_seq, clip.head.last_hash, clip.before_seq)
        if of_run != (head.realm, head.last_seq, head.last_hash, 0):
            raise self._bad(ExplainedLine("{name} is another one than {head} names", name=RECORDING, head=HEAD))
        if not 1 <= head.report_seq <= len(clip.chained) or (
            clip.chained[head.report_seq - 1].hash.hex() != head.report_hash
        ):
            raise self._bad(ExplainedLine("the report counts up to a record that the recording does not have"))
        return clip

    def _report(self, data: bytes, head: ArchiveHead) -> _ReportedRun:
        """The report, which is of this run.  Raises BadDrillArchive."""
        try:
            found = msgspec.json.decode(data, type=_ReportStart)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._bad(ExplainedLine("{head} cannot be read ({why})", head=FACTS, why=error)) from error
        of_run = (head.digest, head.realm, head.report_seq, head.report_hash)
        if (found.digest, found.facts.realm, found.facts.head_seq, found.facts.head_hash) != of_run:
            raise self._bad(ExplainedLine("{name} is another one than {head} names", name=FACTS, head=HEAD))
        return found.facts

    def _check_attached(
        self, data: Mapping[str, bytes], head: ArchiveHead, attached: Iterable[AttachedFile]
    ) -> None:
        """Every photo and file is one that a record names, as it was then.  Raises BadDrillArchive."""
        known = {one.member: one.file for one in attached}
        for name, content in data.items():
            if name.startswith(FILES) and (
                name not in known or len(content) != known[name].size or head.members[name] != known[name].sha256
            ):
                raise self._bad(ExplainedLine("{name} is no file that its records name", name=name))


def leads_out(name: str) -> bool:
    """Whether a name in an archive could lead out of the folder where it is unpacked."""
    inside = PurePosixPath(name)
    return inside.is_absolute() or ".." in inside.parts or any(sign in name for sign in ("\\", ":", "\0"))
