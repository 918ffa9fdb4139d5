"""Tokens that represent reporters in records: only the ContactStore maps them to people."""

from __future__ import annotations

import hmac
import re
from pathlib import Path

from county.realm import LIVE
from services.disk.data_folder import keys_folder, realm_folder
from services.store import contacts
from services.store.keyfiles import CONTACTS_KEY, BadKeyFile, ensure_key, read_key
from services.store.sqlite import database

PREFIX = "r-"
_TOKEN = re.compile(r"r-[0-9a-f]{20}")


def token_of(text: str, key: bytes) -> str:
    """Token of a reporter's ``text`` (name, phone): equal texts have equal tokens, which cannot be found by trying
    phone numbers without ``key``.

    ``r-`` and the first 20 hex digits (80 bits) of HMAC-SHA256.
    """
    return PREFIX + hmac.digest(key, text.encode(), "sha256").hex()[:20]


def is_token(text: str) -> bool:
    """Whether ``text`` has the form of a token."""
    return _TOKEN.fullmatch(text) is not None


def ensure_contacts_key(data: Path) -> bytes:
    """The key of a data folder's tokens, created if the folder has no realm yet.

    With another key the tokens in records would be unknown, and a person who reports again would count as new; so a
    lost key is not replaced.  Raises BadKeyFile.
    """
    path = keys_folder(data) / CONTACTS_KEY
    key = read_key(path)
    if key is not None:
        return key
    for name in (database.FILE, contacts.FILE):
        for store in sorted(realm_folder(data, LIVE).parent.glob(f"*/{name}")):
            raise BadKeyFile(
                "{path}: the key of the reporters' tokens in {store} is missing; restore it from a backup of the keys"
                " folder",
                path=path, store=store,
            )  # fmt: skip
    return ensure_key(path)
