"""An archived drill: its scenario, the recording of all of it with its photos, and its report, for any machine.

The recording is a clip: its chain is verified without keys, and it contains no contacts.  The report names the record
up to which it counts, which is part of that chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from county.drill.scenario import Scenario
from county.drill.score import Score
from services.drill_archive.attached import AttachedFile
from services.replay.clip import ReplayClip

FORMAT = 1


class ArchiveHead(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an archive is about; times in UTC ms by the machine's clock."""

    format: int
    realm: str
    title: str
    scenario: str
    """Id of the scenario."""
    version: int
    digest: str
    """Of the scenario's content."""
    county: str
    """Name of the county."""
    program: str
    began_ms: int
    ended_ms: int
    report_seq: int
    """Up to which record the report counts."""
    report_hash: str
    """Hash of that record in the chain."""
    last_seq: int
    """Of the recording."""
    last_hash: str
    members: dict[str, str]
    """SHA-256 of the other files, by name."""


@dataclass(frozen=True)
class DrillArchive:
    """An opened archive."""

    head: ArchiveHead
    scenario: Scenario
    recording: ReplayClip
    sizes: Mapping[str, int]
    """Bytes of each file, by name."""
    scores: Sequence[Score]
    """Of its report."""
    attached: Sequence[AttachedFile] = ()
    """Photos and files that its records name."""

    @property
    def missing(self) -> list[AttachedFile]:
        """Those that it does not contain."""
        return [one for one in self.attached if one.member not in self.sizes]
