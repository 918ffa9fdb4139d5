"""Pictures in a DOCX: as wide as the text, with an alternative text, by their names verifiable."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm

from services.brief.docx_runs import BODY_FONT, set_east_asian, stand_flush

PICTURE = "pic_"
"""What the names of our pictures begin with."""
_RELATION = qn("r:embed").removesuffix("embed")
"""Begin of attributes that refer to other parts of the file."""


def add_picture(paragraph: Any, png: bytes, name: str, described: str, width_mm: float) -> None:
    """``described``: for those who do not see it."""
    run = paragraph.add_run()
    set_east_asian(run._r.get_or_add_rPr(), BODY_FONT)
    run.add_picture(io.BytesIO(png), width=Mm(width_mm))
    stand_flush(run)
    for properties in run._r.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("name", name)
        properties.set("descr", described)


def digest_of_picture(png: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(png).hexdigest()


def pictures(document: Any) -> Iterator[tuple[str, str]]:
    """Name and digest of each picture that a document shows, in its order; a name that came before is numbered.

    The digest is "" where the picture is missing or no part of the file, and for what is drawn without one.
    """
    seen: Counter[str] = Counter()
    for name, digest in _shown(document):
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})", digest


def _shown(document: Any) -> Iterator[tuple[str, str]]:
    """Whatever element shows a picture: one that is not looked at could hide what was put in its place."""
    named: set[Any] = set()
    for element in document.element.body.iter():
        if element.tag == qn("wp:docPr"):
            own = [part for part in element.getparent().iter() if _images(part, document)]
            named.update(own)
            digests = [digest for part in own for digest in _images(part, document)]
            yield from ((str(element.get("name")), digest) for digest in digests or [""])
    for element in document.element.body.iter():
        if element not in named:
            yield from (("", digest) for digest in _images(element, document))


def _images(element: Any, document: Any) -> list[str]:
    """Digests of the pictures that an element refers to."""
    relations = [document.part.rels.get(id) for key, id in element.attrib.items() if key.startswith(_RELATION)]
    return [
        "" if one.is_external else digest_of_picture(one.target_part.blob)
        for one in relations
        if one is not None and one.reltype.endswith("/image")
    ]
