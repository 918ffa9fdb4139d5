"""The paragraphs of a policy in a DOCX file, and the lines of one in a PDF file."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from county.explained import Explained
from county.policy.page_lines import text_lines

SIZE_MAX = 50_000_000
UNPACKED_MAX = 300_000_000
"""Bytes of all parts of a DOCX file together."""
PAGES_MAX = 1_000


_SET_GAP = re.compile(r"(?<=[\u3400-\u9fff])(?<!条) (?=\d)|(?<=[\d%]) (?=[\u3400-\u9fff])")
"""A gap that a typesetter puts between Chinese characters and digits, read as a blank; the one after the number of an
article stands for itself."""


class UnreadableSource(Explained):
    """A file of which no text can be read; one line: why, and what to do."""


def check_size(path: Path) -> None:
    """Raises UnreadableSource, and OSError."""
    if path.stat().st_size > SIZE_MAX:
        raise UnreadableSource("{path}: is larger than {limit} MB", path=path, limit=SIZE_MAX // 1_000_000)


def paragraphs_of(path: Path) -> list[str]:
    """Raises UnreadableSource, and OSError."""
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise UnreadableSource("{path}: is neither DOCX nor PDF; save it in one of these formats", path=path)
    check_size(path)
    try:
        found = read(path)
    except (UnreadableSource, OSError):
        raise
    except Exception as error:  # both libraries raise errors of any kind for damaged files
        why = str(error) or type(error).__name__
        raise UnreadableSource(
            "{path}: cannot be read ({why}); open it in an office program and save it anew", path=path, why=why
        ) from error
    if not any(line.strip() for line in found):
        raise UnreadableSource("{path}: contains no text, only pictures; it needs text recognition first", path=path)
    return found


def _docx(path: Path) -> list[str]:
    from docx import Document
    from docx.table import Table

    with ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > UNPACKED_MAX:
            raise UnreadableSource(
                "{path}: unpacks to more than {limit} MB", path=path, limit=UNPACKED_MAX // 1_000_000
            )
    lines: list[str] = []
    for block in Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            lines += ("，".join(dict.fromkeys(cell.text for cell in row.cells if cell.text)) for row in block.rows)
        else:
            lines.append(block.text)
    return lines


def _pdf(path: Path) -> list[str]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it cannot read is raised, too
    with PdfReader(path) as reader:
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableSource("{path}: is protected by a password; save it without one", path=path)
        if len(reader.pages) > PAGES_MAX:
            raise UnreadableSource("{path}: has more than {limit} pages", path=path, limit=PAGES_MAX)
        pages = [page.extract_text().splitlines() for page in reader.pages]
    return [_SET_GAP.sub("", line) for line in text_lines(pages)]


READERS: dict[str, Callable[[Path], list[str]]] = {".docx": _docx, ".pdf": _pdf}
