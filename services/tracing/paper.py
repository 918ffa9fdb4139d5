"""A trace as a document: whom to tell and how, what was found on the way, and by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from county.catalog import Catalog, Name
from county.numbering import COUNTY_TIME
from county.package.manifest import Manifest
from county.tracing.results import GAPS, HOLDINGS, NOTES, TraceFound
from services.paper.page import Block, PaperLine, PaperPage, PaperRows
from services.tracing.trace_text import amount_text, place_text

NOTHING = "–"


class TracePaper:
    """Documents in one language."""

    def __init__(self, manifest: Manifest, catalog: Catalog, language: Literal["zh", "en"]) -> None:
        self._manifest, self._kinds, self._settings = manifest, catalog.trace_places, catalog.tracing
        self._language: Literal["zh", "en"] = language

    def page(self, found: TraceFound, as_of: str) -> PaperPage:
        """``as_of``: by which scans, and that it is of a drill; a text."""
        title = self._say(Name("溯源告知名单", "Whom to tell of a batch"))
        marks = [self._manifest.name]
        if self._manifest.synthetic:
            marks.append(self._say(Name("合成数据", "synthetic data")))
        product = "" if found.product is None else f"{self._say(found.product)} · "
        blocks: list[Block] = [
            PaperLine(title, "title"), PaperLine(" · ".join((*marks, as_of)), "note"),
            PaperLine(f"{product}{found.batch}", "strong"),
        ]  # fmt: skip
        blocks += self._told(found)
        blocks += self._sources(found)
        blocks += self._processings(found)
        blocks += self._gaps(found)
        blocks += [PaperLine(self._say(NOTES[note.key]).format(n=note.count), "note") for note in found.notes]
        limits = Name(
            "名单为经营主体；消费者不逐一列出，通过公告告知。缺少扫描的环节按“仍在”处理，请人工核实。",
            "The list names businesses; who bought something is told by the announcement. Where scans are missing "
            "goods count as still there: ask.",
        )
        blocks.append(PaperLine(self._say(limits), "note"))
        return PaperPage(title, self._language, tuple(blocks))

    def _told(self, found: TraceFound) -> Iterator[Block]:
        yield PaperLine(self._say(Name("告知对象", "Whom to tell")), "heading")
        head = (
            Name("单位", "Business"), Name("类型", "Kind"), Name("电话", "Telephone"), Name("状态", "State"),
            Name("批次", "Batches"), Name("现存量", "Left there"), Name("最近", "Last seen"),
        )  # fmt: skip
        rows = []
        for held in found.holdings:
            place = found.places[held.place]
            kind = self._kinds.get(place.kind)
            rows.append((
                place_text(place), NOTHING if kind is None else self._say(kind.name), place.phone or NOTHING,
                self._say(HOLDINGS[held.holding]), "\n".join(held.batches), amount_text(held.quantity, held.unit),
                _time(held.last_ms),
            ))  # fmt: skip
        yield self._table((2.6, 1.5, 1.6, 1.0, 3.2, 1.2, 1.6), head, rows)

    def _sources(self, found: TraceFound) -> Iterator[Block]:
        rows = [
            (batch.epc, "、".join(place_text(found.places[place]) for place in batch.places if place >= 0) or NOTHING,
             amount_text(batch.quantity, batch.unit), str(batch.depth))
            for batch in found.batches if batch.way == "backward"
        ]  # fmt: skip
        if rows:
            yield PaperLine(self._say(Name("来源", "What it is made of")), "heading")
            head = (
                Name("批次", "Batch"), Name("地点", "Places"), Name("数量", "Amount"), Name("加工层级", "Steps away"),
            )  # fmt: skip
            yield self._table((3.4, 4.0, 1.2, 1.0), head, rows)

    def _processings(self, found: TraceFound) -> Iterator[Block]:
        rows = [
            (_time(one.at_ms), self._place(found, one.place), amount_text(one.input_amount, one.unit),
             amount_text(one.output_amount, one.unit), f"{100 * (one.unexplained or 0):+.1f} %")
            for one in found.processings if one.is_unbalanced
        ]  # fmt: skip
        if rows:
            limit = f"{100 * self._settings.tolerance:g} %"
            heading = Name(f"投入产出不平衡（超过 {limit}）", f"Transformations out of balance (more than {limit})")
            yield PaperLine(self._say(heading), "heading")
            head = (
                Name("时间", "Time"), Name("地点", "Place"), Name("投入", "In"), Name("产出", "Out"),
                Name("未说明", "Unexplained"),
            )  # fmt: skip
            yield self._table((1.8, 3.0, 1.4, 1.4, 1.2), head, rows)

    def _gaps(self, found: TraceFound) -> Iterator[Block]:
        rows = [
            (self._say(GAPS[gap.kind]), gap.batch, self._place(found, gap.place), _time(gap.at_ms))
            for gap in found.gaps
        ]
        if rows:
            yield PaperLine(self._say(Name("缺失环节", "Missing links")), "heading")
            head = (Name("缺失", "What"), Name("批次", "Batch"), Name("地点", "Place"), Name("时间", "Time"))
            yield self._table((3.6, 3.2, 2.4, 1.6), head, rows)
        if found.circles:
            yield PaperLine(self._say(Name("循环流转", "Circles")), "heading")
            yield from (
                PaperLine(
                    "、".join(circle.batches) + ("：" if circle.places else "")
                    + " → ".join(self._place(found, place) for place in circle.places)
                )
                for circle in found.circles
            )  # fmt: skip

    def _place(self, found: TraceFound, place: int) -> str:
        return NOTHING if place < 0 else place_text(found.places[place])

    def _table(self, widths: tuple[float, ...], head: Iterable[Name], rows: Iterable[tuple[str, ...]]) -> PaperRows:
        return PaperRows(widths, tuple(rows), tuple(map(self._say, head)))

    def _say(self, name: Name) -> str:
        return name.zh if self._language == "zh" else name.en


def _time(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1_000, COUNTY_TIME):%Y-%m-%d %H:%M}"
