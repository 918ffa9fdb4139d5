"""The rows of XML: repeated elements, their members as ``a.b``; the blocks of CAP alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from county.explained import ExplainedLine
from county.tables.choose import TablePart, chosen
from county.tables.encoding import DAMAGED
from county.tables.row import BadFile, RowFault, TableRow
from county.tables.shape import TableShape
from county.tables.xml_text import BrokenXml, Mark, marks

CAP = "urn:oasis:names:tc:emergency:cap:"
"""Namespace of the Common Alerting Protocol, before its version."""
MOST_PATHS = 10_000
"""Paths of elements that are told apart in one document."""

Elements = tuple[str, ...]
"""Names of an element and those around it, the outermost first."""


def element_rows(
    path: Path, text: Callable[[], Iterable[str]], named: str, found: TableShape
) -> Iterator[TableRow | RowFault]:
    """One row an element of those that are repeated; ``named``: their path, as ``root.list.item``.  Raises BadFile."""
    found.format = "XML"
    at = _row_path(path, text(), named)
    found.sheet = ".".join(at)
    depth = 0
    row: _Fields | None = None
    names: list[str] = []
    begin = last = number = 0
    try:
        for mark in marks(text()):
            if mark.kind == "begin":
                names.append(mark.name)
                if row is not None:
                    row.begin(mark)
                elif tuple(names) == at:
                    row, depth, begin = _Fields(mark), len(names), mark.line
            else:
                if row is not None and len(names) > depth:
                    row.end(mark)
                elif row is not None:
                    row.end(mark)
                    number += 1
                    yield _row(f"line {begin}" if begin != last else f"item {number}", row, found)
                    row, last = None, begin
                names.pop()
    except BrokenXml as error:
        yield _broken(error)


def cap_rows(text: Iterable[str], found: TableShape) -> Iterator[TableRow | RowFault]:
    """One row an ``info`` of each alert, with the alert's own members; one row an alert without any."""
    found.format = "CAP"
    alert: _Fields | None = None
    info: _Fields | None = None
    infos = begin = 0
    try:
        for mark in marks(text):
            if mark.kind == "begin":
                if info is not None:
                    info.begin(mark)
                elif alert is None:
                    if mark.name == "alert" and mark.namespace.startswith(CAP):
                        alert, infos, begin = _Fields(mark), 0, mark.line
                elif mark.name == "info":
                    info, begin = _Fields(mark), mark.line
                else:
                    alert.begin(mark)
            elif info is not None:
                done = info.end(mark)
                if done and alert is not None:
                    infos += 1
                    yield _row(f"line {begin}", alert, found, more=info)
                    info = None
            elif alert is not None and alert.end(mark):
                if not infos:
                    yield _row(f"line {begin}", alert, found)
                alert = None
    except BrokenXml as error:
        yield _broken(error)


def _broken(error: BrokenXml) -> RowFault:
    return RowFault(error.where, f"is not XML ({error}); fix it, nothing after it was read", "not XML")


class _Fields:
    """The texts and attributes in an element, by path; repeated ones are joined."""

    def __init__(self, outermost: Mark) -> None:
        self.values: dict[str, list[str]] = {key: [value] for key, value in outermost.attributes.items()}
        self._names: list[str] = []
        self._inner = ""
        """Path of the element that ended last."""

    def begin(self, mark: Mark) -> None:
        self._names.append(mark.name)
        self._inner = ""
        for key, value in mark.attributes.items():
            self._add(".".join([*self._names, key]), value)

    def end(self, mark: Mark) -> bool:
        """Whether this ends the element itself."""
        if not self._names:
            if mark.text:
                self._add("text", mark.text)
            return True
        name = ".".join(self._names)
        self._names.pop()
        if mark.text or not (self._inner or name in self.values):
            self._add(name, mark.text)
        self._inner = name
        return False

    def _add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def _row(where: str, fields: _Fields, found: TableShape, more: _Fields | None = None) -> TableRow | RowFault:
    members = dict(fields.values)
    if more is not None:
        members |= {f"info.{name}": texts for name, texts in more.values.items()}
    row: dict[str, Any] = {}
    for name, texts in members.items():
        if any(DAMAGED in text for text in texts):
            return RowFault(where, f"{name} is not text in the encoding of the file; fix it", "not text")
        if name.lower() in row:
            return RowFault(where, f"has two members {name.lower()}; rename one", f"{name.lower()} twice")
        row[name.lower()] = "; ".join(filter(None, texts))
    known = {header.lower() for header in found.headers} if len(row) > len(found.headers) else row.keys()
    found.headers += tuple(name for name in members if name.lower() not in known)
    return TableRow(where, row)


def _row_path(path: Path, text: Iterable[str], named: str) -> Elements:
    """The path of the elements that are rows.  Raises BadFile.

    Outermost elements with members that are repeated next to each other; without any, the single one.
    """
    most: dict[Elements, int] = {}
    """By path: how often at most in one element around it."""
    structured: set[Elements] = set()
    names: list[str] = []
    counts: list[dict[str, int]] = [{}]
    try:
        for mark in marks(text):
            if mark.kind == "begin":
                if names:
                    structured.add(tuple(names))
                names.append(mark.name)
                here = tuple(names)
                counts[-1][mark.name] = counts[-1].get(mark.name, 0) + 1
                most[here] = max(most.get(here, 0), counts[-1][mark.name])
                if len(most) > MOST_PATHS:
                    raise BadFile("{path}: has too many kinds of elements for a table; save it as CSV", path=path)
                counts.append({})
                if mark.attributes:
                    structured.add(here)
            else:
                names.pop()
                counts.pop()
    except BrokenXml as error:
        if not structured:
            raise BadFile("{path}: cannot be read as XML ({why}); save it as CSV", path=path, why=error) from error
    repeated = [at for at in most if at in structured and most[at] > 1]
    outermost = [at for at in repeated if not any(at[:i] in repeated for i in range(1, len(at)))]
    if outermost or named:
        parts = [TablePart(".".join(at), int(at in outermost)) for at in most if at in structured]
        name = chosen(path, ExplainedLine("elements"), parts, named)
        return next(at for at in most if ".".join(at) == name)
    single = [at for at in most if any(leaf[:-1] == at for leaf in most if leaf not in structured)]
    if not single:
        raise BadFile("{path}: contains no table, no repeated elements with members; save it as CSV", path=path)
    return min(single, key=len)
