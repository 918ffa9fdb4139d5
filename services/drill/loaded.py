"""The scenario that a drill has loaded: read from its BlobStore, and checked against the county."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from county.attachments import Attachment
from county.drill.baseline import EMPTY, TakenBaseline
from county.drill.check import check
from county.drill.loading import load
from county.drill.run import AcceptScenario
from county.drill.scenario import Scenario
from county.drill.scenario_file import LoadedFile
from county.drill.standing import BoundRole
from county.explained import ExplainedLine
from county.toml_files.finding import Fault, FileFinding
from services.drill.package_county import PackageForDrills
from services.scenarios.scenario_files import attachment_faults
from services.store.ports import BlobStore

CHUNK = 128 << 10
"""Bytes read at a time."""


@dataclass(frozen=True)
class CheckedScenario:
    """What was read of one loaded file."""

    seq: int
    """Of the record that named it."""
    text: str
    scenario: Scenario | None
    """None with an error."""
    findings: tuple[FileFinding, ...]

    @property
    def errors(self) -> tuple[FileFinding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> int:
        return len(self.findings) - len(self.errors)

    def acceptance(self, drill: str, speed: float | None) -> AcceptScenario:
        """The command by which the drill is checked (审核)."""
        assert self.scenario is not None
        heading = self.scenario.scenario
        roles = tuple(
            BoundRole(id=role.id, name=role.name, side=role.side, may=role.may, plays=role.plays, members=role.members)
            for role in self.scenario.roles
        )
        return AcceptScenario(
            drill=drill, title=heading.title, kind=heading.kind, digest=self.scenario.digest, roles=roles,
            begins_ms=round(heading.drill_start.timestamp() * 1000), lasts_ms=int(heading.duration),
            speed=heading.speed if speed is None else speed, warnings=self.warnings,
        )  # fmt: skip


def read_checked(
    blobs: BlobStore, loaded: LoadedFile, county: PackageForDrills, taken: TakenBaseline | None
) -> CheckedScenario:
    """Read and check a scenario; takes up to a second for the largest ones.  ``taken``: what the drill has begun with.
    Raises StoreError."""
    file, *shown = loaded.attachments
    data = bytearray()
    while len(data) < file.size:
        part = blobs.get(file.sha256, len(data), CHUNK)
        if not part:
            break
        data += part
    found = load(bytes(data), file.name)
    scenario, findings = found.scenario, list(found.findings)
    if scenario is not None:
        faults = [*check(scenario, county), *_missing(scenario, shown), *_other_baseline(scenario, taken)]
        findings += found.located(faults)
    faulty = any(finding.severity == "error" for finding in findings)
    return CheckedScenario(loaded.seq, found.text, None if faulty else scenario, tuple(findings))


def _other_baseline(scenario: Scenario, taken: TakenBaseline | None) -> Iterator[Fault]:
    """A desk begins once: a scenario with another baseline needs a new drill."""
    wanted, had = scenario.scenario.baseline, EMPTY if taken is None else taken.source
    if wanted != had:
        yield Fault("error", ("scenario", "baseline"), ExplainedLine(
            "the drill has begun with {had}, the scenario asks for {wanted}; run it with `main.py drill run`",
            had=repr(had), wanted=repr(wanted)))  # fmt: skip


def _missing(scenario: Scenario, shown: list[Attachment]) -> list[Fault]:
    """Files that injects show and that were not loaded with the scenario; a store knows no folders."""
    names = {file.name for file in shown}
    sizes = {
        inject.media.attachment: 0 for inject in scenario.injects
        if inject.media is not None and inject.media.attachment.rpartition("/")[2] in names
    }  # fmt: skip
    return attachment_faults(scenario, sizes)
