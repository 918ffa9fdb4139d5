"""Imports policies from DOCX and PDF files into a county package, as TOML files that a person reads and corrects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import tomli_w
from msgspec import to_builtins
from msgspec.structs import asdict

from county.explained import Explained, ExplainedLine
from county.policy.article_numbers import out_of_order
from county.policy.article_text import divided
from county.policy.documents import ARTICLE_MAX, ARTICLES_MAX, FORMAT, Article, PolicyDoc
from services.disk.durable import write_whole
from services.policies.library import POLICIES
from services.policies.source_text import UnreadableSource, check_size, paragraphs_of

ID_DIGITS = 12


class AlreadyImported(Explained):
    """A file that was imported before; one line: as which document."""


def import_policy(
    path: Path, package: Path, *, from_day: date | None = None, supersedes: tuple[str, ...] = ()
) -> list[ExplainedLine]:
    """Write ``policies/ID.toml`` into ``package``; returns what a person has to look at.

    ``from_day``: when it comes into force; None: as its text says.  Raises UnreadableSource, AlreadyImported, OSError.
    """
    check_size(path)
    digest = sha256(path.read_bytes()).hexdigest()
    target = package / POLICIES / f"doc-{digest[:ID_DIGITS]}.toml"
    if target.exists():
        raise AlreadyImported("{path}: was imported before, as {target}; edit that file", path=path, target=target)
    found = divided(paragraphs_of(path))
    if not found.articles:
        raise UnreadableSource("{path}: has a title, but no text below it", path=path)
    _check_sizes(path, found.articles)
    doc = PolicyDoc(
        format=FORMAT, id=target.stem, title=found.title or path.stem, doc_no=found.doc_no,
        in_force_from=from_day or found.from_day, in_force_to=found.to_day, supersedes=supersedes,
        source_file_sha256=digest, articles=found.articles,
    )  # fmt: skip
    target.parent.mkdir(exist_ok=True)
    write_whole(target, tomli_w.dumps(_plain(doc)).encode())
    return [ExplainedLine("{path}: {count} articles, written to {target}", path=path, count=len(doc.articles),
                          target=target), *found.doubts, *findings(doc)]  # fmt: skip


def _check_sizes(path: Path, articles: Sequence[Article]) -> None:
    """Nothing is cut: half an article would be quoted as a whole one."""
    if len(articles) > ARTICLES_MAX:
        raise UnreadableSource("{path}: has more than {limit} articles; divide it", path=path, limit=ARTICLES_MAX)
    for article in articles:
        if len(article.text) > ARTICLE_MAX:
            raise UnreadableSource(
                "{path}: {no} has more than {limit} characters; divide it", path=path, no=article.no, limit=ARTICLE_MAX
            )


def findings(doc: PolicyDoc) -> list[ExplainedLine]:
    """Why a document answers less than it could."""
    lines = []
    if doc.in_force_from is None:
        lines.append(ExplainedLine(
            "{id}: does not say since when it is in force, and answers nothing until in_force_from is set", id=doc.id
        ))  # fmt: skip
    if not all(article.no for article in doc.articles):
        lines.append(ExplainedLine("{id}: has articles without numbers; they are cited without one", id=doc.id))
    lines += [
        ExplainedLine("{id}: {no} does not follow the article before it; compare with the text", id=doc.id, no=no)
        for no in out_of_order(article.no for article in doc.articles)
    ]
    return lines


def _plain(doc: PolicyDoc) -> dict[str, object]:
    """As TOML has it: dates as dates, nothing that is not known."""
    values = asdict(doc)
    values["articles"] = [
        {key: value for key, value in to_builtins(article).items() if value} for article in doc.articles
    ]
    return {key: value for key, value in values.items() if value not in (None, "", ())}
