"""Files of a package lie in its folder: no link, device or pipe leads out of it, and their size is bounded."""

from __future__ import annotations

import re
import stat
from codecs import BOM_UTF8
from pathlib import Path

from county.explained import Explained

MAX_TEXT_BYTES = 16 << 20
"""Of ``county.toml`` and of each table of a catalogue."""
LONGEST_KEY = 200
"""Parts of a dotted key: reading it takes a time that grows with their square."""
_TEXT = re.compile(
    rb'''"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*''', re.DOTALL
)
"""Strings and comments of TOML."""
_KEY = re.compile(rb"[^=\[\]{},\n]+")
"""What may be a key, once strings and comments are removed: it ends at ``=`` or a bracket."""


class Outside(Explained):
    """A file that is none of its folder's regular files, or too large for its purpose."""


def regular(path: Path, folder: Path, *, links: bool = False) -> Path:
    """``path`` if it is a regular file of ``folder``, with ``links`` also one that a link leads to.

    A missing file is left to its reader.  Raises Outside and OSError.
    """
    try:
        real = path.resolve(strict=True)
    except FileNotFoundError:
        if path.is_symlink():
            raise Outside("{path}: is a link to nothing; replace it by the file", path=path) from None
        raise
    if not links and not real.is_relative_to(folder.resolve()):
        raise Outside("{path}: is a link that leads out of its folder; replace it by the file", path=path)
    if real.is_dir():
        raise Outside("{path}: is a folder; give the file in it", path=path)
    if not stat.S_ISREG(real.stat().st_mode):
        raise Outside("{path}: is not a regular file; replace it by one", path=path)
    return path


def read_text_file(path: Path, folder: Path) -> bytes:
    """The content of a small regular file of ``folder`` in UTF-8, without the mark of its encoding that editors put
    first.  Raises Outside and OSError."""
    regular(path, folder)
    with path.open("rb") as file:
        content = file.read(MAX_TEXT_BYTES + 1)
    if len(content) > MAX_TEXT_BYTES:
        raise Outside(
            "{path}: is larger than {n} MB; remove what does not belong there", path=path, n=MAX_TEXT_BYTES >> 20
        )
    content = content.removeprefix(BOM_UTF8)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise Outside("{path}: is not in UTF-8; save it as UTF-8 in the editor", path=path) from error
    if any(key[0].count(b".") >= LONGEST_KEY for key in _KEY.finditer(_TEXT.sub(b"", content))):
        raise Outside("{path}: contains a key of more than {n} parts; remove it", path=path, n=LONGEST_KEY)
    return content
