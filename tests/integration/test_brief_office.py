"""The files of briefings are opened by an office suite: LibreOffice reads them and prints them as PDF.

It runs where ``soffice`` is installed; tests/unit/test_brief_office_packages.py checks the same files everywhere.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.unit.signed_report import signed_report
from tests.unit.test_brief import issued_month

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CONVERT_S = 110
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="no LibreOffice: neither soffice nor libreoffice is on the path"
)


def printed(folder: Path, name: str, data: bytes) -> PdfReader:
    """The pages that LibreOffice makes of a file."""
    assert SOFFICE is not None
    source = folder / name
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(folder),
         str(source)], check=True, capture_output=True, timeout=CONVERT_S,
    )  # fmt: skip
    return PdfReader(source.with_suffix(".pdf"))


def text_of(pages: PdfReader) -> str:
    """Without the breaks of lines and pages."""
    return "".join("".join(page.extract_text() for page in pages.pages).split())


def test_a_signed_report_is_opened_with_all_it_says(tmp_path: Path) -> None:
    files = signed_report().files
    own = PdfReader(io.BytesIO(files.pdf))
    pages = printed(tmp_path, "report.docx", files.docx)
    assert abs(len(pages.pages) - len(own.pages)) <= 1, "as many pages as the PDF of our own"
    text = text_of(pages)
    for said in ("〔2026〕第15期", "石桥村道路塌方", "无人员伤亡，冲毁路面约30米", "县应急管理局"):
        assert said in text
    width, height = (float(side) for side in pages.pages[0].mediabox[2:])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_a_monthly_bulletin_and_its_annex_are_opened_with_all_they_say(tmp_path: Path) -> None:
    with issued_month(tmp_path / "made") as issued:
        docx, xlsx, own = issued.docx.read_bytes(), issued.xlsx.read_bytes(), len(PdfReader(issued.pdf).pages)
    pages = printed(tmp_path, "bulletin.docx", docx)
    assert abs(len(pages.pages) - own) <= 1
    assert "网格" in text_of(pages)
    annex = text_of(printed(tmp_path, "annex.xlsx", xlsx))
    for sheet in load_workbook(io.BytesIO(xlsx)):
        first = next(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        assert "".join(first.split())[:8] in annex, sheet.title
