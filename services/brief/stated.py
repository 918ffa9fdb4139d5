"""What a document carries besides its text: every number with its figure, so that each can be computed again."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from county.explained import Explained
from services.brief.bulletin import Bulletin, Number

FORMAT = "county bulletin"
VERSION = 2
"""Version 1 did not say how its metrics were defined."""


class NotVerifiable(Explained):
    """A file that is no bulletin, or carries no figures; one line: what, where and the way out."""


class Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Numbers by the name of their place in the document: a bookmark, or a sheet and cell."""

    format: str = FORMAT
    version: int = VERSION
    county: str
    month: str
    as_of_seq: int
    as_of_ms: int
    head_hash: str
    catalog: str
    definitions: dict[str, str] = {}
    """Digests of the metrics as they were defined; empty in version 1."""
    numbers: dict[str, Number]


class _StatedHead(msgspec.Struct):
    format: str = ""
    version: int = 0


def stated(bulletin: Bulletin, numbers: Mapping[str, Number]) -> bytes:
    """As JSON."""
    return msgspec.json.encode(Stated(
        county=bulletin.county, month=bulletin.month, as_of_seq=bulletin.as_of_seq, as_of_ms=bulletin.as_of_ms,
        head_hash=bulletin.head_hash, catalog=bulletin.catalog, definitions=dict(bulletin.definitions),
        numbers=dict(numbers),
    ))  # fmt: skip


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
            "{path}: its figures cannot be read ({why}); make the bulletin again", path=path, why=error
        ) from error
    if found.format != FORMAT:
        raise NotVerifiable("{path}: carries the figures of no bulletin; name a bulletin", path=path)
    return found
