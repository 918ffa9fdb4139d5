"""``main.py brief``: makes a briefing from the journal of a data folder, and verifies one against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from county.briefing.briefing import Briefing
from county.briefing.kinds import EVENT_KINDS, PERIODIC_KINDS, BriefingKind, briefing_span
from county.briefing.linked import NOTHING_LINKED
from county.catalog import Catalog
from county.events.texts import EventTexts
from county.explained import Explained, WrongArgument
from county.figures.metric import Figure, FigureValue
from county.numbering import moment
from county.package.open import CountyPackage
from county.realm import Realm
from services.analysis.closed_roads import ClosedRoads
from services.analysis.events.cases_about import ids_in
from services.analysis.figures.figures import Figures, counted_county
from services.analysis.risk.watched_county import watched_county
from services.analysis.staffing_facts import TimelineFacts
from services.analysis.timeline.read_journal import read_timeline
from services.analysis.timeline.timeline import TimelineIdentity
from services.analysis.trace_replies import ScanReader, TraceReplies
from services.brief.assembly import NO_MAP, BriefCounty, MapShot, document_of, questions_of, shows_map
from services.brief.document import BriefDocument
from services.brief.documents import usual_name, write_documents
from services.brief.frame import signature_of
from services.brief.group_names import GroupNames
from services.brief.journal_facts import JournalFacts
from services.brief.questions import Question
from services.brief.verified import VerifiedBriefing
from services.brief.verify import JournalOfBriefing
from services.brief.verify import verify as verify_file
from services.disk.data_folder import realm_folder
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.results.counting import counted_again
from services.results.replies import answers_at_once
from services.results.sources import JournalStates, ResultSources
from services.store.following import open_journal
from services.store.upcast import RecordReader
from services.tracing.places import read_points_of

Progress = Callable[[float, str], None]
PERIODS = {"daily": "2026-10-31", "weekly": "2026-W44", "monthly": "2026-10"}


class NoRecords(Explained):
    """There is nothing to report on; one line: where and the way out."""


PlacePainter = Callable[[CountyPackage, Catalog, tuple[float, float]], bytes | None]
"""The map around a place (working CRS, metres) as PNG; None where it cannot be painted."""


class WantedBriefing(NamedTuple):
    """What is to be made."""

    kind: BriefingKind = "monthly"
    period: str = ""
    event: str = ""
    briefing: str = ""
    """Id of one in the journal, which says everything else."""


class _Counted(NamedTuple):
    """The figures of a journal, its chain, and its briefings and events."""

    figures: Figures
    again: Callable[[Figure], FigureValue]
    """The value of a figure or of a result, counted again."""
    hash_at: Callable[[int], bytes | None]
    facts: JournalFacts
    county: BriefCounty
    briefings: Callable[[], list[str]]
    """Ids of all ever."""
    head_seq: int
    head_ms: int


def make(
    package: Path, data: Path, realm: Realm, wanted: WantedBriefing, out: Path, progress: Progress,
    paint: PlacePainter | None = None,
) -> list[Path]:  # fmt: skip
    """Write a briefing as DOCX, XLSX and PDF into ``out``; returns their paths.  ``paint``: the map of a report.

    Raises WrongArgument, NoRecords, NotLaidOut, PackageError, StoreError, OSError.
    """
    _check(wanted)
    county = CountyPackage(package)
    with _counted(county, data, realm, progress) as counted:
        if not counted.head_seq:
            raise NoRecords("{data}: its journal has no records; run the backend, or name another --data", data=data)
        chain = _chain(wanted, counted)
        document = _document(chain, counted, None if paint is None else partial(paint, county, county.catalog))
        about = chain[-1].period or chain[-1].title or "".join(chain[-1].event_ids)
        return write_documents(document, counted.county.catalog, out, usual_name(chain[-1].kind, about))


def verify(file: Path, package: Path, data: Path, realm: Realm, progress: Progress) -> VerifiedBriefing:
    """Compare every number and fact of ``file`` with the journal.  Raises NotVerifiable and as :func:`make`."""
    with _counted(CountyPackage(package), data, realm, progress) as counted:
        journal = JournalOfBriefing(
            counted.again, counted.hash_at, counted.facts.fact, counted.facts.briefing, counted.facts.renamed
        )
        return verify_file(file, counted.county.catalog, journal)


def _check(wanted: WantedBriefing) -> None:
    """Raises WrongArgument."""
    if wanted.briefing:
        return
    if wanted.kind in PERIODIC_KINDS and not wanted.period:
        raise WrongArgument(
            "--kind {kind}: is about a period; name it by --period, like {example}",
            kind=wanted.kind, example=PERIODS[wanted.kind],
        )  # fmt: skip
    if wanted.kind in PERIODIC_KINDS and briefing_span(wanted.kind, wanted.period) is None:
        raise WrongArgument(
            "--period {period}: is no period of kind {kind}; write one like {example}",
            period=wanted.period, kind=wanted.kind, example=PERIODS[wanted.kind],
        )  # fmt: skip
    if wanted.kind in EVENT_KINDS and not wanted.event:
        raise WrongArgument("--kind {kind}: is about an event; name it by --event", kind=wanted.kind)
    if wanted.kind == "special":
        raise WrongArgument("--kind special: a person writes it; name one of the journal by --briefing")


def _chain(wanted: WantedBriefing, counted: _Counted) -> tuple[Briefing, ...]:
    """The briefing, after the reports before it.  Raises WrongArgument."""
    if wanted.briefing:
        return counted.facts.chain(_named_briefing(wanted.briefing, counted))
    if wanted.kind in PERIODIC_KINDS:
        span = briefing_span(wanted.kind, wanted.period)
        if span is not None and counted.head_ms < span.start:
            raise WrongArgument(
                "--period {period}: the journal ends before it, at {end}; name one that has begun",
                period=wanted.period, end=moment(counted.head_ms),
            )  # fmt: skip
        return (Briefing(
            id="", state="draft", steps=(), kind=wanted.kind, period=wanted.period, as_of_seq=counted.head_seq,
            as_of_ms=counted.head_ms,
        ),)  # fmt: skip
    event = counted.facts.event(wanted.event)
    if event is None:
        raise WrongArgument("--event {event}: the journal has no such event", event=wanted.event)
    report = counted.facts.report(wanted.event, wanted.kind, counted.head_seq, counted.head_ms)
    if wanted.kind == "first" and not event.open:
        raise WrongArgument("--kind first: event {event} has ended; make its final report", event=wanted.event)
    if wanted.kind != "first" and not report.follows and event.open:
        raise WrongArgument(
            "--kind {kind}: no first report about event {event} was signed; make that one",
            kind=wanted.kind, event=wanted.event,
        )  # fmt: skip
    return counted.facts.chain(report)


def _named_briefing(id: str, counted: _Counted) -> Briefing:
    """By its id, or by how that begins, as windows list it.  Raises WrongArgument."""
    known = [one for one in counted.briefings() if one.startswith(id)]
    found = counted.facts.briefing(id if id in known else known[0]) if id in known or len(known) == 1 else None
    if found is None:
        if known:
            raise WrongArgument(
                "--briefing {id}: several begin so: {known}; write more of it", id=id, known=", ".join(known[:5])
            )
        raise WrongArgument("--briefing {id}: the journal has no such briefing", id=id)
    return found


def _document(
    chain: tuple[Briefing, ...], counted: _Counted, paint: Callable[[tuple[float, float]], bytes | None] | None
) -> BriefDocument:
    """Raises WrongArgument, PackageError."""
    briefing = chain[-1]
    answers = [_answer(question, counted.figures) for question in questions_of(briefing, counted.county.catalog)]
    event = counted.facts.event(briefing.event_ids[0]) if briefing.of_event else None
    linked = NOTHING_LINKED if event is None else counted.facts.linked(event.id, briefing.as_of_ms)
    shot = None
    if event is not None and paint is not None and shows_map(briefing):
        png = paint((event.x_m, event.y_m))
        shot = None if png is None else MapShot(png, counted.head_ms)
    document = document_of(chain, counted.county, answers, event, signature_of(briefing), linked, shot, no_map=NO_MAP)
    return document if document.head_hash else document._replace(head_hash=_hash(briefing, counted))


def _hash(briefing: Briefing, counted: _Counted) -> str:
    """Of the record that one that is in no journal was made as of; a signature names what a journal's one states."""
    return "" if briefing.id else (counted.hash_at(briefing.as_of_seq) or b"").hex()


def _answer(question: Question, figures: Figures) -> FigureTable:
    return figures.table(FiguresRequest(
        request="brief", metrics=question.metrics, scope=question.scope, periods=question.periods,
        grain=question.grain, as_of_seq=question.as_of_seq,
    ))  # fmt: skip


@contextmanager
def _counted(county: CountyPackage, data: Path, realm: Realm, progress: Progress) -> Iterator[_Counted]:
    """Read the whole journal into a timeline of its own, beside whatever else runs."""
    reader, catalog = RecordReader(), county.catalog
    identity = TimelineIdentity(county=county.manifest.identity, realm=realm.id, catalog=catalog.digest)
    folder = realm_folder(data, realm)
    with (
        closing(open_journal(folder)) as journal, closing(open_journal(folder)) as counting,
        read_timeline(journal, identity, reader, lambda share: progress(share, "journal")) as (timeline, head),
    ):  # fmt: skip
        figures = Figures(timeline, counted_county(county), counting, reader)
        brief = _county(county, catalog, realm)
        ids = ids_in(timeline)
        facts = JournalFacts(counting, reader, brief, cache(ids))
        scans = ScanReader(timeline, counting, reader)
        tracing = TraceReplies(scans, timeline, catalog, lambda: read_points_of(county, catalog.trace_places))
        results = ResultSources(
            catalog, JournalStates(timeline, counting, reader),
            answers_at_once(county, ClosedRoads(timeline, counting, reader).at), tracing.balances_at_once,
            TimelineFacts(timeline, catalog, cache(partial(watched_county, county))),
        )  # fmt: skip

        def again(figure: Figure) -> FigureValue:
            return counted_again(figure, results) if figure.asked else figures.again(figure)

        yield _Counted(
            figures, again, journal.hash_at, facts, brief, lambda: ids("briefing"), head.seq, head.recorded_ms
        )


def _county(county: CountyPackage, catalog: Catalog, realm: Realm) -> BriefCounty:
    return BriefCounty(
        county.manifest.name, county.manifest.synthetic, catalog, GroupNames(county, catalog),
        EventTexts(catalog, county.sensors), realm.kind == "drill",
    )  # fmt: skip
