"""Briefings and events as a journal has them, and what a document says of them, derived again."""

from __future__ import annotations

from typing import Any

from county.aggregate import Aggregate
from county.aggregates import BY_KEY
from county.briefing.briefing import Briefing
from county.briefing.elements import elements
from county.briefing.linked import LinkedCases
from county.briefing.series import of_event_ids
from county.events.event import Event
from services.analysis.events.cases_about import CasesAbout, EverKnown
from services.brief.assembly import BriefCounty, chain_of
from services.brief.document import BriefFact
from services.brief.stated import Stated
from services.brief.told_names import NamedGroups, ToldNames, renamed
from services.store.ports import JournalReader
from services.store.upcast import RecordReader


class JournalFacts:
    """Of one journal."""

    def __init__(self, journal: JournalReader, reader: RecordReader, county: BriefCounty, ids: EverKnown) -> None:
        self._journal = journal
        self._read = reader.read
        self._county = county
        self._ids = ids
        self._cases = CasesAbout(journal, reader, ids)
        self._today = NamedGroups(county.names, county.catalog)
        self._linked: dict[tuple[str, int], LinkedCases] = {}
        self._folded: dict[tuple[str, str], Any] = {}

    def briefing(self, id: str) -> Briefing | None:
        """As its last record left it; None where there is none."""
        found: Briefing | None = self._state(BY_KEY["briefing"], id)
        return found

    def event(self, id: str) -> Event | None:
        """The same for an event."""
        found: Event | None = self._state(BY_KEY["event"], id)
        return found

    def chain(self, briefing: Briefing) -> tuple[Briefing, ...]:
        """The reports before a report, and itself."""
        known = {}
        at: Briefing | None = briefing
        while at is not None and at.follows and at.follows not in known:
            at = self.briefing(at.follows)
            if at is not None:
                known[at.id] = at
        return chain_of(briefing, known)

    def report(self, event_id: str, kind: Any, as_of_seq: int, as_of_ms: int) -> Briefing:
        """One that is in no journal, as it would be drafted after record ``as_of_seq``."""
        all_of_them = (found for id in self._ids("briefing") if (found := self.briefing(id)) is not None)
        signed = [b for b in of_event_ids(all_of_them, event_id) if b.is_signed and b.as_of_seq < as_of_seq]
        part = 1 + max((b.part for b in signed), default=0) if kind == "further" else 0
        return Briefing(
            id="", state="draft", steps=(), kind=kind, event_ids=(event_id,), part=part, as_of_seq=as_of_seq,
            as_of_ms=as_of_ms, follows=signed[-1].id if signed and kind != "first" else "",
        )  # fmt: skip

    def fact(self, stated: Stated, fact: BriefFact) -> str:
        """The text that stands there; "" where the journal has none."""
        if not fact.event_id:
            briefing = self.briefing(stated.briefing)
            place, _, number = fact.element.partition(".")
            lines = [] if briefing is None else briefing.text_at(place).splitlines()
            return lines[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(lines) else ""
        event = self.event(fact.event_id)
        if event is None:
            return ""
        report = self.briefing(stated.briefing) if stated.briefing else None
        if report is None:
            report = self.report(fact.event_id, stated.kind, stated.as_of_seq, stated.as_of_ms)
        linked = self.linked(fact.event_id, report.as_of_ms)
        found = elements(self.chain(report), event, ToldNames(self._today, stated.names), linked)
        return next((one.text for one in found if one.key == fact.element), "")

    def linked(self, event_id: str, as_of_ms: int) -> LinkedCases:
        """What else told of an event at a time."""
        asked = event_id, as_of_ms
        if asked not in self._linked:
            self._linked[asked] = self._cases.find(*asked)
        return self._linked[asked]

    def renamed(self, stated: Stated) -> list[str]:
        """What a document names otherwise than it is called today."""
        return renamed(stated.names, self._today)

    def _state(self, aggregate: Aggregate[Any], id: str) -> Any:
        key = aggregate.key, id
        if key not in self._folded:
            state = None
            for data in self._journal.of_subject(f"{aggregate.key}/{id}"):
                state = aggregate.apply(state, self._read(data))
            self._folded[key] = state
        return self._folded[key]
