"""Arguments of the command line whose bytes are not UTF-8, as terminals and file names of older systems have them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from county.explained import WrongArgument

_UTF_8 = "utf-8"
_BETWEEN = re.compile(r"(/|=|\|layername=)")
"""Between parts of an argument, some of which the shell may have completed in GBK; no byte of a character in GBK."""
_SURROGATES = frozenset(map(chr, range(0xDC80, 0xDD00)))
"""What Python decodes a byte to that is not of the encoding of file names."""


def readable(arguments: Sequence[str], encoding: str) -> list[str]:
    """``arguments`` with the text of those that are in GBK; ``encoding``: that of arguments and names of files.

    Raises WrongArgument for what is in another encoding, and for a file or folder whose name on the disk is in GBK:
    libraries that open files cannot be given it.
    """
    return [argument if _SURROGATES.isdisjoint(argument) else _decoded(argument, encoding) for argument in arguments]


def _decoded(argument: str, encoding: str) -> str:
    if encoding != _UTF_8:
        raise WrongArgument(
            "the locale reads arguments and names of files as {encoding}; set LC_ALL=C.UTF-8, and remove PYTHONUTF8=0",
            encoding=encoding,
        )  # fmt: skip
    try:
        text = "".join(map(_text, _BETWEEN.split(argument)))
    except UnicodeDecodeError as error:
        raise WrongArgument(
            "{argument}: is neither in UTF-8 nor in GBK; enter it again", argument=os.fsencode(argument)
        ) from error
    option, equals, value = argument.partition("=")
    if any(map(os.path.lexists, _paths(value if equals and option.startswith("--") else argument))):
        raise WrongArgument(
            "{argument}: the name is in GBK on the disk and cannot be opened; rename the file or folder, the name in "
            "UTF-8 may be the same",
            argument=text,
        )  # fmt: skip
    return text


def _paths(named: str) -> Iterator[Path]:
    """The files and folders that ``named`` may mean, also with ``|layername=L`` and ``@CRS``, and those above them,
    whose names are not in UTF-8."""
    for text in (named, named.partition("|")[0], named.rpartition("@")[0]):
        yield from (path for path in (Path(text), *Path(text).parents) if not _SURROGATES.isdisjoint(str(path)))


def _text(part: str) -> str:
    return part if _SURROGATES.isdisjoint(part) else os.fsencode(part).decode("gb18030")
