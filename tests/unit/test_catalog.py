"""The catalogue: a row that cannot be used is named with its file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from county import catalog
from county.catalog import BadCatalog
from county.sensing import ChannelTable
from county.sensors import Sensor

KIND = (
    '[x]\nname={{zh="x",en="x"}}\nicon="mdi6.flask"\ncount=1\ninterval_s={interval}\nstale_s={stale}\n'
    'channels=[{{key="c",name={{zh="x",en="x"}},unit="m",lo={lo},hi={hi}}}]'
)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return Path(shutil.copytree(catalog.CATALOG_DIR, tmp_path / "catalog"))


def test_the_demo_county_gets_the_plans_devices() -> None:
    counts = {key: kind.count for key, kind in catalog.load().sensor_kinds.items()}
    environment = counts.pop("air") + counts.pop("water") + counts.pop("noise")
    assert environment == 50
    assert counts == {"manhole": 500, "bin": 200, "video": 300, "smoke": 1000, "geohazard": 20}


@pytest.mark.parametrize(
    ("subclass", "amount", "unit"),
    [("exposed_garbage", 4, "work_hour"), ("road_cleaning", 2, "work_hour"), ("green_care", 5, "work_day"),
     ("hotline_consultation", 2, "work_day"), ("hotline_help", 5, "work_day"), ("hotline_suggestion", 5, "work_day"),
     ("hotline_complaint", 12, "work_day")],
)  # fmt: skip
def test_limits_known_from_a_source_are_as_published(subclass: str, amount: float, unit: str) -> None:
    limit = catalog.load().subclasses[subclass].limit
    assert (limit.amount, limit.unit) == (amount, unit)


def test_every_rule_that_opens_an_event_has_a_unit_to_dispatch() -> None:
    tables = catalog.load()
    opened = {rule.opens for rule in tables.rules.values() if rule.opens}
    assert "bin_overflow" in opened
    assert all(tables.subclasses[key].resource_kinds for key in opened)
    assert tables.subclasses["bin_overflow"].resource_kinds[0] == "collection_truck"


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("rules", '[x]\nname={zh="x",en="x"}\nkind="no"\nchannel="fill"\npriority="low"\nabove=1', "sensor kind 'no'"),
        ("rules", '[x]\nname={zh="x",en="x"}\nkind="bin"\nchannel="no"\npriority="low"\nabove=1', "channel 'no'"),
        ("rules", '[x]\nname={zh="x",en="x"}\nkind="bin"\nchannel="fill"\npriority="low"', "exactly one of"),
        ("rules", '[x]\nname={zh="x",en="x"}\nkind="bin"\nchannel="fill"\npriority="loud"\nabove=1', "loud"),
        ("rules", '[x]\nabvoe=1', "abvoe"),
        ("sensor_kinds", KIND.format(interval=0, stale=9, lo=0, hi=1), ">= 0.1"),
        ("sensor_kinds", KIND.format(interval=9, stale=9, lo=0, hi=1), "stale_s 9 is not longer than interval_s 9"),
        ("sensor_kinds", KIND.format(interval=1, stale=9, lo=5, hi=5), "channel 'c': lo 5 is not below hi 5"),
        ("subclasses", '[x]\nname={zh="x",en="x"}\nevent_class="other"\nlimit={amount=0,unit="work_day"}\n'
                       'department="market"', ">= 0.01"),
        ("departments", 'x = {zh="x"}', "en"),
        ("rules", '[x]\nname={zh="x",en="x"}\nkind="bin"\nchannel="fill"\npriority="low"\nabove=nan', "$.above"),
        ("sensor_kinds", KIND.format(interval=1, stale="inf", lo=0, hi=1), "<= 31622400.0 - at `$.stale_s`"),
        ("subclasses", '[x]\nname={zh="x",en="x"}\nevent_class="other"\nlimit={amount=1,unit="work_day"}\n'
                       'department="market"\nresource_kinds=["hospital"]', "mobile resource kind 'hospital'"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named_with_its_file(tables: Path, table: str, row: str, message: str) -> None:
    path = tables / f"{table}.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{row}\n", encoding="utf-8")
    with pytest.raises(BadCatalog) as bad:
        catalog.load(program=tables)
    text = str(bad.value)
    assert f"{table}.toml" in text
    assert "'x'" in text
    assert message in text
    assert "\n" not in text


def test_a_missing_table_is_named(tables: Path) -> None:
    (tables / "rules.toml").unlink()
    with pytest.raises(BadCatalog, match=r"rules\.toml"):
        catalog.load(program=tables)


def test_a_file_that_is_not_toml_is_named(tables: Path) -> None:
    (tables / "rules.toml").write_bytes(b"\xff[")
    with pytest.raises(BadCatalog, match=r"rules\.toml"):
        catalog.load(program=tables)


def test_a_sensor_of_an_unknown_kind_is_reported_with_the_remedy() -> None:
    sensor = Sensor("flux-1", "flux", "x", 0.0, 0.0, "v")
    with pytest.raises(BadCatalog, match=r"flux-1: .* no sensor kind 'flux'; add it to .*sensor_kinds\.toml"):
        ChannelTable.of([sensor], catalog.load().sensor_kinds)


@pytest.mark.parametrize(
    "subclass",
    ["forest_fire", "building_fire", "drowning", "missing_person", "hazmat_leak", "mass_incident", "flash_flood",
     "evacuation"],
)  # fmt: skip
def test_every_serious_kind_of_event_can_be_reported(subclass: str) -> None:
    row = catalog.load().subclasses[subclass]
    assert not row.retired
    assert row.name.zh
    assert row.name.en
