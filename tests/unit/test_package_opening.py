"""An edited package is opened by the same rules as it is checked: all usable features are loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from county.package.check import check
from county.package.explained_by_check import explained_by_check
from county.package.manifest import MAP, PackageError
from county.package.open import CountyPackage, Table
from tests.tiny_county import write_tiny_county
from tests.unit.sound_county import sound_county


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tiny_county(tmp_path / "county")
    return tmp_path / "county"


def edit(folder: Path, layer: str, change: Callable[[dict[str, object]], None]) -> None:
    """One layer rewritten with its features changed: "geometry" (WKB) and every field, lists."""
    meta, _, wkb, data = pyogrio.raw.read(folder / MAP, layer=layer)
    features = dict(zip(meta["fields"], data, strict=True)) | {"geometry": wkb}
    change(features)
    geometry = features.pop("geometry")
    pyogrio.raw.write(
        folder / MAP, layer=layer, driver="GPKG", append=False, layer_options={"OVERWRITE": "YES"},
        geometry=geometry, field_data=list(features.values()), fields=list(features), crs=meta["crs"],
        geometry_type=meta["geometry_type"],
    )  # fmt: skip


def null(folder: Path, layer: str, column: str, row: int) -> None:
    edit(folder, layer, lambda features: features[column].__setitem__(row, None))  # type: ignore[index]


def test_a_null_text_is_empty(folder: Path) -> None:
    null(folder, "sensors", "name", 0)
    assert [sensor.name for sensor in CountyPackage(folder).sensors] == ["", "东南空气站"]


def test_a_null_number_is_unknown_and_does_not_prevent_opening(folder: Path) -> None:
    edit(folder, "resources", lambda features: features.update(capacity=np.array([np.nan])))
    (unit,) = CountyPackage(folder).resources
    assert unit.capacity == -1


@pytest.mark.parametrize("fault", ["id", "geometry"])
def test_a_feature_without_key_or_geometry_is_skipped_and_reported(
    folder: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    null(folder, "sensors", fault, 0)
    with caplog.at_level(logging.WARNING):
        assert [sensor.id for sensor in CountyPackage(folder).sensors] == ["air-1"]
    (record,) = caplog.records
    assert "1 of 2 features of layer 'sensors' cannot be used; run `main.py county check" in record.getMessage()
    assert [finding.layer for finding in check(folder) if finding.severity == "error"] != []


def test_a_feature_with_nan_coordinates_is_skipped(folder: Path) -> None:
    nowhere = shapely.to_wkb(shapely.Point(float("nan"), 3e6))
    edit(folder, "sensors", lambda features: features["geometry"].__setitem__(1, nowhere))  # type: ignore[index]
    assert [sensor.id for sensor in CountyPackage(folder).sensors] == ["bin-1"]


def test_a_county_without_a_usable_outline_is_refused(folder: Path) -> None:
    null(folder, "boundary", "geometry", 0)
    with pytest.raises(PackageError, match=r"no feature of layer 'boundary' can be used; run `main\.py county check"):
        CountyPackage(folder).table("boundary")


@pytest.mark.parametrize("layer", ["sensors", "resources"])
def test_an_id_that_occurs_twice_is_refused_in_one_line_that_names_both(tmp_path: Path, layer: str) -> None:
    draft = sound_county()
    table = draft.tables[layer]
    rows = [0, 1] if len(table) > 1 else [0, 0]
    twice = Table(table.geometry[rows], {name: values[rows] for name, values in table.columns.items()})
    twice.columns["id"][:], twice.columns["name"][:] = "X1", ["甲", "乙"]
    draft.tables[layer] = twice
    package = CountyPackage(draft.write(tmp_path / "p"))
    with pytest.raises(PackageError) as refused:
        getattr(package, layer)
    assert f"{layer[:-1]} X1 occurs more than once, as 甲 (" in str(refused.value)
    assert "and 乙 (" in str(refused.value)


def test_an_unexpected_exception_is_explained_by_the_first_error_of_the_check(tmp_path: Path) -> None:
    draft = sound_county()
    draft.set("roads", 0, "road_class", "alley")
    folder = draft.write(tmp_path / "p")
    why = "cannot be used, roads R1: road_class 'alley' is unknown"
    with pytest.raises(PackageError, match=why), explained_by_check(folder):
        raise KeyError("alley")


@pytest.mark.parametrize("raised", [KeyError("x"), OSError(5, "EIO"), PackageError("known")])
def test_of_a_sound_package_or_a_failing_disk_the_exception_is_reported(tmp_path: Path, raised: Exception) -> None:
    draft = sound_county()
    if not isinstance(raised, KeyError):
        draft.set("roads", 0, "road_class", "alley")
    folder = draft.write(tmp_path / "p")
    with pytest.raises(type(raised)) as seen, explained_by_check(folder):
        raise raised
    assert seen.value is raised


def test_a_resource_of_an_unknown_kind_is_reported_with_the_remedy(folder: Path) -> None:
    edit(folder, "resources", lambda features: features["kind"].__setitem__(0, "ufo"))  # type: ignore[index]
    with pytest.raises(PackageError, match=r"truck-1: .* no resource kind 'ufo'; add it to .*resource_kinds\.toml"):
        _ = CountyPackage(folder).resources
