"""What the sources of the project define, call, import and say in docstrings: each file is parsed once per process and
its tree is dropped."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("county", "services", "layers", "drawing", "twin", "desktop", "bench")
RAISED = re.compile(r"\b[Rr]aises?\s([^.:;]*)")
CLASS_NAME = re.compile(r"\b(?!Chinese\b|English\b)[A-Z][a-z]\w*")


@dataclass
class SourceNames:
    """Names in one file."""

    classes: list[tuple[str, int]] = field(default_factory=list)
    """Classes that it defines, each with its line."""
    made: set[str] = field(default_factory=set)
    """What it calls: classes of which it makes an object, and functions."""
    raised: set[str] = field(default_factory=set)
    """Errors in docstrings, of attributes too."""
    imported: set[str] = field(default_factory=set)
    """What it imports from modules."""
    modules: set[str] = field(default_factory=set)
    """Modules that it imports as a whole."""
    realm_defaults: list[int] = field(default_factory=list)
    """Lines of functions that have a default realm."""


@cache
def names_in(path: Path) -> SourceNames:
    names = SourceNames()
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef():
                names.classes.append((node.name, node.lineno))
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
                names.made.add(called)
            case ast.Expr(value=ast.Constant(value=str(text))):
                for sentence in RAISED.findall(text):
                    names.raised.update(CLASS_NAME.findall(sentence))
            case ast.ImportFrom():
                names.imported.update(alias.asname or alias.name for alias in node.names)
            case ast.Import():
                names.modules.update(alias.name for alias in node.names)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _defaulted(node.args) & {"realm", "realm_id"}:
                names.realm_defaults.append(node.lineno)
    return names


LEAVES = (ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
"""Most nodes are of these, and have nothing below them."""


def _nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node but LEAVES."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for value in vars(node).values():
            if isinstance(value, list):
                waiting += [one for one in value if isinstance(one, ast.AST) and not isinstance(one, LEAVES)]
            elif isinstance(value, ast.AST) and not isinstance(value, LEAVES):
                waiting.append(value)


def _defaulted(arguments: ast.arguments) -> set[str]:
    """Arguments with a default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaulted = positional[len(positional) - len(arguments.defaults) :]
    defaulted += [a for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d]
    return {argument.arg for argument in defaulted}


def sources(*folders: str, having: str = "") -> Iterator[tuple[Path, SourceNames]]:
    """The files below these folders of the project in which this word occurs."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if having in path.read_text(encoding="utf-8"):
                yield path, names_in(path)
