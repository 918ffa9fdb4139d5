"""Errors for the user are literal templates with parameters: only these can be translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import county
from county.explained import Explained, ExplainedLine
from county.package import importer

ROOM = Path(county.__file__).parent


def kinds(of: type = Explained) -> Iterator[str]:
    """Names of the errors for the user that the import knows."""
    yield of.__name__
    for derived in of.__subclasses__():
        yield from kinds(derived)


def computed(source: str) -> list[int]:
    """Lines of errors whose first argument is a text that is put together where it is raised."""
    names = {*kinds(), ExplainedLine.__name__}
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        for template in node.args[:1]
        if isinstance(template, ast.JoinedStr | ast.BinOp)
    ]


def test_no_error_of_the_county_is_put_together_where_it_is_raised() -> None:
    assert importer.import_county
    found = {str(path.relative_to(ROOM)): computed(path.read_text("utf-8")) for path in ROOM.rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "raised", ['PackageError(f"{p}: x")', 'ImportOptionError("a" + b)', 'PackageError("%s: x" % p)', 'BadFile(f"{p}")']
)
def test_an_error_that_is_put_together_is_found(raised: str) -> None:
    assert computed(f"def f(p, b):\n    raise {raised}") == [2]
