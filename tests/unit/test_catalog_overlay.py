"""Tables of a county package override those of the program row by row; unusable rows are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from county import catalog
from county.catalog import BadCatalog, Catalog

PROGRAM = catalog.load()
AIRSHIP = (
    '[airship]\nname={zh="飞艇",en="Airship"}\nicon="mdi6.airballoon"\nmobile=true\ndepartment="emergency"\ncount=2\n'
    'capacity_name={zh="架数",en="Number"}\n'
)
BIN_FULL = '[bin_full]\nname={{zh="满",en="Full"}}\nkind="bin"\nchannel="fill"\npriority="high"\nabove={above}\n'
NOISE_CLASS = 'noise_class = { zh = "噪声", en = "Noise" }\n'


def overlay(folder: Path, **tables: str) -> Path:
    """A package's tables, by name."""
    for name, text in tables.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_missing_and_an_empty_folder_give_the_programs_tables(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert catalog.load(tmp_path / "nowhere") == catalog.load(tmp_path / "file" / "catalog") == PROGRAM
    (tmp_path / "empty").mkdir()
    assert catalog.load(tmp_path / "empty") == PROGRAM


def test_a_row_of_the_package_adds_a_kind_and_changes_no_other(tmp_path: Path) -> None:
    found = catalog.load(overlay(tmp_path, resource_kinds=AIRSHIP))
    assert found.resource_kinds["airship"].name.en == "Airship"
    assert {k: v for k, v in found.resource_kinds.items() if k != "airship"} == PROGRAM.resource_kinds
    assert found.rules == PROGRAM.rules


def test_a_row_of_the_package_replaces_the_programs_row_in_its_place(tmp_path: Path) -> None:
    found = catalog.load(overlay(tmp_path, rules=BIN_FULL.format(above=95)))
    assert found.rules["bin_full"].above == 95
    assert found.rules["bin_full"].hysteresis == 0, "the whole row is replaced, not single fields"
    assert list(found.rules) == list(PROGRAM.rules)


def test_a_row_of_the_package_may_refer_to_another_one_of_it(tmp_path: Path) -> None:
    subclass = (
        '[party]\nname={zh="聚会",en="Party"}\nevent_class="noise_class"\ndepartment="ecology"\n'
        'limit={amount=1,unit="urgent_hour"}\nresource_kinds=["airship"]\n'
    )
    found = catalog.load(overlay(tmp_path, resource_kinds=AIRSHIP, event_classes=NOISE_CLASS, subclasses=subclass))
    assert found.subclasses["party"].resource_kinds == ("airship",)


@pytest.mark.parametrize(
    ("table", "text", "row", "message"),
    [
        ("rules", BIN_FULL.format(above='"high"'), "'bin_full'", "above"),
        ("rules", BIN_FULL.format(above="95\nabvoe=1"), "'bin_full'", "abvoe"),
        ("rules", BIN_FULL.format(above="95\nbelow=3"), "'bin_full'", "exactly one of"),
        ("rules", BIN_FULL.format(above=95) + 'opens="ufo"\n', "'bin_full'", "no subclass 'ufo'"),
        ("departments", 'x = 3', "'x'", "object"),
        ("departments", '"a/b" = { zh = "甲", en = "a" }', "'a/b'", "a key consists of"),
        ("departments", '"" = { zh = "甲", en = "a" }', "''", "a key consists of"),
        ("rules", "[", "", "fix the line"),
        ("rule", BIN_FULL.format(above=95), "", "no such table"),
        ("working_hours", "hour = 3", "", "hour"),
        ("road_speeds", "[roads.national]\nkmh = 0\nsource = 'x'", "'national'", ">= 0.1"),
        ("road_speeds", "[roads.national]\nkmh = 70", "'national'", "source"),
        ("road_speeds", "[roads.national]\nkmh = nan\nsource = 'x'", "'national'", "kmh"),
        ("road_speeds", "[roads.national]\nkmh = 70\nsource = 'x\u200b'", "'roads'", "source contains the inv"),
        ("departments", 'x = { zh = "甲\\u202e", en = "a" }', "'x'", "zh contains the invisible character U+202E"),
        ("departments", 'x = { zh = "甲\\n", en = "a" }', "'x'", "zh contains the invisible character U+000A"),
        ("departments", f'x = {{ zh = "甲", en = "{"a" * 1001}" }}', "'x'", "en has more than 1000 characters"),
        ("road_speeds", "roads = 3", "", "object"),
        ("road_speeds", "[roads]\nnational = 70", "'national'", "object"),
        ("road_speeds", "[speed.national]\nkmh = 70\nsource = 'x'", "", "speed"),
        ("road_speeds", "[vehicles.bus]\nshare = 1\nsource = 'x'\nkinds = ['ufo']", "'vehicles'",
         "vehicle 'bus': there is no resource kind 'ufo'"),
        ("road_speeds", "[vehicles.bus]\nshare = 1\nsource = 'x'\nkinds = ['ambulance']", "'vehicles'",
         "resource kind 'ambulance' is listed by the vehicles 'ambulance' and 'bus'"),
    ],
)  # fmt: skip
def test_an_unusable_row_is_reported_in_one_line_with_file_and_row(
    tmp_path: Path, table: str, text: str, row: str, message: str
) -> None:
    with pytest.raises(BadCatalog) as bad:
        catalog.load(overlay(tmp_path, **{table: text}))
    line = str(bad.value)
    assert str(tmp_path / f"{table}.toml") in line
    assert row in line
    assert message in line
    assert "\n" not in line


def test_road_speeds_of_a_package_override_by_class_and_by_vehicle(tmp_path: Path) -> None:
    text = (
        '[roads.national]\nkmh = 70\nsource = "measured"\n[roads.expressway]\nkmh = 100\nsource = "sign"\n'
        '[on_foot]\nkmh = 5\nsource = "measured"\n[vehicles.truck]\nshare = 0.7\nsource = "measured"\n'
    )
    found, program = catalog.load(overlay(tmp_path, road_speeds=text)).road_speeds, PROGRAM.road_speeds
    assert found.kmh("national") == 70
    assert found.kmh("expressway") == 100
    assert found.on_foot.kmh == 5
    assert {k: v for k, v in found.roads.items() if k not in ("national", "expressway")} == {
        k: v for k, v in program.roads.items() if k != "national"
    }
    assert found.vehicles["truck"].kinds == (), "the whole row is replaced, not single fields"
    assert {k: v for k, v in found.vehicles.items() if k != "truck"} == {
        k: v for k, v in program.vehicles.items() if k != "truck"
    }
    assert found.other_road == program.other_road


def test_all_faults_are_found_in_one_run(tmp_path: Path) -> None:
    overlay(tmp_path, rules=BIN_FULL.format(above='"x"'), departments="a = 1\nb = 2", nonsense="")
    lines = sorted(str(fault) for fault in catalog.faults(tmp_path))
    assert [Path(line.split(":")[0]).name for line in lines] == [
        "departments.toml", "departments.toml", "nonsense.toml", "rules.toml",
    ]  # fmt: skip
    assert catalog.faults(tmp_path / "nowhere") == []


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "catalog").write_text("x")
    with pytest.raises(BadCatalog, match="make it a folder of tables"):
        catalog.load(tmp_path / "catalog")


def test_other_files_in_the_folder_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("why our bins are full at 95 %")
    assert catalog.load(tmp_path) == PROGRAM


def retired(table: str, key: str) -> str:
    """The program's row of a table with ``retired = true``, as TOML."""
    source = (catalog.CATALOG_DIR / f"{table}.toml").read_text(encoding="utf-8")
    body = source.split(f"[{key}]\n")[1].split("\n[")[0]
    return f"[{key}]\n{body}\nretired = true\n"


def test_a_retired_row_is_known_and_no_longer_offered(tmp_path: Path) -> None:
    found = catalog.load(overlay(tmp_path, subclasses=retired("subclasses", "rubble")))
    assert found.subclasses["rubble"].name == PROGRAM.subclasses["rubble"].name
    assert found.offered_subclasses().keys() == PROGRAM.subclasses.keys() - {"rubble"}
    assert PROGRAM.offered_subclasses() == PROGRAM.subclasses


@pytest.mark.parametrize(
    ("table", "key", "offered"),
    [
        ("sensor_kinds", "bin", Catalog.offered_sensor_kinds),
        ("resource_kinds", "greening_team", Catalog.offered_resource_kinds),
    ],
)
def test_every_table_can_retire_a_row(tmp_path: Path, table: str, key: str, offered: object) -> None:
    found = catalog.load(overlay(tmp_path, **{table: retired(table, key)}))
    assert key in getattr(found, table)
    assert offered(found).keys() == getattr(found, table).keys() - {key}  # type: ignore[operator]


def test_departments_and_classes_without_current_references_can_be_retired(tmp_path: Path) -> None:
    retired_row = 'old = { zh = "旧", en = "Old", retired = true }\n'
    found = catalog.load(overlay(tmp_path, departments=retired_row, event_classes=retired_row))
    assert found.departments["old"].en == found.event_classes["old"].en == "Old"
    assert found.offered_departments() == PROGRAM.departments


@pytest.mark.parametrize(
    ("table", "text", "message"),
    [
        ("subclasses", retired("subclasses", "bin_overflow"),
         r"rules\.toml: row 'bin_full': subclass 'bin_overflow' is retired; override the row in .*rules\.toml"),
        ("departments", 'housing = { zh = "x", en = "x", retired = true }', "department 'housing' is retired"),
        ("event_classes", 'disputes = { zh = "x", en = "x", retired = true }', "class 'disputes' is retired"),
    ],
)  # fmt: skip
def test_a_current_row_may_not_refer_to_a_retired_one(tmp_path: Path, table: str, text: str, message: str) -> None:
    with pytest.raises(BadCatalog, match=message):
        catalog.load(overlay(tmp_path, **{table: text}))


def test_a_subclass_can_be_retired_together_with_the_rules_that_open_it(tmp_path: Path) -> None:
    opening = [key for key, rule in PROGRAM.rules.items() if rule.opens == "bin_overflow"]
    rules = "".join(retired("rules", key) for key in opening)
    found = catalog.load(overlay(tmp_path, subclasses=retired("subclasses", "bin_overflow"), rules=rules))
    assert "bin_overflow" not in found.offered_subclasses()
