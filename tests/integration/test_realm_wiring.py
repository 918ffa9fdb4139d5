"""A realm is wired in one module, and no function has a default realm."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("county", "services", "layers", "drawing", "twin", "desktop", "bench", "tests")
PARTS = ("Backend", "GroupCommitter", "Answers", "Watch", "Checkpoints")
"""Parts of a running realm."""
WIRING = ROOT / "services" / "realm.py"
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def sources(*realms: str) -> Iterator[tuple[Path, ast.Module]]:
    for live in realms:
        for path in sorted((ROOT / live).rglob("*.py")):
            yield path, parsed(path)


@cache
def made_in(tree: ast.Module) -> set[str]:
    """Names of the classes of which a source makes an object."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {call.id if isinstance(call, ast.Name) else call.attr for call in calls
            if isinstance(call, ast.Name | ast.Attribute)}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_realm_is_created_in_one_module(part: str) -> None:
    assert part in made_in(parsed(WIRING))
    unit = ROOT / "tests" / "unit"  # tests may create single parts
    elsewhere = [path for path, tree in sources(*PACKAGES) if part in made_in(tree) and path != WIRING]
    assert [path for path in elsewhere if unit not in path.parents] == []


def test_no_function_has_a_default_realm() -> None:
    found = []
    for path, tree in sources("county", "services", "layers", "desktop"):
        for node in ast.walk(tree):
            if isinstance(node, FUNCTIONS):
                positional = [*node.args.posonlyargs, *node.args.args]
                defaulted = positional[len(positional) - len(node.args.defaults) :]
                defaulted += [a for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d]
                found += [f"{path}:{node.lineno}" for argument in defaulted if argument.arg in ("realm", "realm_id")]
    assert found == []
