"""Divides the text of a policy, as a document or a page has it, into title, number, validity and articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from county.explained import ExplainedLine
from county.policy.article_numbers import NUMBER, ArticleNumber, number_of
from county.policy.documents import Article
from county.policy.numerals import with_digits

_NUMBERED = re.compile(rf"\s*(?P<no>{NUMBER})(?P<blank>[\s\u3000:：、]*)(?P<text>.*)", re.DOTALL)
_CHAPTER = re.compile(r"\s*第[零一二三四五六七八九十百\d]+[章节编]")
_DOC_NO = re.compile(r"[\u3400-\u9fff]{1,12}[〔\[（(]\d{4}[〕\]）)]\s*\d+\s*号")
_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_BEGINS = re.compile(rf"自{_DAY}起(?:施行|实施|执行|生效)")
_ENDS = re.compile(rf"有效期(?:至|到){_DAY}")
_AFTER = re.compile(
    r"附件|附表|附[:：]|\S{2,30}(?:政府|办公室|委员会|局)$|(?:\d{4}|[〇零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月"
    r"[\d一二三四五六七八九十]{1,3}日$"
)
"""A line that is a signature, its day, or the head of an attachment."""
_TITLE = re.compile(r"(?:办法|规定|细则|条例|方案|意见|通知|标准|制度|规则|决定|公告)(?:[（(].{1,20}[)）])?$")


class DividedText(NamedTuple):
    """What a text was found to say; None and "" for what it does not."""

    title: str
    doc_no: str
    from_day: date | None
    to_day: date | None
    articles: tuple[Article, ...]
    """Without numbers where the text has none: then each paragraph is one."""
    doubts: tuple[ExplainedLine, ...] = ()
    """What a person has to compare with the text."""


def divided(paragraphs: Sequence[str]) -> DividedText:
    """``paragraphs``: of a document, or the lines of a page, which may break within a sentence."""
    lines = [" ".join(line.split()) for line in paragraphs if line.strip()]
    whole = with_digits("".join(lines))
    begun = _begun(lines)
    starts = sorted(begun)
    head = lines[: starts[0]] if starts else lines[:3]
    found = [_DOC_NO.search(line) for line in head]
    titles = [line for line in head if _TITLE.search(line)]
    return DividedText(
        title=max(titles, key=len, default=head[0] if head else "")[:200],
        doc_no=next((match[0] for match in found if match), ""),
        from_day=_day(_BEGINS.search(whole)),
        to_day=_day(_ENDS.search(whole)),
        articles=tuple(_numbered(lines[starts[0] :], begun, starts[0]) if starts else _plain(lines, titles)),
        doubts=tuple(_doubts(lines, begun)) if starts else (),
    )


def _begun(lines: Sequence[str]) -> dict[int, re.Match[str]]:
    """By line the beginning of an article.

    A line can also begin with a number because a sentence that refers to another article is broken there.  Articles
    follow each other; where a blank stands after the first number, it does after every one, and a number may be
    missing.
    """
    begun: dict[int, re.Match[str]] = {}
    before: ArticleNumber | None = None
    has_blank = False
    for place, line in enumerate(lines):
        match = _NUMBERED.match(line)
        number = None if match is None else number_of(match["no"])
        if match is None or number is None:
            continue
        if before is None:
            has_blank = bool(match["blank"])
        elif has_blank != bool(match["blank"]) or not (number.follows(before) or (has_blank and number > before)):
            continue
        begun[place], before = match, number
    return begun


def _numbered(lines: Sequence[str], begun: Mapping[int, re.Match[str]], first: int) -> list[Article]:
    articles: list[tuple[str, list[str]]] = []
    for place, line in enumerate(lines, first):
        if place in begun:
            articles.append((begun[place]["no"], [begun[place]["text"]]))
        elif not _CHAPTER.match(line):
            articles[-1][1].append(line)
    joined = ((no, "".join(part for part in parts if part)) for no, parts in articles)
    return [Article(text, no=no) for no, text in joined if text]


def _doubts(lines: Sequence[str], begun: Mapping[int, re.Match[str]]) -> Iterator[ExplainedLine]:
    no, last = "", max(begun)
    for place, line in enumerate(lines):
        if place in begun:
            no = begun[place]["no"]
        elif no and _NUMBERED.match(line):
            yield ExplainedLine("{no}: a line of it begins with another number, and was taken as its text: {line}",
                                no=no, line=line[:40])  # fmt: skip
        elif place > last and _AFTER.match(line):
            yield ExplainedLine("{no}: has a signature or an attachment at its end; take it out: {line}", no=no,
                                line=line[:40])  # fmt: skip


def _plain(lines: Sequence[str], titles: Sequence[str]) -> list[Article]:
    return [Article(line) for line in lines if line not in titles]


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
