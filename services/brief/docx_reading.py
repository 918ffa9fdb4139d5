"""Reads what a briefing as DOCX carries, and what is written in it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from services.brief.bounded_package import bounded_package
from services.brief.docx_beside_body import beside_body
from services.brief.docx_pictures import pictures
from services.brief.stated import NotVerifiable, Stated, digest_of_stated, read_stated

NAMESPACE = "urn:county-command:bulletin"
"""Of the part that carries the figures."""
INDENT = "　　"
"""What further lines of a text begin with in the file, as its first one is indented."""


class ReadDocx(NamedTuple):
    """What a file carries, and what is written in it."""

    stated: Stated
    digest: str
    """Of what it states."""
    texts: dict[str, str]
    """Of every bookmark."""
    paragraphs: dict[str, str]
    """As :attr:`Stated.texts`; besides, what other parts than the body show."""
    pictures: dict[str, str]
    """As :attr:`Stated.pictures`."""


def read_docx(path: Path) -> ReadDocx:
    """Raises NotVerifiable, OSError."""
    try:
        document = Document(bounded_package(path, "DOCX"))
    except (OpcError, BadZipFile, KeyError, ValueError) as error:
        raise NotVerifiable("{path}: is no DOCX file; choose the briefing's", path=path) from error
    content = next((part.blob for part in document.part.package.iter_parts() if _is_figures(part)), None)
    if content is None:
        raise NotVerifiable("{path}: carries no figures; verify a briefing as it was made", path=path)
    try:
        text = ElementTree.fromstring(content).text or ""
    except ElementTree.ParseError as error:
        raise NotVerifiable("{path}: its figures are damaged; make the document again", path=path) from error
    found, body = read_stated(text, path), document.element.body
    names = found.numbers.keys() | found.facts.keys()
    paragraphs = {f"p{number}": one for number, one in enumerate(skeletons(body, names), start=1)}
    digest = digest_of_stated(text.encode())
    paragraphs |= beside_body(document)
    return ReadDocx(found, digest, _bookmarks(body), paragraphs, dict(pictures(document)))


def _is_figures(part: Any) -> bool:
    """A word processor may rename the part, but keeps its content."""
    return str(part.partname).startswith("/customXml/") and NAMESPACE.encode() in part.blob[:200]


def _texts(element: Any) -> Iterator[tuple[str, str]]:
    """What is written below an element, and the starts and ends of bookmarks: ``(kind, value)`` in their order."""
    for one in element.iter():
        if one.tag == qn("w:bookmarkStart"):
            yield "start", f"{one.get(qn('w:id'))} {one.get(qn('w:name'))}"
        elif one.tag == qn("w:bookmarkEnd"):
            yield "end", str(one.get(qn("w:id")))
        elif one.tag == qn("w:t") and not _is_hidden(one.getparent()):
            yield "text", one.text or ""
        elif one.tag == qn("w:br"):
            yield "text", "\n"


def _is_hidden(run: Any) -> bool:
    """Whether its text is in the file and not on the paper."""
    marks = run.iterfind(f"{qn('w:rPr')}/{qn('w:vanish')}") if run is not None else ()
    return any(mark.get(qn("w:val")) not in ("0", "false", "off") for mark in marks)


def _bookmarks(body: Any) -> dict[str, str]:
    """Text between the start and the end of each bookmark."""
    texts: dict[str, str] = {}
    open_: dict[str, str] = {}
    for kind, value in _texts(body):
        if kind == "start":
            key, _, name = value.partition(" ")
            open_[key] = name
            texts[name] = ""
        elif kind == "end":
            open_.pop(value, None)
        else:
            for name in open_.values():
                texts[name] += value
    return {name: text.replace(f"\n{INDENT}", "\n") for name, text in texts.items()}


def skeletons(body: Any, names: Container[str]) -> Iterator[str]:
    """The text of each paragraph, those in tables, too, with ``{name}`` for what is in one of these bookmarks."""
    for paragraph in body.iter(qn("w:p")):
        parts: list[str] = []
        open_: set[str] = set()
        for kind, value in _texts(paragraph):
            if kind == "start":
                key, _, name = value.partition(" ")
                if name in names:
                    open_.add(key)
                    parts.append(f"{{{name}}}")
            elif kind == "end":
                open_.discard(value)
            elif not open_:
                parts.append(value)
        yield "".join(parts)
