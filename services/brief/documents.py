"""The files of a bulletin."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from county.catalog import Catalog

if TYPE_CHECKING:
    from services.brief.bulletin import Bulletin

SUFFIXES = (".docx", ".xlsx")
FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f]')
"""What the names of files must not have on one of the systems on which they are opened."""


def usual_name(month: str) -> str:
    """The name of the files of ``month``, without their endings."""
    return f"月度通报-{month}"


def files_of(folder: Path, name: str) -> list[Path]:
    """The paths of the files with this name."""
    return [folder / f"{name}{suffix}" for suffix in SUFFIXES]


def write_documents(bulletin: Bulletin, catalog: Catalog, folder: Path, name: str = "") -> list[Path]:
    """Write both files into ``folder``, replacing those of the same name; returns their paths.  Raises OSError.

    ``name``: without ending; "": the usual one.
    """
    from services.brief.docx_file import write_docx  # their libraries take a second to load
    from services.brief.xlsx_file import write_xlsx

    folder.mkdir(parents=True, exist_ok=True)
    paths = files_of(folder, name or usual_name(bulletin.month))
    for path, write in zip(paths, (write_docx, write_xlsx), strict=True):
        part = path.with_name(f".{path.stem}.part{path.suffix}")
        try:
            write(bulletin, catalog, part)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    return paths
