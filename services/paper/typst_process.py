"""The process that lays out one page: an order on stdin, the PDF or the pictures of its sheets on stdout.

The library holds Python's lock while it looks for fonts, so that a window would stand still.
"""

from __future__ import annotations

import json
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from services.paper.page import ChartSheet, OfficialPage, OfficialPicture, PaperPage, PaperPicture, PaperRows

CHART = "chart.typ"
"""The drawing of charts, which other templates import."""
TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "paper"


class LayoutOrder(msgspec.Struct, frozen=True):
    """``ppi``: pixels an inch of the pictures; 0: a PDF is wanted."""

    page: PaperPage | OfficialPage | ChartSheet
    ppi: int = 0


def laid_out(order: LayoutOrder) -> list[bytes]:
    """One PDF, or one PNG for each sheet.  Raises RuntimeError with the library's reason."""
    import typst

    page = order.page
    with tempfile.TemporaryDirectory() as root:
        source = Path(root, "page.typ")
        source.write_bytes((TEMPLATES / _template(page)).read_bytes())
        Path(root, CHART).write_bytes((TEMPLATES / CHART).read_bytes())
        data = msgspec.to_builtins(page.chart) if isinstance(page, ChartSheet) else _with_files(page, Path(root))
        inputs = {"page": json.dumps(data)}
        kind: dict[str, Any] = {"format": "png", "ppi": order.ppi} if order.ppi else {"format": "pdf"}
        made: bytes | list[bytes] = typst.compile(str(source), root=root, sys_inputs=inputs, **kind)
        return made if isinstance(made, list) else [made]


def _template(page: PaperPage | OfficialPage | ChartSheet) -> str:
    match page:
        case OfficialPage():
            return "official.typ"
        case ChartSheet():
            return "chart_sheet.typ"
        case _:
            return "page.typ"


def _with_files(page: PaperPage | OfficialPage, root: Path) -> dict[str, Any]:
    """What the template reads; pictures are files in ``root``."""
    blocks: list[dict[str, Any]] = []
    for number, block in enumerate(page.blocks):
        if isinstance(block, PaperPicture | OfficialPicture):
            name = f"{number}.png"
            Path(root, name).write_bytes(block.png)
            told = {field: getattr(block, field) for field in block.__struct_fields__ if field != "png"}
            blocks.append({"type": "picture", "file": name, "tall": _height_by_width(block.png)} | told)
        elif isinstance(block, PaperRows):
            blocks.append(msgspec.to_builtins(block) | {"whole": block.is_whole})
        else:
            blocks.append(msgspec.to_builtins(block))
    language = "zh" if isinstance(page, OfficialPage) else page.language
    return {"title": page.title, "language": language, "blocks": blocks}


def _height_by_width(png: bytes) -> float:
    """From the first chunk of the file (PNG, 11.2.2)."""
    width, height = struct.unpack(">II", png[16:24])
    return float(height / width)


def _main() -> None:
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=LayoutOrder)
    sys.stdout.buffer.write(msgspec.msgpack.encode(laid_out(order)))


if __name__ == "__main__":
    _main()
