"""The files of a briefing: the document as DOCX, its annex as XLSX, and as PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from county.briefing.kinds import KINDS, BriefingKind
from county.catalog import Catalog
from services.brief.document import BriefDocument
from services.disk.durable import write_whole
from services.paper.layout import LayoutCancelled

SUFFIXES = (".docx", ".xlsx", ".pdf")
FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f]')
"""What the names of files must not have on one of the systems on which they are opened."""
Progress = Callable[[float], None]


class MadeFiles(NamedTuple):
    """The contents of the files, and what a signature says of them."""

    docx: bytes
    xlsx: bytes
    pdf: bytes
    stated: str
    """Digest of what the DOCX states."""
    figures: int
    """Its numbers and facts."""


def usual_name(kind: BriefingKind, about: str) -> str:
    """The name of the files of a briefing ``about`` a period or an event, without their endings."""
    return FORBIDDEN.sub("_", f"{KINDS[kind].zh}-{about}")


def files_of(folder: Path, name: str) -> list[Path]:
    """The paths of the files with this name."""
    return [folder / f"{name}{suffix}" for suffix in SUFFIXES]


def made_files(
    document: BriefDocument, catalog: Catalog, progress: Progress = lambda share: None,
    cancelled: Callable[[], bool] = bool,
) -> MadeFiles:  # fmt: skip
    """All three.  Raises LayoutCancelled, NotLaidOut."""
    from services.brief.docx_file import docx_bytes  # their libraries take a second to load
    from services.brief.pdf_page import official_page
    from services.brief.xlsx_file import xlsx_bytes
    from services.paper.layout import pdf_of

    def go_on(share: float) -> None:
        if cancelled():
            raise LayoutCancelled
        progress(share)

    go_on(0.0)
    with ThreadPoolExecutor(1, thread_name_prefix="layout") as beside:  # a process does the work
        pdf = beside.submit(pdf_of, official_page(document, catalog), cancelled)
        written = docx_bytes(document, catalog, cancelled)
        go_on(0.5)
        annex = xlsx_bytes(document, catalog)
        go_on(0.6)
        laid_out = pdf.result()
    go_on(1.0)
    return MadeFiles(written.content, annex, laid_out, written.stated, written.figures)


def write_documents(
    document: BriefDocument, catalog: Catalog, folder: Path, name: str = "", progress: Progress = lambda share: None,
    cancelled: Callable[[], bool] = bool,
) -> list[Path]:  # fmt: skip
    """Write all files into ``folder``, replacing those of the same name; returns their paths.

    ``name``: without ending; "": the usual one.  Raises LayoutCancelled, NotLaidOut, OSError.
    """
    made = made_files(document, catalog, progress, cancelled)
    folder.mkdir(parents=True, exist_ok=True)
    paths = files_of(folder, name or usual_name(document.kind, document.period or document.title))
    for path, content in zip(paths, (made.docx, made.xlsx, made.pdf), strict=True):
        write_whole(path, content)
    return paths
