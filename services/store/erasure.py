"""``main.py contacts … erase TEXT``: forget a reporter, beside a running backend or not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from county.explained import Explained
from county.realm import Realm
from services.data_folder import keys_folder, realm_folder
from services.store.contacts import FILE, SqliteContacts
from services.store.keyfiles import CONTACTS_KEY, read_key
from services.store.migration.layout import ASIDE
from services.store.migration.to2 import MOVED
from services.store.ports import StoreError
from services.store.recovering_contacts import set_aside
from services.store.sqlite.database import FILE as JOURNAL
from services.store.sqlite.database import BadJournal
from services.store.sqlite.reading import LogReader
from services.store.tokens import is_token, token_of

Tell = Callable[[str], None]
"""Prints one line."""


class NotErased(Explained):
    """Contacts that cannot be looked through; one line: what, where, the way out."""


def erase(data: Path, realm: Realm, text: str, *, tell: Tell) -> int:
    """Erase who is meant by ``text``: what was said of a reporter, as a whole, or a token; exit code, 1 for nobody.

    Nobody is erased by a part of it: contacts that hold ``text`` are told by their tokens.  Raises NotErased and
    BadKeyFile.
    """
    said = text.strip()
    if not said:
        raise NotErased("an empty text names nobody; give the reporter's name and phone as reported, or a token r-…")
    folder = realm_folder(data, realm)
    path = folder / FILE
    if not path.is_file():
        raise NotErased(
            "{path}: there are no contacts here; name the data folder with --data, or the realm with --realm", path=path
        )
    token = said if is_token(said) else token_of(said, _key(data))
    try:
        with closing(SqliteContacts(folder)) as contacts:
            erased = contacts.erase(token)
            others = contacts.holding(said)
    except StoreError as error:
        raise NotErased(
            "{why}; nobody is erased: try again as the user who runs the backend, or restore a backup", why=error
        ) from error
    tell(f"{token} is erased from {path}" if erased else f"nobody is erased: {path} has no contact {token}")
    for other in others:
        tell(f"{other} holds this text with more; erase it by its token if it is meant")
    for copy in _copies(data, folder):
        tell(f"{copy} is an older copy and still holds whom it held; delete it when it is not needed any more")
    if _moved(folder):
        tell(
            f"{folder / JOURNAL}: records that version 0.1 wrote keep names and phones in their bytes, which are"
            " chained; no client is sent them"
        )
    return int(not erased)


def _key(data: Path) -> bytes:
    path = keys_folder(data) / CONTACTS_KEY
    key = read_key(path)
    if key is None:
        raise NotErased(
            "{path}: is missing, so this text has no token; put it back from a backup of the keys folder, or give the"
            " token r-…",
            path=path,
        )
    return key


def _moved(folder: Path) -> bool:
    """Whether the journal was moved from the first program, which wrote names and phones into records."""
    try:
        with closing(LogReader(folder)) as reader:
            return reader.meta(MOVED) is not None
    except (BadJournal, StoreError):
        return False


def _copies(data: Path, folder: Path) -> list[Path]:
    """Folders that a restore, a migration or damage left of what was there before."""
    return sorted([*folder.parent.glob(f"{folder.name}.before-*"), *data.glob(f"{ASIDE}*"), *set_aside(folder)])
