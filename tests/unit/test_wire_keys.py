"""Keys are created atomically; the authenticator uses the current keys in its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq
from zmq.utils import z85

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
from tests.captured_log import CapturedLog


class Killed(BaseException):
    """Simulates the end of the process at this place."""


@pytest.mark.parametrize("replaced", range(1, 6))
def test_whenever_it_is_killed_while_making_keys_the_next_start_has_an_admitted_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced: int
) -> None:
    done = 0

    def killed(source: str, target: Path) -> None:
        nonlocal done
        done += 1
        if done == replaced:
            raise Killed
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(Killed):
            make_keys(tmp_path)
    make_keys(tmp_path)
    assert public_key(tmp_path / CLIENTS, OWNER) == pair(tmp_path, CLIENT).public
    for name in (SERVER, CLIENT):
        assert public_key(tmp_path, name) == pair(tmp_path, name).public
    assert not list(tmp_path.rglob("*.part")), "no partly written file remains"


def test_existing_keys_stay_and_a_removed_owner_stays_removed(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = pair(tmp_path, CLIENT), pair(tmp_path, SERVER)
    (tmp_path / CLIENTS / f"{OWNER}.key").unlink()
    make_keys(tmp_path)
    assert (pair(tmp_path, CLIENT), pair(tmp_path, SERVER)) == before
    assert list((tmp_path / CLIENTS).iterdir()) == []


def test_the_client_of_an_old_folder_becomes_its_owner_with_its_key(tmp_path: Path) -> None:
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


def test_a_mismatched_public_key_is_replaced_by_that_of_the_servers_secret(tmp_path: Path) -> None:
    make_keys(tmp_path)
    write_public(tmp_path / "server.key", new_pair().public)
    make_keys(tmp_path)
    assert public_key(tmp_path, SERVER) == pair(tmp_path, SERVER).public


@pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing here")
def test_keys_are_readable_by_their_owner_only_and_a_secret_readable_by_others_is_not_used(tmp_path: Path) -> None:
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
def test_an_invalid_key_file_is_reported_with_the_remedy(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.key").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadKeys, match=r"server\.key: the key cannot be read .*; copy the keys"):
        public_key(tmp_path, SERVER)


class Zap:
    """The authenticator, and libzmq's side of ZAP."""

    def __init__(self, keys: Path) -> None:
        make_keys(keys)
        self.log = CapturedLog()
        self.user = ""
        self.revoked = False
        self._context = zmq.Context()
        self.admitted = AdmittedKeys(keys, self.log)
        self._zap = ZapAuthenticator(self._context, self.admitted, self.log)
        self._libzmq = self._context.socket(zmq.REQ)
        self._libzmq.connect(ENDPOINT)

    def admits(self, key: bytes, *, domain: str = DOMAIN, mechanism: bytes = b"CURVE") -> bool:
        return self.is_accepted([b"1.0", b"1", domain.encode(), b"127.0.0.1", b"", mechanism, z85.decode(key)])

    def is_accepted(self, request: list[bytes]) -> bool:
        self._libzmq.send_multipart(request)
        while not self._libzmq.poll(1):
            self.revoked |= self._zap.answer()
        _, _, status, _, user, _ = self._libzmq.recv_multipart()
        self.user = user.decode()
        return bool(status == b"200")

    def close(self) -> None:
        self._libzmq.close()
        self._zap.close()
        self._context.term()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def zap(keys: Path) -> Iterator[Zap]:
    zap = Zap(keys)
    yield zap
    zap.close()


@pytest.mark.parametrize("name", ["desk1", "一号席"])
def test_a_key_is_admitted_under_the_name_that_it_was_registered_under(zap: Zap, keys: Path, name: str) -> None:
    own = new_pair()
    assert not zap.admits(own.public)
    admit(keys, name, own.public)
    assert zap.admits(own.public)
    assert zap.user == name
    assert not zap.revoked


def test_a_key_that_is_overwritten_in_its_place_is_refused_and_the_new_one_admitted(zap: Zap, keys: Path) -> None:
    old, new = public_key(keys, CLIENT), new_pair().public
    assert zap.admits(old)
    file = keys / CLIENTS / f"{OWNER}.key"
    text = file.read_text().replace(old.decode(), new.decode())
    with file.open("r+") as out:
        out.write(text)
    assert zap.admits(new)
    assert zap.revoked
    assert not zap.admits(old)


def test_a_key_that_is_given_another_name_counts_as_revoked(zap: Zap, keys: Path) -> None:
    assert not zap.admitted.refresh()
    (keys / CLIENTS / f"{OWNER}.key").rename(keys / CLIENTS / "other.key")
    assert zap.admitted.refresh()
    assert not zap.admitted.refresh()


def test_a_key_that_is_registered_under_two_names_has_the_first_of_them(zap: Zap, keys: Path) -> None:
    own = new_pair().public
    for name in ("b", "a"):
        admit(keys, name, own)
    assert zap.admits(own)
    assert zap.user == "a"


def test_an_invalid_key_file_affects_no_other_key_and_is_reported_once(zap: Zap, keys: Path) -> None:
    (keys / CLIENTS / "broken.key").write_text("no key at all")
    for _ in range(3):
        assert zap.admits(public_key(keys, CLIENT))
    assert sum("broken.key" in line for line in zap.log.messages) == 1


def test_a_missing_folder_admits_no_key_and_is_reported(zap: Zap, keys: Path) -> None:
    own = public_key(keys, CLIENT)
    assert zap.admits(own)
    (keys / CLIENTS).rename(keys / "elsewhere")
    assert not zap.admits(own)
    assert any("cannot be read" in line for line in zap.log.messages)


@pytest.mark.parametrize("other", [{"domain": "elsewhere"}, {"mechanism": b"GSSAPI"}])
def test_a_known_key_is_rejected_under_another_domain_or_mechanism(
    zap: Zap, keys: Path, other: dict[str, str | bytes]
) -> None:
    known = public_key(keys, CLIENT)
    assert zap.admits(known)
    assert not zap.admits(known, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize("request_", [[b""], [b"1.0"], [b"1.0", b"1", b"county", b"::1", b"", b"CURVE"], [b"2.0"] * 7])
def test_a_request_that_is_not_zap_is_rejected_and_the_next_one_answered(
    zap: Zap, keys: Path, request_: list[bytes]
) -> None:
    assert not zap.is_accepted(request_)
    assert zap.admits(public_key(keys, CLIENT))
