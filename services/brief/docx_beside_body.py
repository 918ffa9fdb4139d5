"""What a DOCX shows beside its body: headers, footers, notes, comments and drawings in parts of their own.

A briefing has nothing there but page numbers, so that whatever else is found was added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

_PAGE_NUMBER = re.compile(r"[—\s\d]*")
_TEXTS = (qn("w:t"), qn("a:t"))


def beside_body(document: Any) -> Iterator[tuple[str, str]]:
    """Name and text of every part that shows a text; a picture in one is told by the name of its file."""
    for part in document.part.package.iter_parts():
        if part is document.part:
            continue
        name = str(part.partname).removeprefix("/")
        text = "".join(_texts(part)) if name.endswith(".xml") and not name.startswith("customXml/") else ""
        if not _PAGE_NUMBER.fullmatch(text):
            yield name, text
        for relation in part.rels.values():
            if relation.reltype.endswith("/image"):
                yield f"{name} {relation.rId}", relation.target_ref


def _texts(part: Any) -> Iterator[str]:
    try:
        root = parse_xml(part.blob)
    except SyntaxError:  # of lxml
        yield "unreadable"
        return
    for element in root.iter(*_TEXTS):
        yield element.text or ""
