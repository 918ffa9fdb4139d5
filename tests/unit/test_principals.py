"""The principal of a key in a realm follows the key folder immediately."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.authority import Role
from services.keys.principals import ROLES_FILE, Principals
from services.keys.registration import BadRegistration, Registration, registration_file, write_registration
from services.transport.zeromq.keys import CLIENTS, OWNER, admit, make_keys, new_pair

OPERATOR = Registration(roles=(Role.OPERATOR,), divisions=("999901001000",), people=("张三",))
UNIT = Registration(roles=(Role.UNIT,), unit="fire-1")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def live(keys: Path, tmp_path: Path) -> Principals:
    return Principals(keys, "live", tmp_path / "realms" / "live")


def register(keys: Path, name: str, registration: Registration) -> None:
    write_registration(keys, name, registration)
    admit(keys, name, new_pair().public)


def roles_of(principals: Principals, name: str) -> frozenset[Role] | None:
    found = principals.find(name)
    return None if found is None else found.roles


def test_the_owner_is_operator_and_admin_for_every_division(live: Principals) -> None:
    owner = live.find(OWNER)
    assert owner is not None
    assert owner.roles == {Role.OPERATOR, Role.ADMIN}
    assert owner.divisions == owner.people == ()


def test_a_key_has_the_rights_of_its_registration(keys: Path, live: Principals) -> None:
    register(keys, "一号席", OPERATOR)
    register(keys, "fire", UNIT)
    seat, fire = live.find("一号席"), live.find("fire")
    assert seat is not None
    assert fire is not None
    assert (seat.id, seat.roles, seat.divisions, seat.people) == (
        "一号席", {Role.OPERATOR}, ("999901001000",), ("张三",),
    )  # fmt: skip
    assert (fire.roles, fire.unit) == ({Role.UNIT}, "fire-1")
    assert live.why_not("fire") == ""


def test_a_revoked_key_has_no_principal_immediately_and_the_reason_is_given(keys: Path, live: Principals) -> None:
    register(keys, "desk1", OPERATOR)
    assert live.find("desk1") is not None
    (keys / CLIENTS / "desk1.key").unlink()
    assert live.find("desk1") is None
    assert "not registered any more" in live.why_not("desk1")


def test_a_key_that_was_copied_in_by_hand_has_no_role(keys: Path, live: Principals) -> None:
    admit(keys, "desk1", new_pair().public)
    assert live.find("desk1") is None
    assert "no role" in live.why_not("desk1")


def test_a_changed_registration_applies_at_the_next_request(keys: Path, live: Principals) -> None:
    register(keys, "desk1", OPERATOR)
    assert roles_of(live, "desk1") == {Role.OPERATOR}
    write_registration(keys, "desk1", Registration(roles=(Role.WALL,)))
    assert roles_of(live, "desk1") == {Role.WALL}


@pytest.mark.parametrize(
    "text",
    ["roles = []", 'roles = ["boss"]', "roles = 5", 'roles = ["unit"]', 'roles = ["operator"]\nunit = "fire-1"',
     'roles = ["operator"]\ndivisions = ["99"]', 'roles = ["operator"]\npeople = [""]', 'roles = ["wall"]\nrole = 1',
     "roles = [", "roles"],
)  # fmt: skip
def test_a_malformed_registration_has_no_principal_and_is_reported_until_corrected(
    keys: Path, live: Principals, text: str
) -> None:
    register(keys, "desk1", OPERATOR)
    file = registration_file(keys, "desk1")
    file.write_text(text, encoding="utf-8")
    assert live.find("desk1") is None
    assert live.why_not("desk1").startswith(f"{file}: ")
    assert live.find(OWNER) is not None
    write_registration(keys, "desk1", OPERATOR)
    assert live.find("desk1") is not None


def test_a_registration_that_is_not_text_has_no_principal(keys: Path, live: Principals) -> None:
    register(keys, "desk1", OPERATOR)
    registration_file(keys, "desk1").write_bytes(b"\xff\xfe\x00")
    assert live.find("desk1") is None


def test_a_realm_may_give_a_key_other_roles_or_none_independently_of_other_realms(
    keys: Path, live: Principals, tmp_path: Path
) -> None:
    register(keys, "desk1", OPERATOR)
    register(keys, "desk2", OPERATOR)
    folder = tmp_path / "realms" / "drill-7"
    folder.mkdir(parents=True)
    (folder / ROLES_FILE).write_text('desk1 = ["director"]\ndesk2 = []\n', encoding="utf-8")
    drill = Principals(keys, "drill:7", folder)
    assert roles_of(drill, "desk1") == {Role.DIRECTOR}
    assert roles_of(drill, "desk2") is None
    assert "drill:7" in drill.why_not("desk2")
    assert roles_of(drill, OWNER) == {Role.OPERATOR, Role.ADMIN}
    assert roles_of(live, "desk1") == roles_of(live, "desk2") == {Role.OPERATOR}
    (folder / ROLES_FILE).unlink()
    assert roles_of(drill, "desk1") == roles_of(drill, "desk2") == {Role.OPERATOR}


@pytest.mark.parametrize("text", ['desk1 = "director"', 'desk1 = ["boss"]', "desk1", "[desk1]\nroles = 5"])
def test_unreadable_roles_of_a_realm_stop_its_start_and_later_admit_no_key(
    keys: Path, tmp_path: Path, text: str
) -> None:
    file = tmp_path / ROLES_FILE
    running = Principals(keys, "drill:7", tmp_path)
    assert running.find(OWNER) is not None
    file.write_text(text, encoding="utf-8")
    assert running.find(OWNER) is None
    assert running.why_not(OWNER).startswith(f"{file}: ")
    with pytest.raises(BadRegistration, match=ROLES_FILE):
        Principals(keys, "drill:7", tmp_path)


def test_people_are_enrolled_for_a_key_in_their_order_and_once(keys: Path, live: Principals) -> None:
    for person in ("李四", " 王五 ", "李四"):
        live.enrol(OWNER, person)
    owner = live.find(OWNER)
    assert owner is not None
    assert owner.people == ("李四", "王五")
    assert owner.roles == {Role.OPERATOR, Role.ADMIN}


@pytest.mark.parametrize("person", ["", " ", "two\nlines", "李\u200b四", "x" * 41])
def test_an_invalid_name_is_not_enrolled(live: Principals, person: str) -> None:
    with pytest.raises(BadRegistration, match=r"not a valid name of a person|invisible character"):
        live.enrol(OWNER, person)


def test_no_person_is_enrolled_for_an_unregistered_key(live: Principals) -> None:
    with pytest.raises(BadRegistration, match="not registered"):
        live.enrol("unknown", "李四")
