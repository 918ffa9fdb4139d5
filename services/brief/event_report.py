"""Reports about an event (首报, 续报, 终报) from its elements."""

from __future__ import annotations

from collections.abc import Sequence

from county.briefing.briefing import Briefing
from county.briefing.elements import Element, ElementNames, elements, missing, time_text
from county.briefing.linked import NOTHING_LINKED, LinkedCases
from county.catalog import Catalog
from county.events.event import Event
from county.names import Name, in_languages
from services.brief.document import SYNTHETIC, BriefDocument, BriefFact, BriefPicture, Paragraph
from services.brief.told_names import ToldNames

_NUMERALS = "一二三四五六七八九十"


def with_map(text: BriefDocument, png: bytes, at_ms: int) -> BriefDocument:
    """A report with the map around the place of its event."""
    blocks = text.blocks
    place = next((p.text for p in text.pieces if isinstance(p, BriefFact) and p.element == "place"), "")
    where = f"：{place}" if place else ""
    picture = BriefPicture(
        png, "事件位置图（圆圈为事件位置）", f"事件位置图{where}。圆圈为事件位置，图幅约 1.6 公里宽，上北下南。",
        f"指挥中心地图，{time_text(at_ms)}",
    )  # fmt: skip
    return text._replace(blocks=(*blocks, picture))


def without_map(text: BriefDocument, says: str) -> BriefDocument:
    """A report that says why it has no map; "" for nothing."""
    return text._replace(blocks=(*text.blocks, Paragraph("note", (says,)))) if says else text


def part_name(briefing: Briefing) -> str:
    """``首报``, ``续报一``, ``终报``."""
    match briefing.kind:
        case "further":
            number = briefing.part
            return f"续报{_NUMERALS[number - 1] if 0 < number <= len(_NUMERALS) else number}"
        case "final":
            return "终报"
        case _:
            return "首报"


def event_report(
    chain: Sequence[Briefing], event: Event, title: str | Name, county: str, catalog: Catalog, names: ElementNames,
    *, synthetic: bool = False, linked: LinkedCases = NOTHING_LINKED,
) -> BriefDocument:  # fmt: skip
    """The last report of ``chain``, which holds the reports before it, the first one first."""
    report, told = chain[-1], ToldNames(names)
    found = elements(chain, event, told, linked)
    heading = f"关于{in_languages(title)[0]}的{part_name(report)}"
    blocks = [
        Paragraph("title", (heading,)),
        Paragraph("subtitle", (f"（事件编号 {event.id}）",)),
        *([Paragraph("subtitle", (SYNTHETIC,))] if synthetic else []),
        *_lead(chain),
        *(_paragraph(event.id, number, one) for number, one in enumerate(found)),
    ]
    open_elements = missing(found)
    if open_elements:
        when = "签发前须补齐" if report.kind == "final" else "续报补充"
        blocks.append(Paragraph("note", (f"以上 {open_elements} 项待核，{when}。",)))
    return BriefDocument(
        report.kind, county, "", heading, report.as_of_seq, report.as_of_ms, "", catalog.digest, {}, tuple(blocks),
        names=told.told,
    )  # fmt: skip


def _lead(chain: Sequence[Briefing]) -> list[Paragraph]:
    """What a report continues: who reads it alone knows where to look."""
    if len(chain) < 2:
        return []
    before = chain[-2]
    issue = before.issue_no and f"（{before.issue_no}）"
    only = "以下只列其后的新情况" if chain[-1].kind == "further" else "以下为全过程"
    return [Paragraph("body", (f"接{part_name(before)}{issue}，{only}。",))]


def _paragraph(event_id: str, number: int, one: Element) -> Paragraph:
    numeral = f"{_NUMERALS[number]}、" if number < len(_NUMERALS) else f"十{_NUMERALS[number - len(_NUMERALS)]}、"
    return Paragraph(
        "item",
        (f"{numeral}{one.title}：", BriefFact(event_id=event_id, element=one.key, text=one.text, origin=one.origin)),
    )
