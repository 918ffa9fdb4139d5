"""A briefing as a document, from the briefing itself, its event, and the answers of the analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from county.briefing.briefing import Briefing
from county.briefing.linked import NOTHING_LINKED, LinkedCases
from county.catalog import Catalog
from county.events.event import Event
from county.events.texts import EventTexts
from services.brief.bulletin import bulletin
from services.brief.document import BriefDocument
from services.brief.event_report import event_report, with_map, without_map
from services.brief.frame import Signature, framed, is_heading
from services.brief.questions import Question, Told, questions
from services.brief.special_report import special_questions, special_report, written
from services.brief.told_names import GroupNaming, NamedGroups
from services.protocol.analysis_messages import FigureTable

SUMMARY = "summary"
"""Where a person writes what stands before the figures of a bulletin."""


class BriefCounty(NamedTuple):
    """What documents say of the county."""

    name: str
    synthetic: bool
    catalog: Catalog
    names: GroupNaming
    texts: EventTexts
    is_drill: bool = False
    """Its realm is a drill, which every document says above its title."""


class MapShot(NamedTuple):
    """A picture of the map around an event, and when it was painted."""

    png: bytes
    at_ms: int


NO_MAP = "未附事件位置图。"
"""Of a report that is made where no map is painted."""


def shows_map(briefing: Briefing) -> bool:
    """Whether a report has a map: a public version says no place."""
    return briefing.of_event and briefing.classification != "public"


def chain_of(briefing: Briefing, known: Mapping[str, Briefing]) -> tuple[Briefing, ...]:
    """The reports before one, the first one first, and itself; those that are not known any more are missing."""
    chain, seen = [briefing], {briefing.id}
    while chain[0].follows in known and chain[0].follows not in seen:
        before = known[chain[0].follows]
        seen.add(before.id)
        chain.insert(0, before)
    return tuple(chain)


def questions_of(briefing: Briefing, catalog: Catalog) -> list[Question]:
    """What the analysis must answer first."""
    if briefing.is_periodic:
        return questions(catalog, told_by(briefing))
    return special_questions(briefing) if briefing.kind == "special" else []


def told_by(briefing: Briefing) -> Told:
    """The period that a bulletin tells of."""
    return Told(briefing.kind, briefing.period, briefing.as_of_seq, briefing.as_of_ms)


def document_of(
    chain: Sequence[Briefing], county: BriefCounty, answers: Sequence[FigureTable], event: Event | None,
    signature: Signature | None, linked: LinkedCases = NOTHING_LINKED,
    shot: MapShot | None = None, *, no_map: str = "",
) -> BriefDocument:  # fmt: skip
    """The last briefing of ``chain``; ``event``: that of an event's report, ``linked``: what else tells of it,
    ``shot``: the map around it, which a public version does not have, ``no_map``: what is said where there is none.

    Raises ValueError where the event is missing.
    """
    briefing = chain[-1]
    if briefing.of_event:
        if event is None:
            raise ValueError(f"event {briefing.event_ids[0]} is not known")
        text = event_report(
            chain, event, county.texts.title(event), county.name, county.catalog,
            NamedGroups(county.names, county.catalog),
            synthetic=county.synthetic, linked=linked,
        )  # fmt: skip
        if shows_map(briefing):
            text = without_map(text, no_map) if shot is None else with_map(text, shot.png, shot.at_ms)
    elif briefing.kind == "special":
        text = special_report(
            briefing, answers, county.name, county.catalog, county.names.name_of, synthetic=county.synthetic
        )
    else:
        text = bulletin(
            county.catalog, county.name, told_by(briefing), answers, county.names.name_of, synthetic=county.synthetic
        )  # fmt: skip
        first = next(n for n, block in enumerate(text.blocks) if not is_heading(block))
        text = text._replace(blocks=(*text.blocks[:first], *written(briefing, SUMMARY), *text.blocks[first:]))
    return framed(text, briefing, signature, is_drill=county.is_drill)
