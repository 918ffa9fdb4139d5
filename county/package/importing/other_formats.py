"""Formats that offices use and this program does not read: for each, how to get a file that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from county.explained import ExplainedLine
from county.package.manifest import PackageError

EXPORT = ExplainedLine("open it in QGIS and save the layer as GeoPackage (Export > Save Features As)")
_CAD = ExplainedLine(
    "is a drawing without attributes; save its outlines with names and codes as Shapefile or GeoPackage"
)
_PART = ExplainedLine("is one part of a Shapefile; give its .shp, with all parts in one folder")
_TABLE_PART = ".dbf"
"""Alone it is a table, next to its .shp a part of a Shapefile."""
_PACKED = ExplainedLine(
    "is packed in a format that cannot be read; unpack it, and give the file in it or pack it as .zip"
)
_BASE = ExplainedLine("is an ArcGIS or Access database; save the layer as Shapefile or GeoPackage")
ARCHIVES = (".zip", ".kmz", ".rar", ".7z", ".tgz", ".tar", ".gz", ".bz2", ".xz")
_UNKNOWN = ExplainedLine("is of a format that cannot be read; {export}", export=EXPORT)
_PROJECT = ExplainedLine("is a map project, which only names the files of its layers; give the file of the layer")
OTHERS: Mapping[str, ExplainedLine] = {
    **dict.fromkeys((".tab", ".mif", ".mid"), ExplainedLine("is a MapInfo file; {export}", export=EXPORT)),
    **dict.fromkeys((".dxf", ".dwg", ".dgn"), _CAD),
    **dict.fromkeys((".gdb", ".mdb", ".accdb"), _BASE),
    **dict.fromkeys((".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj"), _PART),
    **dict.fromkeys((".rar", ".7z", ".tgz", ".tar", ".bz2", ".xz"), _PACKED),
    **dict.fromkeys((".gml", ".gpx", ".osm", ".pbf", ".topojson", ".fgb", ".parquet", ".ovkml", ".ovobj", ".sqlite",
                     ".wkt", ".vct", ".mpk", ".lpk", ".gpkx"), _UNKNOWN),
    **dict.fromkeys((".mxd", ".aprx", ".qgz", ".qgs", ".lyr", ".lyrx"), _PROJECT),
    **dict.fromkeys((".doc", ".docx", ".pdf", ".wps"),
                    ExplainedLine("is a document; export its table or map as CSV or GeoPackage")),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".bmp"),
                    ExplainedLine("is a picture; give the outlines that it was drawn from")),
}  # fmt: skip


def refuse_other_formats(path: Path) -> None:
    """Refuse files of other programs, which their suffix tells, and parts of a Shapefile, with the remedy.

    Raises PackageError.
    """
    suffix = path.suffix.lower()
    why = _PART if suffix == _TABLE_PART and ".shp" in _suffixes_beside(path) else OTHERS.get(suffix)
    if why is None and path.is_dir():
        why = ExplainedLine("is a folder; give the file in it (of a Shapefile: its .shp)")
    if why is not None:
        raise PackageError("{path}: {why}", path=path, why=why)


def check_parts(path: Path) -> None:
    """Check that index and table of a Shapefile are next to it.  Raises PackageError."""
    if path.suffix.lower() != ".shp":
        return
    if not path.stat().st_size:
        raise PackageError("{path}: is empty; get a complete copy", path=path)
    near = _suffixes_beside(path)
    for part in (".shx", ".dbf"):
        if part not in near:
            raise PackageError(
                "{path}: {part} is missing next to it; copy all files of the Shapefile",
                path=path, part=path.stem + part,
            )  # fmt: skip


def _suffixes_beside(path: Path) -> set[str]:
    """Suffixes, in lower case, of the files in the folder of ``path`` that differ from it by their suffix only."""
    return {file.suffix.lower() for file in path.parent.iterdir() if file.stem.lower() == path.stem.lower()}
