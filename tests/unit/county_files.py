"""Files as provided by a county, written from the tables of the valid county."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyogrio.raw
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.transform import from_bounds

from county.package.crs import transformer
from county.package.importer import import_county
from county.package.manifest import Manifest
from county.package.open import CountyPackage, Table
from tests.unit.sound_county import COUNTY, EPSG, sound_county

Points = NDArray[np.float64]
DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".kml": "LIBKML"}


def write_file(
    path: Path,
    table: Table,
    *,
    headers: Mapping[str, str],
    epsg: int | None = 4326,
    crs_of_table: int = EPSG,
    shift: Callable[[Points], Points] | None = None,
    encoding: str | None = None,
) -> Path:
    """``table`` as a file in ``epsg`` (None: states none, degrees), with columns named by ``headers``."""
    to = transformer(crs_of_table, epsg or 4326)

    def change(xy: Points) -> Points:
        there = np.column_stack(to.transform(xy[:, 0], xy[:, 1]))
        return shift(there) if shift else there

    geometry = np.asarray(shapely.transform(table.geometry, change), dtype=object)
    kinds = {g.geom_type for g in geometry}
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(geometry), driver=DRIVERS[path.suffix], encoding=encoding,
        field_data=[np.asarray(table[c]) for c in headers], fields=list(headers.values()),
        geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown", crs=f"EPSG:{epsg}" if epsg else None,
    )  # fmt: skip
    return path


DIVISION = {"code": "区划代码", "name": "名称"}
"""Headers of a file of divisions."""


def write_county(folder: Path, **changes: Table) -> dict[str, Path]:
    """Boundary, towns and villages as GeoJSON in degrees; ``changes`` replaces tables.  By argument of the import."""
    tables = sound_county().tables | changes
    headers = {"boundary": {"code": "adcode"}, "towns": DIVISION, "villages": DIVISION}
    return {layer: write_file(folder / f"{layer}.geojson", tables[layer], headers=headers[layer]) for layer in headers}


def write_heights(path: Path, *, lon: tuple[float, float], lat: tuple[float, float], hole: bool = False) -> Path:
    """Heights in degrees, 10 m a 0.01° eastwards; with a hole of nodata in the north-west corner."""
    west, east = lon
    z = np.tile((300 + 1000 * (np.linspace(west, east, 80) - 109)).astype(np.int16), (60, 1))
    if hole:
        z[:5, :5] = -32768
    with rasterio.open(
        path, "w", driver="GTiff", height=60, width=80, count=1, dtype="int16", nodata=-32768,
        crs=CRS.from_epsg(4326).to_wkt(), transform=from_bounds(west, lat[0], east, lat[1], 80, 60),
    ) as sink:  # fmt: skip
        sink.write(z, 1)
    return path


def write_codes(path: Path, villages: Mapping[str, tuple[str, str]], *, encoding: str = "utf-8-sig") -> Path:
    """A list of villages: code → (name, town)."""
    rows = [f"{code},{name},{town},{code[:9]}000" for code, (name, town) in villages.items()]
    path.write_text("code12,name,township,township_code12\n" + "\n".join(rows) + "\n", encoding=encoding)
    return path


VILLAGES = {
    COUNTY + "100001": ("甲社区", "东镇"),
    COUNTY + "100201": ("乙村", "东镇"),
    COUNTY + "200201": ("丙村", "西乡"),
    COUNTY + "200202": ("丁村", "西乡"),
}
"""The code list that agrees with the map."""


def imported(folder: Path, **files: object) -> Manifest:
    """The county imported from ``files`` into ``folder``."""
    return import_county(folder, name="安县", code=COUNTY, **files).manifest  # type: ignore[arg-type]


def displacement_m(folder: Path, layer: str, *, key: str = "code") -> float:
    """The greatest distance of a feature of the package from that of the valid county, metres."""
    ours, theirs = CountyPackage(folder).table(layer), sound_county().tables[layer]
    at = dict(zip(ours[key], ours.geometry, strict=True))
    return max(
        float(shapely.hausdorff_distance(at[k], geometry))
        for k, geometry in zip(theirs[key], theirs.geometry, strict=True)
    )


def finding(manifest: Manifest, *words: str) -> str:
    """The only finding that contains all ``words``."""
    (found,) = (line for line in manifest.findings if all(word in line for word in words))
    return found
