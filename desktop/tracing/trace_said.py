"""A trace in sentences: how far it went, and by which scans."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.catalog import Catalog
from county.tracing.results import NOTES, TraceAnswer
from desktop import moments
from desktop.i18n import pick
from services.protocol.tracing_messages import TraceReply

translate = QCoreApplication.translate


def times_text(catalog: Catalog) -> str:
    """Where the times of recalls come from."""
    return translate("tracing", "Times of recalls: {source}").format(source=pick(catalog.tracing.recall_source))


def said_text(answer: TraceAnswer) -> str:
    """What was found."""
    found = answer.found
    if found is None:
        if not answer.matches:
            return ""
        return translate("tracing", "{n} batches may be meant: double-click one").format(n=len(answer.matches))
    has = sum(held.holding == "has" for held in found.holdings)
    unbalanced = sum(one.is_unbalanced for one in found.processings)
    text = translate(
        "tracing",
        "{product}{forward} batches affected, made of {backward}; {places} places to tell, {has} of them have some; "
        "{gaps} gaps, {circles} circles; {unbalanced} of {processings} transformations out of balance",
    )
    said = text.format(
        product="" if found.product is None else f"{pick(found.product)} · ",
        forward=found.forward, backward=found.backward, places=len(found.holdings), has=has, gaps=len(found.gaps),
        circles=len(found.circles), unbalanced=unbalanced, processings=len(found.processings),
    )  # fmt: skip
    if found.on_way:
        said += translate("tracing", "; {n} deliveries on their way").format(n=found.on_way)
    return said


def basis_text(reply: TraceReply, answer: TraceAnswer, catalog: Catalog) -> str:
    """By what it was found: moment, record, scans, limits, and what they lack."""
    settings = catalog.tracing
    at_ms = reply.as_of_ms if reply.question.at_ms is None else reply.question.at_ms
    text = translate(
        "tracing",
        "as of {time}, record {seq}, by {scans} scans; out of balance above {tolerance} %; a delivery is missing after "
        "{hours} h",
    )
    parts = [text.format(
        time=moments.full(at_ms), seq=reply.as_of_seq, scans=f"{answer.scans:,}",
        tolerance=f"{100 * settings.tolerance:g}", hours=settings.on_way_hours,
    )]  # fmt: skip
    if answer.found is not None:
        parts += [pick(NOTES[note.key]).format(n=note.count) for note in answer.found.notes]
    return " · ".join(parts)
