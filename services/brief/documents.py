"""The files of a bulletin."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from county.catalog import Catalog
from services.brief.bulletin import Bulletin
from services.brief.docx_file import write_docx
from services.brief.xlsx_file import write_xlsx

_WRITERS: dict[str, Callable[[Bulletin, Catalog, Path], None]] = {".docx": write_docx, ".xlsx": write_xlsx}


def write_documents(bulletin: Bulletin, catalog: Catalog, folder: Path) -> list[Path]:
    """Write both files into ``folder``, replacing those of the same month; returns their paths.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix, write in _WRITERS.items():
        path = folder / f"月度通报-{bulletin.month}{suffix}"
        part = path.with_name(f".{path.stem}.part{suffix}")
        try:
            write(bulletin, catalog, part)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        written.append(path)
    return written
