"""A class name has one meaning in product, benchmarks and tests, and a docstring names errors that exist."""

from __future__ import annotations

import builtins
import importlib.util
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.integration.source_names import PACKAGES, ROOT, SourceNames, names_in, sources

MAIN = ROOT / "main.py"


@cache
def every_source() -> dict[Path, SourceNames]:
    return dict(sources(*PACKAGES, "tests")) | {MAIN: names_in(MAIN)}


@cache
def places() -> dict[str, list[str]]:
    """Class name → where classes of this name are defined."""
    found = defaultdict(list)
    for path, names in every_source().items():
        for name, line in names.classes:
            found[name].append(f"{path.relative_to(ROOT)}:{line}")
    return found


def unknown_errors(names: SourceNames, defined: set[str]) -> set[str]:
    """Errors in docstrings that are neither ``defined``, builtin, imported, nor in an imported module."""
    missing = names.raised - defined - set(dir(builtins)) - names.imported
    for module in names.modules if missing else ():
        if importlib.util.find_spec(module):  # some exist only on one operating system
            missing -= set(vars(importlib.import_module(module)))
    return missing


def test_no_class_name_occurs_twice_in_product_benchmarks_and_tests() -> None:
    assert {name: where for name, where in places().items() if len(where) > 1} == {}


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "main.py"])
def test_the_errors_that_docstrings_name_exist(package: str) -> None:
    defined = {name for name, where in places().items() if package == "tests" or not where[0].startswith("tests/")}
    unknown = {
        str(path.relative_to(ROOT)): missing
        for path, names in every_source().items()
        if path.relative_to(ROOT).parts[0] == package and (missing := unknown_errors(names, defined))
    }
    assert unknown == {}
