"""What the automation rules of a package would have done after the records of a journal, without writing anything.

Rules are tried whether they are switched on or not.  Each rule sees the states at its record as they were; what it
would have done is decided by the desk, and undone before the next record.  So a rule is not triggered by what another
one would have done here, but by what rules did when the journal was written.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from county.aggregates import subject_of_command
from county.authority import AUTOMATION, Author
from county.automation.log import Outcome
from county.catalog import Catalog, faults, load
from county.commands import Command
from county.durations import MINUTE_MS
from county.events.deadlines import TimeLimits
from county.explained import WrongArgument
from county.numbering import moment
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import EventDispatched, Record, RecordBody
from county.refusals import Refused, text
from county.roads.network import RoadGraph
from county.units.dispatch import text as reason
from services.desk import CountyQueries, Desk
from services.disk.data_folder import realm_folder
from services.follow_ups.automations import Automations, Firing
from services.loaded_county import road_graph
from services.store.following import open_journal
from services.store.ports import JournalReader
from services.store.upcast import RecordReader

PrintLine = Callable[[str], None]
Progress = Callable[[float, str], None]
PROGRESS_EVERY = 1_000
LINES_MAX = 500
"""Runs printed at most; the sums count all."""


@dataclass
class RuleSum:
    """What one rule would have done."""

    outcomes: Counter[str] = field(default_factory=Counter)
    recent_ms: deque[int] = field(default_factory=deque)
    """Times of its runs in the last minute."""

    def outcome(self, firing: Firing, hindrance: Outcome | None, refused: list[str]) -> Outcome:
        """The outcome of a run, counted; ``refused``: for each of its commands the reason, "" where it would be
        accepted."""
        now_ms = firing.record.recorded_ms
        while self.recent_ms and self.recent_ms[0] <= now_ms - MINUTE_MS:
            self.recent_ms.popleft()
        found: Outcome = "too_often"
        if len(self.recent_ms) < firing.rule.per_minute:
            self.recent_ms.append(now_ms)
            found = hindrance or ("refused" if any(refused) else "acted" if refused else "nothing")
        self.outcomes[found] += 1
        return found


def check_rules(package: Path, print_line: PrintLine) -> int:
    """Print one rule per line, or every error of the package's tables, the rules' among them; returns the exit code."""
    overlay = package / "catalog"
    wrong = faults(overlay)
    for error in wrong:
        print_line(f"error: {error}")
    if wrong:
        return 1
    catalog = load(overlay)
    for key, rule in catalog.automation.items():
        state = "retired" if rule.retired else "on" if rule.enabled else "off until somebody switches it on"
        deeds = ", ".join(action.do for action in rule.then)
        print_line(f"{key}: {rule.name.zh} | {rule.on} -> {deeds} | at most {rule.per_minute} a minute | {state}")
    print_line(f"{len(catalog.automation)} rules, no errors")
    return 0


def dry_run(
    package: CountyPackage,
    data: Path,
    realm: Realm,
    *,
    only: str,
    print_line: PrintLine,
    progress: Progress = lambda share, text: None,
) -> int:
    """Print every run, and the sums by rule; returns the exit code.  ``only``: one rule, "" for all.

    Raises WrongArgument, BadCatalog and BadJournal.
    """
    catalog = package.catalog
    if only and only not in catalog.automation:
        known = ", ".join(catalog.automation) or "none"
        raise WrongArgument("--rule {rule}: the catalogue has no such rule; it has {known}", rule=only, known=known)
    with closing(open_journal(realm_folder(data, realm))) as journal:
        trial = DryTrial(package, catalog, realm, only, road_graph(package))
        shown = 0
        for line in trial.lines(journal, progress):
            shown += 1
            if shown <= LINES_MAX:
                print_line(line)
        if shown > LINES_MAX:
            print_line(f"… and {shown - LINES_MAX} more runs")
        for key, rule in catalog.automation.items():
            if not rule.retired and only in ("", key):
                outcomes = trial.sums.get(key, RuleSum()).outcomes
                counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(outcomes.items()))
                print_line(f"{key}: {counts or 'never triggered'}")
        print_line(f"{trial.records} records read; nothing was written")
    return 0


class DryTrial:
    """Folds a journal and tries the rules on the way."""

    def __init__(
        self, package: CountyQueries, catalog: Catalog, realm: Realm, only: str, roads: RoadGraph
    ) -> None:
        self._desk = Desk(
            package, catalog, TimeLimits(catalog), realm.id, has_left=lambda subject: False,
            stored_start=lambda file: None, roads=roads,
        )  # fmt: skip
        self._automations = Automations(self._desk)
        self._reader = RecordReader()
        self._only = only
        self.sums: dict[str, RuleSum] = {}
        self.records = 0

    def lines(self, journal: JournalReader, progress: Progress) -> Iterator[str]:
        """One line for each run."""
        last = journal.head.seq
        for data in journal.records(1, last):
            record = self._reader.read(data)
            self.records += 1
            if self.records % PROGRESS_EVERY == 0:
                progress(record.seq / last, f"{record.seq} / {last}")
            self._desk.apply(record)
            self._desk.savepoint()
            for firing in list(self._automations.triggered(record)):
                if self._only in ("", firing.key):
                    yield self._tried(firing)

    def _tried(self, firing: Firing) -> str:
        record, did = firing.record, list(self._deeds(firing))
        self._desk.rollback()
        hindrance = self._automations.hindrance(firing)
        outcome = self.sums.setdefault(firing.key, RuleSum()).outcome(firing, hindrance, [why for _, why in did])
        head = f"{record.seq} {moment(record.recorded_ms)} {firing.key} {firing.about} {type(record.body).__name__}"
        if outcome in ("too_often", "loop", "nothing"):
            return f"{head}: {outcome.replace('_', ' ')}"
        return f"{head}: " + "; ".join(name if not why else f"{name} refused ({why})" for name, why in did)

    def _deeds(self, firing: Firing) -> Iterator[tuple[str, str]]:
        """The commands of a rule, each with the reason for which the desk would refuse it, "" for none."""
        seq = firing.record.seq
        for command in self._automations.commands(firing):
            why = ""
            bodies: Sequence[RecordBody] = ()
            try:
                bodies = self._desk.decide(command, Author(AUTOMATION), firing.record.recorded_ms)
            except Refused as refused:
                why = text(refused.code, refused.params)
            for body in bodies:
                seq += 1
                self._desk.apply(Record(
                    seq=seq, realm=self._desk.realm, happened_ms=command.happened_ms,
                    recorded_ms=firing.record.recorded_ms, command_id=command.id, body=body, by=AUTOMATION.id,
                ))  # fmt: skip
            yield _named(command, bodies), why


def _named(command: Command[Any], bodies: Sequence[RecordBody]) -> str:
    """A command and what it is about; with the unit that is dispatched, and why that one."""
    name = f"{type(command.body).__name__} {subject_of_command(command.body)}"
    for body in bodies:
        if isinstance(body, EventDispatched) and body.choice is not None:
            name += f" to {body.unit} ({reason(body.choice)})"
    return name
