"""The only module through which GDAL reads files: by absolute path, with a named driver, without network.

GDAL formats can refer to other files, URLs and programs (VRT, WMS, GDALG, overviews named in metadata, a linked CRS).
Here the content must have the format of the file's suffix, its driver is named, all drivers of pyogrio that
are not in FEATURE_DRIVERS are removed, and what a file refers to is not opened.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyogrio
import pyogrio.core
import pyogrio.raw
import rasterio
from numpy.typing import NDArray

from county.contained import Outside, regular
from county.package import geojson_crs, imagine_files
from county.package.manifest import PackageError

FEATURE_DRIVERS = frozenset({"GPKG", "GeoJSON", "ESRI Shapefile", "LIBKML", "KML"})
NO_NETWORK = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:0",
    "GDAL_HTTP_MAX_RETRY": "0",
}
"""No URL is opened: only the file name "none" is allowed, and requests go to a proxy at a port that cannot exist."""
NO_OTHER_FILES = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
"""No overviews, masks and ``.aux.xml`` next to a raster: they are opened with any driver."""
MAX_CELLS = 64_000_000
"""Of a raster that is read as a whole: 256 MB of heights."""
MAX_SOURCE_CELLS = 10_000_000_000
"""Of a raster of which a part is read."""
MAX_COMPRESSION = 2_000
"""Cells a byte of the file; deflate reaches 1,032 bytes a byte."""
HEAD = 4_096


class FileFormat(NamedTuple):
    """A format by the suffix of its files."""

    name: str
    starts: tuple[bytes, ...]
    sidecars: frozenset[str]
    """Suffixes of the files next to it that its driver opens."""
    whole_name: bool = False
    """Sidecars follow the whole name, as ``map.gpkg-wal``."""
    driver: str = ""
    """Of a raster."""
    text: bool = False
    """Upper and lower case are the same, and white space may precede the start; unless it is a raster, also a byte
    order mark."""


_SHP = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".cst", ".idm", ".ind", ".shp.xml", ".qpj")
FEATURE_FORMATS: Mapping[str, FileFormat] = {
    ".gpkg": FileFormat("GeoPackage", (b"SQLite format 3\0",), frozenset({"-wal", "-shm", "-journal"}), True),
    ".shp": FileFormat("Shapefile", (b"\0\0\x27\x0a",), frozenset(_SHP)),
    ".geojson": FileFormat("GeoJSON", (b"{",), frozenset(), text=True),
    ".json": FileFormat("GeoJSON", (b"{",), frozenset(), text=True),
    ".kml": FileFormat("KML", (b"<",), frozenset(), text=True),
}
GEOJSON = (".geojson", ".json")
_TIFF = FileFormat("GeoTIFF", (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), frozenset(), driver="GTiff")
_ASCII_GRID = FileFormat(
    "ASCII grid", (b"ncols", b"nrows", b"xllco", b"yllco", b"xllce", b"yllce", b"cellsize", b"dx ", b"dy "),
    frozenset({".prj"}), driver="AAIGrid", text=True,
)  # fmt: skip
_IMAGINE = FileFormat("ERDAS Imagine", (b"EHFA_HEADER_TAG",), frozenset({".rrd", ".ige"}), driver="HFA")
RASTER_FORMATS: Mapping[str, FileFormat] = {
    ".tif": _TIFF, ".tiff": _TIFF, ".asc": _ASCII_GRID, ".img": _IMAGINE,
}  # fmt: skip


class UnsafeFile(PackageError):
    """A file that GDAL must not open."""


def layers(path: Path) -> list[tuple[str, str | None]]:
    """Name and geometry type (None: no geometry) of the layers of ``path``.  Raises UnsafeFile and pyogrio's errors."""
    checked = _checked(path, FEATURE_FORMATS)
    _restrict_features()
    return [(str(name), kind) for name, kind in pyogrio.list_layers(checked)]


def feature_count(path: Path, layer: str) -> int:
    """Number of features of one layer.  Raises UnsafeFile and pyogrio's errors."""
    checked = _checked(path, FEATURE_FORMATS)
    _restrict_features()
    return int(pyogrio.read_info(checked, layer=layer, force_feature_count=True)["features"])


def read_layer(
    path: Path, layer: str, encoding: str | None = None
) -> tuple[dict[str, Any], NDArray[np.object_], list[NDArray[np.generic]]]:
    """Metadata, WKB (n,) and columns of one layer.  Raises UnsafeFile and pyogrio's errors."""
    checked = _checked(path, FEATURE_FORMATS)
    _restrict_features()
    meta, _, wkb, columns = pyogrio.raw.read(checked, layer=layer, encoding=encoding)
    return meta, wkb, columns


@contextmanager
def opened_raster(path: Path, *, max_cells: int = MAX_CELLS) -> Iterator[rasterio.DatasetReader]:
    """The raster ``path``, of at most ``max_cells``.  Raises UnsafeFile and rasterio's errors."""
    checked = _checked(path, RASTER_FORMATS)
    driver = RASTER_FORMATS[path.suffix.lower()].driver
    with rasterio.Env(**NO_NETWORK, **NO_OTHER_FILES), rasterio.open(checked, driver=driver) as source:
        if source.tags(ns="OVERVIEWS") or source.tags(1, ns="OVERVIEWS"):
            raise UnsafeFile("{path}: refers to another file for its overviews; save it as a GeoTIFF again", path=path)
        cells, size = source.width * source.height, path.stat().st_size
        block = int(np.prod(source.block_shapes[0]))
        if cells > min(max_cells, size * MAX_COMPRESSION) or block > MAX_CELLS:
            raise UnsafeFile(
                "{path}: claims {width} x {height} cells in {size} bytes, too many; resample it or get a complete copy",
                path=path,
                width=source.width,
                height=source.height,
                size=size,
            )
        yield source


def _restrict_features() -> None:
    """Remove all other drivers from pyogrio's GDAL; no effect when they are removed."""
    if others := pyogrio.list_drivers().keys() - FEATURE_DRIVERS:
        pyogrio.set_gdal_config_options({**NO_NETWORK, "GDAL_SKIP": ",".join(sorted(others))})
        # GDAL reads GDAL_SKIP only when drivers are registered, and pyogrio has no public way to register them again or
        # to remove one; pyproject.toml bounds its version.
        pyogrio.core._register_drivers()


def _checked(path: Path, formats: Mapping[str, FileFormat]) -> Path:
    """The absolute path of ``path`` if it has one of ``formats`` and leads to no other files.  Raises UnsafeFile."""
    text = os.path.abspath(path).replace("\\", "/")
    if text.startswith(("/vsi", "//vsi")) or "://" in str(path):
        raise UnsafeFile("{path}: is not a file of this machine; copy it here and give its path", path=path)
    if "!" in text:
        raise UnsafeFile("{path}: GDAL cannot read files with ! in their path; rename it", path=path)
    form = formats.get(path.suffix.lower())
    if form is None:
        raise UnsafeFile(
            "{path}: cannot be read, files named *{suffix} are unknown; give one of {suffixes}",
            path=path,
            suffix=path.suffix,
            suffixes=", ".join(formats),
        )
    try:
        whole = regular(path, path.parent, links=True).resolve()
        _check_sidecars(path, form)
        _check_sidecars(whole, form)
        with whole.open("rb") as file:
            head = file.read(HEAD)
    except Outside as error:
        raise UnsafeFile("{why}", why=error) from error
    except OSError as error:
        raise UnsafeFile("{path}: {why}; give a file that can be read", path=path, why=error) from error
    if not head:
        raise UnsafeFile("{path}: is empty; get a complete copy", path=path)
    content = head.removeprefix(b"" if form.driver else BOM_UTF8).lstrip(b" \t\r\n").lower() if form.text else head
    if not content.startswith(form.starts):
        raise UnsafeFile(
            "{path}: is not in the format {format}, whatever its name; name it by its format, or export it again",
            path=path,
            format=form.name,
        )
    if form is _IMAGINE and (other := imagine_files.named_elsewhere(whole)):
        raise UnsafeFile(
            "{path}: keeps data in another file, {other}; save it as GeoTIFF (in QGIS: Export > Save As)",
            path=path, other=other,
        )  # fmt: skip
    if form.name == "KML" and _states_entities(whole):
        raise UnsafeFile("{path}: contains a DTD or is not UTF-8 text; export it again as KML", path=path)
    if form.name == "GeoJSON" and geojson_crs.is_linked(whole):
        raise UnsafeFile("{path}: its crs is a link, or it is not valid JSON; save it in WGS84, without crs", path=path)
    return Path("/" + text.lstrip("/")) if os.name == "posix" else path.absolute()


def _check_sidecars(path: Path, form: FileFormat) -> None:
    """Raises Outside and OSError when a file next to ``path`` that its driver opens leads out of the folder."""
    if not form.sidecars:
        return
    start = (path.name if form.whole_name else path.stem).lower()
    for near in path.parent.iterdir():
        if near.name.lower().startswith(start) and near.name.lower()[len(start) :] in form.sidecars:
            regular(near, near.parent)


def _states_entities(path: Path) -> bool:
    """Whether an XML file has a document type, which can define entities, or an encoding that hides one."""
    tail = b""
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            if b"<!DOCTYPE" in (seen := tail + part) or b"<!ENTITY" in seen or b"\0" in part:
                return True
            tail = seen[-16:]
    return False
