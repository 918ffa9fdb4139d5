"""A trace as rows of a table: the chain by its stages, whom to tell, transformations, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QObject

from county.tracing.results import GAPS, HOLDINGS, BatchMatch, TracedBatch, TraceFound
from county.tracing.settings import STAGES, TracePlaceKind
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import Row
from services.tracing.trace_text import amount_text, place_text

BATCH, PLACE = "batch/", "place/"
"""What the ids of rows begin with, by what they lead to."""
_STAGES = list(STAGES)


class TraceRows(QObject):
    """Rows of batches have ``batch/ID`` as id, those of places ``place/NUMBER``."""

    def __init__(self, kinds: Mapping[str, TracePlaceKind], parent: QObject) -> None:
        super().__init__(parent)
        self._kinds = kinds

    def chain_heads(self) -> list[str]:
        return [
            self.tr("Stage"), self.tr("Batch"), self.tr("Way"), self.tr("Places"), self.tr("Amount"), self.tr("Since"),
        ]  # fmt: skip

    def chain(self, found: TraceFound, products: Mapping[str, str], now_ms: int) -> Iterator[Row]:
        """From the sources to the shops; ``products``: names by batch."""
        ways = {"seed": self.tr("asked for"), "forward": self.tr("affected"), "backward": self.tr("source")}
        broken = {gap.batch for gap in found.gaps}
        order = sorted(found.batches, key=lambda batch: (_position(found, batch), batch.from_ms, batch.epc))
        for batch in order:
            stage = _position(found, batch)
            colour = theme.DANGER if batch.way == "seed" else theme.WARNING if batch.epc in broken else theme.TEXT
            way = ways[batch.way] if batch.epc not in broken else self.tr("{way}, gap").format(way=ways[batch.way])
            cells = (
                pick(STAGES[_STAGES[stage]]) if stage < len(_STAGES) else self.tr("not known"),
                " ".join(filter(None, (products.get(batch.epc, ""), batch.epc))), way,
                " → ".join(place_text(found.places[place]) for place in batch.places if place >= 0) or "–",
                amount_text(batch.quantity, batch.unit),
                moments.short(batch.from_ms, now_ms) if batch.from_ms and batch.way == "forward" else "–",
            )  # fmt: skip
            yield Row(BATCH + batch.epc, cells, colour)

    def told_heads(self) -> list[str]:
        return [
            self.tr("Whom to tell"), self.tr("Kind"), self.tr("Telephone"), self.tr("State"), self.tr("Batches"),
            self.tr("Left there"), self.tr("Last seen"),
        ]  # fmt: skip

    def told(self, found: TraceFound, now_ms: int) -> Iterator[Row]:
        for held in found.holdings:
            place = found.places[held.place]
            kind = self._kinds.get(place.kind)
            cells = (
                place_text(place), "–" if kind is None else pick(kind.name), place.phone or "–",
                pick(HOLDINGS[held.holding]), str(len(held.batches)), amount_text(held.quantity, held.unit),
                moments.short(held.last_ms, now_ms),
            )  # fmt: skip
            yield Row(f"{PLACE}{held.place}", cells, theme.WARNING if held.holding == "has" else theme.TEXT)

    def processing_heads(self) -> list[str]:
        return [
            self.tr("Time"), self.tr("Place"), self.tr("From"), self.tr("To"), self.tr("In"), self.tr("Out"),
            self.tr("Unexplained"),
        ]  # fmt: skip

    def processings(self, found: TraceFound, now_ms: int) -> Iterator[Row]:
        """Those out of balance first."""
        for one in found.processings:
            missing = self.tr("cannot be computed") if one.unexplained is None else f"{100 * one.unexplained:+.1f} %"
            cells = (
                moments.short(one.at_ms, now_ms), self._place(found, one.place), "、".join(one.inputs),
                "、".join(one.outputs), amount_text(one.input_amount, one.unit),
                amount_text(one.output_amount, one.unit), missing,
            )  # fmt: skip
            yield Row(f"{PLACE}{one.place}", cells, theme.WARNING if one.is_unbalanced else theme.TEXT)

    def gap_heads(self) -> list[str]:
        return [self.tr("Missing"), self.tr("Batch"), self.tr("Place"), self.tr("Time")]

    def gaps(self, found: TraceFound, now_ms: int) -> Iterator[Row]:
        """Missing links, then circles."""
        for gap in found.gaps:
            cells = (pick(GAPS[gap.kind]), gap.batch, self._place(found, gap.place), moments.short(gap.at_ms, now_ms))
            yield Row(BATCH + gap.batch, cells, theme.WARNING)
        for circle in found.circles:
            where = " → ".join(self._place(found, place) for place in circle.places) or "–"
            yield Row(
                BATCH + circle.batches[0], (self.tr("Comes back: a circle"), "、".join(circle.batches), where, "–")
            )

    def match_heads(self) -> list[str]:
        return [self.tr("Batch"), self.tr("Product"), self.tr("Scans"), self.tr("First"), self.tr("Last")]

    def matches(self, matches: tuple[BatchMatch, ...], now_ms: int) -> Iterator[Row]:
        for one in matches:
            cells = (
                one.epc, "–" if one.product is None else pick(one.product), f"{one.scans:,}",
                moments.short(one.first_ms, now_ms), moments.short(one.last_ms, now_ms),
            )  # fmt: skip
            yield Row(BATCH + one.epc, cells)

    def _place(self, found: TraceFound, place: int) -> str:
        return "–" if place < 0 else place_text(found.places[place])


def _position(found: TraceFound, batch: TracedBatch) -> int:
    """The stage in which the batch begins; after the last one where none of its places is known."""
    for place in batch.places:
        if place >= 0 and found.places[place].stage:
            return _STAGES.index(found.places[place].stage)  # type: ignore[arg-type]
    return len(_STAGES)
