"""Pictures in a DOCX: as wide as the text, with an alternative text, by their names verifiable."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm

from services.brief.docx_runs import BODY_FONT, set_east_asian

PICTURE = "pic_"
"""What the names of our pictures begin with."""


def add_picture(paragraph: Any, png: bytes, name: str, described: str, width_mm: float) -> None:
    """``described``: for those who do not see it."""
    run = paragraph.add_run()
    set_east_asian(run._r.get_or_add_rPr(), BODY_FONT)
    run.add_picture(io.BytesIO(png), width=Mm(width_mm))
    for properties in run._r.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("name", name)
        properties.set("descr", described)


def digest_of_picture(png: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(png).hexdigest()


def pictures(document: Any) -> Iterator[tuple[str, str]]:
    """Name and digest of each picture of a document, in its order; the digest is "" where the picture is missing."""
    for inline in document.element.body.iter(qn("wp:docPr")):
        blip = next(inline.getparent().iter(qn("a:blip")), None)
        part = None if blip is None else document.part.related_parts.get(blip.get(qn("r:embed")))
        yield str(inline.get("name")), "" if part is None else digest_of_picture(part.blob)
