"""The DOCX of every kind of briefing is a package that word processors open: nothing refers to what is not there."""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml

from county.briefing.briefing import BriefText
from services.brief.assembly import MapShot, document_of
from services.brief.document import BriefTable
from services.brief.docx_file import docx_bytes
from services.brief.docx_layout import FALLBACKS
from tests.unit.gbt_briefing import CATALOG, COUNTY, first_report
from tests.unit.running_desk import NOON_MS
from tests.unit.test_brief_documents import PNG

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PARAGRAPH = re.findall(
    r"\w+",
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
)
"""Children of w:pPr in the order of the schema (ISO/IEC 29500-1, CT_PPr)."""
ORDERS = {
    "pPr": PARAGRAPH,
    "pBdr": ["top", "left", "bottom", "right", "between", "bar"],
    "rPr": re.findall(
        r"\w+",
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
        "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
        "lang eastAsianLayout specVanish oMath",
    ),
    "tblPr": re.findall(
        r"\w+",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook",
    ),
    "tcPr": re.findall(
        r"\w+", "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"
    ),
    "sectPr": re.findall(
        r"\w+",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
        "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    ),
}
"""Children of some elements, each in the order of the schema."""


@pytest.fixture(scope="module")
def package() -> ZipFile:
    texts = (BriefText(place="urgency", wording="特急"), BriefText(place="copies", wording="县信访局"))
    made = first_report(texts=texts)
    figures = BriefTable("有关数据", ("指标", "数值"), (("受理", "12 件"),), (0.5, 0.5))
    document = document_of((made.briefing,), COUNTY, (), made.event, None, shot=MapShot(PNG, NOON_MS))
    document = document._replace(blocks=(*document.blocks[:-3], figures, *document.blocks[-3:]))
    return ZipFile(io.BytesIO(docx_bytes(document, CATALOG).content))


def roots(package: ZipFile) -> dict[str, Any]:
    names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
    return {name: parse_xml(package.read(name)) for name in names}


def test_no_part_is_empty_and_each_has_a_content_type(package: ZipFile) -> None:
    types = roots(package)["[Content_Types].xml"]
    defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    named = {one.get("PartName") for one in types if one.tag.endswith("Override")}
    for name in package.namelist():
        assert package.getinfo(name).file_size, name
        assert name == "[Content_Types].xml" or f"/{name}" in named or name.rpartition(".")[2] in defaults, name
    assert all(name.removeprefix("/") in package.namelist() for name in named)


def test_prefixes_that_may_be_ignored_are_declared(package: ZipFile) -> None:
    """Otherwise Word calls the whole file damaged."""
    for name, root in roots(package).items():
        for element in root.iter():
            for prefix in (element.get(f"{COMPATIBILITY}Ignorable") or "").split():
                assert prefix in element.nsmap, (name, prefix)


def test_every_relation_that_is_named_exists(package: ZipFile) -> None:
    for name, root in roots(package).items():
        used = {value for one in root.iter() for key, value in one.attrib.items() if key in (f"{R}id", f"{R}embed")}
        folder, _, file = name.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        known = {one.get("Id") for one in roots(package)[relations]} if relations in package.namelist() else set()
        assert used <= known, (name, used - known)


def test_tables_bookmarks_and_paragraphs_are_as_the_schema_asks(package: ZipFile) -> None:
    body = roots(package)["word/document.xml"][0]
    assert next(body.iter(f"{W}insideH"), None) is not None, "抄送 and 印发 share their lines"
    for name, order in ORDERS.items():
        for properties in body.iter(f"{W}{name}"):
            places = [order.index(child.tag.removeprefix(W)) for child in properties]
            assert places == sorted(places), (name, [child.tag for child in properties])
    for row in body.iter(f"{W}tr"):
        assert len(row.findall(f"{W}tc")) == len(row.getparent().find(f"{W}tblGrid"))
    assert all(cell[-1].tag == f"{W}p" for cell in body.iter(f"{W}tc"))
    starts, ends = ([one.get(f"{W}id") for one in body.iter(f"{W}bookmark{side}")] for side in ("Start", "End"))
    assert len(set(starts)) == len(starts)
    assert sorted(starts) == sorted(ends)
    assert body[-1].tag == f"{W}sectPr"
    assert {one.get(f"dist{side}") for one in body.iter("{*}inline") for side in "TBLR"} == {"0"}, "no room beside it"
    drawings = [one.get("id") for one in body.iter("{*}docPr")]
    assert len(set(drawings)) == len(drawings) == 1


def test_styles_that_are_used_are_defined_and_the_text_is_chinese(package: ZipFile) -> None:
    parts = roots(package)
    styles = {one.get(f"{W}styleId") for one in parts["word/styles.xml"].iter(f"{W}style")}
    used = {one.get(f"{W}val") for one in parts["word/document.xml"].iter(f"{W}pStyle", f"{W}tblStyle", f"{W}rStyle")}
    assert used <= styles
    assert {one.get(f"{W}eastAsia") for one in parts["word/styles.xml"].iter(f"{W}lang")} == {"zh-CN"}
    assert {one.get(f"{W}name") for one in parts["word/fontTable.xml"]} >= {*FALLBACKS}


def test_nothing_of_the_template_is_left(package: ZipFile) -> None:
    names = package.namelist()
    assert not [name for name in names if re.search("thumbnail|stylesWithEffects", name)]
    core = package.read("docProps/core.xml").decode()
    assert "python-docx" not in core
    assert "2013" not in core


def test_it_is_read_and_written_again_without_a_loss(package: ZipFile) -> None:
    content = io.BytesIO()
    assert package.fp is not None
    package.fp.seek(0)
    document = Document(io.BytesIO(package.fp.read()))
    document.save(content)
    again = Document(content)
    texts = [[one.text for one in each.paragraphs] for each in (document, again)]
    assert texts[0] == texts[1]
    assert len(again.inline_shapes) == 1
