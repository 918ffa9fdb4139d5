"""Codes in wrong rows are found without the official list; where nothing can tell, the summary says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from county.package.importer import import_county
from county.package.importing.imported import ImportedCounty
from county.package.open import Table
from tests.unit.county_files import DIVISION, finding, write_codes, write_county, write_file
from tests.unit.sound_county import COUNTY, box, outlines, sound_county, texts

UNCOMPARED = "codes not compared with a register: --codes FILE"
SIDE = 6
"""Villages along a town; there are four towns."""


def county_of_towns(change: Callable[[np.ndarray], np.ndarray] = lambda codes: codes) -> tuple[Table, Table]:
    """Four towns with 36 villages each, whose codes are changed: towns and villages."""
    towns, codes, shapes = [], [], []
    for t in range(4):
        town = f"{COUNTY}{100 + t}"
        towns.append(f"{town}000")
        for i in range(SIDE * SIDE):
            codes.append(f"{town}{(1 if i < 2 else 201) + i:03d}")
            w, h = 2 / SIDE, 4 / SIDE
            shapes.append(box(2 * t + w * (i % SIDE), h * (i // SIDE), w, h))
    signs = "东南西北上下大小新老高长"
    pairs = (f"{a}{b}" for a in signs for b in signs)
    names = [f"{pair}{'社区' if c[9] == '0' else '村'}" for pair, c in zip(pairs, codes, strict=True)]
    code = change(np.array(codes, dtype=object))
    rows = (np.array([name], dtype=object) for name in names)
    villages = Table(outlines(*shapes), {"code": code, "name": np.concatenate([*rows])})
    whole = Table(
        outlines(*(box(2 * t, 0, 2, 4) for t in range(4))),
        {"code": texts(*towns), "name": texts("甲镇", "乙镇", "丙镇", "丁镇")},
    )
    return whole, villages


def imported(folder: Path, towns: Table | None, villages: Table | None, **files: object) -> ImportedCounty:
    given = {layer: table for layer, table in (("towns", towns), ("villages", villages)) if table is not None}
    paths: dict[str, object] = {"boundary": write_county(folder)["boundary"]}
    for layer, table in given.items():
        paths[layer] = write_file(folder / f"own_{layer}.geojson", table, headers=DIVISION)
    return import_county(folder / "p", name="安县", code=COUNTY, **paths | files)  # type: ignore[arg-type]


def shuffled(codes: np.ndarray) -> np.ndarray:
    return np.random.default_rng(1).permutation(codes)


WRONG: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "shuffled": shuffled, "reversed": lambda codes: codes[::-1], "sorted otherwise": lambda codes: np.array(
        sorted(codes, key=lambda code: code[::-1]), dtype=object
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_villages_in_other_towns_than_those_of_their_codes_are_one_error(
    change: Callable[[np.ndarray], np.ndarray], tmp_path: Path
) -> None:
    towns, villages = county_of_towns(change)
    manifest = imported(tmp_path, towns, villages).manifest
    assert finding(manifest, "error: villages: ", "lie in another town than that of their code", "wrong rows")
    assert sum("fix the outline or the code" in line for line in manifest.findings) == 10


def test_without_outlines_of_towns_neighbours_tell(tmp_path: Path) -> None:
    _, villages = county_of_towns(shuffled)
    manifest = imported(tmp_path, None, villages).manifest
    assert finding(manifest, "error: villages: only ", "of neighbouring villages are of one town by their codes")


def test_codes_in_their_rows_are_no_finding_and_the_summary_says_what_was_not_compared(tmp_path: Path) -> None:
    towns, villages = county_of_towns()
    for i, (own, parts) in enumerate([(towns, villages), (None, villages), (towns, None)]):
        (tmp_path / str(i)).mkdir()
        result = imported(tmp_path / str(i), own, parts)
        assert not [line for line in result.manifest.findings if "rows" in line or line.startswith("error")]
        assert UNCOMPARED in result.summary(tmp_path)


def test_with_a_list_or_seats_with_codes_nothing_is_said(tmp_path: Path) -> None:
    towns, villages = county_of_towns()
    listed = {str(c): (str(n), "甲镇") for c, n in zip(villages["code"], villages["name"], strict=True)}
    listed = {c: (name, towns["name"][int(c[8])]) for c, (name, _) in listed.items()}
    (tmp_path / "a").mkdir()
    result = imported(tmp_path / "a", towns, villages, codes=write_codes(tmp_path / "c.csv", listed))
    assert UNCOMPARED not in result.unchecked
    seats = Table(
        np.array([g.centroid for g in (*towns.geometry, *villages.geometry)], dtype=object),
        {name: np.concatenate([towns[name], villages[name]]) for name in ("code", "name")},
    )
    (tmp_path / "b").mkdir()
    places = write_file(tmp_path / "s.geojson", seats, headers=DIVISION)
    assert UNCOMPARED not in imported(tmp_path / "b", towns, villages, places=places).unchecked


@pytest.mark.parametrize("by", [1, 40])
def test_seats_with_the_codes_of_others_are_an_error(by: int, tmp_path: Path) -> None:
    towns, villages = county_of_towns()
    seats = Table(
        np.array([g.centroid for g in villages.geometry], dtype=object),
        {"code": villages["code"], "name": np.roll(villages["name"], by)},
    )
    places = write_file(tmp_path / "s.geojson", seats, headers=DIVISION)
    manifest = imported(tmp_path, towns, villages, places=places).manifest
    assert finding(manifest, "error: villages: 144 of 144 have the code of another one in s.geojson")


def test_kinds_that_names_and_codes_state_both_ways_are_a_warning(tmp_path: Path) -> None:
    towns, villages = county_of_towns()
    moved = Table(villages.geometry, {**villages.columns, "name": np.roll(villages["name"], 3)})
    manifest = imported(tmp_path, towns, moved).manifest
    assert finding(manifest, "warning: villages: 16 have the code of another kind than their name says")
    renamed = [f"{name[:-1]}社区" if i % 5 == 0 else name for i, name in enumerate(villages["name"])]
    one_way = Table(villages.geometry, {**villages.columns, "name": np.array(renamed, dtype=object)})
    (tmp_path / "one").mkdir()
    manifest = imported(tmp_path / "one", towns, one_way).manifest
    assert not [line for line in manifest.findings if "another kind" in line]


def test_names_that_moved_since_the_package_that_is_replaced_are_said(tmp_path: Path) -> None:
    towns, villages = county_of_towns()
    assert UNCOMPARED in imported(tmp_path, towns, villages).summary(tmp_path)
    again = imported(tmp_path, towns, villages, replace=True)
    assert UNCOMPARED not in again.unchecked
    assert not [line for line in again.manifest.findings if "rows" in line]
    moved = Table(villages.geometry, {**villages.columns, "name": np.roll(villages["name"], 5)})
    manifest = imported(tmp_path, towns, moved, replace=True).manifest
    assert finding(manifest, "villages: 144 of 144 have the code of another one in the package that is replaced")


def test_of_few_villages_neighbours_tell_nothing(tmp_path: Path) -> None:
    tables = sound_county().tables
    villages = Table(tables["villages"].geometry, {**tables["villages"].columns})
    villages.columns["code"] = villages["code"][[2, 0, 3, 1]]
    manifest = imported(tmp_path, None, villages).manifest
    assert not [line for line in manifest.findings if "neighbouring" in line]
