"""What stands around the text of every briefing, in the order of GB/T 9704: 份号, 密级和保密期限, 紧急程度,
发文机关标志, 期号 and 签发人 before, 署名, date, data and verification, 抄送 and 印发 after it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from county.briefing.briefing import Briefing
from county.briefing.commands import BriefingSigned
from county.briefing.kinds import CLASSIFICATIONS, BriefingKind, Classification, day_name, issue_text
from county.briefing.office_marks import COPIES, URGENCY, copy_number_text, named, secrecy_text
from county.numbering import COUNTY_TIME, moment
from services.brief.document import APART, BriefDocument, Paragraph

SERIES: dict[BriefingKind, str] = {
    "first": "值班快报", "further": "值班快报", "final": "值班快报", "daily": "值班日报", "weekly": "运行周报",
    "monthly": "月度通报", "special": "专报",
}  # fmt: skip
DRAFT = "草稿，未签发"
DRILL = "演练 演练 演练"
OFFICE = "城乡治理指挥中心"
"""Who issues it, after the name of the county."""


class Signature(NamedTuple):
    """Under which number, by whom and when a briefing is signed."""

    year: int
    number: int
    signer: str
    signed_ms: int


def signature_of(briefing: Briefing) -> Signature | None:
    """None for one that is not signed."""
    if not briefing.is_signed:
        return None
    signed_ms = next(step.happened_ms for step in briefing.steps if step.kind == BriefingSigned.__name__)
    return Signature(briefing.year, briefing.number, briefing.signer, signed_ms)


def framed(
    text: BriefDocument, briefing: Briefing | None, signature: Signature | None, *, is_drill: bool = False
) -> BriefDocument:
    """``text`` as a whole document; ``briefing``: None for one that is not in the journal."""
    issue = "" if signature is None else issue_text(signature.year, signature.number)
    signer = "" if signature is None else f"{APART}签发人：{signature.signer}"
    classification = text.classification if briefing is None else briefing.classification
    recipients = () if briefing is None else briefing.recipients
    copies = () if briefing is None else named(briefing.text_at(COPIES))
    issuer = f"{text.county}{OFFICE}"
    before = [
        *([Paragraph("drill", (DRILL,))] if is_drill else []),
        *(Paragraph("class", (one,)) for one in _marks(briefing, classification)),
        Paragraph("series", (f"{text.county}{SERIES[text.kind]}",)),
        Paragraph("issue", (f"{issue or DRAFT}{signer}",)),
    ]
    to = [Paragraph("to", (f"{'、'.join(recipients)}：",))] if recipients else []
    at_ms = text.as_of_ms if signature is None else signature.signed_ms
    day = day_name(datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME))
    id = "" if briefing is None else briefing.id
    after = [
        Paragraph("sign", (issuer,)), Paragraph("sign", (day,)), Paragraph("note", (_origin(text, id),)),
        *([Paragraph("copies", (f"抄送：{'、'.join(copies)}。",))] if copies else []),
        *([] if signature is None else [Paragraph("imprint", (f"{issuer}{APART}{day}印发",))]),
    ]  # fmt: skip
    head = next((n for n, b in enumerate(text.blocks) if not is_heading(b)), len(text.blocks))
    blocks = (*before, *text.blocks[:head], *to, *text.blocks[head:], *after)
    return text._replace(
        blocks=blocks, classification=classification, briefing=id, issue=issue
    )


def _marks(briefing: Briefing | None, classification: Classification) -> list[str]:
    """份号, 密级和保密期限, 紧急程度, a line each (7.2.1 to 7.2.3)."""
    level = "" if classification == "public" else CLASSIFICATIONS[classification].zh
    if briefing is None:
        return [level] if level else []
    marks = (copy_number_text(briefing), level and secrecy_text(briefing, level), briefing.text_at(URGENCY))
    return [one for one in marks if one]


def is_heading(block: object) -> bool:
    """Whether it is a part of the title."""
    return isinstance(block, Paragraph) and block.style in ("title", "subtitle")


def _origin(text: BriefDocument, briefing: str) -> str:
    chained = f"；该条链上哈希 {text.head_hash}" if text.head_hash else ""
    named = f"简报编号 {briefing}；" if briefing else ""
    return (
        f"{named}数据截至 {moment(text.as_of_ms)}，日志第 {text.as_of_seq} 条{chained}；"
        f"口径表摘要 {text.catalog[:16]}。"
        "本文每个数字都可由日志重新计算核对：main.py brief verify 本文件。"
    )
