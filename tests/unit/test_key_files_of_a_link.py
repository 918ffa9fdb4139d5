"""A client's link reads its keys again only after their files have changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from zmq.auth import load_certificate

from services.transport.zeromq import client_link, keys
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import (
    CLIENT,
    SERVER,
    new_pair,
    pair,
    public_file,
    secret_file,
    write_pair,
    write_public,
)
from tests.contract.links import Connections, ZeroMqTransport

NOBODY = "tcp://127.0.0.1:9"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the key files read so far; a link looks at them in every poll."""
    names: list[str] = []

    def load(path: Path) -> tuple[bytes, bytes | None]:
        names.append(path.name)
        return load_certificate(path)

    monkeypatch.setattr(keys, "load_certificate", load)
    monkeypatch.setattr(client_link, "REFRESH_MS", 0)
    return names


@pytest.fixture
def link(tmp_path: Path, read: list[str]) -> Iterator[ZeroMqClientLink]:
    """Connected, with keys in the test's folder."""
    write_pair(tmp_path, CLIENT, new_pair())
    write_public(public_file(tmp_path, SERVER), new_pair().public)
    with closing(ZeroMqClientLink(NOBODY, tmp_path)) as link:
        link.connect()
        read.clear()
        yield link


def test_unchanged_key_files_are_not_read_again(link: ZeroMqClientLink, read: list[str]) -> None:
    for _ in range(3):
        link.poll(0)
    assert read == []


@pytest.mark.parametrize("name", [CLIENT, SERVER])
def test_a_replaced_key_is_read_once(link: ZeroMqClientLink, read: list[str], tmp_path: Path, name: str) -> None:
    if name == CLIENT:
        write_pair(tmp_path, CLIENT, new_pair())
    else:
        write_public(public_file(tmp_path, SERVER), new_pair().public)
    for _ in range(3):
        link.poll(0)
    assert sorted(read) == ["client.key_secret", "server.key"]


def test_a_link_goes_on_while_its_key_is_replaced_and_then_uses_the_new_one(read: list[str], tmp_path: Path) -> None:
    with closing(Connections(ZeroMqTransport(tmp_path))) as talk:
        client = talk.join("desk1")
        secret_file(tmp_path / "desk1", CLIENT).write_text("half of it", encoding="utf-8")
        talk.requests.clear()
        talk.until(lambda: client.send(b"still") and talk.peer_of("desk1"), "a frame with the key that it has")
        talk.transport.register("desk2")
        write_pair(tmp_path / "desk1", CLIENT, pair(tmp_path / "desk2", CLIENT))
        talk.until(lambda: client.send(b"again") and talk.peer_of("desk2"), "a frame with the new key")
