"""What a DOCX file has besides its text: who made it, its language, fonts to take instead, nothing of the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from services.brief.document import BriefDocument

LONGEST_PROPERTY = 255
_OF_TEMPLATE = ("/thumbnail", "/stylesWithEffects")
"""Ends of the kinds of relations to what the library's template brings and no document needs."""


def describe(document: Any, content: BriefDocument) -> None:
    """The properties that file managers show, and Chinese as the language of the text."""
    at = datetime.fromtimestamp(content.as_of_ms / 1000, UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author = content.title[:LONGEST_PROPERTY], content.county[:LONGEST_PROPERTY]
    properties.last_modified_by, properties.comments, properties.language = properties.author, "", "zh-CN"
    properties.created = properties.modified = at
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def without_template(document: Any) -> None:
    """Take out a picture and styles of another document."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.endswith(_OF_TEMPLATE)]:
            del relations[key]


def name_fallbacks(document: Any, fallbacks: Mapping[str, Sequence[str]]) -> None:
    """Write the font table's alternatives: what is to be taken where a font is missing."""
    part = next(
        (one for one in document.part.package.iter_parts() if str(one.partname).endswith("/fontTable.xml")), None
    )
    if part is None:
        return
    root = parse_xml(part.blob)  # keeps the declarations of prefixes that only attributes name
    for name, others in fallbacks.items():
        font, alternative = OxmlElement("w:font"), OxmlElement("w:altName")
        font.set(qn("w:name"), name)
        alternative.set(qn("w:val"), ",".join(others))
        font.append(alternative)
        root.append(font)
    part._blob = serialize_part_xml(root)
