"""The demo county passes the same check as a real one, and is unchanged by an export to files and an import."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from county.package.check import check
from county.package.importer import import_county
from county.package.open import CountyPackage
from tests.unit.county_files import write_file

LAYERS = ("boundary", "towns", "villages", "grids", "places", "roads", "buildings", "sensors", "resources")


def test_the_demo_county_has_no_findings(small_county: Path) -> None:
    assert [str(finding) for finding in check(small_county)] == []


@pytest.fixture(scope="module")
def built_and_imported(
    small_county: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[CountyPackage, CountyPackage]:
    """The demo county, and the import of its layers as files in degrees."""
    demo = CountyPackage(small_county)
    folder = tmp_path_factory.mktemp("imported")
    files = {
        layer: write_file(
            folder / f"{layer}.gpkg",
            demo.table(layer),
            headers={name: name for name in demo.table(layer).columns},
            crs_of_table=demo.manifest.epsg,
        )
        for layer in LAYERS
    }
    head = demo.manifest
    terrain = small_county / "terrain.tif"
    manifest = import_county(folder / "p", name=head.name, code=head.code, terrain=terrain, **files).manifest
    assert manifest.findings == ()
    return demo, CountyPackage(folder / "p")


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_unchanged_by_an_import_from_files(
    layer: str, built_and_imported: tuple[CountyPackage, CountyPackage]
) -> None:
    before, after = (package.table(layer) for package in built_and_imported)
    key = "code" if "code" in before.columns else "id"
    old, new = np.argsort(before[key].astype(str)), np.argsort(after[key].astype(str))
    assert shapely.hausdorff_distance(before.geometry[old], after.geometry[new]).max() < 0.01
    for name in set(before.columns) - {"division", "kind"}:
        assert before[name][old].tolist() == after[name][new].tolist(), name


def test_the_imported_demo_county_has_no_findings(built_and_imported: tuple[CountyPackage, CountyPackage]) -> None:
    assert [str(finding) for finding in check(built_and_imported[1].folder)] == []
