"""What is wrong with a DOCX or XLSX file as ISO/IEC 29500 has it, as far as a program of our own has to say it.

Parts, content types and relations by part 2 (Open Packaging Conventions); of the parts that we write ourselves the
elements, their parents and their order by part 1.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "[Content_Types].xml"
STRICT = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
WORD = {
    "document": "body", "hdr": "p tbl", "ftr": "p tbl", "body": "p tbl sectPr",
    "p": "pPr r bookmarkStart bookmarkEnd", "r": "rPr t tab br fldChar instrText drawing",
    "tbl": "tblPr tblGrid tr", "tblGrid": "gridCol", "tr": "trPr tc", "tc": "tcPr p",
    "trPr": "cantSplit tblHeader trHeight jc", "pBdr": "top left bottom right", "tabs": "tab",
    "tblBorders": "top left bottom right insideH insideV", "tblCellMar": "top left bottom right",
    "tcBorders": "top left bottom right", "tcMar": "top left bottom right",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs wordWrap overflowPunct "
           "autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind contextualSpacing jc textAlignment "
           "outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs strike snapToGrid vanish color spacing w kern position sz szCs highlight u shd "
           "vertAlign lang",
    "tblPr": "tblStyle tblpPr tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgBorders pgNumType cols vAlign titlePg docGrid",
    "drawing": "",
}  # fmt: skip
"""What may be in each element of a text, in its order where the standard asks for one; in others nothing."""
UNORDERED = frozenset({"body", "hdr", "ftr", "p", "r", "tbl", "tr", "trPr", "tc"})
"""Their properties come first, and that is all."""
SHEET = {
    "worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData autoFilter mergeCells "
                 "conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter "
                 "rowBreaks drawing tableParts",
    "sheetData": "row", "row": "c", "c": "f v is", "is": "t r", "cols": "col", "mergeCells": "mergeCell",
    "sheetViews": "sheetView", "sheetView": "pane selection", "sheetPr": "tabColor outlinePr pageSetUpPr",
    "headerFooter": "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter", "hyperlinks": "hyperlink",
}  # fmt: skip
WRITTEN = ((re.compile(r"word/(document|header\d*|footer\d*)\.xml"), W, WORD),
           (re.compile(r"xl/worksheets/sheet\d+\.xml"), S, SHEET))  # fmt: skip
"""Which parts we write ourselves, and what may be in them."""


def faults(data: bytes) -> Iterator[str]:
    """Each in a line; none of a file as it should be."""
    with ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
        if len(parts) != len(file.namelist()):
            yield "a part is there twice"
    roots: dict[str, Any] = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                roots[name] = etree.fromstring(content, STRICT)
            except etree.XMLSyntaxError as error:
                yield f"{name}: {error}"
                continue
            if roots[name].getroottree().docinfo.doctype:
                yield f"{name}: it has a document type"
        elif not content:
            yield f"{name}: it is empty"
    if TYPES not in roots or "_rels/.rels" not in roots:
        yield "it is no package"
        return
    yield from _types(parts, roots[TYPES])
    yield from _relations(parts, roots)
    for name, root in roots.items():
        for form, space, children in WRITTEN:
            if form.fullmatch(name):
                yield from _elements(name, root, space, children)
                yield from _fonts(name, root)


def _types(parts: dict[str, bytes], types: Any) -> Iterator[str]:
    defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    named = [one.get("PartName") for one in types if one.tag.endswith("Override")]
    for name in parts:
        if name != TYPES and f"/{name}" not in named and name.rpartition(".")[2] not in defaults:
            yield f"{name}: it has no content type"
    for name in named:
        if name.removeprefix("/") not in parts:
            yield f"{name}: it has a content type and is not there"
    if len(set(named)) != len(named):
        yield "a part has two content types"


def _relations(parts: dict[str, bytes], roots: dict[str, Any]) -> Iterator[str]:
    """Every one leads to a part, every part is led to, and what is named by its id is one."""
    reached, waiting = {TYPES}, [""]
    while waiting:
        source = waiting.pop()
        folder, _, file = source.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        ids: set[str] = set()
        if relations in roots:
            reached.add(relations)
            for one in roots[relations]:
                if one.get("Id") in ids:
                    yield f"{relations}: {one.get('Id')} is there twice"
                ids.add(one.get("Id"))
                if one.get("TargetMode") == "External":
                    yield f"{relations}: {one.get('Target')} is not in the file"
                    continue
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target"))).removeprefix("/")
                if target not in parts:
                    yield f"{relations}: there is no {target}"
                elif target not in reached:
                    reached.add(target)
                    waiting.append(target)
        used = {
            value for element in (roots[source].iter() if source in roots else ()) for key, value in
            element.attrib.items() if key.startswith(R)
        }  # fmt: skip
        for missing in sorted(used - ids):
            yield f"{source}: there is no relation {missing}"
    for name in parts:
        if name not in reached:
            yield f"{name}: nothing leads to it"


def _elements(name: str, root: Any, space: str, children: dict[str, str]) -> Iterator[str]:
    for element in root.iter(f"{space}*"):
        tag = element.tag.removeprefix(space)
        known = children.get(tag, "").split()
        places = []
        for child in element:
            local = child.tag.removeprefix(space)
            if tag == "drawing":
                continue
            if local not in known:
                yield f"{name}: {local} in {tag}"
            else:
                places.append(known.index(local))
        if tag in UNORDERED:
            places = [min(place, 1) for place in places] if known[0].endswith("Pr") else []
        if places != sorted(places):
            yield f"{name}: the order in {tag}"


def _fonts(name: str, root: Any) -> Iterator[str]:
    """Word writes Chinese in the font of the template where a run names none."""
    for run in root.iter(f"{W}r"):
        fonts = run.find(f"{W}rPr/{W}rFonts")
        if fonts is None or not fonts.get(f"{W}eastAsia"):
            yield f"{name}: a run without a font for Chinese: {''.join(run.itertext())!r}"
