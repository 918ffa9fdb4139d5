"""The principal of a key in one realm, as the key folder defines it at this moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from county.authority import Principal, Role
from county.explained import ExplainedLine
from services.disk.file_stamp import Stamp, stamp_of
from services.keys.lock import changing_keys
from services.keys.registration import (
    OWNERS,
    BadRegistration,
    Registration,
    checked_person,
    read_registration,
    registration_file,
    write_registration,
)
from services.transport.zeromq.keys import CLIENTS, OWNER

ROLES_FILE = "roles.toml"
"""In a realm's folder: ``name = ["role", …]`` for each key whose roles differ there; an empty list shuts it out."""
REVOKED = "{name}: this key is not registered any more; ask the administrator for a new one"
NOT_HERE = "{name}: this key may do nothing in {realm}; ask the administrator for a role there"
NO_ROLES = "{name}: this key has no role; register it with `main.py keys`"

T = TypeVar("T")


class _FileCache(Generic[T]):
    """Parsed content of files, re-read when they change."""

    def __init__(self, read: Callable[[Path], T], missing: T) -> None:
        self._read = read
        self._missing = missing
        self._cached: dict[Path, tuple[Stamp, T]] = {}

    def get(self, path: Path) -> T:
        """Raises BadRegistration."""
        stamp = stamp_of(path)
        if stamp is None:
            self._cached.pop(path, None)
            return self._missing
        cached = self._cached.get(path)
        if cached is not None and cached[0] == stamp:
            return cached[1]
        try:
            found = self._read(path)
        except FileNotFoundError:
            return self._missing
        self._cached[path] = stamp, found
        return found


class Principals:
    """The principals of one realm.  Looked up for each request, so that revocations and changes apply immediately."""

    def __init__(self, keys: Path, realm: str, realm_folder: Path | None) -> None:
        """``realm_folder``: where ROLES_FILE may be.  Raises BadRegistration when that file cannot be used."""
        self._keys = keys
        self._realm = realm
        self._roles_file = None if realm_folder is None else realm_folder / ROLES_FILE
        self._registrations: _FileCache[Registration | None] = _FileCache(read_registration, None)
        self._roles: _FileCache[dict[str, frozenset[Role]]] = _FileCache(_read_roles, {})
        self._in_realm()

    def find(self, id: str) -> Principal | None:
        """The principal ``id`` (:attr:`Incoming.principal`); None when the key is revoked, has no role in this realm
        or no valid registration.

        At most three file system calls while nothing has changed.
        """
        found = self._find(id)
        return found if isinstance(found, Principal) else None

    def why_not(self, id: str) -> ExplainedLine:
        """Why :meth:`find` returns None for ``id``, one line; "" when it does not."""
        found = self._find(id)
        return ExplainedLine("") if isinstance(found, Principal) else found

    def enrol(self, id: str, person: str) -> None:
        """Enrol ``person`` for the key ``id``.  Raises BadRegistration for an unknown principal, and KeysLocked at once
        while another process changes keys."""
        with changing_keys(self._keys, patience_ms=0):
            registration = self._registration(id)
            if isinstance(registration, ExplainedLine):
                raise BadRegistration(registration.template, **registration.params)
            person = checked_person(person)
            if person not in registration.people:
                changed = msgspec.structs.replace(registration, people=(*registration.people, person))
                write_registration(self._keys, id, changed)

    def _find(self, id: str) -> Principal | ExplainedLine:
        try:
            registration = self._registration(id)
            if isinstance(registration, ExplainedLine):
                return registration
            roles = self._in_realm().get(id)
            if roles is not None and not roles:
                return ExplainedLine(NOT_HERE, name=id, realm=self._realm)
            return registration.principal(id, roles)
        except BadRegistration as error:
            return error.line

    def _registration(self, id: str) -> Registration | ExplainedLine:
        if stamp_of(self._keys / CLIENTS / f"{id}.key") is None:
            return ExplainedLine(REVOKED, name=id)
        registration = self._registrations.get(registration_file(self._keys, id))
        if registration is None and id == OWNER:
            return OWNERS
        return ExplainedLine(NO_ROLES, name=id) if registration is None else registration

    def _in_realm(self) -> dict[str, frozenset[Role]]:
        return {} if self._roles_file is None else self._roles.get(self._roles_file)


def _read_roles(path: Path) -> dict[str, frozenset[Role]]:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=dict[str, frozenset[Role]])
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise BadRegistration('{path}: cannot be used ({why}); write lines like desk1 = ["director"]',
                              path=path, why=error) from error  # fmt: skip
