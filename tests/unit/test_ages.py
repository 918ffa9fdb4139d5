"""Heads of villages by age: what they tell of an age limit, how they are imported, kept in a package and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.ages import AgeBand, Heads, age_band, heads_of
from county.package.check import check
from county.package.manifest import AGES, PackageError, Provenance
from county.package.open import CountyPackage
from tests.unit.county_files import finding, imported, write_county
from tests.unit.sound_county import COUNTY, sound_county

FIRST, SECOND, THIRD, FOURTH = (COUNTY + code for code in ("100001", "100201", "200201", "200202"))
OLD = {AgeBand(60, 69): 40, AgeBand(70, 79): 30, AgeBand(80, None): 20}


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("60-64岁", (60, 64)), ("60—64", (60, 64)), ("６０～６４周岁", (60, 64)), ("60至64岁人口", (60, 64)),
        ("80+", (80, None)), ("80岁及以上", (80, None)), ("80 岁以上", (80, None)), ("14岁及以下", (0, 14)),
        ("80岁", (80, 80)), ("15岁以下", None), ("64-60", None), ("80", None), ("600-640", None), ("人口", None),
    ],
)  # fmt: skip
def test_a_band_is_read_as_people_write_it_and_an_unclear_one_is_none(
    text: str, band: tuple[int, int | None] | None
) -> None:
    assert age_band(text) == (None if band is None else AgeBand(*band))


def test_heads_are_exact_at_edges_of_bands_and_an_interval_inside_one() -> None:
    assert heads_of(OLD, AgeBand(80, None)) == Heads(20, 20)
    assert heads_of(OLD, AgeBand(70, None)) == Heads(50, 50)
    assert heads_of(OLD, AgeBand(75, None)) == Heads(20, 50)
    assert heads_of(OLD, AgeBand(75, 84)) == Heads(0, 50)


def test_ages_that_no_band_says_anything_of_have_no_heads() -> None:
    assert heads_of(OLD, AgeBand(55, None)) is None
    assert heads_of({AgeBand(60, 69): 4, AgeBand(80, None): 2}, AgeBand(65, None)) is None
    assert heads_of({}, AgeBand(80, None)) is None


def test_a_table_with_a_column_for_each_band_is_imported_by_code_or_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        f"代码,乡镇,村,0-59岁,60-79岁,80岁及以上(人)\n{FIRST},,,700,150,50\n,东镇,乙村,600,250,50\n"
        f"{COUNTY}999999,,,1,1,1\n{THIRD},西乡,丙村,700,,-3\n合计,,,2000,400,100\n",
        encoding="utf-8",
    )
    manifest = imported(tmp_path / "p", **write_county(tmp_path), ages=tmp_path / "a.csv")
    assert CountyPackage(tmp_path / "p").ages == {
        FIRST: {AgeBand(0, 59): 700, AgeBand(60, 79): 150, AgeBand(80, None): 50},
        SECOND: {AgeBand(0, 59): 600, AgeBand(60, 79): 250, AgeBand(80, None): 50},
        THIRD: {AgeBand(0, 59): 700},
    }
    assert f"{COUNTY}999999 is no village" in finding(manifest, "no village of the county")
    assert "-3 is no number of people" in finding(manifest, "are left out", "80岁及以上")
    assert manifest.layers["ages"].source == "a.csv"


def test_a_table_with_a_row_for_each_band_is_imported_without_bands_that_overlap(tmp_path: Path) -> None:
    rows = [f"{FIRST},{ages},{n}" for ages, n in (("0-59", 700), ("60-79", 150), ("80+", "NaN"), ("老人", 3))]
    rows += [f"{SECOND},{ages},{n}" for ages, n in (("60+", 9), ("80+", 3))]
    (tmp_path / "a.csv").write_text("村代码,年龄段,人数\n" + "\n".join(rows), encoding="utf-8")
    manifest = imported(tmp_path / "p", **write_county(tmp_path), ages=tmp_path / "a.csv")
    assert CountyPackage(tmp_path / "p").ages == {FIRST: {AgeBand(0, 59): 700, AgeBand(60, 79): 150}}
    assert "the village is left out" in finding(manifest, "60+ and 80+ overlap", SECOND)
    assert "老人" in finding(manifest, "no clear age band")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("代码,人口\n433199100001,900\n", "no columns of age bands"),
        ("镇,0-59,60+\n甲,1,2\n", "no column of villages"),
    ],
)
def test_a_table_without_bands_or_villages_is_refused_in_one_line(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PackageError, match=why):
        imported(tmp_path / "p", **write_county(tmp_path), ages=tmp_path / "a.csv")


def test_the_check_names_unknown_villages_wrong_lines_overlaps_and_sums(tmp_path: Path) -> None:
    draft = sound_county()
    draft.change_manifest(layers={**draft.manifest.layers, "ages": Provenance(source="tests", licence="MIT")})
    folder = draft.write(tmp_path / "p")
    assert any("is in the manifest but missing" in str(f) for f in check(folder))
    lines = [
        "village,first_age,last_age,heads", f"{FIRST},0,,900", f"{SECOND},0,59,600", f"{SECOND},60,,100",
        f"{THIRD},60,,100", f"{THIRD},80,,9", f"{FIRST},0,,1", f"{FIRST},5,9,-1", f"{FIRST},5,9,nan", "4331,0,,5",
    ]  # fmt: skip
    (folder / AGES).write_text("\n".join(lines), encoding="utf-8")
    found = "\n".join(map(str, check(folder)))
    assert "error: ages 4331: is no village of the package" in found
    assert "error: ages.csv line 7: village 433199100001 has the band 0+ in an earlier line" in found
    assert "error: ages.csv line 8" in found
    assert "error: ages.csv line 9" in found
    assert f"error: ages {THIRD}: the bands 60+ and 80+ overlap" in found
    assert f"warning: ages {SECOND}: has 700 people by its ages and a population of 900" in found
    assert f"warning: ages {FOURTH}: has no ages" in found
    with pytest.raises(PackageError, match="line 7"):
        _ = CountyPackage(folder).ages


def test_a_package_without_ages_opens_as_before_and_has_none(tmp_path: Path) -> None:
    folder = sound_county().write(tmp_path / "p")
    assert CountyPackage(folder).ages == {}
    assert check(folder) == []
