"""The process that lays out one page: an order on stdin, the PDF or the pictures of its sheets on stdout.

The library holds Python's lock while it looks for fonts, so that a window would stand still.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from services.paper.page import OfficialPage, PaperPage, PaperPicture

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "paper"


class LayoutOrder(msgspec.Struct, frozen=True):
    """``ppi``: pixels an inch of the pictures; 0: a PDF is wanted."""

    page: PaperPage | OfficialPage
    ppi: int = 0


def laid_out(order: LayoutOrder) -> list[bytes]:
    """One PDF, or one PNG for each sheet.  Raises RuntimeError with the library's reason."""
    import typst

    page = order.page
    with tempfile.TemporaryDirectory() as root:
        blocks: list[dict[str, Any]] = []
        language = "zh" if isinstance(page, OfficialPage) else page.language
        data = {"title": page.title, "language": language, "blocks": blocks}
        for number, block in enumerate(page.blocks):
            if isinstance(block, PaperPicture):
                name = f"{number}.png"
                Path(root, name).write_bytes(block.png)
                blocks.append({"type": "picture", "file": name, "caption": block.caption})
            else:
                blocks.append(msgspec.to_builtins(block))
        source = Path(root, "page.typ")
        template = "official.typ" if isinstance(page, OfficialPage) else "page.typ"
        source.write_bytes((TEMPLATES / template).read_bytes())
        inputs = {"page": json.dumps(data)}
        kind: dict[str, Any] = {"format": "png", "ppi": order.ppi} if order.ppi else {"format": "pdf"}
        made: bytes | list[bytes] = typst.compile(str(source), root=root, sys_inputs=inputs, **kind)
        return made if isinstance(made, list) else [made]


def _main() -> None:
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=LayoutOrder)
    sys.stdout.buffer.write(msgspec.msgpack.encode(laid_out(order)))


if __name__ == "__main__":
    _main()
