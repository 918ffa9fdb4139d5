"""Changes of the keys in a folder: one at a time, whichever program makes them."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from county.authority import Role
from services.keys.lock import KeysLocked, changing_keys
from services.keys.principals import Principals
from services.keys.register import add, enrol, registered
from services.keys.registration import Registration

DESK = Registration(roles=(Role.OPERATOR,))


def test_a_change_waits_for_another_one_and_then_says_so(tmp_path: Path) -> None:
    with changing_keys(tmp_path), pytest.raises(KeysLocked) as refused, changing_keys(tmp_path, patience_ms=0):
        raise AssertionError("two changes at once")
    assert "another process is changing keys; try again" in str(refused.value)
    with changing_keys(tmp_path, patience_ms=0):
        pass


def test_a_person_who_is_enrolled_meanwhile_stays_enrolled(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    add(keys, "desk1", DESK, tmp_path / "out")
    with changing_keys(keys):
        waiting = Thread(target=enrol, args=(keys, "desk1", ["王芳"]))
        waiting.start()
        waiting.join(0.2)
        [file] = (keys / "clients").glob("*.toml")
        file.write_text('roles = ["operator"]\npeople = ["张三"]\n', encoding="utf-8")
    waiting.join()
    people = {row.name: row.registration.people for row in registered(keys) if row.registration is not None}
    assert people["desk1"] == ("张三", "王芳")


def test_the_backend_does_not_wait_for_a_change_of_keys(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    add(keys, "desk1", DESK, tmp_path / "out")
    principals = Principals(keys, "live", None)
    with changing_keys(keys), pytest.raises(KeysLocked):
        principals.enrol("desk1", "王芳")
    principals.enrol("desk1", "王芳")
    found = principals.find("desk1")
    assert found is not None
    assert found.people == ("王芳",)
