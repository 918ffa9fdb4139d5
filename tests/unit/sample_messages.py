"""One message of every kind on the wire, with plain values, to write and compare frozen bytes.

``python -m tests.unit.sample_messages`` writes those of the current protocol to ``tests/golden/wire``; do that once,
when PROTOCOL was raised: what was frozen is never written again.
"""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from county.commands import Command, FileEvent
from county.records import EventFiled, Record
from services.protocol import messages as m
from services.protocol.codec import payload
from tests.unit.struct_fields import fingerprint

GOLDEN = Path(__file__).parents[1] / "golden" / "wire"
KINDS: dict[str, type[m.Message]] = {
    kind.__name__: kind for kind in sorted(m.Message.__subclasses__(), key=lambda kind: kind.__name__)
}


def sample(kind: type[Any]) -> Any:
    """A value of a struct with every field set."""
    if issubclass(kind, Command):
        return Command(id="c", realm="live", happened_ms=1, body=FileEvent(event_id="E1"))
    if issubclass(kind, Record):
        body = EventFiled(event_id="E1")
        return Record(seq=1, realm="live", happened_ms=1, recorded_ms=1, command_id="c", by="desk", body=body)
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{field.name: _value(hints[field.name]) for field in msgspec.structs.fields(kind)})


def _value(hint: Any) -> Any:
    """A value of a type hint."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        most = [meta.le for meta in parts[1:] if isinstance(meta, msgspec.Meta) and meta.le is not None]
        return min([_value(parts[0]), *most]) if most else _value(parts[0])
    if hint is msgspec.Raw:
        return msgspec.Raw(payload({}))
    plain = {int: 1, float: 1.0, str: "text", bytes: b"bytes", bool: True, Any: b"", type(None): None}
    if hint in plain:
        return plain[hint]
    if origin is Literal:
        return parts[0]
    if origin in (list, tuple, frozenset):
        return origin([_value(parts[0])])
    if origin is dict:
        return {"key": _value(parts[1])}
    if origin is Union or type(hint).__name__ == "UnionType":
        return _value(parts[0])
    found = origin or hint
    return next(iter(found)) if issubclass(found, Enum) else sample(found)


def shape(kind: type[m.Message]) -> dict[str, str]:
    """The fields of a message itself; what commands and records contain has versions of its own."""
    own = set(kind.__struct_fields__)
    return {name: text for name, text in fingerprint(kind).items() if name in own}


def write() -> None:
    """Freeze the messages of the current protocol."""
    folder = GOLDEN / str(m.PROTOCOL)
    folder.mkdir(parents=True)
    for name, kind in KINDS.items():
        (folder / f"{name}.msgpack").write_bytes(payload(sample(kind)))
    shapes = {name: shape(kind) for name, kind in KINDS.items()}
    (folder / "fields.json").write_text(json.dumps(shapes, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
