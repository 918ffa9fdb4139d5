"""Keys are made whole or again; the gate knows every key in its folder as it is now."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq
from zmq.utils import z85

from services.log import RateLimitedLog
from services.transport.zeromq.admitted_keys import AdmittedKeys
from services.transport.zeromq.keys import (
    CLIENT,
    CLIENTS,
    OWNER,
    SERVER,
    BadKeys,
    admit,
    make_keys,
    new_pair,
    pair,
    public_key,
    write_public,
)
from services.transport.zeromq.sockets import DOMAIN
from services.transport.zeromq.zap import ENDPOINT, ZapAuthenticator


class KeptLog(RateLimitedLog):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def warning(self, text: str, **values: object) -> None:
        self.lines.append(f"{text}: {values}")


class Killed(BaseException):
    """Ends the program at this very place."""


@pytest.mark.parametrize("replaced", range(1, 6))
def test_whenever_it_is_killed_while_making_keys_the_next_start_has_an_admitted_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced: int
) -> None:
    done = 0

    def dying(source: str, target: Path) -> None:
        nonlocal done
        done += 1
        if done == replaced:
            raise Killed
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        with pytest.raises(Killed):
            make_keys(tmp_path)
    make_keys(tmp_path)
    assert public_key(tmp_path / CLIENTS, OWNER) == pair(tmp_path, CLIENT).public
    for name in (SERVER, CLIENT):
        assert public_key(tmp_path, name) == pair(tmp_path, name).public
    assert not list(tmp_path.rglob("*.part")), "nothing half written is left"


def test_keys_that_are_there_stay_and_an_owner_that_was_shut_out_stays_out(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = pair(tmp_path, CLIENT), pair(tmp_path, SERVER)
    (tmp_path / CLIENTS / f"{OWNER}.key").unlink()
    make_keys(tmp_path)
    assert (pair(tmp_path, CLIENT), pair(tmp_path, SERVER)) == before
    assert list((tmp_path / CLIENTS).iterdir()) == []


def test_the_client_of_a_folder_of_old_becomes_its_owner_with_the_key_that_it_has(tmp_path: Path) -> None:
    make_keys(tmp_path)
    (tmp_path / CLIENTS / f"{OWNER}.key").rename(tmp_path / CLIENTS / "client.key")
    make_keys(tmp_path)
    assert [file.name for file in (tmp_path / CLIENTS).iterdir()] == [f"{OWNER}.key"]
    assert public_key(tmp_path / CLIENTS, OWNER) == pair(tmp_path, CLIENT).public


def test_a_key_of_another_machine_that_is_called_client_does_not_become_the_owners(tmp_path: Path) -> None:
    make_keys(tmp_path)
    (tmp_path / CLIENTS / f"{OWNER}.key").unlink()
    write_public(tmp_path / CLIENTS / "client.key", new_pair().public)
    make_keys(tmp_path)
    assert [file.name for file in (tmp_path / CLIENTS).iterdir()] == ["client.key"]


def test_a_public_half_of_another_pair_is_replaced_by_that_of_the_servers_secret(tmp_path: Path) -> None:
    make_keys(tmp_path)
    write_public(tmp_path / "server.key", new_pair().public)
    make_keys(tmp_path)
    assert public_key(tmp_path, SERVER) == pair(tmp_path, SERVER).public


@pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing here")
def test_keys_are_for_their_owner_alone_and_a_secret_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    secret = tmp_path / "keys" / "server.key_secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    secret.chmod(0o640)
    with pytest.raises(BadKeys, match="chmod 600"):
        pair(tmp_path / "keys", SERVER)


@pytest.mark.parametrize(
    "text", ["", "no key at all", 'public-key = "short"', f'public-key = "{"~" * 40}"', "public-key = \xff\xfe"]
)
def test_a_file_that_is_no_key_is_named_with_the_way_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.key").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadKeys, match=r"server\.key: no key can be read here .*; copy the keys"):
        public_key(tmp_path, SERVER)


class Door:
    """A gate, and libzmq's side of it."""

    def __init__(self, keys: Path) -> None:
        make_keys(keys)
        self.log = KeptLog()
        self.user = ""
        self.revoked = False
        self._context = zmq.Context()
        self.admitted = AdmittedKeys(keys, self.log)
        self._gate = ZapAuthenticator(self._context, self.admitted, self.log)
        self._libzmq = self._context.socket(zmq.REQ)
        self._libzmq.connect(ENDPOINT)

    def admits(self, key: bytes, *, domain: str = DOMAIN, mechanism: bytes = b"CURVE") -> bool:
        return self.says([b"1.0", b"1", domain.encode(), b"127.0.0.1", b"", mechanism, z85.decode(key)])

    def says(self, request: list[bytes]) -> bool:
        self._libzmq.send_multipart(request)
        while not self._libzmq.poll(1):
            self.revoked |= self._gate.answer()
        _, _, status, _, user, _ = self._libzmq.recv_multipart()
        self.user = user.decode()
        return bool(status == b"200")

    def close(self) -> None:
        self._libzmq.close()
        self._gate.close()
        self._context.term()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def door(keys: Path) -> Iterator[Door]:
    door = Door(keys)
    yield door
    door.close()


@pytest.mark.parametrize("name", ["desk1", "一号席"])
def test_a_key_is_admitted_under_the_name_that_it_was_registered_under(door: Door, keys: Path, name: str) -> None:
    own = new_pair()
    assert not door.admits(own.public)
    admit(keys, name, own.public)
    assert door.admits(own.public)
    assert door.user == name
    assert not door.revoked


def test_a_key_that_is_overwritten_in_its_place_is_refused_and_the_new_one_admitted(door: Door, keys: Path) -> None:
    old, new = public_key(keys, CLIENT), new_pair().public
    assert door.admits(old)
    file = keys / CLIENTS / f"{OWNER}.key"
    text = file.read_text().replace(old.decode(), new.decode())
    with file.open("r+") as out:
        out.write(text)
    assert door.admits(new)
    assert door.revoked
    assert not door.admits(old)


def test_a_key_that_is_given_another_name_counts_as_revoked(door: Door, keys: Path) -> None:
    assert not door.admitted.look()
    (keys / CLIENTS / f"{OWNER}.key").rename(keys / CLIENTS / "other.key")
    assert door.admitted.look()
    assert not door.admitted.look()


def test_a_key_that_is_registered_under_two_names_has_the_first_of_them(door: Door, keys: Path) -> None:
    own = new_pair().public
    for name in ("b", "a"):
        admit(keys, name, own)
    assert door.admits(own)
    assert door.user == "a"


def test_a_file_that_is_no_key_shuts_nobody_else_out_and_is_told_once(door: Door, keys: Path) -> None:
    (keys / CLIENTS / "broken.key").write_text("no key at all")
    for _ in range(3):
        assert door.admits(public_key(keys, CLIENT))
    assert sum("broken.key" in line for line in door.log.lines) == 1


def test_a_folder_that_is_gone_admits_nobody_and_is_told(door: Door, keys: Path) -> None:
    own = public_key(keys, CLIENT)
    assert door.admits(own)
    (keys / CLIENTS).rename(keys / "elsewhere")
    assert not door.admits(own)
    assert any("cannot be read" in line for line in door.log.lines)


@pytest.mark.parametrize("other", [{"domain": "elsewhere"}, {"mechanism": b"GSSAPI"}])
def test_a_known_key_opens_nothing_under_another_domain_or_mechanism(
    door: Door, keys: Path, other: dict[str, str | bytes]
) -> None:
    known = public_key(keys, CLIENT)
    assert door.admits(known)
    assert not door.admits(known, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize("request_", [[b""], [b"1.0"], [b"1.0", b"1", b"county", b"::1", b"", b"CURVE"], [b"2.0"] * 7])
def test_a_request_that_is_not_of_zap_is_refused_and_the_next_one_answered(
    door: Door, keys: Path, request_: list[bytes]
) -> None:
    assert not door.says(request_)
    assert door.admits(public_key(keys, CLIENT))
