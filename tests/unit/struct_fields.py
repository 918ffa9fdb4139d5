"""The fields of a struct, as text that can be compared with a pinned one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import NODEFAULT
from msgspec.structs import fields


def fingerprint(kind: type[Any]) -> dict[str, str]:
    """Fields with their types and defaults, those of structs within them, too."""
    hints = get_type_hints(kind, include_extras=True)
    shown = {}
    for field in fields(kind):
        default = field.default if field.default is not NODEFAULT else field.default_factory
        shown[field.name] = str(hints[field.name]) + ("" if default is NODEFAULT else f" = {default!r}")
    for hint in hints.values():
        for part in _structs(hint):
            shown |= {f"{part.__name__}.{name}": text for name, text in fingerprint(part).items()}
    return shown


def _structs(hint: Any) -> Iterator[type[Any]]:
    """The structs that a type hint names, at any depth."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for part in get_args(hint):
        yield from _structs(part)
