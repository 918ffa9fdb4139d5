"""The catalogue as one value: its digest, its bytes on the wire, and the rows required by the journal."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import catalog
from county.catalog import ROW_TABLES, BadCatalog, Catalog

PROGRAM = catalog.load()


def shuffled(found: Catalog, seed: int) -> Catalog:
    """The same rows in another order."""
    tables = {}
    for table in ROW_TABLES:
        rows = list(getattr(found, table).items())
        random.Random(seed).shuffle(rows)
        tables[table] = dict(rows)
    return msgspec.structs.replace(found, **tables)


@given(st.integers())
def test_the_digest_does_not_depend_on_the_order_of_rows(seed: int) -> None:
    assert shuffled(PROGRAM, seed).digest == PROGRAM.digest


def test_the_digest_does_not_depend_on_how_a_file_is_written(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, text in (
        (one, '[bin_full]\nname={zh="满",en="Full"}\nkind="bin"\nchannel="fill"\npriority="low"\nabove=90\n'),
        (other, '# note\n[bin_full]\nabove = 90.0\nhysteresis = 0\npriority = "low"\nchannel = "fill"\nkind = "bin"\n'
                '[bin_full.name]\nen = "Full"\nzh = "\\u6ee1"\n'),
    ):  # fmt: skip
        folder.mkdir()
        (folder / "rules.toml").write_text(text, encoding="utf-8")
    assert catalog.load(one).digest == catalog.load(other).digest != PROGRAM.digest


@pytest.mark.parametrize(
    "change",
    [
        "holidays = [2027-01-04]",
        'hours = ["09:00-12:00"]',
    ],
)
def test_the_digest_depends_on_the_working_hours(tmp_path: Path, change: str) -> None:
    (tmp_path / "working_hours.toml").write_text(change, encoding="utf-8")
    assert catalog.load(tmp_path).digest != PROGRAM.digest


@pytest.mark.parametrize(
    "change",
    [
        '[roads.national]\nkmh = 61\nsource = "measured"',
        '[other_road]\nkmh = 21\nsource = "measured"',
        '[vehicles.bus]\nshare = 1.0\nsource = "assumption"',
    ],
)
def test_the_digest_depends_on_the_road_speeds(tmp_path: Path, change: str) -> None:
    (tmp_path / "road_speeds.toml").write_text(change, encoding="utf-8")
    assert catalog.load(tmp_path).digest != PROGRAM.digest


def test_the_digest_does_not_depend_on_the_order_of_road_classes_and_vehicles() -> None:
    speeds = PROGRAM.road_speeds
    turned = msgspec.structs.replace(
        speeds, roads=dict(reversed(speeds.roads.items())), vehicles=dict(reversed(speeds.vehicles.items()))
    )
    assert msgspec.structs.replace(PROGRAM, road_speeds=turned).digest == PROGRAM.digest


@given(st.sampled_from([(t, k) for t in ROW_TABLES for k in getattr(PROGRAM, t)]))
def test_every_row_is_in_the_digest(at: tuple[str, str]) -> None:
    table, key = at
    rows = {k: row for k, row in getattr(PROGRAM, table).items() if k != key}
    without = msgspec.structs.replace(PROGRAM, **{table: rows})
    row = msgspec.structs.replace(getattr(PROGRAM, table)[key], retired=True)
    changed = msgspec.structs.replace(PROGRAM, **{table: rows | {key: row}})
    assert len({PROGRAM.digest, without.digest, changed.digest}) == 3


def test_a_decoded_catalogue_equals_the_encoded_one_in_order() -> None:
    found = Catalog.decode(PROGRAM.encode())
    assert found == PROGRAM
    assert found.digest == PROGRAM.digest
    assert [list(getattr(found, table)) for table in ROW_TABLES] == [
        list(getattr(PROGRAM, table)) for table in ROW_TABLES
    ]


@given(st.data())
def test_damaged_bytes_raise_only_bad_catalog(data: st.DataObject) -> None:
    whole = bytearray(PROGRAM.encode())
    at = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(max_size=8))
    whole[at : at + data.draw(st.integers(0, 8))] = noise
    message = ""
    try:
        Catalog.decode(bytes(whole))
    except BadCatalog as bad:
        message = str(bad)
    assert "\n" not in message


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x93" * 50_000], ids=["nothing", "no tables", "deep"])
def test_other_bytes_are_refused_with_the_remedy(data: bytes) -> None:
    with pytest.raises(BadCatalog, match="run one version of the program on both sides"):
        Catalog.decode(data)


def test_a_catalogue_with_inconsistent_rows_is_refused() -> None:
    content = msgspec.msgpack.decode(PROGRAM.encode())
    del content["departments"]["market"]
    with pytest.raises(BadCatalog, match="there is no department 'market'"):
        Catalog.decode(msgspec.msgpack.encode(content))


def test_inconsistent_working_hours_are_refused() -> None:
    content = msgspec.msgpack.decode(PROGRAM.encode())
    content["working_hours"]["hours"] = ["18:00-09:00"]
    with pytest.raises(BadCatalog, match="must be spans"):
        Catalog.decode(msgspec.msgpack.encode(content))


def test_a_catalogue_of_a_newer_program_is_refused() -> None:
    content = msgspec.msgpack.decode(PROGRAM.encode())
    content["tables_of_later"] = {}
    with pytest.raises(BadCatalog, match="tables_of_later"):
        Catalog.decode(msgspec.msgpack.encode(content))


def test_keys_name_every_row_with_its_table() -> None:
    keys = PROGRAM.keys()
    assert {"subclasses/bin_overflow", "rules/bin_full", "departments/housing"} <= keys
    assert len(keys) == sum(len(getattr(PROGRAM, table)) for table in ROW_TABLES)


def test_a_catalogue_contains_all_its_keys_whatever_is_retired() -> None:
    row = msgspec.structs.replace(PROGRAM.subclasses["rubble"], retired=True)
    later = msgspec.structs.replace(PROGRAM, subclasses=PROGRAM.subclasses | {"rubble": row})
    assert later.lacking(PROGRAM.keys()) == []
    later.require(PROGRAM.keys())


def test_a_row_used_by_the_journal_and_removed_from_the_tables_is_refused() -> None:
    rest = {key: row for key, row in PROGRAM.subclasses.items() if key != "rubble"}
    later = msgspec.structs.replace(PROGRAM, subclasses=rest)
    assert later.lacking(PROGRAM.keys()) == ["subclasses/rubble"]
    with pytest.raises(BadCatalog) as bad:
        later.require(PROGRAM.keys())
    assert str(bad.value) == (
        "catalog/subclasses.toml: row 'rubble' is missing, but the journal was written with it; "
        "restore the row with retired = true"
    )


def test_of_many_missing_rows_some_are_named_and_the_others_counted() -> None:
    with pytest.raises(BadCatalog) as bad:
        PROGRAM.require([f"rules/gone_{i}" for i in range(9)])
    assert "'gone_0'" in str(bad.value)
    assert "rules/gone_5 and 3 more" in str(bad.value)
