"""GeoJSON, KML and ``.prj`` in other encodings than UTF-8, which GDAL does not read: copied in UTF-8 first."""

from __future__ import annotations

import codecs
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from county.contained import Outside, regular
from county.package.importing.named_in_errors import named_in_errors
from county.package.manifest import PackageError
from county.tables.encoding import encoding_of

WITH_PRJ = (".shp", ".asc")
TEXTS = (".geojson", ".json", ".kml")
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".asc")
LONGEST_PRJ = 64 << 10
LONGEST = 1 << 30
"""Bytes of a file that is copied."""
PART = 1 << 20
_DECLARATION = re.compile(r"""(<\?xml[^>]*?)\s+encoding=["'][^"']*["']""")


@contextmanager
def in_utf8(file: Path, path: Path) -> Iterator[Path]:
    """``file``, or a copy of it in UTF-8; ``path`` is the file named by the user.

    In one with damaged characters these are U+FFFD.  Raises PackageError, which names ``file``.
    """
    if file.suffix.lower() in WITH_PRJ and (prj := _prj_of(file)) and _encoding(prj) != "utf-8":
        with TemporaryDirectory(prefix="county-import-") as name:
            try:
                copy = _with_plain_prj(file, prj, Path(name))
            except (Outside, OSError) as error:
                raise PackageError("{path}: {why}; give a file that can be read", path=path, why=error) from error
            with named_in_errors({str(copy): str(file)}):
                yield copy
        return
    encoding = _encoding(file) if file.suffix.lower() in TEXTS and file.is_file() else "utf-8"
    if encoding == "utf-8":
        yield file
        return
    if file.stat().st_size > LONGEST:
        raise PackageError("{path}: is larger than 1 GB and not in UTF-8; save it in UTF-8", path=path)
    if not encoding:
        with file.open("rb") as damaged:
            encoding = encoding_of(damaged)
    with TemporaryDirectory(prefix="county-import-") as name:
        copy = Path(name) / file.name
        text = file.read_text(encoding=encoding, errors="replace")
        copy.write_text(_DECLARATION.sub(r"\1", text, count=1), encoding="utf-8")
        with named_in_errors({str(copy): str(file)}):
            yield copy


def _prj_of(file: Path) -> Path | None:
    near = (part for part in file.parent.iterdir() if part.stem == file.stem and part.suffix.lower() == ".prj")
    return next((part for part in near if part.is_file() and part.stat().st_size < LONGEST_PRJ), None)


def _with_plain_prj(file: Path, prj: Path, folder: Path) -> Path:
    """A copy of the Shapefile or ASCII grid in ``folder`` whose ``.prj``, in which names may be in GBK, is in UTF-8."""
    for part in file.parent.iterdir():
        if part.stem == file.stem and part.suffix.lower() in PARTS:
            shutil.copyfile(regular(part, part.parent), folder / part.name)
    (folder / prj.name).write_text(prj.read_text(encoding="gb18030", errors="replace"), encoding="utf-8")
    return folder / file.name


def _encoding(file: Path) -> str:
    """Encoding of all of the file; "" when it is none of the usual ones."""
    try:
        with file.open("rb") as content:
            head = content.read(4)
    except OSError:
        return "utf-8"
    with file.open("rb") as content:
        tried: tuple[str, ...] = ("utf-8", "big5" if encoding_of(content) == "big5" else "gb18030")
    if head in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        tried = ("utf-32",)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ("utf-16",)
    return next((encoding for encoding in tried if _valid(file, encoding)), "")


def _valid(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with file.open("rb") as content:
            while part := content.read(PART):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except (UnicodeError, OSError):
        return False
    return True
