"""Which scenario a drill runs: a file of the BlobStore, with those that it shows.

The file travels on request only, to those who may see the MSEL; its name and hash are withheld like the injects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.attachments import ATTACHMENTS_MAX, Attachment, check_attachments
from county.authority import DRILL_DIRECTORS
from county.catalog import Name
from county.clock import RATE_MAX
from county.commands import CommandBody
from county.drill.run import DrillRun, check_drill_realm, standing
from county.drill.standing import check_directs
from county.records import Record, RecordBody
from county.refusals import Refused

_BEFORE = frozenset({"draft", "checked", "scheduled", "armed"})


class ScenarioFileCommand(CommandBody, frozen=True, kw_only=True):
    """A command about the scenario of a drill."""

    drill: str


class LoadScenario(ScenarioFileCommand, frozen=True, kw_only=True):
    """Run this scenario; the backend checks it.  Until the start another one can be loaded."""

    attachments: tuple[Attachment, ...]
    """The TOML file, then the files that it shows, at most ATTACHMENTS_MAX in all."""
    speed: float | None = None
    """In place of the scenario's."""


class ScenarioFileRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the scenario of a drill."""

    drill: str


class ScenarioLoaded(ScenarioFileRecord, frozen=True, kw_only=True):
    attachments: tuple[Attachment, ...]
    speed: float | None = None


class LoadedFile(Struct, frozen=True, kw_only=True, gc=False):
    """The scenario that was loaded last."""

    id: str
    attachments: tuple[Attachment, ...]
    speed: float | None
    seq: int
    """Of its record."""


def decide(known: LoadedFile | None, command: LoadScenario, decision: Decision) -> Sequence[RecordBody]:
    """Raises Refused."""
    check_drill_realm(decision.desk.realm, command.drill)
    run: DrillRun | None = decision.desk.find("drill", command.drill)
    check_directs(standing(run, decision))
    if run is not None and run.state not in _BEFORE:
        raise Refused("drill_begun", drill=command.drill)
    if not 1 <= len(command.attachments) <= ATTACHMENTS_MAX:
        raise Refused("scenario_missing")
    check_attachments(command.attachments, decision.desk.stored_start)
    if command.speed is not None and not 0 <= command.speed <= RATE_MAX:
        raise Refused("rate_out_of_range", limit=f"{RATE_MAX:g}")
    return [ScenarioLoaded(drill=command.drill, attachments=command.attachments, speed=command.speed)]


def apply(known: LoadedFile | None, record: Record[Any]) -> LoadedFile:
    """Pure."""
    body: ScenarioLoaded = record.body
    return LoadedFile(id=body.drill, attachments=body.attachments, speed=body.speed, seq=record.seq)


SCENARIO_FILES = Aggregate(
    key="scenario",
    state=LoadedFile,
    command=ScenarioFileCommand,
    record=ScenarioFileRecord,
    subject="drill",
    decide=decide,
    apply=apply,
    expires_ms=lambda known: None,
    outline=LoadedFile,
    may={LoadScenario: DRILL_DIRECTORS},
    columns=(StateColumn("seq", "<i8"), StateColumn("expires_ms", "<i8")),
    project=lambda known: (known.seq, NEVER_MS),
    names={LoadScenario: Name("载入情景", "Load a scenario")},
    withheld=True,
)
