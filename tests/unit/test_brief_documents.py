"""The files of a signed report: laid out by GB/T 9704-2012, with the same text in each, and no digit of it can be
changed without being found."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from msgspec.structs import replace
from PIL import Image
from pypdf import PdfReader

from county.briefing.briefing import BriefText
from county.briefing.elements import WORDING
from county.briefing.linter import findings
from county.figures.metric import Figure, FigureValue, Grain, Period, Scope
from county.names import Name
from services.brief.assembly import NO_MAP, MapShot, document_of
from services.brief.document import BriefDocument, BriefFact, BriefPicture, BriefTable, Number, Paragraph
from services.brief.documents import made_files
from services.brief.docx_file import docx_bytes
from services.brief.docx_layout import CHARACTERS, LINES, signature_indents
from services.brief.docx_reading import read_docx
from services.brief.linting import linted, plain_text
from services.brief.pdf_page import official_page
from services.brief.stated import VERSION, NotVerifiable, Stated
from services.brief.verify import verify
from services.paper.layout import LayoutCancelled, sheets_of
from services.paper.page import OfficialLine
from tests.unit.gbt_briefing import CATALOG, COUNTY, PlainNames, first_report
from tests.unit.running_desk import NOON_MS
from tests.unit.signed_report import Signed, changed, part, signed_report, unfound_edits


def png(gray: int) -> bytes:
    """A picture of four pixels."""
    buffer = io.BytesIO()
    Image.new("L", (2, 2), gray).save(buffer, "PNG")
    return buffer.getvalue()


PNG, OTHER_PNG = png(0), png(255)
SCREEN_PPI = 40
PLACE_PPI = 76
EDITS = 40


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_report()


def written(folder: Path, data: bytes, name: str = "b.docx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_signed_document_is_what_was_signed(signed: Signed, tmp_path: Path) -> None:
    for data, name in ((signed.files.docx, "b.docx"), (signed.files.xlsx, "b.xlsx")):
        found = signed.verified(written(tmp_path, data, name))
        assert (found.lines(), found.signed_as, found.is_wrong) == ([], "〔2026〕第15期 seat-1", False)
        assert len(found.stated.facts) == 11
        assert found.summary() == [
            "all 11 numbers and facts are those of the journal as of record 4", "signed: 〔2026〕第15期 seat-1"
        ]  # fmt: skip


def test_one_that_a_word_processor_has_written_anew_still_is(signed: Signed, tmp_path: Path) -> None:
    path = written(tmp_path, signed.files.docx)
    again = Document(str(path))
    again.core_properties.author = "another program"
    again.save(str(path))
    assert path.read_bytes() != signed.files.docx
    assert not signed.verified(path).is_wrong


class RenamedVillage(PlainNames):
    def name_of(self, grain: Grain, group: str) -> Name:
        return Name("东岭镇 · 石桥社区", "") if grain == "village" else super().name_of(grain, group)


def test_a_village_that_was_renamed_since_leaves_a_signed_document_right(signed: Signed, tmp_path: Path) -> None:
    found = signed.verified(written(tmp_path, signed.files.docx), RenamedVillage())
    assert not found.is_wrong
    assert found.lines() == [
        "1 names were others when it was made: 东岭镇 · 石桥村 (now 东岭镇 · 石桥社区); as it was signed"
    ]


def test_a_name_that_was_changed_in_the_file_and_in_what_it_carries_is_not_what_was_signed(
    signed: Signed, tmp_path: Path
) -> None:
    data = changed(signed.files.docx, lambda name, text: text.replace("石桥村，桥头", "南山村，桥头").replace(
        '"place v":"东岭镇 · 石桥村"', '"place v":"东岭镇 · 南山村"'
    ))  # fmt: skip
    found = signed.verified(written(tmp_path, data))
    assert "it is not what seat-1 signed as 〔2026〕第15期" in found.lines()


def test_urgency_term_of_secrecy_and_copies_stand_where_the_standard_has_them() -> None:
    marks = {"urgency": "特急", "secrecy_term": "3年", "copies": "县纪委监委、县信访局"}
    texts = tuple(BriefText(place=place, wording=text) for place, text in marks.items())
    made = first_report(texts=texts, classification="confidential")
    lines = [(one.style, str(one.pieces[0])) for one in made.document.blocks if isinstance(one, Paragraph)]
    assert lines[:4] == [("class", "000001"), ("class", "秘密★3年"), ("class", "特急"), ("series", "示范县值班快报")]
    assert [style for style, _ in lines[-3:]] == ["note", "copies", "imprint"]
    assert lines[-2][1] == "抄送：县纪委监委、县信访局。"
    files = made_files(made.document, CATALOG)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files.pdf)).pages)
    for shown in ("秘密★3年", "特急", "抄送：县纪委监委、县信访局。"):
        assert shown in text
        assert shown in part(files.docx, "word/document.xml")
    unclassified = first_report(texts=texts, classification="public").document
    assert [b.pieces for b in unclassified.blocks if isinstance(b, Paragraph) and b.style == "class"] == [("特急",)]


def test_every_copy_of_a_secret_has_a_number_and_no_other_document_has_one() -> None:
    written = (BriefText(place="copy_number", wording="12"),)
    numbered = first_report(texts=written, classification="confidential").document.blocks
    assert numbered[0] == Paragraph("class", ("000012",))
    assert first_report(texts=written).document.blocks[0] == Paragraph("class", ("内部",))


def dark(sheet: bytes, red: bool) -> list[int]:
    """Of each row of a page of 1 mm a row: how many of its pixels are dark, or red."""
    picture = Image.open(io.BytesIO(sheet)).convert("RGB").resize((210, 297), Image.Resampling.BOX)
    rows = [[picture.getpixel((x, y)) for x in range(210)] for y in range(297)]
    return [sum((r - g > 40) if red else (r < 215 and r - g < 40) for r, g, b in row) for row in rows]  # type: ignore[misc]


def test_head_and_foot_stand_at_their_places_on_the_page() -> None:
    """GB/T 9704-2012: 发文机关标志 35 mm below the top of the text area (7.2.4), whatever stands above it; the last
    line of the 版记 at its end (7.4.1)."""
    marks = {"urgency": "特急", "secrecy_term": "3年", "copies": "县纪委监委、县信访局"}
    texts = tuple(BriefText(place=place, wording=text) for place, text in marks.items())
    for more in ({}, {"texts": texts, "classification": "confidential"}):
        sheets = sheets_of(official_page(first_report(**more).document, CATALOG), PLACE_PPI)
        reds = dark(sheets[0], red=True)
        mark, line = (next(y for y in range(at, 297) if reds[y] > least) for at, least in ((0, 2), (85, 150)))
        assert abs(mark - (37 + 35)) <= 3
        assert 130 > line > mark + 30, "two empty lines, the number, 4 mm"
        foot = dark(sheets[-1], red=False)
        assert max(y for y in range(297) if foot[y] > 150) in (261, 262)


def test_the_second_line_of_a_signature_begins_two_letters_behind_the_first() -> None:
    for name, day in (("示范县城乡治理指挥中心", "2026年1月2日"), ("某县中心", "2026年11月22日")):
        right, day_right = signature_indents(name, day)
        assert min(right, day_right) == pytest.approx(2), "the longer one is two from the edge"


def ink(sheet: bytes, left_mm: int, right_mm: int) -> dict[int, int]:
    """By row of a page, in mm, in which something black stands between two distances from its left: the first one."""
    picture = Image.open(io.BytesIO(sheet)).convert("L").resize((210, 297), Image.Resampling.BOX)
    found = {}
    for y in range(297):
        black = [x for x in range(left_mm, right_mm) if picture.getpixel((x, y)) < 215]  # type: ignore[operator]
        if black:
            found[y] = black[0]
    return found


def test_further_lines_of_the_attachments_begin_below_the_first_name() -> None:
    """GB/T 9704-2012, 7.3.4: 附件 two letters from the left, its name behind it."""
    line = Paragraph("annex", (f"附件：{'全部指标、' * 8}阅读说明（XLSX）",))
    document = first_report().document._replace(blocks=(line,))
    [paragraph] = Document(io.BytesIO(docx_bytes(document, CATALOG).content)).paragraphs
    form = paragraph.paragraph_format
    assert form.left_indent is not None
    assert form.first_line_indent is not None
    assert (form.left_indent.pt, form.first_line_indent.pt) == (5 * 16, -3 * 16)
    [sheet] = sheets_of(official_page(document, CATALOG), PLACE_PPI)
    rows, letter_mm = ink(sheet, 0, 150), 156 / 28
    first, second = (min(left for y, left in rows.items() if y in line) for line in (range(36, 44), range(46, 54)))
    assert first == pytest.approx(28 + 2 * letter_mm, abs=1.5)
    assert second == pytest.approx(28 + 5 * letter_mm, abs=1.5)


def test_a_number_stands_in_the_middle_beside_a_name_of_several_lines() -> None:
    number = Number(form="value", figure=Figure(
        metric="reported", scope=Scope(), period=Period(0, 1), grain="county", group="", as_of_seq=1,
        value=FigureValue(7, None, 7, quality="ok"),
    ))  # fmt: skip
    table = BriefTable("表", ("名称", "数"), (("金铺街道综合执法队" * 4, number),), (0.3, 0.7))
    document = first_report().document._replace(blocks=(table,))
    [written] = Document(io.BytesIO(docx_bytes(document, CATALOG).content)).tables
    aligned = {cell.vertical_alignment for row in written.rows for cell in row.cells}
    assert aligned == {WD_CELL_VERTICAL_ALIGNMENT.CENTER}
    [sheet] = sheets_of(official_page(document, CATALOG), PLACE_PPI)
    name, value = ([y for y in ink(sheet, *sides) if 44 <= y < 55] for sides in ((30, 70), (150, 181)))
    assert len(name) > 2 * len(value) > 0, "between the lines of the table"
    assert (value[0] + value[-1]) / 2 == pytest.approx((name[0] + name[-1]) / 2, abs=1.5)


def test_a_long_title_ends_its_lines_with_words_in_both_documents() -> None:
    made = first_report()
    title = Paragraph("title", ("关于启用县应急指挥部应急指挥系统有关事项的通知报告",))
    document = document_of((made.briefing,), COUNTY, (), made.event, None)._replace(blocks=(title,))
    with ZipFile(io.BytesIO(docx_bytes(document, CATALOG).content)) as content:
        xml = content.read("word/document.xml").decode()
    assert "县应急指挥部</w:t><w:br/><w:t>应急指挥系统" in xml
    [line] = official_page(document, CATALOG).blocks
    assert isinstance(line, OfficialLine)
    assert line.text == "关于启用县应急指挥部\n应急指挥系统有关事项的通知报告"


def test_a_report_without_its_map_says_so_unless_it_is_public() -> None:
    made = first_report()
    for briefing, says in ((made.briefing, 1), (replace(made.briefing, classification="public"), 0)):
        document = document_of((briefing,), COUNTY, (), made.event, None, no_map=NO_MAP)
        assert sum(isinstance(one, Paragraph) and one.pieces == (NO_MAP,) for one in document.blocks) == says


def test_every_edit_of_a_single_digit_of_the_signed_document_is_found(signed: Signed, tmp_path: Path) -> None:
    """1,000 of them in tests/hard."""
    assert unfound_edits(signed, tmp_path / "edited.docx", EDITS, seed=9) == []


def test_a_digit_that_is_changed_together_with_what_the_file_states_is_found(signed: Signed, tmp_path: Path) -> None:
    for old, new in (("冲毁路面约 30 米", "冲毁路面约 50 米"), ("第15期", "第16期"), ("12时10分", "12时40分")):
        data = changed(signed.files.docx, lambda name, text, old=old, new=new: text.replace(old, new))
        assert data != signed.files.docx
        found = signed.verified(written(tmp_path, data))
        assert "it is not what seat-1 signed as 〔2026〕第15期" in found.lines()


def test_a_document_with_another_word_is_not_called_signed(signed: Signed, tmp_path: Path) -> None:
    def edited(name: str, text: str) -> str:
        return text.replace("冲毁路面约 30 米", "冲毁路面约 50 米") if name == "word/document.xml" else text

    data = changed(signed.files.docx, edited)
    assert data != signed.files.docx
    assert "it is not what seat-1 signed as 〔2026〕第15期" in signed.verified(written(tmp_path, data)).lines()


def test_a_text_that_was_added_beside_the_body_is_found(signed: Signed, tmp_path: Path) -> None:
    path = written(tmp_path, signed.files.docx)
    document = Document(str(path))
    document.sections[0].footer.paragraphs[0].add_run("死亡3人")
    document.sections[0].header.add_paragraph("内部 密件")
    document.save(str(path))
    lines = signed.verified(path).lines()
    assert [line for line in lines if "死亡3人" in line and line.startswith("word/footer")]
    assert [line for line in lines if "内部 密件" in line and line.startswith("word/header")]
    assert "it is not what seat-1 signed as 〔2026〕第15期" in lines


def test_a_picture_that_was_put_into_a_header_is_found(signed: Signed, tmp_path: Path) -> None:
    path = written(tmp_path, signed.files.docx)
    document = Document(str(path))
    document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(OTHER_PNG))
    document.save(str(path))
    assert [line for line in signed.verified(path).lines() if line.startswith("word/header")]


def test_a_text_that_was_hidden_is_found(signed: Signed, tmp_path: Path) -> None:
    path = written(tmp_path, signed.files.docx)
    document = Document(str(path))
    run = next(run for one in document.paragraphs for run in one.runs if "第15期" in run.text)
    run.font.hidden = True
    document.save(str(path))
    assert signed.verified(path).is_wrong
    run.font.hidden = False
    document.save(str(path))
    assert not signed.verified(path).is_wrong


def test_a_difference_in_a_long_text_is_one_line_about_its_place(signed: Signed, tmp_path: Path) -> None:
    def edited(name: str, text: str) -> str:
        return text.replace("12时20分", "12时29分") if name == "word/document.xml" else text

    first, _ = signed.verified(written(tmp_path, changed(signed.files.docx, edited))).lines()
    assert "\n" not in first
    assert first.count("立案") <= 2
    assert len(first) < 160
    assert "12时29分" in first.partition("the journal says")[0]
    assert "12时20分" in first.partition("the journal says")[2]


def test_a_report_that_another_program_worded_is_what_was_signed_and_says_so(signed: Signed, tmp_path: Path) -> None:
    def other_program(stated: Stated, fact: BriefFact) -> str:
        return f"{fact.text}（另一种写法）"

    def worded_otherwise(name: str, text: str) -> str:
        if not name.startswith("customXml"):
            return text
        older = text.replace(f'"wording":{WORDING}', '"wording":0').replace(f'"version":{VERSION}', '"version":4')
        return re.sub(r'"names":\{[^}]*\}', '"names":{}', older)

    journal = signed.journal()._replace(fact=other_program)
    path = written(tmp_path, signed.files.docx)
    assert len(verify(path, CATALOG, journal).differences) == 11
    path = written(tmp_path, changed(signed.files.docx, worded_otherwise))
    briefing = replace(signed.briefing, stated=read_docx(path).digest)
    journal = journal._replace(briefing={"B1": briefing}.get)
    found = verify(path, CATALOG, journal)
    assert (found.differences, found.is_wrong, found.signed_as) == ([], False, "〔2026〕第15期 seat-1")
    assert found.lines() == [
        "it was made by a program that words records otherwise: its 11 facts are not derived again; its signature "
        "names them as they are",
        "it is of format 4, which does not carry the names of units, places and plans: whether they were others then "
        "cannot be checked",
    ]
    assert found.summary() == [
        "no number was compared with the journal; 11 facts were compared only with what the file carries, not with the "
        "journal as of record 4",
        "signed: 〔2026〕第15期 seat-1",
    ]
    document = part(path.read_bytes(), "word/document.xml").replace("12时20分", "12时29分")
    path = written(tmp_path, changed(path.read_bytes(), lambda name, text: document if "word/" in name else text))
    edited = verify(path, CATALOG, journal)
    assert [one.place for one in edited.texts] != []
    assert edited.differences == []
    others = f"{len(edited.texts)} texts or pictures are others than it was made with"
    assert edited.summary()[1:] == [others, "not signed"]
    assert "nothing proves them" in "".join(edited.lines())


@pytest.mark.parametrize("name", ["b.docx", "b.xlsx"])
def test_a_file_that_unpacks_into_gigabytes_is_refused(signed: Signed, tmp_path: Path, name: str) -> None:
    path, zeros = tmp_path / name, bytes(1 << 24)
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for number in range(20):
            package.writestr(f"part{number}", zeros)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(NotVerifiable, match="32 MB"):
        signed.verified(path)


def test_a_package_of_very_many_parts_is_refused(signed: Signed, tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    with ZipFile(path, "w") as package:
        for number in range(2_001):
            package.writestr(f"part{number}", b"")
    with pytest.raises(NotVerifiable, match="32 MB"):
        signed.verified(path)


def test_a_number_of_an_issue_that_was_never_signed_is_found(signed: Signed, tmp_path: Path) -> None:
    draft = signed._replace(briefing=replace(signed.briefing, state="checked", attachments=()))
    assert "is not signed" in draft.verified(written(tmp_path, signed.files.docx)).lines()[0]
    unknown = signed._replace(briefing=replace(signed.briefing))
    journal = unknown.journal()._replace(briefing=lambda id: None)
    with pytest.raises(NotVerifiable, match="no briefing B1"):
        verify(written(tmp_path, signed.files.docx), CATALOG, journal)


def test_a_changed_annex_is_not_what_was_signed(signed: Signed, tmp_path: Path) -> None:
    data = signed.files.xlsx + b" "
    assert "it is not what seat-1 signed" in signed.verified(written(tmp_path, data, "b.xlsx")).lines()[0]


def test_the_page_is_laid_out_by_the_standard(signed: Signed, tmp_path: Path) -> None:
    xml = part(signed.files.docx, "word/document.xml")
    [size] = re.findall(r'<w:pgSz w:w="(\d+)" w:h="(\d+)"', xml)
    [margins] = re.findall(r"<w:pgMar [^>]*>", xml)
    mm = {key: int(value) / 1440 * 25.4 for key, value in re.findall(r'w:(\w+)="(\d+)"', margins)}
    assert [round(int(one) / 1440 * 25.4) for one in size] == [210, 297]
    assert (round(mm["top"]), round(mm["left"])) == (37, 28)
    assert round(210 - mm["left"] - mm["right"], 1) == 156
    assert round(297 - mm["top"] - mm["bottom"], 1) == 225
    [grid] = re.findall(r"<w:docGrid [^>]*>", xml)
    [pitch] = re.findall(r'w:linePitch="(\d+)"', grid)
    assert int(225 / 25.4 * 1440 / int(pitch)) == LINES == 22
    spaces = {int(one) for one in re.findall(r'<w:spacing w:val="(-?\d+)"/><w:sz w:val="32"/>', xml)}
    assert [int(156 / 25.4 * 72 / (16 + one / 20)) for one in spaces] == [CHARACTERS] == [28]
    fonts = set(re.findall(r'w:eastAsia="([^"]+)"', xml))
    assert {"方正小标宋简体", "仿宋", "黑体", "楷体"} <= fonts
    alternatives = part(signed.files.docx, "word/fontTable.xml")
    assert "仿宋_GB2312" in alternatives
    names = ZipFile(io.BytesIO(signed.files.docx)).namelist()
    footers = [name for name in names if re.fullmatch(r"word/footer\d\.xml", name)]
    assert len(footers) == 2
    assert all('w:sz w:val="28"' in part(signed.files.docx, name) for name in footers)  # 4 号


def test_every_run_names_its_chinese_font(signed: Signed) -> None:
    with ZipFile(io.BytesIO(signed.files.docx)) as package:
        for name in package.namelist():
            if re.fullmatch(r"word/(document|footer\d)\.xml", name):
                runs = re.findall(r"<w:r>.*?</w:r>", package.read(name).decode(), re.DOTALL)
                assert runs
                assert all("w:eastAsia=" in run for run in runs), name


def test_the_pdf_has_the_same_text_and_no_radicals(signed: Signed) -> None:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(signed.files.pdf)).pages)
    assert not re.search("[\u2e80-\u2fdf]", text)
    plain = re.sub(r"\s", "", text)
    for line in plain_text(signed.made.document, CATALOG).splitlines():
        assert re.sub(r"\s", "", line)[:14] in plain, line


def test_a_pdf_finds_the_word_grid(signed: Signed) -> None:
    document = signed.made.document._replace(blocks=(Paragraph("body", ("网格员日月水火已到场",)),))
    pdf = made_files(document, CATALOG).pdf
    assert "网格员日月水火已到场" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def sheets(document: BriefDocument) -> int:
    return len(sheets_of(official_page(document, CATALOG), SCREEN_PPI))


def test_a_page_of_the_pdf_holds_22_lines_of_28_characters(signed: Signed) -> None:
    line = Paragraph("to", ("字" * CHARACTERS,))
    assert sheets(signed.made.document._replace(blocks=(line,) * LINES)) == 1
    assert sheets(signed.made.document._replace(blocks=(line,) * (LINES + 1))) == 2
    assert sheets(signed.made.document._replace(blocks=(*(line,) * (LINES - 1), Paragraph("to", ("字" * 29,))))) == 2


def test_a_document_of_a_drill_says_so_above_everything() -> None:
    made = first_report()
    drill = document_of((made.briefing,), COUNTY._replace(is_drill=True), (), made.event, None)
    assert drill.blocks[0] == Paragraph("drill", ("演练 演练 演练",))
    assert made.document.blocks[0] != drill.blocks[0]


def test_a_report_has_the_map_around_its_event_with_words_and_source_unless_it_is_public(tmp_path: Path) -> None:
    made, shot = first_report(), MapShot(PNG, NOON_MS)
    document = document_of((made.briefing,), COUNTY, (), made.event, None, shot=shot)
    [picture] = [one for one in document.blocks if isinstance(one, BriefPicture)]
    files = made_files(document, CATALOG)
    xml = part(files.docx, "word/document.xml")
    assert f'descr="{picture.described}"' in xml
    assert "桥头" in picture.described
    assert "来源：指挥中心地图，2026年11月22日12时00分" in xml
    assert "事件位置图" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(files.pdf)).pages)
    path = written(tmp_path, files.docx)
    journal = signed_report().journal()
    assert verify(path, CATALOG, journal).lines() == []
    with ZipFile(path) as old, ZipFile(tmp_path / "other.docx", "w") as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item, OTHER_PNG if item.filename.startswith("word/media/") else data)
    assert [one.place for one in verify(tmp_path / "other.docx", CATALOG, journal).texts] == ["pic_1"]
    public = replace(made.briefing, classification="public")
    without = document_of((public,), COUNTY, (), made.event, None, shot=shot)
    assert not any(isinstance(one, BriefPicture) for one in without.blocks)


@pytest.mark.parametrize("where", ["named the same, before it", "without a name", "below the same name"])
def test_a_picture_that_covers_the_one_of_the_report_is_found(where: str, tmp_path: Path) -> None:
    made = first_report()
    document = document_of((made.briefing,), COUNTY, (), made.event, None, shot=MapShot(PNG, NOON_MS))
    opened = Document(io.BytesIO(made_files(document, CATALOG).docx))
    [ours] = opened.element.body.iter(qn("w:drawing"))
    put = opened.add_paragraph().add_run()
    put.add_picture(io.BytesIO(OTHER_PNG))
    [theirs] = put._r.iter(qn("w:drawing"))
    [blip] = theirs.iter(qn("a:blip"))
    if where == "without a name":
        theirs.getparent().replace(theirs, parse_xml(
            f'<w:pict {nsdecls("w", "r")} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape>'
            f'<v:imagedata r:id="{blip.get(qn("r:embed"))}"/></v:shape></w:pict>'
        ))  # fmt: skip
    elif where == "below the same name":
        next(ours.iter(qn("a:blip"))).addnext(blip)
        theirs.getparent().remove(theirs)
    else:
        next(theirs.iter(qn("wp:docPr"))).set("name", "pic_1")
        ours.addprevious(theirs)
    opened.save(str(tmp_path / "covered.docx"))
    found = verify(tmp_path / "covered.docx", CATALOG, signed_report().journal())
    assert found.texts
    assert found.is_wrong


def test_the_line_of_the_recipients_is_no_blank_of_a_final_report() -> None:
    made = first_report(kind="final")
    assert made.document.blocks[5].style == "to"  # type: ignore[union-attr]
    found = findings(linted(made.document, CATALOG, made.briefing.as_of_ms))
    assert "recipients" not in {one.place for one in found if one.rule == "L10"}


def test_files_that_are_not_wanted_any_more_are_given_up(signed: Signed) -> None:
    shares: list[float] = []
    with pytest.raises(LayoutCancelled):
        made_files(signed.made.document, CATALOG, shares.append, lambda: len(shares) == 2)
    assert shares == [0.0, 0.5]


def test_what_records_tell_needs_no_source_and_what_a_person_wrote_does(signed: Signed) -> None:
    asked = findings(linted(signed.made.document, CATALOG, signed.made.briefing.as_of_ms))
    assert [(one.rule, one.place) for one in asked] == [("L7", "losses")]
    wrote = first_report(texts=replace(signed.made.briefing).texts[:0])
    assert len([one for one in wrote.document.pieces if isinstance(one, BriefFact) and one.origin == "missing"]) == 5
