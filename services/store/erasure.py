"""``main.py contacts … erase TEXT``: erase a reporter's contact data, while a backend is running or not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from county.explained import Explained, WrongArgument
from county.realm import Realm
from services.audit.entry import AuditKind
from services.audit.log import AuditLog
from services.audit.recording import record
from services.disk.data_folder import keys_folder, realm_folder
from services.store.contacts import FILE, SqliteContacts
from services.store.keyfiles import CONTACTS_KEY, read_key
from services.store.migration.layout import OLD_COPY
from services.store.migration.to2 import MIGRATED
from services.store.ports import StoreError
from services.store.recovering_contacts import quarantined
from services.store.sqlite.database import FILE as JOURNAL
from services.store.sqlite.database import BadJournal
from services.store.sqlite.reading import LogReader
from services.store.tokens import is_token, token_of

PrintLine = Callable[[str], None]
"""Prints one line."""


class NotErased(Explained):
    """Contacts that cannot be searched; one line: the fault, its place, the remedy."""


class NothingToErase(NotErased, WrongArgument):
    """No text or no contacts were named."""


def erase(data: Path, realm: Realm, text: str, *, print_line: PrintLine) -> int:
    """Erase the contact identified by ``text``: the whole text reported about a reporter, or a token.  Returns the exit
    code, 1 if there is no such contact.

    A part of the text erases nothing: for contacts that contain ``text`` the tokens are printed.  Raises NotErased,
    BadKeyFile, and NotAudited when the erasure is not in the audit log.
    """
    text = text.strip()
    if not text:
        raise NothingToErase("the text is empty; give the reporter's name and phone as reported, or a token r-…")
    folder = realm_folder(data, realm)
    path = folder / FILE
    if not path.is_file():
        raise NothingToErase(
            "{path}: there are no contacts here; give the data folder with --data, or the realm with --realm", path=path
        )
    token = text if is_token(text) else token_of(text, _key(data))
    try:
        with closing(SqliteContacts(folder)) as contacts:
            erased = contacts.erase(token)
            others = contacts.containing(text)
    except StoreError as error:
        raise NotErased(
            "{why}; no contact was erased: try again as the user who runs the backend, or restore a backup", why=error
        ) from error
    if erased:
        record(AuditLog.of_data(data), AuditKind.CONTACT_ERASED, about=token, realm=realm.id)
    print_line(f"{token} was erased from {path}" if erased else f"no contact was erased: {path} has no {token}")
    for other in others:
        print_line(f"{other} contains this text and more; if it is meant, erase it by its token")
    for copy in _copies(data, folder):
        print_line(f"{copy} is an older copy and was not changed; delete it when it is no longer needed")
    if _was_migrated(folder):
        print_line(
            f"{folder / JOURNAL}: records written by version 0.1 contain names and phones, which cannot be removed from"
            " the chain; they are not sent to clients"
        )
    return int(not erased)


def _key(data: Path) -> bytes:
    path = keys_folder(data) / CONTACTS_KEY
    key = read_key(path)
    if key is None:
        raise NotErased(
            "{path}: is missing, so the token of this text cannot be computed; restore it from a backup of the keys "
            "folder, or give the token r-…",
            path=path,
        )
    return key


def _was_migrated(folder: Path) -> bool:
    """Whether the journal was migrated from version 0.1, which wrote names and phones into records."""
    try:
        with closing(LogReader(folder)) as reader:
            return reader.meta(MIGRATED) is not None
    except (BadJournal, StoreError):
        return False


def _copies(data: Path, folder: Path) -> list[Path]:
    """Earlier copies of the folder, made by a restore, a migration or after damage."""
    return sorted([*folder.parent.glob(f"{folder.name}.before-*"), *data.glob(f"{OLD_COPY}*"), *quarantined(folder)])
