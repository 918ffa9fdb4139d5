"""Strict conversion of tables to structs, with every fault, where msgspec stops at the first."""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from county.closest import closest
from county.durations import Span, parse_span
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path

_fields_of = cache(fields)


def convert(raw: Any, kind: Any) -> Any:
    """``raw`` as ``kind``.  Raises msgspec.ValidationError."""
    return msgspec.convert(raw, kind, dec_hook=_decoded)


def _decoded(kind: type[Any], raw: Any) -> Any:
    if kind is Span:
        return parse_span(raw)
    raise NotImplementedError(kind)


def faults(raw: Any, kind: Any, path: Path = ()) -> Iterator[Fault]:
    """Everything for which :func:`convert` would refuse ``raw``."""
    plain = _plain(kind, raw)
    found = False
    for fault in _parts(raw, plain, path):
        found = True
        yield fault
    if not found:
        try:
            convert(raw, kind)
        except msgspec.ValidationError as error:
            if get_origin(plain) is Literal and isinstance(raw, str):
                yield Fault("error", path, _no_such(raw, path, get_args(plain)))
                return
            why = str(error).partition(" - at `")[0].replace("`", "'")
            yield Fault("error", path, ExplainedLine("{key}: {why}; correct it", key=_key(path), why=why))


def _parts(raw: Any, plain: Any, path: Path) -> Iterator[Fault]:
    if isinstance(plain, type) and issubclass(plain, Struct) and isinstance(raw, dict):
        known: dict[str, FieldInfo] = {field.encode_name: field for field in _fields_of(plain)}
        for key, value in raw.items():
            if key in known:
                yield from faults(value, known[key].type, (*path, key))
            else:
                text = ExplainedLine(
                    "{key} is no field of this table{near}; use one of {known}, or remove it",
                    key=key, near=closest(key, tuple(known)), known=", ".join(known),
                )  # fmt: skip
                yield Fault("error", (*path, key), text)
        for key, field in known.items():
            if field.required and key not in raw:
                yield Fault("error", path, ExplainedLine("{key} is missing; add it", key=key))
    elif get_origin(plain) is tuple and isinstance(raw, list) and get_args(plain)[1:] == (...,):
        for number, value in enumerate(raw):
            yield from faults(value, get_args(plain)[0], (*path, number))


def _plain(kind: Any, raw: Any) -> Any:
    """``kind`` without its constraints; of a union the member that ``raw`` looks like."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0], raw)
    if get_origin(kind) in (Union, types.UnionType):
        members = [_plain(member, raw) for member in get_args(kind)]
        wanted = [m for m in members if isinstance(raw, dict) and isinstance(m, type) and issubclass(m, Struct)]
        wanted += [m for m in members if isinstance(raw, list) and get_origin(m) is tuple]
        wanted += [m for m in members if isinstance(raw, str) and get_origin(m) is Literal and str not in members]
        return wanted[0] if wanted else kind
    return kind


def _no_such(word: str, path: Path, known: tuple[str, ...]) -> ExplainedLine:
    return ExplainedLine(
        "{key}: there is no {word}{near}; use one of {known}", key=_key(path), word=word, near=closest(word, known),
        known=", ".join(known),
    )  # fmt: skip


def _key(path: Path) -> str:
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in path[2:] or path) or "the file"
