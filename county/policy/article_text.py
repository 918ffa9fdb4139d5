"""Divides the text of a policy, as a document or a page has it, into title, number, validity and articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from county.policy.documents import ARTICLE_MAX, ARTICLES_MAX, Article
from county.policy.numerals import with_digits

_NUMBERED = re.compile(
    r"\s*(第[零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?)[\s\u3000:：、]*(.*)", re.DOTALL
)
_CHAPTER = re.compile(r"\s*第[零一二三四五六七八九十百\d]+[章节编]")
_DOC_NO = re.compile(r"[\u3400-\u9fff]{1,12}[〔\[（(]\d{4}[〕\]）)]\s*\d+\s*号")
_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_BEGINS = re.compile(rf"自{_DAY}起(?:施行|实施|执行|生效)")
_ENDS = re.compile(rf"有效期(?:至|到){_DAY}")
_TITLE = re.compile(r"(?:办法|规定|细则|条例|方案|意见|通知|标准|制度|规则|决定|公告)(?:[（(].{1,20}[)）])?$")


class DividedText(NamedTuple):
    """What a text was found to say; None and "" for what it does not."""

    title: str
    doc_no: str
    from_day: date | None
    to_day: date | None
    articles: tuple[Article, ...]
    """Without numbers where the text has none: then each paragraph is one."""


def divided(paragraphs: Sequence[str]) -> DividedText:
    """``paragraphs``: of a document, or the lines of a page, which may break within a sentence."""
    lines = [" ".join(line.split()) for line in paragraphs if line.strip()]
    whole = with_digits("".join(lines))
    starts = [n for n, line in enumerate(lines) if _NUMBERED.match(line)]
    head = lines[: starts[0]] if starts else lines[:3]
    found = [_DOC_NO.search(line) for line in head]
    titles = [line for line in head if _TITLE.search(line)]
    return DividedText(
        title=max(titles, key=len, default=head[0] if head else "")[:200],
        doc_no=next((match[0] for match in found if match), ""),
        from_day=_day(_BEGINS.search(whole)),
        to_day=_day(_ENDS.search(whole)),
        articles=tuple(_numbered(lines[starts[0] :]) if starts else _plain(lines, titles))[:ARTICLES_MAX],
    )


def _numbered(lines: Sequence[str]) -> list[Article]:
    articles: list[tuple[str, list[str]]] = []
    for line in lines:
        match = _NUMBERED.match(line)
        if match:
            articles.append((match[1], [match[2]]))
        elif not _CHAPTER.match(line):
            articles[-1][1].append(line)
    joined = ((no, "".join(part for part in parts if part)) for no, parts in articles)
    return [Article(text[:ARTICLE_MAX], no=no) for no, text in joined if text]


def _plain(lines: Sequence[str], titles: Sequence[str]) -> list[Article]:
    return [Article(line[:ARTICLE_MAX]) for line in lines if line not in titles]


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
