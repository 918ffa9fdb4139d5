"""A page as a file of the kind that its name says."""

from __future__ import annotations

import os
from pathlib import Path

from services.disk.durable import write_whole
from services.paper.page import PaperPage


def write_page(page: PaperPage, path: Path) -> None:
    """Write it as the ending of ``path`` says: PDF, DOCX, XLSX, else plain text.  Raises OSError, and Explained where
    it cannot be laid out."""
    match path.suffix.lower():
        case ".pdf":
            from services.paper.layout import pdf_of

            data = pdf_of(page)
        case ".docx":
            from services.paper.docx_page import docx_of  # its library takes a second to load

            data = docx_of(page)
        case ".xlsx":
            from services.paper.xlsx_page import xlsx_of

            data = xlsx_of(page)
        case _:
            data = f"{page.texts}\n".replace("\n", os.linesep).encode("utf-8-sig")
    write_whole(path, data)
