"""What a document on paper says, without how it looks: an event's page, a handover of a shift."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

WHOLE_ROWS, WHOLE_CHARACTERS = 6, 1_000
"""A table of so many rows and characters at most is on one sheet."""
LineStyle = Literal["mark", "title", "heading", "strong", "body", "note"]
"""``mark``: of a drill, on every sheet above everything; ``note``: small, who printed it, how current the data are."""


class PaperLine(Struct, frozen=True, tag="line"):
    """A paragraph; a line break in ``text`` is kept."""

    text: str
    style: LineStyle = "body"


class PaperRows(Struct, frozen=True, tag="rows"):
    """A table; texts as they are, never markup."""

    widths: tuple[float, ...]
    """Shares of the width of the page, one for each column."""
    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    """Empty: names and values, without lines between them."""

    @property
    def is_whole(self) -> bool:
        """Whether it is small enough to be moved to the next sheet as a whole."""
        return len(self.rows) <= WHOLE_ROWS and sum(len(cell) for row in self.rows for cell in row) <= WHOLE_CHARACTERS


class PaperPicture(Struct, frozen=True, tag="picture"):
    """A picture as wide as the page, and what it shows."""

    png: bytes
    caption: str


Block = PaperLine | PaperRows | PaperPicture


OfficialStyle = Literal[
    "drill", "class", "series", "issue", "title", "subtitle", "to", "heading", "subheading", "item", "body", "annex",
    "sign", "copies", "imprint", "note",
]


class OfficialLine(Struct, frozen=True, tag="line"):
    """A paragraph of an official document; a line break in ``text`` is kept."""

    text: str
    style: OfficialStyle
    lead: int = 0
    """So many of its first characters are a heading."""


class OfficialTable(Struct, frozen=True, tag="table"):
    """A table; ``right``: the columns of numbers, by row, are aligned to the right."""

    widths: tuple[float, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[tuple[bool, ...], ...]


class OfficialPicture(Struct, frozen=True, tag="picture"):
    """A picture as wide as the text, what it shows, and where it comes from."""

    png: bytes
    caption: str
    described: str
    source: str


class DrawnPanel(Struct, frozen=True):
    """Bars of one metric."""

    name: str
    unit: str
    values: tuple[float | None, ...]
    """None: no data."""
    texts: tuple[str, ...]
    """What stands above the bars."""
    pale: tuple[bool, ...]
    """Of too small a sample."""


class OfficialChart(Struct, frozen=True, tag="chart"):
    """Panels of bars side by side."""

    title: str
    labels: tuple[str, ...]
    panels: tuple[DrawnPanel, ...]
    source: str


class OfficialPage(Struct, frozen=True, tag="official"):
    """A document in the layout of GB/T 9704-2012."""

    title: str
    blocks: tuple[OfficialLine | OfficialTable | OfficialChart | OfficialPicture, ...]


class ChartSheet(Struct, frozen=True, tag="chart_sheet"):
    """A chart alone, as large as it is in a document, for a picture in another one."""

    chart: OfficialChart


class PaperPage(Struct, frozen=True, tag="page"):
    """A document of as many sheets as it needs, A4."""

    title: str
    """Of the file, for programs that show it."""
    language: Literal["zh", "en"]
    blocks: tuple[Block, ...]

    @property
    def mark(self) -> str:
        """What every sheet says above all; "" for nothing."""
        return next((block.text for block in self.blocks if isinstance(block, PaperLine) and block.style == "mark"), "")

    @property
    def texts(self) -> str:
        """All its texts, a line each; cells of a row are separated by tabs."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, PaperLine):
                lines.append(block.text)
            elif isinstance(block, PaperPicture):
                lines.append(block.caption)
            else:
                lines += ["\t".join(row) for row in (block.header, *block.rows) if row]
        return "\n".join(lines)
