"""A briefing of this window as a document, with what the linter finds in it."""

from __future__ import annotations

from typing import NamedTuple

from county.briefing.aggregate import next_number
from county.briefing.briefing import Briefing
from county.briefing.kinds import year_of
from county.briefing.linted import BriefFinding
from county.briefing.linter import findings
from county.events.event import Event
from county.package.open import CountyPackage
from desktop.briefings.answers import BriefAnswers
from desktop.session import Session
from services.brief.assembly import BriefCounty, chain_of, document_of
from services.brief.document import BriefDocument
from services.brief.frame import Signature, signature_of
from services.brief.group_names import GroupNames
from services.brief.linting import linted, plain_text


class NotYet(NamedTuple):
    """Why there is no document."""

    why: str
    """"" while its figures are on their way."""


class DraftedBriefings:
    """Makes documents of the briefings on the desk."""

    def __init__(self, session: Session, answers: BriefAnswers) -> None:
        self._session = session
        self._answers = answers
        self._county: BriefCounty | None = None
        self._places: frozenset[str] = frozenset()

    @property
    def known(self) -> dict[str, Briefing]:
        """All briefings on the desk."""
        states = self._session.layers.states("briefing")
        return {id: one for id, one in states.items() if isinstance(one, Briefing)}

    @property
    def county(self) -> BriefCounty:
        if self._county is None:  # it reads tables of the package
            session = self._session
            manifest = session.package.manifest
            self._county = BriefCounty(
                manifest.name, manifest.synthetic, session.catalog, GroupNames(session.package, session.catalog),
                session.event_texts, session.realm.kind == "drill",
            )  # fmt: skip
            self._places = places_of(session.package)
        return self._county

    def next_signature(self) -> Signature:
        """Under which number this window would sign now."""
        now_ms = self._session.clock.now_ms()
        year = year_of(now_ms)
        return Signature(year, next_number(self.known.values(), year), self._session.author, now_ms)

    def ready(self, briefing: Briefing) -> object:
        """Something else once its figures have arrived, or why they did not."""
        answers = self._answers.of(briefing)
        return self._answers.trouble if answers is None else len(answers) + 1

    def document(self, briefing: Briefing, signature: Signature | None = None) -> BriefDocument | NotYet:
        """As it is, or as it would be with ``signature``."""
        answers = self._answers.of(briefing)
        if answers is None:
            return NotYet(self._answers.trouble)
        event = self._event(briefing)
        if briefing.of_event and event is None:
            return NotYet(briefing.event_ids[0])
        chain = chain_of(briefing, self.known)
        return document_of(chain, self.county, answers, event, signature or signature_of(briefing))

    def findings(self, briefing: Briefing, document: BriefDocument) -> tuple[BriefFinding, ...]:
        """What the linter says about a briefing that is not signed yet."""
        catalog, before = self._session.catalog, chain_of(briefing, self.known)[:-1]
        earlier, event = "", self._event(briefing)
        if before and event is not None:
            earlier = plain_text(document_of(before, self.county, (), event, None), catalog)
        principal = self._session.source.health().principal
        people = {*(() if principal is None else principal.people), self._session.submissions.acting} - {""}
        return findings(linted(
            document, catalog, self._session.clock.now_ms(), earlier=earlier, places=self._places, people=people
        ))  # fmt: skip

    def _event(self, briefing: Briefing) -> Event | None:
        found = self._session.layers.states("event").get(briefing.event_ids[0]) if briefing.of_event else None
        return found if isinstance(found, Event) else None


def places_of(package: CountyPackage) -> frozenset[str]:
    """Names of the county's divisions, and the county's own."""
    tables = (package.table(layer)["name"] for layer in ("towns", "villages", "grids"))
    return frozenset({package.manifest.name, *(str(name) for names in tables for name in names)})
