"""GeoJSON and KML in other encodings than UTF-8, which GDAL does not read: copied in UTF-8 first."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from county.package.manifest import PackageError

TEXTS = (".geojson", ".json", ".kml")
LONGEST = 1 << 30
"""Bytes of a file that is copied."""
PART = 1 << 20
_DECLARATION = re.compile(r"""(<\?xml[^>]*?)\s+encoding=["'][^"']*["']""")


@contextmanager
def in_utf8(file: Path, path: Path) -> Iterator[Path]:
    """``file``, or a copy of it in UTF-8; ``path`` is the file named by the user.  Raises PackageError."""
    encoding = _encoding(file) if file.suffix.lower() in TEXTS and file.is_file() else "utf-8"
    if encoding == "utf-8":
        yield file
        return
    if not encoding or file.stat().st_size > LONGEST:
        raise PackageError(f"{path}: is neither UTF-8 nor GBK text; save it in UTF-8")
    with TemporaryDirectory(prefix="county-import-") as name:
        copy = Path(name) / file.name
        text = file.read_text(encoding=encoding)
        copy.write_text(_DECLARATION.sub(r"\1", text, count=1), encoding="utf-8")
        yield copy


def _encoding(file: Path) -> str:
    """Encoding of all of the file; "" when it is none of the usual ones."""
    try:
        with file.open("rb") as content:
            head = content.read(2)
    except OSError:
        return "utf-8"
    tried = ("utf-16",) if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ("utf-8", "gb18030")
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
