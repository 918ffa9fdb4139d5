"""Verifies a briefing: every number is computed again from the journal as of the record that it names, every fact from
its event's records, and every other word is compared with what was signed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from county.briefing.briefing import Briefing
from county.catalog import Catalog
from county.explained import Explained
from county.figures.metric import Figure, FigureValue
from services.brief.definitions import DIGITS, redefined
from services.brief.document import BriefFact, Number
from services.brief.docx_reading import read_docx
from services.brief.stated import NotVerifiable, Stated
from services.brief.verified import VerifiedBriefing, WrongNumber, WrongText, is_derived
from services.brief.xlsx_file import cell_value, read_xlsx


class JournalOfBriefing(NamedTuple):
    """What a journal says."""

    again: Callable[[Figure], FigureValue]
    """The value of a figure, counted again."""
    hash_at: Callable[[int], bytes | None]
    """Of a record of its chain."""
    fact: Callable[[Stated, BriefFact], str]
    """The text of a fact of a document, derived again."""
    briefing: Callable[[str], Briefing | None]
    """The briefing with an id, folded from its records."""
    renamed: Callable[[Stated], list[str]]
    """What a document names otherwise than it is called today, one text each."""


def verify(path: Path, catalog: Catalog, journal: JournalOfBriefing) -> VerifiedBriefing:
    """Raises NotVerifiable, OSError."""
    is_annex = path.suffix.lower() == ".xlsx"
    written: Mapping[str, float | str]
    pictures: Mapping[str, str] = {}
    if is_annex:
        found, digest, written, texts = read_xlsx(path)
    else:
        found, digest, written, texts, pictures = read_docx(path)
    if found.head_hash and (journal.hash_at(found.as_of_seq) or b"").hex() != found.head_hash:
        raise NotVerifiable(
            "{path}: record {seq} of this journal has another hash: it was made from another journal, or one of them"
            " was changed; name the data folder it was made from",
            path=path, seq=found.as_of_seq,
        )  # fmt: skip
    briefing = journal.briefing(found.briefing) if found.briefing else None
    if found.briefing and briefing is None:
        raise NotVerifiable(
            "{path}: this journal has no briefing {id}; name the data folder it was made from",
            path=path, id=found.briefing,
        )  # fmt: skip
    differences = [
        *_numbers(found, written, catalog, journal.again, is_annex=is_annex), *_facts(found, written, journal)
    ]
    wrong = _facts_as_made(found, written)
    wrong += [
        WrongText(place, texts.get(place, ""), made)
        for place, made in found.texts.items()
        if texts.get(place, "") != made
    ]
    if found.texts and not is_annex:
        wrong += [WrongText(place, text, "") for place, text in texts.items() if place not in found.texts and text]
    wrong += _pictures(found.pictures, pictures)
    others = [catalog.metrics[name].name.zh for name in redefined(found.definitions, catalog)]
    unknown = bool(found.numbers) and not found.definitions and found.catalog != catalog.digest
    changed = bool(differences or wrong)
    signature = "" if briefing is None else _signature(path, digest, briefing, found, changed or is_annex)
    signed_as = f"{briefing.issue_no} {briefing.signer}" if briefing is not None and found.issue else ""
    return VerifiedBriefing(found, differences, wrong, others, unknown, signature, signed_as, journal.renamed(found))


def _numbers(
    found: Stated, written: Mapping[str, float | str], catalog: Catalog, again: Callable[[Figure], FigureValue],
    *, is_annex: bool,
) -> list[WrongNumber]:  # fmt: skip
    known: dict[Figure, FigureValue] = {}

    def counted(figure: Figure) -> Figure:
        as_of_seq = figure.as_of_seq if found.kind == "special" else found.as_of_seq
        asked = replace(figure, value=FigureValue(), as_of_seq=as_of_seq)
        if asked not in known:
            known[asked] = again(asked)
        return replace(asked, value=known[asked])

    differences = []
    for place, number in found.numbers.items():
        figure, metric = number.figure, catalog.metrics.get(number.figure.metric)
        if metric is None:
            differences.append(WrongNumber(place, figure.metric, figure.group, "a metric", "no metric"))
            continue
        try:
            earlier = None if number.before is None else counted(number.before)
            true = Number(form=number.form, figure=counted(figure), before=earlier)
        except Explained as error:
            differences.append(WrongNumber(place, figure.metric, figure.group, str(written.get(place)), str(error)))
            continue
        expected = cell_value(true, metric) if is_annex else true.text(metric)
        if not _same(written.get(place, ""), expected):
            told = str(written.get(place, ""))
            differences.append(WrongNumber(place, metric.name.zh, figure.group, told, str(expected)))
    return differences


def _pictures(made: Mapping[str, str], present: Mapping[str, str]) -> list[WrongText]:
    """Those that were exchanged, taken out or put in, by the beginning of their digests."""
    return [
        WrongText(name, present.get(name, "")[:DIGITS], made.get(name, "")[:DIGITS])
        for name in {**made, **present}
        if present.get(name) != made.get(name)
    ]


def _facts(found: Stated, written: Mapping[str, float | str], journal: JournalOfBriefing) -> list[WrongNumber]:
    differences = []
    for place, fact in found.facts.items():
        if is_derived(found, fact):
            expected, told = journal.fact(found, fact), str(written.get(place, ""))
            if told != expected:
                differences.append(WrongNumber(place, fact.element, fact.event_id, told, expected))
    return differences


def _facts_as_made(found: Stated, written: Mapping[str, float | str]) -> list[WrongText]:
    """Those that are compared with what the file carries."""
    return [
        WrongText(place, str(written.get(place, "")), fact.text)
        for place, fact in found.facts.items()
        if not is_derived(found, fact) and written.get(place, "") != fact.text
    ]


def _signature(path: Path, digest: str, briefing: Briefing, found: Stated, only_signed_bytes: bool) -> str:
    """Why a file is not what was signed; one whose words and numbers are unchanged may have been saved again by a word
    processor, unless ``only_signed_bytes``."""
    if not found.issue:
        return ""
    if not briefing.is_signed:
        return f"it bears the number {found.issue}, but briefing {briefing.id} is not signed"
    if hashlib.sha256(path.read_bytes()).hexdigest() in {file.sha256 for file in briefing.attachments}:
        return ""
    if not only_signed_bytes and digest == briefing.stated:
        return ""
    return f"it is not what {briefing.signer} signed as {briefing.issue_no}"


def _same(written: float | str, expected: float | str) -> bool:
    if isinstance(written, str) or isinstance(expected, str):
        return written == expected
    return math.isclose(written, expected, rel_tol=1e-12, abs_tol=1e-12)
