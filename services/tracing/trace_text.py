"""Amounts and places of a trace as texts, and the whole of it in English lines."""

from __future__ import annotations

from collections.abc import Iterator

from county.numbering import moment
from county.tracing.results import GAPS, HOLDINGS, NOTES, TraceAnswer, TraceFound, TracePlace


def amount_text(quantity: float | None, unit: str) -> str:
    """An amount with its unit; – where it is not known."""
    return "–" if quantity is None else f"{quantity:,.10g} {unit}".rstrip()


def place_text(place: TracePlace) -> str:
    """The name of a place, or the id that scans give it."""
    return place.name or place.id


def trace_lines(answer: TraceAnswer) -> Iterator[str]:
    """What was found, a line each."""
    yield f"{answer.scans:,} scans of {answer.batches:,} batches"
    found = answer.found
    if found is None:
        yield from (f"may be meant: {one.epc} ({one.scans} scans)" for one in answer.matches)
        if not answer.matches:
            yield "no batch is called so; give a part of its identifier, or the name of a product"
        return
    seen = f"{moment(found.first_ms)} to {moment(found.last_ms)}"
    yield f"{found.batch}: {found.forward} batches ahead, {found.backward} behind; {seen}"
    for held in found.holdings:
        left = f", {amount_text(held.quantity, held.unit)} left" if held.quantity is not None else ""
        place = found.places[held.place]
        phone = f", {place.phone}" if place.phone else ""
        yield f"{HOLDINGS[held.holding].en.lower()}: {place_text(place)}{phone}{left}; last seen {moment(held.last_ms)}"
    for batch in found.batches:
        where = " -> ".join(_place(found, place) for place in batch.places)
        yield f"{batch.way} {batch.depth}: {batch.epc} {amount_text(batch.quantity, batch.unit)} {where}".rstrip()
    for one in found.processings:
        if one.is_unbalanced:
            yield (
                f"out of balance: {_place(found, one.place)} {moment(one.at_ms)}: "
                f"{amount_text(one.input_amount, one.unit)} in, {amount_text(one.output_amount, one.unit)} out, "
                f"{100 * (one.unexplained or 0):+.1f} % unexplained"
            )
    yield from (f"gap: {GAPS[gap.kind].en}: {gap.batch} at {_place(found, gap.place)}" for gap in found.gaps)
    for circle in found.circles:
        where = " -> ".join(_place(found, place) for place in circle.places)
        yield f"circle: {', '.join(circle.batches)} {where}".rstrip()
    yield from (NOTES[note.key].en.format(n=note.count) for note in found.notes)


def _place(found: TraceFound, place: int) -> str:
    return "?" if place < 0 else place_text(found.places[place])
