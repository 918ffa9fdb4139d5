"""The bytes of every message of this protocol and of the one before, as their programs wrote them.

A message that changed needs a higher PROTOCOL: then programs of both versions say which side to update.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.protocol import messages as m
from services.protocol.codec import (
    BadFrame,
    analysis_decoder,
    analysis_reply_decoder,
    backend_decoder,
    broadcast_decoder,
    client_decoder,
    payload,
    topic,
)
from services.protocol.unreadable import protocol_line
from tests.unit.sample_messages import GOLDEN, KINDS, sample, shape
from tests.unit.scripted_backend import linked

BEFORE = m.PROTOCOL - 1
ALL = [(int(path.parent.name), path) for path in sorted(GOLDEN.glob("*/*.msgpack"))]


def frozen(protocol: int, name: str) -> bytes:
    return (GOLDEN / str(protocol) / f"{name}.msgpack").read_bytes()


def fields_of(protocol: int) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((GOLDEN / str(protocol) / "fields.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", KINDS)
def test_every_message_has_the_bytes_of_its_protocol(name: str) -> None:
    assert payload(sample(KINDS[name])) == frozen(m.PROTOCOL, name), "raise PROTOCOL and freeze its messages"


@pytest.mark.parametrize("name", KINDS)
def test_every_message_has_the_fields_of_its_protocol(name: str) -> None:
    assert shape(KINDS[name]) == fields_of(m.PROTOCOL)[name], "raise PROTOCOL and freeze its messages"


def test_every_frozen_message_of_this_protocol_still_exists() -> None:
    assert fields_of(m.PROTOCOL).keys() == KINDS.keys()


def test_hello_has_the_same_bytes_but_for_its_protocol_in_every_version() -> None:
    hellos = [msgspec.msgpack.decode(frozen(protocol, "Hello")) for protocol in (BEFORE, m.PROTOCOL)]
    assert [hello | {"protocol": 0} for hello in hellos] == [{"type": "Hello", "protocol": 0, "realm": "text"}] * 2


@pytest.mark.parametrize(("protocol", "path"), ALL, ids=lambda part: part.stem if isinstance(part, Path) else str(part))
def test_any_message_of_either_version_is_decoded_or_refused_in_one_line(protocol: int, path: Path) -> None:
    data = path.read_bytes()
    decoders: list[Any] = [backend_decoder("live"), client_decoder("live"), broadcast_decoder("live"),
                           analysis_decoder("live"), analysis_reply_decoder("live")]  # fmt: skip
    found = []
    for decoder, about in zip(decoders, ("control", "control", "record", "control", "control"), strict=True):
        try:
            found.append(type(decoder(topic("live", about) + data)).__name__)
        except BadFrame as error:
            found.append(str(error))
    assert all(line == path.stem or (line and "\n" not in line) for line in found)
    assert path.stem in found or protocol != m.PROTOCOL


def test_a_welcome_of_the_version_before_names_the_side_to_update() -> None:
    welcome = msgspec.msgpack.decode(frozen(BEFORE, "Welcome")) | {"protocol": BEFORE}
    line = protocol_line(payload(welcome))
    assert line is not None
    assert "update the backend" in line
    with linked() as link:
        link.backend.welcome = welcome
        link.open()
        link.until(lambda: link.health().state == "refused", "the refusal")
        assert link.health().detail == line
