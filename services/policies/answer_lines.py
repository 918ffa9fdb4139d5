"""An answer about policies as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from services.policies.answering import AnswerKind, Cited, PolicyAnswer

HEADS: dict[AnswerKind, str] = {
    "answer": "", "conflict": "现行条文不一致，请转人工裁定：", "related": "未能确认，可能相关的条文：",
    "none": "没有条文能回答，请转人工答复。",
}  # fmt: skip


def answer_lines(answer: PolicyAnswer) -> Iterator[str]:
    """The lines; a line that begins with a blank belongs to the article above it."""
    if HEADS[answer.kind]:
        yield HEADS[answer.kind]
    for cited in answer.cited:
        yield from _article(cited)
    for cited in answer.former:
        yield f"已被取代：{_named(cited)}"
        yield f"  {cited.article.text}"


def _article(cited: Cited) -> Iterator[str]:
    doc = cited.doc
    begins = "" if doc.in_force_from is None else f"，自 {doc.in_force_from.isoformat()} 施行"
    yield f"{_named(cited)}{begins}" + ("（样本文件，非真实政策）" if doc.sample else "")
    yield f"  {cited.article.text}"
    for asked, written in cited.contradicted.items():
        yield f"  提问说 {asked}，条文中没有；条文为 {'、'.join(map(str, written))}"
    if cited.excluded:
        yield f"  条文不是关于：{'、'.join(cited.excluded)}"
    if cited.like:
        yield f"  相近的问法：{cited.like}"
    if cited.unmatched:
        yield f"  条文中没有：{'、'.join(cited.unmatched)}"


def _named(cited: Cited) -> str:
    return f"《{cited.doc.title}》{cited.article.no or '（原文未编条号）'}"
