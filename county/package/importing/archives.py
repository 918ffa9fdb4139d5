"""Zip files named by the user: unpacked into a private folder, with bounded size, before anything in them is opened."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from county.package.finding import naming
from county.package.manifest import PackageError

SUFFIXES = (".zip", ".kmz")
MAX_FILES = 1_000
MAX_BYTES = 1 << 30
"""Of all files in the archive together, as they unpack."""
PART = 1 << 20
_UTF8_NAME = 0x800
"""Flag of members whose name is UTF-8; of all others zipfile takes it as code page 437."""
_MAIN_KML = "doc.kml"


@contextmanager
def unpacked(path: Path, wanted: Collection[str], chosen: Collection[str] = ()) -> Iterator[Path]:
    """``path``, or the one file in the zip ``path`` whose suffix is among ``wanted``.

    Of several the one whose name without suffix is among ``chosen``, the first of them that is there.
    Raises PackageError.
    """
    if path.suffix.lower() not in SUFFIXES:
        yield path
        return
    with TemporaryDirectory(prefix="county-import-") as name:
        try:
            files = _unpack(path, Path(name))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise PackageError("{path}: cannot be unpacked ({why}); unpack it first", path=path, why=error) from error
        found = {file: inside for file, inside in files.items() if file.suffix.lower() in wanted}
        yield _one(path, found, list(files.values()), wanted, chosen)


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
            f"{path}: contains {len(found)} files to choose from ({naming(found.values(), 20)}); "
            f'give one as "{path}|layername={example}", or unpack it'
        )
    raise PackageError(
        "{path}: contains none of {suffixes}, but {files}; give a file of these formats",
        path=path, suffixes=", ".join(wanted), files=naming(inside) or "nothing",
    )  # fmt: skip


def _unpack(path: Path, folder: Path) -> dict[Path, str]:
    """The files of the archive ``path`` and their names in it; those of each of its folders in a folder of their own.

    Raises PackageError and zipfile's.
    """
    files: dict[Path, str] = {}
    folders: dict[PurePosixPath, Path] = {}
    left = MAX_BYTES
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_FILES:
            raise PackageError("{path}: contains {n} files, too many; unpack it first", path=path, n=len(members))
        names = _names(members)
        for member, name in zip(members, names, strict=True):
            inside = PurePosixPath(name.replace("\\", "/"))
            if inside.is_absolute() or ".." in inside.parts or ":" in inside.name or "\0" in name:
                raise PackageError(
                    "{path}: contains {name}, a path out of the archive; pack it again without folders",
                    path=path,
                    name=name,
                )
            if "__MACOSX" in inside.parts or inside.name.startswith("._"):
                continue
            target = folders.setdefault(inside.parent, folder / str(len(folders))) / inside.name
            target.parent.mkdir(exist_ok=True)
            if target.exists():
                raise PackageError(
                    "{path}: contains two files {name}; unpack it and give the file", path=path, name=inside.name
                )
            with archive.open(member) as packed, target.open("xb") as out:
                while part := packed.read(PART):
                    left -= len(part)
                    if left < 0:
                        raise PackageError(
                            "{path}: unpacks to more than {n} MB; unpack it first", path=path, n=MAX_BYTES >> 20
                        )
                    out.write(part)
            files[target] = str(inside)
    return files


def _names(members: list[zipfile.ZipInfo]) -> list[str]:
    """Names of the members; programs of Chinese Windows write them in GBK, without saying so."""
    names = [member.filename for member in members]
    unsure = [i for i, member in enumerate(members) if not member.flag_bits & _UTF8_NAME]
    raw = {i: names[i].encode("cp437", "replace") for i in unsure}
    encoding = next((e for e in ("utf-8", "gb18030") if all(_valid(name, e) for name in raw.values())), "")
    return [raw[i].decode(encoding) if encoding and i in raw else name for i, name in enumerate(names)]


def _valid(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
