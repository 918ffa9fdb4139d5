"""Names of rows of the catalogue."""

from __future__ import annotations

import msgspec


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in the two languages of the UI."""

    zh: str
    en: str
