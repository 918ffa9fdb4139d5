"""What a briefing of this window is made from, so that a worker can make the document and have it linted."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from psygnal import SignalInstance
from PySide6.QtCore import QCoreApplication

from county.briefing.briefing import Briefing
from county.briefing.elements import level_at
from county.briefing.kinds import year_of
from county.briefing.linked import NOTHING_LINKED, LinkedCases, desk_tells_all, linked_to
from county.briefing.linted import BriefFinding
from county.briefing.linter import findings
from county.briefing.series import next_number
from county.events.event import Event
from county.package.open import CountyPackage
from desktop.briefings.answers import BriefAnswers
from desktop.briefings.linked_history import LinkedHistory
from desktop.briefings.place_shots import PlaceShot, PlaceShots
from desktop.briefings.signed_maps import SignedMaps, SignedShot
from desktop.session import Session
from services.brief.assembly import NO_MAP, BriefCounty, chain_of, document_of, shows_map
from services.brief.document import BriefDocument
from services.brief.frame import Signature, signature_of
from services.brief.group_names import GroupNames
from services.brief.linting import linted, plain_text
from services.protocol.analysis_messages import FigureTable

translate = QCoreApplication.translate


class NotYet(NamedTuple):
    """Why there is no document."""

    why: str = ""
    """"" while what it is made from is on its way; else a line."""
    left_event: str = ""
    """The event of a report where that is missing."""

    @property
    def is_coming(self) -> bool:
        """Whether it arrives without anybody's doing."""
        return not self.why and not self.left_event

    def words(self, briefing: Briefing) -> str:
        """For the user."""
        if self.left_event:
            left = translate("briefings", "Event {event} has left the desk; the signed files can be exported")
            return left.format(event=self.left_event)
        if self.why:
            return self.why
        if briefing.of_event:
            return translate("briefings", "What else was recorded of the event is being looked up …")
        return translate("briefings", "The figures are being counted …")


class DraftedPage(NamedTuple):
    """A document, and what the linter says about it; nothing of a signed one."""

    document: BriefDocument
    findings: tuple[BriefFinding, ...]


class BriefWords:
    """What documents say of the county; reads tables of the package when first asked, in whichever thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = Lock()
        self._county: BriefCounty | None = None
        self._places: frozenset[str] = frozenset()

    def county(self) -> BriefCounty:
        """Names, texts and catalogue."""
        session = self._session
        with self._lock:
            if self._county is None:
                manifest = session.package.manifest
                self._places = places_of(session.package)
                self._county = BriefCounty(
                    manifest.name, manifest.synthetic, session.catalog, GroupNames(session.package, session.catalog),
                    session.event_texts, session.realm.kind == "drill",
                )  # fmt: skip
            return self._county

    def places(self) -> frozenset[str]:
        """Names that a document may call."""
        self.county()
        return self._places


@dataclass(frozen=True)
class PageSource:
    """Everything that a document is made from; nothing of it changes."""

    chain: tuple[Briefing, ...]
    answers: tuple[FigureTable, ...]
    event: Event | None
    signature: Signature | None
    words: BriefWords
    now_ms: int
    people: frozenset[str]
    """Names that a public version must not have."""
    linked: LinkedCases
    """What else tells of the event."""
    shot: PlaceShot | SignedShot | None
    """The map around it; None until it is painted, or has arrived."""
    awaits_map: bool = False
    """Whether it is being painted."""
    no_map: str = ""
    """What the document says where it has none."""

    def document(self) -> BriefDocument:
        """For a worker: of a month with all its groups it takes a tenth of a second."""
        county, shot = self.words.county(), None if self.shot is None else self.shot.shot()
        return document_of(
            self.chain, county, self.answers, self.event, self.signature, self.linked, shot, no_map=self.no_map
        )

    def page(self) -> DraftedPage:
        """For a worker; linted unless it is signed."""
        document = self.document()
        if self.chain[-1].is_signed:
            return DraftedPage(document, ())
        county, before, earlier = self.words.county(), self.chain[:-1], ""
        level = None if self.event is None else level_at(self.event, self.chain[-1].as_of_ms)
        if before and self.event is not None:
            earlier = plain_text(document_of(before, county, (), self.event, None, self.linked), county.catalog)
        return DraftedPage(document, findings(linted(
            document, county.catalog, self.now_ms, earlier=earlier, places=self.words.places(), people=self.people,
            level=level,
        )))  # fmt: skip


class DraftedBriefings:
    """The briefings on the desk."""

    def __init__(self, session: Session, answers: BriefAnswers) -> None:
        self._session = session
        self._answers = answers
        self.history = LinkedHistory(session)
        self._words = BriefWords(session)
        self.shots = PlaceShots(session.clock.now_ms)
        self.signed_maps = SignedMaps(session.files)

    @property
    def arrived(self) -> tuple[SignalInstance, ...]:
        """Told when something arrived that documents are made from, or why it did not."""
        return self._answers.changed, self.history.changed, self.shots.changed

    @property
    def known(self) -> dict[str, Briefing]:
        """All briefings on the desk."""
        states = self._session.layers.states("briefing")
        return {id: one for id, one in states.items() if isinstance(one, Briefing)}

    def next_signature(self) -> Signature:
        """Under which number this window would sign now."""
        now_ms = self._session.clock.now_ms()
        year = year_of(now_ms)
        return Signature(year, next_number(self.known.values(), year), self._session.author, now_ms)

    def ready(self, briefing: Briefing) -> object:
        """Something else once its figures have arrived, or why they did not."""
        answers = self._answers.of(briefing)
        return self._answers.trouble if answers is None else len(answers) + 1, self.history.trouble

    def source(self, briefing: Briefing, signature: Signature | None = None) -> PageSource | NotYet:
        """Of the document as it is, or as it would be with ``signature``."""
        answers = self._answers.of(briefing)
        if answers is None:
            return NotYet(self._answers.trouble)
        event = self._event(briefing)
        if briefing.of_event and event is None:
            return NotYet(left_event=briefing.event_ids[0])
        linked = NOTHING_LINKED if event is None else self.linked(briefing, event)
        if linked is None:
            return NotYet(self.history.trouble)
        shot, paints = self.shot(briefing), self._session.briefings.picture_of is not None
        if self.map_failed(briefing):
            paints = False
        has_map = shows_map(briefing) and not briefing.is_signed
        no_map = NO_MAP if has_map and not paints else shot.no_map if isinstance(shot, SignedShot) else ""
        principal = self._session.source.health().principal
        people = {*(() if principal is None else principal.people), self._session.submissions.acting} - {""}
        return PageSource(
            chain_of(briefing, self.known), tuple(answers), event, signature or signature_of(briefing), self._words,
            self._session.clock.now_ms(), frozenset(people), linked, shot,
            awaits_map=has_map and paints and shot is None, no_map=no_map,
        )  # fmt: skip

    def _event(self, briefing: Briefing) -> Event | None:
        found = self._session.layers.states("event").get(briefing.event_ids[0]) if briefing.of_event else None
        return found if isinstance(found, Event) else None

    def shot(self, briefing: Briefing) -> PlaceShot | SignedShot | None:
        """The map around the event of a report: that of a signed one is fetched, that of another one painted, if it is
        not yet."""
        event = self._event(briefing)
        if event is None or not shows_map(briefing):
            return None
        if briefing.is_signed:
            return self.signed_maps.of(briefing)
        return self.shots.of(briefing, event, self._session.briefings.picture_of)

    def map_failed(self, briefing: Briefing) -> bool:
        """Whether the map around the event of a report could not be painted."""
        event = self._event(briefing)
        return event is not None and self.shots.has_failed(briefing, event)

    def release(self) -> None:
        """Ask, paint and fetch nothing any more."""
        self.shots.release()
        self.signed_maps.release()
        self.history.release()

    def linked(self, briefing: Briefing, event: Event) -> LinkedCases | None:
        """What else told of the event of a report; None until the analysis has told what has left the desk."""
        layers = self._session.layers
        plans, arrivals, site = (layers.about(key, event.id) for key in ("plan", "evacuation", "site_report"))
        on_desk = linked_to(event.id, plans, arrivals, site)
        if desk_tells_all(event, on_desk, briefing.as_of_ms, self._session.clock.now_ms()):
            return on_desk
        return self.history.of(event.id, briefing.as_of_seq)


def places_of(package: CountyPackage) -> frozenset[str]:
    """Names of the county's divisions, and the county's own."""
    tables = (package.table(layer)["name"] for layer in ("towns", "villages", "grids"))
    return frozenset({package.manifest.name, *(str(name) for names in tables for name in names)})
