"""Which layers of a file are read for a layer of the county."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from county.package import gdal_files
from county.package.finding import naming
from county.package.importing.named_file import LAYER_MARK, NamedFile
from county.package.importing.notes import Note
from county.package.manifest import ImportOptionError

_FAMILIES = {"Polygon": "polygons", "Surface": "polygons", "Line": "lines", "Curve": "lines", "Point": "points"}
_WANTED: dict[str, tuple[str, ...]] = {
    "roads": ("lines",), "waters": ("lines", "polygons"), "places": ("points",), "sensors": ("points",),
    "resources": ("points",), "facilities": ("points",), "read_points": ("points",),
}  # fmt: skip
"""All other layers are polygons."""


def chosen_layers(file: Path, source: NamedFile, layer: str) -> tuple[list[str], list[Note]]:
    """Names of the layers of ``file`` to read for ``layer`` of the county, and remarks.

    Raises ImportOptionError when the user has to choose, and the errors of :mod:`county.package.gdal_files`.
    """
    kinds = {name: kind for name, kind in gdal_files.layers(file) if kind is not None}
    if source.layer:
        return [_named(file, source, kinds)], []
    if layer in kinds or len(kinds) < 2:
        return [layer] if layer in kinds else list(kinds), []
    counts = {name: gdal_files.feature_count(file, name) for name in kinds}
    full = {name: kind for name, kind in kinds.items() if counts[name]}
    if file.suffix.lower() == ".kml":
        text = f"its folders {naming(full)} are read together; give {_quoted(source, 'NAME')} for one"
        return list(full), [Note(text, source.path.name)] if len(full) > 1 else []
    by_family: dict[str, list[str]] = {}
    for name, kind in full.items():
        by_family.setdefault(_family(kind), []).append(name)
    wanted = [*_WANTED.get(layer, ("polygons",)), ""]
    suiting = [by_family[family] for family in wanted if family in by_family] or [list(full)]
    if any(len(names) > 1 for names in suiting) or (by_family.get("") and len(suiting) > 1):
        listed = (f"{name}: {counts[name]:,} {_family(kind) or 'features'}" for name, kind in full.items())
        raise _to_choose(source, listed, next(iter(full)))
    names = [name for suited in suiting for name in suited]
    others = [name for name in full if name not in names]
    text = f"of its layers {naming(names)} is read, not {naming(others)}"
    text += f"; give {_quoted(source, 'NAME')} for another"
    return names, [Note(text, source.path.name)] if others else []


def _family(kind: str) -> str:
    return next((family for word, family in _FAMILIES.items() if word in kind), "")


def _named(file: Path, source: NamedFile, kinds: Iterable[str]) -> str:
    names = list(kinds)
    found = [name for name in names if name.lower() == source.layer.lower()]
    if found:
        return found[0]
    if len(names) == 1 and file.stem.lower() == source.layer.lower():
        return names[0]
    raise ImportOptionError(
        "{path}: has no layer {layer}, but {names}; give one of these after {mark}",
        path=source.path, layer=source.layer, names=naming(names, 20), mark=LAYER_MARK,
    )  # fmt: skip


def _to_choose(source: NamedFile, listed: Iterable[str], example: str) -> ImportOptionError:
    return ImportOptionError(
        "{path}: contains several layers to choose from ({listed}); give one as {example}",
        path=source.path, listed=naming(listed, 20), example=_quoted(source, example),
    )  # fmt: skip


def _quoted(source: NamedFile, layer: str) -> str:
    """How a layer is named on the command line, where a bar without quotes would begin another command."""
    return f'"{source.path}{LAYER_MARK}{layer}"'
