"""A briefing as a document: paragraphs and tables, in which every number and every fact says where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import msgspec

from county.briefing.elements import Origin
from county.briefing.kinds import BriefingKind, Classification
from county.figures.metric import Figure, Metric
from county.figures.text import (
    basis_text,
    change_in_words,
    change_number,
    change_text,
    in_words,
    interval_text,
    rounded,
    short_text,
    value_text,
)

Form = Literal["value", "short", "basis", "interval", "change", "change_in_unit", "change_in_words"]
"""``short``: the value for a narrow column whose head has the unit; ``change``: in a sentence of documents before
version 8, which said the unit; ``change_in_unit``: in a table; ``change_in_words``: in a sentence."""
BriefStyle = Literal[
    "drill", "class", "series", "issue", "title", "subtitle", "to", "heading", "subheading", "item", "body", "annex",
    "sign", "copies", "imprint", "note",
]
"""``drill``: that it is of a drill; ``class``: 份号, 密级和保密期限, 紧急程度; ``series``: 发文机关标志;
``issue``: 期号 and 签发人; ``to``: 主送;
``item``: its first piece is a heading; ``annex``: 附件说明;
``sign``: 署名 and date; ``copies``: 抄送, ``imprint``: 印发, both of the 版记."""
APART = "\t"
"""What follows stands at the right of the line: 签发人, 印发日期."""
TEXT_MM = 156
"""Width of the text of a page (版心, GB/T 9704-2012, 5.2.1)."""
SYNTHETIC = "合成数据，仅供演示，不是任何地方的真实情况"


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number in the text: one form of a figure."""

    form: Form
    figure: Figure
    before: Figure | None = None
    """Of a change: the figure of the period before."""

    def text(self, metric: Metric) -> str:
        """As it is written."""
        value = self.figure.value
        match self.form:
            case "value":
                return value_text(metric, value).zh
            case "short":
                return short_text(metric, value).zh.removesuffix(f" {metric.unit.zh}")
            case "basis":
                return basis_text(metric, value)
            case "interval":
                return interval_text(metric, value)
            case "change":
                return "" if self.before is None else change_number(metric, value, self.before.value)
            case "change_in_unit":
                return "" if self.before is None else change_text(metric, value, self.before.value).zh
            case "change_in_words":
                return "" if self.before is None else change_in_words(metric, value, self.before.value).zh

    def rounded_text(self, metric: Metric) -> str:
        """As documents before :data:`services.brief.stated.WITH_MINUTES` wrote it: short durations as 0 hours."""
        value, text = self.figure.value.value, self.text(metric)
        if value is None or self.form not in ("value", "short"):
            return text
        written = text.replace(in_words(metric, value).zh, rounded(metric, value).zh)
        return written.removesuffix(f" {metric.unit.zh}") if self.form == "short" else written


class BriefFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An element of an event's report, or a text that a person wrote into a briefing."""

    event_id: str
    """"" for a text that is about no event."""
    element: str
    """Key of the element, or the place of the text."""
    text: str
    origin: Origin


Piece = str | Number | BriefFact


class Paragraph(NamedTuple):
    """A line of text; ``style`` says how it stands out."""

    style: BriefStyle
    pieces: tuple[Piece, ...]


class BriefTable(NamedTuple):
    """A table."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    widths: tuple[float, ...]
    """Shares of the width of the page."""


class ChartPanel(NamedTuple):
    """One metric over several periods, as bars."""

    name: str
    unit: str
    numbers: tuple[Number, ...]


class BriefChart(NamedTuple):
    """Panels side by side, with their numbers as a table below them."""

    title: str
    labels: tuple[str, ...]
    """Of the periods."""
    panels: tuple[ChartPanel, ...]
    source: str

    def described(self, metrics: Mapping[str, Metric]) -> str:
        """What the picture shows, for those who do not see it."""
        told = (
            f"{one.name}（{one.unit}）：" + "，".join(
                f"{label} {number.text(metrics[number.figure.metric])}"
                for label, number in zip(self.labels, one.numbers, strict=True)
            )
            for one in self.panels
        )  # fmt: skip
        return f"{self.title}。{'；'.join(told)}。"

    @property
    def table(self) -> BriefTable:
        """Its numbers."""
        rows: tuple[tuple[Piece, ...], ...] = tuple(
            (f"{one.name}（{one.unit}）", *one.numbers) for one in self.panels
        )
        share = 0.8 / len(self.labels)
        return BriefTable(self.title, ("", *self.labels), rows, (0.2, *(share for _ in self.labels)))


class BriefPicture(NamedTuple):
    """A picture of the map as it was at a moment."""

    png: bytes
    caption: str
    described: str
    source: str


Block = Paragraph | BriefTable | BriefChart | BriefPicture


class BriefDocument(NamedTuple):
    """A briefing as it is written."""

    kind: BriefingKind
    county: str
    period: str
    """As :mod:`county.briefing.kinds` writes it; "" for one that is about none."""
    title: str
    as_of_seq: int
    as_of_ms: int
    head_hash: str
    """Of the journal's record ``as_of_seq``, in hex; "" where the analysis did not tell it."""
    catalog: str
    """Digest of the catalogue, whose metrics define the figures."""
    definitions: Mapping[str, str]
    """Digests of its metrics."""
    blocks: tuple[Block, ...]
    annex: tuple[BriefTable, ...] = ()
    """Tables that only the XLSX file has."""
    classification: Classification = "internal"
    briefing: str = ""
    """Its id in the journal; "" for one that is not a record."""
    issue: str = ""
    """``〔2026〕第15期``; "" for one that is not signed."""
    names: Mapping[str, str] = MappingProxyType({})
    """In which its facts are told, see :class:`services.brief.told_names.ToldNames`."""

    @property
    def pieces(self) -> Iterator[Piece]:
        """All pieces of the document itself, in their order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.pieces
            elif isinstance(block, BriefTable):
                yield from (piece for row in block.rows for piece in row)
            elif isinstance(block, BriefChart):
                yield from (number for panel in block.panels for number in panel.numbers)

    @property
    def tables(self) -> list[BriefTable]:
        """All tables, those of charts and of the annex, too."""
        own = (one.table if isinstance(one, BriefChart) else one for one in self.blocks)
        return [one for one in (*own, *self.annex) if isinstance(one, BriefTable)]

    @property
    def numbers(self) -> list[Number]:
        """All numbers, in their order."""
        return [piece for piece in self.pieces if isinstance(piece, Number)]


def piece_text(piece: Piece, metrics: Mapping[str, Metric]) -> str:
    """A piece as it is written."""
    if isinstance(piece, str):
        return piece
    return piece.text if isinstance(piece, BriefFact) else piece.text(metrics[piece.figure.metric])
