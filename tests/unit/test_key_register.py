"""The register of keys: what is issued, what is refused, and the output of the command line."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import main
from county.authority import RESERVED, Role
from county.package.open import CountyPackage
from county.units.dispatch import can_be_sent
from services.keys.principals import Principals
from services.keys.register import RegisterRefused, add, enrol, registered, revoke, rotate
from services.keys.registration import (
    PEOPLE_MAX,
    BadRegistration,
    Registration,
    checked_name,
    registration_file,
    write_registration,
)
from services.transport.zeromq.keys import CLIENT, CLIENTS, OWNER, SERVER, admit, make_keys, new_pair, pair, public_key
from tests.square_county import write_square_county

WALL = Registration(roles=(Role.WALL,))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_the_output_folder_contains_the_servers_public_key_and_this_clients_key_pair_only(
    keys: Path, tmp_path: Path
) -> None:
    add(keys, "一号席", WALL, tmp_path / "out")
    assert sorted(everything(tmp_path / "out")) == ["client.key", "client.key_secret", "server.key"]
    own = pair(tmp_path / "out", CLIENT)
    assert public_key(tmp_path / "out", SERVER) == pair(keys, SERVER).public
    assert public_key(keys / CLIENTS, "一号席") == own.public
    handed = b"".join(everything(tmp_path / "out").values())
    assert pair(keys, SERVER).secret not in handed
    assert pair(keys, CLIENT).secret not in handed
    assert own.secret not in b"".join(everything(keys).values()), "the backend stores no client's secret key"


@pytest.mark.skipif(sys.platform == "win32", reason="file modes mean nothing here")
def test_the_output_folder_is_accessible_to_its_owner_only(keys: Path, tmp_path: Path) -> None:
    add(keys, "desk1", WALL, tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert {f.stat().st_mode & 0o777 for f in (tmp_path / "out").iterdir()} == {0o600}


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../desk", "a/b", "a\\b", "a.b", "a b", "a\n", "a\0", "x" * 41, "con", "LPT1", "-" * 41, "a:b",
     *sorted(RESERVED), "Watch", "owner", "server", "client"],
)  # fmt: skip
def test_an_invalid_or_reserved_name_is_refused_and_nothing_is_written(
    keys: Path, tmp_path: Path, name: str
) -> None:
    make_keys(keys)
    before = everything(tmp_path)
    with pytest.raises(BadRegistration):
        add(keys, name, WALL, tmp_path / "out")
    assert everything(tmp_path) == before
    assert not (tmp_path / "out").exists()


@given(st.text(max_size=45))
def test_files_of_any_accepted_name_stay_within_the_folder_of_clients(name: str) -> None:
    try:
        checked = checked_name(name)
    except BadRegistration:
        return
    file = registration_file(Path("/keys"), checked)
    assert file.resolve().parent == Path("/keys") / CLIENTS
    assert file.stem == checked


@pytest.mark.parametrize("again", ["desk1", "DESK1"])
def test_a_registered_name_is_refused_and_its_key_stays(keys: Path, tmp_path: Path, again: str) -> None:
    add(keys, "desk1", WALL, tmp_path / "out")
    before = everything(keys)
    with pytest.raises(RegisterRefused, match="is registered"):
        add(keys, again, WALL, tmp_path / "out2")
    assert everything(keys) == before
    assert not (tmp_path / "out2").exists()


def test_a_folder_that_is_not_empty_is_not_written_to(keys: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "client.key_secret").write_text("of another program")
    with pytest.raises(RegisterRefused, match="not empty"):
        add(keys, "desk1", WALL, tmp_path / "out")
    assert everything(tmp_path / "out") == {"client.key_secret": b"of another program"}
    assert [row.name for row in registered(keys)] == [OWNER]


def test_a_registration_that_cannot_be_written_creates_no_output(keys: Path, tmp_path: Path) -> None:
    make_keys(keys)
    registration_file(keys, "desk1").mkdir()
    with pytest.raises(BadRegistration):
        add(keys, "desk1", WALL, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not (keys / CLIENTS / "desk1.key").exists()


@pytest.mark.parametrize(
    "registration",
    [Registration(roles=()), Registration(roles=(Role.UNIT,)), Registration(roles=(Role.WALL,), unit="fire"),
     Registration(roles=(Role.WALL,), divisions=("12",)), Registration(roles=(Role.WALL,), people=("",))],
)  # fmt: skip
def test_an_inconsistent_registration_is_refused(
    keys: Path, tmp_path: Path, registration: Registration
) -> None:
    with pytest.raises(BadRegistration):
        add(keys, "desk1", registration, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_people_are_enrolled_for_an_issued_key_which_stays_unchanged(
    keys: Path, tmp_path: Path
) -> None:
    add(keys, "一号席", Registration(roles=(Role.OPERATOR,), people=("张三",)), tmp_path / "out")
    public, handed = public_key(keys / CLIENTS, "一号席"), everything(tmp_path / "out")
    assert str(enrol(keys, "一号席", [" 李四 ", "张三", "王五"])) == "一号席: operator; people 张三, 李四, 王五"
    found = Principals(keys, "live", None).find("一号席")
    assert found is not None
    assert found.people == ("张三", "李四", "王五")
    assert (public_key(keys / CLIENTS, "一号席"), everything(tmp_path / "out")) == (public, handed)


def test_people_are_enrolled_for_the_owner_too(keys: Path) -> None:
    make_keys(keys)
    assert str(enrol(keys, OWNER, ["李四"])) == "owner: operator, admin; people 李四"


@pytest.mark.parametrize(
    ("name", "people", "why"),
    [("unknown", ["李四"], "registered: by-hand, desk1, owner"), ("../client", ["李四"], "no key of this name"),
     ("by-hand", ["李四"], "no role"), ("desk1", ["李四", "two\nlines"], "invisible character U\\+000A at position 4"),
     ("desk1", ["李四", "李\u200b四"], "^李四: contains the invisible character U\\+200B at position 2"),
     ("desk1", ["李四", "李\u3164四"], "invisible character U\\+3164"),
     ("desk1", ["李四", "Watch"], "^Watch: this name is reserved"), ("desk1", ["simulation"], "this name is reserved"),
     ("desk1", [f"李{i}" for i in range(PEOPLE_MAX + 1)], "more than 200 people")],
)  # fmt: skip
def test_a_failed_enrolment_reports_why_and_enrols_no_person(
    keys: Path, tmp_path: Path, name: str, people: list[str], why: str
) -> None:
    add(keys, "desk1", Registration(roles=(Role.OPERATOR,)), tmp_path / "out")
    admit(keys, "by-hand", new_pair().public)
    before = everything(keys)
    with pytest.raises((RegisterRefused, BadRegistration), match=why):
        enrol(keys, name, people)
    assert everything(keys) == before


def test_a_revoked_name_is_removed_completely_and_can_be_reused(keys: Path, tmp_path: Path) -> None:
    add(keys, "desk1", WALL, tmp_path / "out")
    revoke(keys, "desk1")
    assert sorted(f.name for f in (keys / CLIENTS).iterdir()) == [f"{OWNER}.key"]
    add(keys, "desk1", WALL, tmp_path / "out2")
    assert public_key(keys / CLIENTS, "desk1") == public_key(tmp_path / "out2", CLIENT)


@pytest.mark.parametrize("name", ["unknown", "../client", ""])
def test_an_unregistered_name_cannot_be_revoked(keys: Path, name: str) -> None:
    make_keys(keys)
    before = everything(keys)
    with pytest.raises(RegisterRefused, match="registered: owner"):
        revoke(keys, name)
    assert everything(keys) == before


def test_the_key_of_the_windows_on_this_machine_cannot_be_revoked(keys: Path) -> None:
    make_keys(keys)
    before = everything(keys)
    with pytest.raises(RegisterRefused, match="cannot be revoked"):
        revoke(keys, OWNER)
    assert everything(keys) == before


def test_rotation_replaces_the_servers_key_pair_and_names_the_clients_that_need_it(keys: Path, tmp_path: Path) -> None:
    for name in ("b", "a"):
        add(keys, name, WALL, tmp_path / name)
    before = pair(keys, SERVER)
    assert rotate(keys) == ["a", "b"]
    after = pair(keys, SERVER)
    assert after.public != before.public
    assert after.secret != before.secret
    assert public_key(keys, SERVER) == after.public


def test_rotation_makes_a_copy_of_the_keys_folder_useless(keys: Path, tmp_path: Path) -> None:
    """Earlier instructions said to copy it to every desktop: it holds the secret keys of backend and owner."""
    make_keys(keys)
    shutil.copytree(keys, tmp_path / "copy")
    rotate(keys)
    for name in (SERVER, CLIENT):
        assert pair(keys, name).secret != pair(tmp_path / "copy", name).secret
    assert public_key(keys / CLIENTS, OWNER) == pair(keys, CLIENT).public


def test_the_list_contains_all_keys_and_their_faults(keys: Path, tmp_path: Path) -> None:
    people = Registration(roles=(Role.UNIT,), unit="fire-1", divisions=("999901001000",), people=("张三", "李四"))
    add(keys, "fire", Registration(roles=(Role.WALL,)), tmp_path / "fire")
    write_registration(keys, "fire", people)
    admit(keys, "by-hand", new_pair().public)
    (keys / CLIENTS / "broken.key").write_text("no key")
    assert [str(row) for row in registered(keys)][1:] == [
        "by-hand: no role: it is not admitted; revoke it and add it again",
        "fire: unit; unit fire-1; divisions 999901001000; people 张三, 李四",
        "owner: operator, admin",
    ]
    assert "broken.key: the key cannot be read" in str(next(iter(registered(keys))))


def run(*arguments: object) -> int:
    return main.main(["keys", *map(str, arguments)])


def test_the_verbs_work_on_a_data_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    here = ("--data", tmp_path / "data")
    out = tmp_path / "out"
    assert run(*here, "add", "一号席", "--role", "operator", "--person", "张三", "--out", out) == 0
    assert run(*here, "list") == 0
    assert "一号席: operator; people 张三" in capsys.readouterr().out.splitlines()
    assert run(*here, "enrol", "一号席", "--person", "李四", "--person", "王五") == 0
    assert capsys.readouterr().out.splitlines() == ["一号席: operator; people 张三, 李四, 王五"]
    assert run(*here, "rotate") == 0
    assert "一号席: copy" in capsys.readouterr().out
    assert run(*here, "revoke", "一号席") == 0
    assert run(*here, "list") == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["owner: operator, admin"]


def test_a_package_selects_its_data_folder(
    capsys: pytest.CaptureFixture[str], small_county: Path, tmp_path: Path
) -> None:
    from services.disk.data_folder import data_folder

    assert run(small_county, "add", "wall", "--role", "wall", "--out", tmp_path / "out") == 0
    assert (data_folder(small_county) / "keys" / CLIENTS / "wall.key").is_file()
    assert run(small_county, "list") == 0
    assert "wall: wall" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("limited", "message"),
    [
        (Registration(roles=(Role.UNIT,), unit="fire_rescu"), "fire_rescu: .* no such unit; .* like fire_rescue"),
        (Registration(roles=(Role.UNIT,), unit="消防救援大队"), "消防救援大队: .* like fire_rescue"),
        (Registration(roles=(Role.WALL,), divisions=("999901100201", "999901100202")), "999901100202: .*999901100201"),
        (Registration(roles=(Role.WALL,), divisions=("999902",)), "999902: 方县 has no such division; .*999901"),
    ],
)
def test_an_unknown_unit_or_division_is_refused_with_suggestions(
    keys: Path, tmp_path: Path, limited: Registration, message: str
) -> None:
    county = CountyPackage(write_square_county(tmp_path / "county"))
    with pytest.raises(BadRegistration, match=message):
        add(keys, "a", limited, tmp_path / "out", county=county)
    assert not keys.exists()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("limit", [{"unit": "fire_rescue"}, {"unit": "a unit that moves"}, {"divisions": "all"}])
def test_units_that_move_departments_and_divisions_of_every_level_are_known(
    keys: Path, tmp_path: Path, small_county: Path, limit: dict[str, str]
) -> None:
    county = CountyPackage(small_county)
    truck = next(unit.id for unit in county.resources if can_be_sent(unit, county.catalog))
    codes = tuple(str(county.table(layer)["code"][0]) for layer in ("boundary", "towns", "villages", "grids"))
    unit = limit.get("unit", "").replace("a unit that moves", truck)
    role, divisions = (Role.UNIT, ()) if unit else (Role.OPERATOR, codes)
    limited = Registration(roles=(role,), unit=unit, divisions=divisions)
    add(keys, "a", limited, tmp_path / "out", county=county)
    assert [row.registration for row in registered(keys) if row.name == "a"] == [limited]


def test_a_shelter_is_not_a_unit(keys: Path, tmp_path: Path, small_county: Path) -> None:
    county = CountyPackage(small_county)
    shelter = next(unit.id for unit in county.resources if not can_be_sent(unit, county.catalog))
    with pytest.raises(BadRegistration, match="no such unit"):
        add(keys, "a", Registration(roles=(Role.UNIT,), unit=shelter), tmp_path / "out", county=county)


def test_without_the_package_no_key_is_limited_to_an_unchecked_scope(keys: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRegistration, match=r"fire_rescue: .* keys PACKAGE --data DIR add"):
        add(keys, "a", Registration(roles=(Role.UNIT,), unit="fire_rescue"), tmp_path / "out")
    assert not keys.exists()


def test_the_package_and_another_data_folder_may_both_be_named(tmp_path: Path) -> None:
    county = write_square_county(tmp_path / "county")
    (tmp_path / "data").mkdir()
    add_unit = ["--data", tmp_path / "data", "add", "a", "--role", "unit", "--unit", "fire_rescue"]
    assert run(county, *add_unit, "--out", tmp_path / "out") == 0
    assert (tmp_path / "data" / "keys" / CLIENTS / "a.key").is_file()


@pytest.mark.parametrize(
    "arguments",
    [[], ["list"], ["add"], ["--data", "x"], ["--data", "x", "sell"], ["--data", "x", "add", "a", "--out", "y"],
     ["--data", "x", "add", "a", "--role", "boss", "--out", "y"], ["--data", "x", "add", "a", "--role", "wall"],
     ["--data", "x", "enrol", "a"]],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_command_line_exits_with_2_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch("error: .+[:;] .+", line)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["list"], ["rotate"], ["revoke", "a"], ["add", "../a", "--role", "wall", "--out", "o"]], ids=" ".join
)
def test_a_wrong_name_or_folder_exits_with_2_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("--data", tmp_path, *arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert "; " in line
    assert list(tmp_path.iterdir()) == []
