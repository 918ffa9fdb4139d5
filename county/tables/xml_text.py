"""Streaming XML without document types and entities: nothing outside the file is opened, and nothing in it expands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple
from xml.parsers import expat

DEEPEST = 100
LONGEST_TEXT = 1 << 20
"""Characters of one element's own text."""
_BETWEEN = " "
"""Expat puts it between namespace and name."""


class BrokenXml(ValueError):
    """The rest of the document cannot be read."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.where = f"line {line}"


class Mark(NamedTuple):
    """The begin or end of an element."""

    kind: Literal["begin", "end"]
    namespace: str
    name: str
    attributes: dict[str, str]
    """By name without namespace; of a begin."""
    text: str
    """Of the element itself, without blanks around it; of an end."""
    line: int


def marks(text: Iterable[str]) -> Iterator[Mark]:
    """Begins and ends of all elements in ``text``.  Raises BrokenXml after the last valid one."""
    parser = expat.ParserCreate("utf-8", _BETWEEN)
    parser.buffer_text = True
    done: list[Mark] = []
    texts: list[list[str]] = []
    lengths: list[int] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(texts) == DEEPEST:
            raise BrokenXml(parser.CurrentLineNumber, "elements are nested too deeply")
        texts.append([])
        lengths.append(0)
        namespace, _, local = name.rpartition(_BETWEEN)
        plain = {key.rpartition(_BETWEEN)[2]: value for key, value in attributes.items()}
        done.append(Mark("begin", namespace, local, plain, "", parser.CurrentLineNumber))

    def end(name: str) -> None:
        namespace, _, local = name.rpartition(_BETWEEN)
        lengths.pop()
        done.append(Mark("end", namespace, local, {}, "".join(texts.pop()).strip(), parser.CurrentLineNumber))

    def data(part: str) -> None:
        if texts:
            lengths[-1] += len(part)
            if lengths[-1] > LONGEST_TEXT:
                raise BrokenXml(parser.CurrentLineNumber, f"a text has more than {LONGEST_TEXT >> 20} MB")
            texts[-1].append(part)

    def doctype(*_: object) -> None:
        raise BrokenXml(parser.CurrentLineNumber, "it has a document type (DTD), which is not read")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    try:
        for part in text:
            parser.Parse(part)
            yield from done
            done.clear()
        parser.Parse("", True)
        yield from done
    except expat.ExpatError as error:
        yield from done
        raise BrokenXml(error.lineno, expat.ErrorString(error.code)) from error
    except BrokenXml:
        yield from done
        raise
