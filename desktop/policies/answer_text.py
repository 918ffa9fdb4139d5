"""What the articles say about a question, as rich text: verbatim, with the words that were found marked."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QCoreApplication

from desktop import theme
from services.protocol.policy_messages import CitedArticle, PolicyReply

translate = QCoreApplication.translate


def answer_html(reply: PolicyReply) -> str:
    """The whole answer; a heading says what it is worth."""
    if not reply.documents and not reply.unreadable:
        none = translate(
            "policies", "This county has no policies yet: put them into the folder policies of its package"
        )
        return _line(none, theme.WARNING)
    unreadable = translate("policies", "{count} files of policies cannot be read: main.py policy check tells why")
    more = translate("policies", "{count} more articles differ from the first one")
    return (
        (_line(unreadable.format(count=reply.unreadable), theme.WARNING) if reply.unreadable else "")
        + _heading(reply)
        + "".join(_article(cited, reply.kind) for cited in reply.cited)
        + (_line(more.format(count=reply.more), theme.DANGER) if reply.more else "")
        + "".join(_former(cited) for cited in reply.former)
    )


def _heading(reply: PolicyReply) -> str:
    match reply.kind:
        case "answer":
            return ""
        case "conflict":
            text = translate("policies", "Articles in force differ: give no answer before a person has decided")
            return _line(text, theme.DANGER)
        case "related":
            return _line(translate("policies", "Not confirmed; these articles may have to do with it"), theme.WARNING)
        case _:
            return _line(translate("policies", "No article answers this: have a person answer"), theme.WARNING)


def _article(cited: CitedArticle, kind: str) -> str:
    color = theme.TEXT if kind in ("answer", "conflict") else theme.MUTED
    parts = [f"<b>{escape(_named(cited))}</b>"]
    parts += [
        _line(translate("policies", "The question says {asked}, the article {written}").format(
            asked=amount.asked, written=translate("policies", ", ").join(amount.written)
        ), theme.DANGER)
        for amount in cited.wrong_amounts
    ]  # fmt: skip
    parts.append(_paragraph(_marked(cited.text, cited.matched), color, theme.px(17)))
    if cited.applies_to:
        parts.append(_small(translate("policies", "Applies to: {whom}").format(whom=cited.applies_to)))
    parts.append(_small(_source(cited)))
    if cited.is_sample:
        parts.append(
            _line(translate("policies", "A sample for demonstration: not the policy of any county"), theme.WARNING)
        )
    if cited.excluded:
        kinds = translate("policies", ", ").join(cited.excluded)
        about = translate("policies", "The article is not about: {words}")
        parts.append(_line(about.format(words=kinds), theme.WARNING))
    if cited.like:
        parts.append(_small(translate("policies", "Asked like: {question}").format(question=cited.like)))
    if cited.unmatched:
        words = translate("policies", ", ").join(cited.unmatched)
        parts.append(_small(translate("policies", "Not in the article: {words}").format(words=words)))
    return f"<div style='margin-bottom:{theme.px(12)}px'>{''.join(parts)}</div>"


def _former(cited: CitedArticle) -> str:
    until = translate("policies", "Superseded: {title}").format(title=_named(cited))
    return _small(until) + _paragraph(f"<s>{escape(cited.text)}</s>", theme.MUTED, theme.px(14))


def _named(cited: CitedArticle) -> str:
    number = cited.no or translate("policies", "(articles without numbers)")
    return f"《{cited.title}》{number}"


def _source(cited: CitedArticle) -> str:
    force = translate("policies", "in force from {day}").format(day=cited.from_day)
    if cited.to_day:
        force = translate("policies", "in force {first} to {last}").format(first=cited.from_day, last=cited.to_day)
    return " · ".join(part for part in (cited.issuer, cited.doc_no, force) if part)


def _marked(text: str, matched: list[str]) -> str:
    """``text`` with the forms that it contains in the colour of the accent."""
    forms = sorted({form for form in matched if form in text}, key=len, reverse=True)
    if not forms:
        return escape(text)
    parts = re.split(f"({'|'.join(map(re.escape, forms))})", text)
    return "".join(
        f"<span style='color:{theme.ACCENT}'>{escape(part)}</span>" if n % 2 else escape(part)
        for n, part in enumerate(parts)
    )


def _paragraph(markup: str, color: str, size_px: int) -> str:
    return f"<p style='margin:{theme.px(4)}px 0; color:{color}; font-size:{size_px}px'>{markup}</p>"


def _line(text: str, color: str) -> str:
    return f"<p style='margin:{theme.px(3)}px 0; color:{color}'>{escape(text)}</p>"


def _small(text: str) -> str:
    return _line(text, theme.MUTED)
