"""A county of one square village with a few sensors: a real package, written once in a process and then copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely

from county.package.manifest import FORMAT, Manifest, Provenance
from county.package.open import CountyPackage, Table
from county.package.write import write_package
from tests.package_copies import PackageFiles, files_written_by, put_files

EPSG = 4546
VILLAGE = "999901100201"
GRID = f"{VILLAGE}001"
WEST_M, SOUTH_M, SIDE_M = 500_000.0, 3_000_000.0, 10_000.0
PLACE_M = (WEST_M + SIDE_M / 2, SOUTH_M + SIDE_M / 2)
"""A point in the village."""


def write_square_county(folder: Path, *, sensors: int = 20, grid: bool = False) -> Path:
    """Write the package; ``sensors`` trash bins ``bin-0`` … are in it; ``grid``: the village is the grid GRID, too."""
    put_files(_files(sensors, grid), folder)
    return folder


@cache
def square_package(*, sensors: int = 20, grid: bool = False) -> CountyPackage:
    """The same one for all tests of a process that only read it, with what has been read of it."""
    home = TemporaryDirectory(prefix="square-", ignore_cleanup_errors=True)
    _homes.append(home)
    return CountyPackage(write_square_county(Path(home.name) / "county", sensors=sensors, grid=grid))


_homes: list[TemporaryDirectory[str]] = []
"""Folders of shared packages, removed when the process ends."""


@cache
def _files(sensors: int, grid: bool) -> PackageFiles:
    return files_written_by(lambda folder: _write(folder, sensors, grid))


def _write(folder: Path, sensors: int, grid: bool) -> None:
    made_up = Provenance(source="tests", licence="MIT")
    square = np.array([shapely.box(WEST_M, SOUTH_M, WEST_M + SIDE_M, SOUTH_M + SIDE_M)], dtype=object)
    people = {"population": np.array([900]), "households": np.array([300]), "approximate": np.array([False])}
    text = {"name": np.array(["方村"], object), "kind": np.array(["village"], object)}
    town = {"code": np.array(["999901100000"], object), "name": text["name"], "kind": np.array(["town"], object)}
    grids = {"code": np.array([GRID], object), "name": text["name"], "village": np.array([VILLAGE], object),
             "worker": np.array(["王芳"], object), **people}  # fmt: skip
    x_m = WEST_M + np.linspace(100, SIDE_M - 100, sensors)
    numbers = range(sensors)
    write_package(
        folder,
        Manifest(
            format=FORMAT, name="方县", code="999901", epsg=EPSG,
            layers=dict.fromkeys(("boundary", "towns", "villages", "sensors", *(["grids"] if grid else [])), made_up),
        ),
        {
            "boundary": Table(square, {"code": np.array(["999901"], object), "name": np.array(["方县"], object)}),
            "towns": Table(square, {**town, **people}),
            "villages": Table(
                square,
                {"code": np.array([VILLAGE], object), **text, "town": town["code"], **people},
            ),
            **({"grids": Table(square, grids)} if grid else {}),
            "sensors": Table(
                shapely.points(x_m, np.full(sensors, PLACE_M[1])),
                {
                    "id": np.array([f"bin-{i}" for i in numbers], object),
                    "name": np.array([f"垃圾桶{i}" for i in numbers], object),
                    "kind": np.array(["bin"] * sensors, object),
                    "division": np.array([VILLAGE] * sensors, object),
                },
            ),
        },
        None,
        None,
    )  # fmt: skip
