"""Counties that have no outlines of villages and grids: what is imported, what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

import main
from county.package.check import check
from county.package.importer import import_county
from county.package.open import CountyPackage
from tests.unit.county_files import DIVISION, write_county, write_file
from tests.unit.sound_county import COUNTY, sound_county

BY_TOWN = "notice: towns: no villages and no grids: events are located by town"
BY_COUNTY = "notice: boundary: no towns, no villages and no grids: events are located by county"
TOWN = COUNTY + "100000"
KINDS = {"towns": (("boundary", "towns"), TOWN, BY_TOWN), "outline": (("boundary",), COUNTY, BY_COUNTY)}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def files_of(folder: Path, kind: str) -> dict[str, Path]:
    return {layer: path for layer, path in write_county(folder).items() if layer in KINDS[kind][0]}


def test_the_import_says_how_coarsely_events_are_located_and_counts_it_as_no_fault(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [word for layer, path in files_of(tmp_path, kind).items() for word in (f"--{layer}", str(path))]
    folder = str(tmp_path / "p")
    assert main.main(["county", "import", folder, "--name", "安县", "--code", COUNTY, *options]) == 0
    notice, summary = capsys.readouterr().out.splitlines()
    assert notice.startswith(KINDS[kind][2])
    assert "nothing was left out, notices 1; " in summary
    assert main.main(["county", "check", folder]) == 0, "a notice is no error"
    assert capsys.readouterr().out.splitlines() == [notice]


def test_features_belong_to_the_smallest_division_there_is(tmp_path: Path, kind: str) -> None:
    tables = sound_county().tables
    headers = {
        "sensors": ("id", "name", "kind", "division"), "resources": ("id", "name", "kind"), "buildings": ("id", "use")
    }  # fmt: skip
    features = {
        layer: write_file(tmp_path / f"{layer}.geojson", tables[layer], headers={name: name for name in names})
        for layer, names in headers.items()
    }
    imported = import_county(tmp_path / "p", name="安县", code=COUNTY, **files_of(tmp_path, kind), **features)  # type: ignore[arg-type]
    assert not [finding for finding in imported.manifest.findings if "belongs to" in finding], "grids are in their town"
    package = CountyPackage(tmp_path / "p")
    for layer in headers:
        assert package.table(layer)["division"][0] == KINDS[kind][1]
    assert not [finding for finding in check(tmp_path / "p") if finding.severity == "error"]


def test_a_seat_of_a_village_is_no_fault_where_no_village_has_an_outline(tmp_path: Path, kind: str) -> None:
    places = write_file(tmp_path / "seats.geojson", sound_county().tables["places"], headers=DIVISION)
    files = files_of(tmp_path, kind) | {"places": places}
    import_county(tmp_path / "p", name="安县", code=COUNTY, **files)  # type: ignore[arg-type]
    assert [finding.severity for finding in check(tmp_path / "p")] == ["notice"]
