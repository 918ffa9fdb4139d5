"""A class name has one meaning in product, benchmarks and tests, and a docstring names errors that exist."""

from __future__ import annotations

import ast
import builtins
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("county", "services", "layers", "drawing", "twin", "desktop", "bench")
RAISED = re.compile(r"\b[Rr]aises?\s([^.:;]*)")
CLASS_NAME = re.compile(r"\b(?!Chinese\b|English\b)[A-Z][a-z]\w*")


@cache
def parsed() -> dict[Path, ast.Module]:
    folders = (*PACKAGES, "tests")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "main.py"]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def places() -> dict[str, list[str]]:
    """Class name → where classes of this name are defined."""
    found = defaultdict(list)
    for path, tree in parsed().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def raised(tree: ast.Module) -> Iterator[str]:
    """The names of errors in docstrings, of attributes too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for sentence in RAISED.findall(node.value.value):
                yield from CLASS_NAME.findall(sentence)


def imported(tree: ast.Module) -> Iterator[str]:
    """Names that a file imports, and those in the modules that it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if importlib.util.find_spec(alias.name):  # some exist only on one operating system
                    yield from vars(importlib.import_module(alias.name))


def test_no_class_name_occurs_twice_in_product_benchmarks_and_tests() -> None:
    assert {name: where for name, where in places().items() if len(where) > 1} == {}


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "main.py"])
def test_the_errors_that_docstrings_name_exist(package: str) -> None:
    sources = {path: tree for path, tree in parsed().items() if path.relative_to(ROOT).parts[0] == package}
    defined = {name for name, where in places().items() if package == "tests" or not where[0].startswith("tests/")}
    unknown = {
        str(path.relative_to(ROOT)): missing
        for path, tree in sources.items()
        if (missing := set(raised(tree)) - defined - set(dir(builtins)) - set(imported(tree)))
    }
    assert unknown == {}
