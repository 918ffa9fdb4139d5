"""Policies from DOCX and PDF files: divided into articles, and never taken for more than their text says."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from county.policy.article_text import divided
from county.policy.documents import ARTICLE_MAX, ARTICLES_MAX
from county.policy.page_lines import text_lines
from services.policies.importing import AlreadyImported, import_policy
from services.policies.library import Library, library_of
from services.policies.source_text import SIZE_MAX, UnreadableSource, paragraphs_of

TEXT = (
    "某某县人民政府文件", "某政发〔2024〕3号", "某某县辅助器具补助办法", "第一章　总则",
    "第一条　为帮助残疾人，制定本办法。", "第二条　购买轮椅的，每人补助八百元。", "已享受过的，五年内不重复补助。",
    "第二条之一　向乡镇人民政府申请。", "第三条　本办法自2024年3月1日起施行，有效期至2029年2月28日。",
)  # fmt: skip


def write_docx(path: Path, *paragraphs: str) -> Path:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def imported(package: Path) -> Library:
    return library_of(package, synthetic=False)


def test_title_number_validity_and_articles_are_found_in_a_text() -> None:
    found = divided(TEXT)
    assert (found.title, found.doc_no) == ("某某县辅助器具补助办法", "某政发〔2024〕3号")
    assert (found.from_day, found.to_day) == (date(2024, 3, 1), date(2029, 2, 28))
    assert [article.no for article in found.articles] == ["第一条", "第二条", "第二条之一", "第三条"]
    assert found.articles[1].text == "购买轮椅的，每人补助八百元。已享受过的，五年内不重复补助。"


def test_a_broken_line_that_begins_with_a_reference_stays_in_its_article_and_is_told() -> None:
    found = divided(["第一条　为保障残疾人，制定本办法。", "第二条　符合", "第一条规定的人，可以补助八百元；依照",
                     "第三条申请的，从其规定。", "第三条　向乡镇申请。"])  # fmt: skip
    assert [(article.no, article.text) for article in found.articles[1:]] == [
        ("第二条", "符合第一条规定的人，可以补助八百元；依照第三条申请的，从其规定。"), ("第三条", "向乡镇申请。"),
    ]  # fmt: skip
    assert [str(doubt)[:4] for doubt in found.doubts] == ["第二条:", "第二条:"]


def test_articles_without_a_blank_after_their_numbers_follow_each_other() -> None:
    found = divided(["第一条为保障残疾人。", "第二条依照本县", "第五条规定补助。", "第三条向乡镇申请。"])
    assert [article.no for article in found.articles] == ["第一条", "第二条", "第三条"]
    assert found.articles[1].text == "依照本县第五条规定补助。"


def test_a_missing_article_and_the_numbers_of_an_attachment_are_told(tmp_path: Path) -> None:
    source = write_docx(
        tmp_path / "a.docx", "轮椅补助办法", "第一条　总则。", "第三条　自2024年3月1日起施行。", "某某县人民政府",
        "2024年2月1日", "附件：标准", "第一条　八百元。",
    )  # fmt: skip
    told = [str(line) for line in import_policy(source, tmp_path)[1:]]
    assert [line.partition(";")[0].partition(": ")[2].partition(":")[0] for line in told] == [
        *["has a signature or an attachment at its end"] * 3,
        "a line of it begins with another number, and was taken as its text",
        "第三条 does not follow the article before it",
    ]  # fmt: skip


def test_an_article_that_is_too_long_is_refused_rather_than_cut(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "a.docx", "轮椅补助办法", "第一条　" + "八" * (ARTICLE_MAX + 1))
    with pytest.raises(UnreadableSource, match="第一条 has more than"):
        import_policy(source, tmp_path)
    many = write_docx(tmp_path / "b.docx", "轮椅补助办法", *(f"第{n}条　八。" for n in range(1, ARTICLES_MAX + 2)))
    with pytest.raises(UnreadableSource, match="more than 2000 articles"):
        import_policy(many, tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(SIZE_MAX + 1)
    with pytest.raises(UnreadableSource, match="larger than"):
        import_policy(path, tmp_path)


def test_page_numbers_headers_and_footers_are_no_text() -> None:
    pages = [
        ["样本县人民政府公报", "第一条　一户", "- 1 -"], ["样本县人民政府公报", "补助800", "元。", "第 2 页 共 4 页"],
        ["样本县人民政府公报", "第二条　三户", "3"], ["样本县人民政府公报", "五百元。", "4"],
    ]  # fmt: skip
    assert text_lines(pages) == ["第一条　一户", "补助800", "元。", "第二条　三户", "五百元。"]
    assert text_lines([["一", "二"], ["一", "三"]]) == ["一", "二", "一", "三"], "two pages repeat nothing"


def test_validity_in_chinese_numerals_is_found_and_an_impossible_day_is_none() -> None:
    assert divided(["第一条　自二〇二四年三月一日起施行。"]).from_day == date(2024, 3, 1)
    assert divided(["第一条　自2024年2月31日起施行。"]).from_day is None


def test_a_text_without_numbers_has_a_paragraph_for_an_article() -> None:
    found = divided(["轮椅补助通知", "每人补助八百元。", "向乡镇申请。"])
    stated = [(article.no, article.text) for article in found.articles]
    assert stated == [("", "每人补助八百元。"), ("", "向乡镇申请。")]


def test_a_docx_file_becomes_a_document_that_answers_by_its_digest(tmp_path: Path) -> None:
    lines = import_policy(write_docx(tmp_path / "办法.docx", *TEXT), tmp_path)
    library = imported(tmp_path)
    assert library.faults == ()
    [doc] = library.docs
    assert len(lines) == 1, "nothing to look at"
    assert (doc.title, doc.in_force_from, len(doc.articles)) == ("某某县辅助器具补助办法", date(2024, 3, 1), 4)
    assert len(doc.source_file_sha256) == 64
    assert not doc.sample


def test_a_docx_file_with_a_table_keeps_its_rows(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("第一条　补助标准如下：")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "轮椅", "八百元"
    document.save(str(tmp_path / "a.docx"))
    assert paragraphs_of(tmp_path / "a.docx") == ["第一条　补助标准如下：", "轮椅，八百元"]


def test_a_document_of_unknown_validity_is_told_and_can_be_given_one(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "a.docx", "轮椅补助办法", "第一条　购买轮椅的，每人补助八百元。")
    assert "answers nothing until in_force_from is set" in str(import_policy(source, tmp_path)[1])
    other = write_docx(tmp_path / "b.docx", "拐杖补助办法", "第一条　购买拐杖的，每人补助八十元。")
    import_policy(other, tmp_path, from_day=date(2025, 1, 1), supersedes=("doc-old",))
    [doc] = [doc for doc in imported(tmp_path).docs if doc.title == "拐杖补助办法"]
    assert (doc.in_force_from, doc.supersedes) == (date(2025, 1, 1), ("doc-old",))


def test_a_file_that_was_imported_and_corrected_is_not_written_over(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "a.docx", *TEXT)
    import_policy(source, tmp_path)
    with pytest.raises(AlreadyImported):
        import_policy(source, tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.doc", b"x", "neither DOCX nor PDF"), ("a.docx", b"no archive", "cannot be read"),
        ("a.pdf", b"%PDF-1.7\nno page", "cannot be read"), ("a.pdf", b"", "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_without_readable_text_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableSource, match=why) as caught:
        import_policy(path, tmp_path)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "policies").exists()


def test_a_document_of_pictures_only_needs_recognition(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="contains no text"):
        paragraphs_of(write_docx(tmp_path / "a.docx", "", " "))


def test_an_archive_that_unpacks_to_a_gigabyte_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(400):
            part.write(bytes(1_000_000))
    with pytest.raises(UnreadableSource, match="unpacks to more than"):
        paragraphs_of(path)


def test_the_text_of_a_pdf_file_becomes_a_document(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    source = tmp_path / "a.typ"
    body = "\n\n#pagebreak()\n".join(TEXT)
    page = '#set page(numbering: "- 1 -", header: [某某县公报])'
    source.write_text(f'#set text(font: "Noto Sans CJK SC", lang: "zh")\n{page}\n{body}\n', "utf-8")
    (tmp_path / "a.pdf").write_bytes(typst.compile(str(source)))
    import_policy(tmp_path / "a.pdf", tmp_path)
    [doc] = imported(tmp_path).docs
    assert doc.title == "某某县辅助器具补助办法"
    assert [article.no for article in doc.articles] == ["第一条", "第二条", "第二条之一", "第三条"]
    assert doc.articles[1].text == "购买轮椅的，每人补助八百元。已享受过的，五年内不重复补助。"
    assert doc.in_force_from == date(2024, 3, 1)
