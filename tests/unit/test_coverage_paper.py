"""Coverage as a document: villages, sites, timetable and reasons, with what the figures are of."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from county.catalog import load
from county.package.manifest import FORMAT, Manifest, Provenance
from services.coverage.paper import CoveragePaper, ToldAnswer
from services.paper.docx_page import docx_of
from services.paper.page import PaperLine, PaperPage, PaperRows
from services.paper.xlsx_page import xlsx_of
from tests.coverage_answers import coverage, sites, tours
from tests.valley_county import code

NAMES = {code(number): f"谷{number}村" for number in range(4)}
MANIFEST = Manifest(
    format=FORMAT, name="谷县", code="999902", epsg=4546,
    layers={"villages": Provenance(source="tests", licence="MIT", synthetic=True, approximate=True)},
)  # fmt: skip
PAPER = CoveragePaper(MANIFEST, load(), NAMES, "zh")
AS_OF = "截至 2026-11-29 12:00，第 7 条记录"
HEAD = f"谷县 · 合成数据 · 边界为近似值 · {AS_OF}"


def lines(page: PaperPage) -> str:
    return page.texts


def test_times_tell_every_village_the_limit_with_its_source_and_what_data_lack() -> None:
    text = lines(PAPER.page(ToldAnswer("clinic", 5.0, AS_OF, coverage())))
    assert "医疗机构 · 服务覆盖" in text
    assert HEAD in text
    assert "时限 5 分钟（依据：健康中国2030规划纲要" in text
    assert "时限内人口 500／1,500（33.3 %），村（社区）1／4 个；设施 1 个" in text
    assert f"{code(0)}\t谷0村\t500\t0\t30\t30" in text
    assert f"{code(3)}\t谷3村\t–\t–\t–\t–" in text
    assert "1 个村（社区）人口未知，未计入人口" in text


def test_sites_tell_what_they_change_and_whether_that_is_proven() -> None:
    text = lines(PAPER.page(ToldAnswer("clinic", 5.0, AS_OF, coverage(), sites())))
    assert "已证明最优。5 分钟内人口由 500 增至 1,500，人均时间由 4 降至 0 分钟" in text
    assert f"{code(1)}\t谷1村\t1000" in text
    unproven = lines(PAPER.page(ToldAnswer("clinic", 5.0, AS_OF, None, sites(optimal=False, gap=0.018))))
    assert "限时内未证明最优，其他方案至多好 1.8 %" in unproven


def test_tours_have_a_timetable_the_longest_gap_and_each_reason() -> None:
    text = lines(PAPER.page(ToldAnswer("clinic", 5.0, AS_OF, coverage(), None, tours()), "12 月方案"))
    assert text.startswith("12 月方案")
    assert "谷1村\t2026-12-01、2026-12-03、2026-12-07\t09:00–10:00\t1\t2" in text
    assert "谷3村\t道路不通\t–" in text
    assert "2026-12-03\t1\t08:30\t09:00 谷1村\t10:30" in text


def test_a_word_document_has_chinese_fonts_for_chinese_characters() -> None:
    data = docx_of(PAPER.page(ToldAnswer("clinic", 5.0, AS_OF, coverage(), None, tours())))
    document = Document(io.BytesIO(data))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs if run.text]
    fonts = {run._r.rPr.rFonts.get(qn("w:eastAsia")) for run in runs}
    assert fonts
    assert None not in fonts


def test_a_workbook_has_a_sheet_a_table_numbers_as_numbers_and_codes_as_texts() -> None:
    book = load_workbook(io.BytesIO(xlsx_of(PAPER.page(ToldAnswer("clinic", 5.0, AS_OF, coverage(), sites())))))
    assert book.sheetnames == ["建议增设点", "各村（社区）", "设施", "说明"]
    villages = book["各村（社区）"]
    assert [cell.value for cell in villages[2]][:4] == [code(0), "谷0村", 500, 0]
    assert HEAD in [row[0].value for row in book["说明"].iter_rows()]


@pytest.mark.parametrize("text", ["=1+1", "http://a.b", "001", "999902100201"])
def test_a_cell_that_only_looks_like_something_else_stays_a_text(text: str) -> None:
    page = PaperPage("T", "en", (PaperLine("A[1]/B", "heading"), PaperRows((1.0,), ((text,),), ("head",))))
    book = load_workbook(io.BytesIO(xlsx_of(page)))
    assert book.sheetnames[0] == "A 1  B"
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_two_tables_below_one_heading_have_sheets_of_different_names() -> None:
    rows = PaperRows((1.0,), (("a",),), ("head",))
    book = load_workbook(io.BytesIO(xlsx_of(PaperPage("T", "en", (rows, rows)))))
    assert book.sheetnames == ["T", "T 2", "Notes"]
