"""What a document carries besides its text: every number with its figure, so that each can be computed again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from county.briefing.elements import WORDING
from county.briefing.kinds import BriefingKind
from county.explained import Explained
from services.brief.document import BriefDocument, BriefFact, Number

FORMAT = "county bulletin"
VERSION = 9
"""Version 1 did not say how its metrics were defined; versions 1 and 2 were bulletins of a month, and did not hold
their texts; versions 1 to 3 had no pictures; versions 1 to 4 did not say in which names their facts are told: their
wording is another one, so that they are not derived again.  Versions 1 to 5 wrote durations of minutes as 0 hours,
versions 1 to 6 changes in tables without their unit: their numbers have no form ``change_in_unit``, versions 1 to 7
changes in sentences by a sign: ``change`` instead of ``change_in_words``; versions 1 to 8 had no results of decision
parts."""
WITH_TEXTS, WITH_NAMES, WITH_MINUTES = 3, 5, 6
"""Versions from which on a document carries its texts, the names in which its facts are told, and tells minutes."""


class NotVerifiable(Explained):
    """A file that is no briefing, or carries no figures; one line: what, where and the way out."""


class Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Numbers by the name of their place in the document: a bookmark, or a sheet and cell."""

    format: str = FORMAT
    version: int = VERSION
    kind: BriefingKind = "monthly"
    county: str
    month: str = ""
    """Of versions 1 and 2: the period."""
    period: str = ""
    briefing: str = ""
    """Its id in the journal; "" for one that is not a record."""
    issue: str = ""
    as_of_seq: int
    as_of_ms: int
    head_hash: str
    """"" where the analysis did not tell it."""
    catalog: str
    definitions: dict[str, str] = {}
    """Digests of the metrics as they were defined; empty in version 1."""
    numbers: dict[str, Number]
    facts: dict[str, BriefFact] = {}
    names: dict[str, str] = {}
    """In which the facts are told, see :class:`services.brief.told_names.ToldNames`."""
    wording: int = 0
    """:data:`county.briefing.elements.WORDING` of the program that made it; 0: it does not say."""
    texts: dict[str, str] = {}
    """Everything else that is written, by place: a paragraph ``p12``, in which ``{fig_3}`` stands for a number or fact,
    or a cell; empty in versions 1 and 2."""
    pictures: dict[str, str] = {}
    """SHA-256 of each picture, by its name."""


class _StatedHead(msgspec.Struct):
    format: str = ""
    version: int = 0


def stated(
    document: BriefDocument, numbers: Mapping[str, Number], facts: Mapping[str, BriefFact], texts: Mapping[str, str],
    pictures: Mapping[str, str] | None = None,
) -> bytes:
    """As JSON."""
    return msgspec.json.encode(Stated(
        kind=document.kind, county=document.county, period=document.period, briefing=document.briefing,
        issue=document.issue, as_of_seq=document.as_of_seq, as_of_ms=document.as_of_ms, head_hash=document.head_hash,
        catalog=document.catalog, definitions=dict(document.definitions), numbers=dict(numbers), facts=dict(facts),
        names=dict(document.names), wording=WORDING, texts=dict(texts), pictures=dict(pictures or {}),
    ))  # fmt: skip


def digest_of_stated(content: bytes) -> str:
    """SHA-256 in hex: what a signature names besides the file, which word processors write anew."""
    return hashlib.sha256(content).hexdigest()


def read_stated(content: bytes | str, path: object) -> Stated:
    """Raises NotVerifiable."""
    try:
        head = msgspec.json.decode(content, type=_StatedHead)
        if head.format == FORMAT and head.version > VERSION:
            raise NotVerifiable(
                "{path}: has version {version} of the format, this program reads {known}; use a newer program",
                path=path, version=head.version, known=VERSION,
            )  # fmt: skip
        found = msgspec.json.decode(content, type=Stated)
    except msgspec.DecodeError as error:
        raise NotVerifiable(
            "{path}: its figures cannot be read ({why}); make the document again", path=path, why=error
        ) from error
    if found.format != FORMAT:
        raise NotVerifiable("{path}: carries the figures of no briefing; name a briefing", path=path)
    return found
