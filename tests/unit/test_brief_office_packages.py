"""The DOCX and XLSX files of briefings are packages by ISO/IEC 29500: what is checked on every machine, also on those
without an office suite (tests/integration/test_brief_office.py opens them by one)."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from tests.unit.office_package import faults
from tests.unit.signed_report import signed_report
from tests.unit.test_brief import issued_month

DOCUMENT = "word/document.xml"


@pytest.fixture(scope="module")
def report() -> dict[str, bytes]:
    files = signed_report().files
    return {"docx": files.docx, "xlsx": files.xlsx}


@pytest.fixture(scope="module")
def bulletin(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    with issued_month(tmp_path_factory.mktemp("bulletin")) as issued:
        return {"docx": issued.docx.read_bytes(), "xlsx": issued.xlsx.read_bytes()}


def edited(data: bytes, name: str, old: str, new: str) -> bytes:
    """The file with one text of a part replaced once; ``old`` "" leaves the part out."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as file, ZipFile(buffer, "w") as out:
        for part in file.namelist():
            content = file.read(part)
            if part == name:
                if not old:
                    continue
                assert old.encode() in content, "the fault is planted"
                content = content.replace(old.encode(), new.encode(), 1)
            out.writestr(part, content)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_files_of_a_report_are_as_the_standard_asks(report: dict[str, bytes], kind: str) -> None:
    assert list(faults(report[kind])) == []


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_files_of_a_monthly_bulletin_are_as_the_standard_asks(bulletin: dict[str, bytes], kind: str) -> None:
    assert list(faults(bulletin[kind])) == []


@pytest.mark.parametrize(("name", "old", "new", "said"), [
    ("word/footer1.xml", "", "", "there is no word/footer1.xml"),
    ("[Content_Types].xml", '"/word/footer1.xml"', '"/word/footer9.xml"', "it has a content type and is not there"),
    ("word/_rels/document.xml.rels", 'Target="footer1.xml"', 'Target="footer2.xml"', "nothing leads to it"),
    (DOCUMENT, "<w:p>", "<w:p><w:paragraph/>", "paragraph in p"),
    (DOCUMENT, "<w:body>", "<w:body><w:r/>", "r in body"),
    (DOCUMENT, " w:eastAsia=", " w:hAnsi2=", "a run without a font for Chinese"),
    (DOCUMENT, "</w:body>", "</w:bod>", "Opening and ending tag mismatch"),
    ("word/footer1.xml", "<w:r><w:rPr>", "<w:r><w:t/><w:rPr>", "the order in r"),
])  # fmt: skip
def test_a_planted_fault_is_found(report: dict[str, bytes], name: str, old: str, new: str, said: str) -> None:
    assert any(said in line for line in faults(edited(report["docx"], name, old, new)))


@pytest.mark.parametrize(("old", "new", "said"), [
    ("<sheetData>", "<sheetFoo/><sheetData>", "sheetFoo in worksheet"),
    ("<pageMargins", "<sheetViews/><pageMargins", "the order in worksheet"),
])  # fmt: skip
def test_a_planted_fault_of_a_sheet_is_found(report: dict[str, bytes], old: str, new: str, said: str) -> None:
    assert any(said in line for line in faults(edited(report["xlsx"], "xl/worksheets/sheet1.xml", old, new)))
