"""Who is behind a key in one realm, as the folder of keys says at this moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from county.authority import Principal, Role
from county.explained import ExplainedLine
from services.file_stamp import Stamp, stamp_of
from services.registration import (
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


class _Kept(Generic[T]):
    """What a file says, read again when it has changed."""

    def __init__(self, read: Callable[[Path], T], missing: T) -> None:
        self._read = read
        self._missing = missing
        self._kept: dict[Path, tuple[Stamp, T]] = {}

    def get(self, path: Path) -> T:
        """Raises BadRegistration."""
        stamp = stamp_of(path)
        if stamp is None:
            self._kept.pop(path, None)
            return self._missing
        kept = self._kept.get(path)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        try:
            found = self._read(path)
        except FileNotFoundError:
            return self._missing
        self._kept[path] = stamp, found
        return found


class Principals:
    """The principals of one realm.  Asked for each request, so that what is revoked or changed counts at once."""

    def __init__(self, keys: Path, realm: str, realm_folder: Path | None) -> None:
        """``realm_folder``: where ROLES_FILE may lie.  Raises BadRegistration when that cannot be used."""
        self._keys = keys
        self._realm = realm
        self._roles_file = None if realm_folder is None else realm_folder / ROLES_FILE
        self._registrations: _Kept[Registration | None] = _Kept(read_registration, None)
        self._roles: _Kept[dict[str, frozenset[Role]]] = _Kept(_read_roles, {})
        self._in_realm()

    def find(self, id: str) -> Principal | None:
        """Who ``id`` (:attr:`Incoming.principal`) is; None when the key is revoked, shut out of this realm, or has no
        registration that can be used.

        Three looks at the file system, no more, while nothing has changed.
        """
        found = self._find(id)
        return found if isinstance(found, Principal) else None

    def why_not(self, id: str) -> ExplainedLine:
        """Why :meth:`find` does not find ``id``, one line; "" when it does."""
        found = self._find(id)
        return ExplainedLine("") if isinstance(found, Principal) else found

    def enrol(self, id: str, person: str) -> None:
        """Enrol ``person`` for the key ``id``.  Raises BadRegistration when there is no such principal."""
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
