"""Keys are made whole or again; the gate knows every key in its folder as it is now."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zmq
from zmq.utils import z85

from services.log import QuietLog
from services.transport.zeromq import keys as keys_module
from services.transport.zeromq.gate import ENDPOINT, Gate
from services.transport.zeromq.keys import CLIENTS, make_keys, pair, public_key
from services.transport.zeromq.sockets import DOMAIN


class KeptLog(QuietLog):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def warning(self, text: str, **values: object) -> None:
        self.lines.append(f"{text}: {values}")


class Killed(BaseException):
    """Ends the program at this very place."""


@pytest.mark.parametrize("calls", range(1, 6))
def test_whenever_it_is_killed_while_making_keys_the_next_start_has_an_admitted_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    done = 0

    def dying(act: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            nonlocal done
            done += 1
            if done == calls:
                raise Killed
            return act(*args)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(keys_module.shutil, "copy", dying(shutil.copy))
        patch.setattr(keys_module.os, "replace", dying(keys_module.os.replace))
        with pytest.raises(Killed):
            make_keys(tmp_path)
    make_keys(tmp_path)
    assert public_key(tmp_path / CLIENTS, "client") == pair(tmp_path, "client").public
    for name in ("server", "client"):
        assert public_key(tmp_path, name) == pair(tmp_path, name).public


def test_keys_that_are_there_stay_and_a_client_that_was_shut_out_stays_out(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = pair(tmp_path, "client"), pair(tmp_path, "server")
    (tmp_path / CLIENTS / "client.key").unlink()
    make_keys(tmp_path)
    assert (pair(tmp_path, "client"), pair(tmp_path, "server")) == before
    assert not (tmp_path / CLIENTS / "client.key").exists()


class Door:
    """A gate, and libzmq's side of it."""

    def __init__(self, keys: Path) -> None:
        make_keys(keys)
        self.log = KeptLog()
        self._context = zmq.Context()
        self._gate = Gate(self._context, keys, self.log)
        self._libzmq = self._context.socket(zmq.REQ)
        self._libzmq.connect(ENDPOINT)

    def admits(self, key: bytes, *, domain: str = DOMAIN, mechanism: bytes = b"CURVE") -> bool:
        self._libzmq.send_multipart([b"1.0", b"1", domain.encode(), b"127.0.0.1", b"", mechanism, z85.decode(key)])
        self._gate.answer()
        status: bytes = self._libzmq.recv_multipart()[2]
        return status == b"200"

    def close(self) -> None:
        self._libzmq.close()
        self._gate.close()
        self._context.term()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    door = Door(tmp_path / "keys")
    yield door
    door.close()


def test_a_key_that_is_overwritten_in_its_place_is_refused_and_the_new_one_admitted(door: Door, tmp_path: Path) -> None:
    old = public_key(tmp_path / "keys", "client")
    assert door.admits(old)
    make_keys(tmp_path / "other")
    new = public_key(tmp_path / "other", "client")
    with (tmp_path / "keys" / CLIENTS / "client.key").open("r+") as file:
        file.write((tmp_path / "other" / "client.key").read_text())
    assert door.admits(new)
    assert not door.admits(old)


def test_a_file_that_is_no_key_shuts_nobody_else_out_and_is_told(door: Door, tmp_path: Path) -> None:
    (tmp_path / "keys" / CLIENTS / "broken.key").write_text("no key at all")
    assert door.admits(public_key(tmp_path / "keys", "client"))
    assert any("broken.key" in line for line in door.log.lines)


@pytest.mark.parametrize("other", [{"domain": "elsewhere"}, {"mechanism": b"GSSAPI"}])
def test_a_known_key_opens_nothing_under_another_domain_or_mechanism(
    door: Door, tmp_path: Path, other: dict[str, str | bytes]
) -> None:
    known = public_key(tmp_path / "keys", "client")
    assert door.admits(known)
    assert not door.admits(known, **other)  # type: ignore[arg-type]
