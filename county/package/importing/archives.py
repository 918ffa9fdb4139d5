"""Zip files of layers: the one file in them that GDAL reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from county.package.finding import naming
from county.package.importing.named_in_errors import named_in_errors
from county.package.importing.other_formats import ARCHIVES
from county.package.manifest import PackageError
from county.zip_files import BadArchive, unpack

SUFFIXES = (".zip", ".kmz")
_MAIN_KML = "doc.kml"


@contextmanager
def unpacked(path: Path, wanted: Collection[str], chosen: Collection[str] = ()) -> Iterator[Path]:
    """``path``, or the one file in the zip ``path`` whose suffix is among ``wanted``.

    Of several the one whose name without suffix is among ``chosen``, the first of them that is there.
    Raises PackageError.  Those that are raised while it is read name the zip and the file in it.
    """
    if path.suffix.lower() not in SUFFIXES:
        yield path
        return
    with TemporaryDirectory(prefix="county-import-") as name:
        try:
            files = unpack(path, Path(name))
        except BadArchive as error:
            raise PackageError("{why}", why=error) from error
        found = {file: inside for file, inside in files.items() if file.suffix.lower() in wanted}
        one = _one(path, found, list(files.values()), wanted, chosen)
        with named_in_errors({str(file): f"{path} ({inside})" for file, inside in files.items()}):
            yield one


def _one(
    path: Path, found: dict[Path, str], inside: list[str], wanted: Collection[str], chosen: Collection[str]
) -> Path:
    if path.suffix.lower() == ".kmz":
        main = [file for file, name in found.items() if name.lower() == _MAIN_KML]
        found = dict.fromkeys(main, _MAIN_KML) if main else found
    for name in chosen:
        named = [file for file in found if file.stem.lower() == name.lower()]
        if len(named) == 1:
            return named[0]
    if len(found) == 1:
        return next(iter(found))
    if found:
        example = next(iter(found)).stem
        raise PackageError(
            '{path}: contains {n} files to choose from ({files}); give one as "{path}|layername={example}", or unpack '
            "it",
            path=path, n=len(found), files=naming(found.values(), 20), example=example,
        )  # fmt: skip
    packed = [name for name in inside if name.lower().endswith(ARCHIVES)]
    if packed:
        raise PackageError(
            "{path}: contains an archive ({files}); unpack it, and give what is in it", path=path, files=naming(packed)
        )
    raise PackageError(
        "{path}: contains none of {suffixes}, but {files}; give a file of these formats",
        path=path, suffixes=", ".join(wanted), files=naming(inside) or "nothing",
    )  # fmt: skip
