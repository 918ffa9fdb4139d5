"""The register of keys, as the administrator changes it, while a backend runs or not.

A running backend reads the folder at every handshake and checks it each second; it needs no notification.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from county.explained import Explained, WrongArgument
from county.package.open import CountyPackage
from services.audit.entry import AuditKind
from services.audit.log import AuditLog
from services.audit.recording import record
from services.keys.lock import changing_keys
from services.keys.registration import (
    OWNERS,
    BadRegistration,
    Registration,
    check,
    checked_name,
    checked_person,
    read_registration,
    registration_file,
    write_registration,
)
from services.keys.scope import check_scope
from services.transport.zeromq.keys import (
    CLIENT,
    CLIENTS,
    OWNER,
    SERVER,
    BadKeys,
    admit,
    make_keys,
    new_pair,
    pair,
    public_key,
    write_pair,
    write_public,
)

SHOWN = 8
"""Sensors of a key named in its line."""


class RegisterRefused(Explained):
    """A change to the register was refused; one line."""


class WrongKeyName(RegisterRefused, WrongArgument):
    """The named key, its folder or the register does not exist, or exists already."""


class Registered(NamedTuple):
    """A name in the register with its registration, or the reason why it has none."""

    name: str
    registration: Registration | None
    trouble: str = ""

    def __str__(self) -> str:
        """One line: name, roles, and their limits."""
        found = self.registration
        if found is None:
            return f"{self.name}: {self.trouble}"
        limits = [f"{what} {names}" for what, names in limits_of(found).items()]
        return f"{self.name}: {'; '.join([', '.join(found.roles), *limits])}"


def limits_of(registration: Registration) -> dict[str, str]:
    """What limits a key besides its roles: the names of unit, divisions, sensors, kinds and people."""
    limits = {"unit": registration.unit, "divisions": ", ".join(registration.divisions)}
    for what, names in (("sensors", registration.sensors), ("kinds", registration.kinds)):
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        limits[what] = f"{', '.join(names[:SHOWN])}{more}"
    limits["people"] = ", ".join(registration.people)
    return {what: named for what, named in limits.items() if named}


def add(
    keys: Path, name: str, registration: Registration, out: Path, *, county: CountyPackage | None = None
) -> str:
    """Register a new key as ``name`` and write its client's files into the new folder ``out``.

    ``county``: of the backend; without it the key cannot be limited to a unit or divisions.  ``out`` contains the
    server's public key and this client's key pair, nothing else.  Returns the normalised name.
    Every change of the register is an entry of the audit log; raises NotAudited when it could not be stored.
    Raises BadRegistration, PackageError, BadCatalog, BadKeys, KeysLocked and RegisterRefused; then the key is not
    admitted.
    """
    name = checked_name(name)
    check(registration, name)
    check_scope(registration, county)
    make_keys(keys)
    with changing_keys(keys):
        _add(keys, name, registration, out)
    params = {"roles": ", ".join(registration.roles), **limits_of(registration)}
    _record(keys, AuditKind.KEY_ADDED, name, params=params)
    return name


def _add(keys: Path, name: str, registration: Registration, out: Path) -> None:
    if name.casefold() in {n.casefold() for n in _names(keys)}:
        raise WrongKeyName(
            "{name}: a key of this name is registered; choose another one, or revoke it first", name=name
        )
    client_pair = new_pair()
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise WrongKeyName("{out}: this folder is not empty; give a new one with --out", out=out)
        out.chmod(0o700)
        try:
            write_public(out / f"{SERVER}.key", pair(keys, SERVER).public)
            write_pair(out, CLIENT, client_pair)
            write_registration(keys, name, registration)
            admit(keys, name, client_pair.public)  # last: from here on the key is admitted
        except BaseException:
            shutil.rmtree(out, ignore_errors=True)
            raise
    except OSError as error:
        raise RegisterRefused("{path}: cannot be written ({why}); give another folder or permission to write",
                      path=error.filename or out, why=error) from error  # fmt: skip


def registered(keys: Path) -> Iterator[Registered]:
    """All registered keys of the folder.  Raises RegisterRefused when there are no keys at all."""
    _require(keys)
    for name in sorted(_names(keys)):
        try:
            public_key(keys / CLIENTS, name)
            yield Registered(name, read_registration(registration_file(keys, name)))
        except FileNotFoundError:
            trouble = "" if name == OWNER else "no role: it is not admitted; revoke it and add it again"
            yield Registered(name, OWNERS if name == OWNER else None, trouble)
        except (BadKeys, BadRegistration) as error:
            yield Registered(name, None, error.line)


def enrol(keys: Path, name: str, people: Iterable[str]) -> Registered:
    """Add ``people`` to the key ``name``; a running backend applies it at the next command.

    Returns the registration after that.  Raises BadRegistration, KeysLocked and RegisterRefused; then nothing has
    changed.
    """
    name = _known(keys, name)
    new = [checked_person(person) for person in people]
    with changing_keys(keys):
        try:
            registration = read_registration(registration_file(keys, name))
        except FileNotFoundError:
            if name != OWNER:
                raise RegisterRefused("{name}: this key has no role; revoke it and add it again", name=name) from None
            registration = OWNERS
        enrolled = tuple(dict.fromkeys((*registration.people, *new)))
        registration = msgspec.structs.replace(registration, people=enrolled)
        write_registration(keys, name, registration)
    for person in new:
        _record(keys, AuditKind.PERSON_ENROLLED, name, person=person)
    return Registered(name, registration)


def revoke(keys: Path, name: str) -> None:
    """Remove ``name`` from the register; its session ends within two seconds.  Raises KeysLocked, RegisterRefused."""
    name = _known(keys, name)
    if name == OWNER:
        raise RegisterRefused(
            "{name}: is the key of the windows on this machine and cannot be revoked; name that of another machine",
            name=name,
        )
    try:
        with changing_keys(keys):
            (keys / CLIENTS / f"{name}.key").unlink(missing_ok=True)
            registration_file(keys, name).unlink(missing_ok=True)
    except OSError as error:
        raise RegisterRefused("{path}: cannot be deleted ({why}); the key may still be admitted",
                      path=error.filename, why=error) from error  # fmt: skip
    _record(keys, AuditKind.KEY_REVOKED, name)


def rotate(keys: Path) -> list[str]:
    """Replace the backend's key pair and that of the windows on this machine, so that a copy of the folder is of no use
    any more; returns the names whose clients need the new public key.

    Raises KeysLocked and RegisterRefused, and then the backend has its old keys.
    """
    _require(keys)
    owner = new_pair()
    try:
        with changing_keys(keys):
            write_pair(keys, SERVER, new_pair())
            write_pair(keys, CLIENT, owner)
            admit(keys, OWNER, owner.public)
    except OSError as error:
        make_keys(keys)  # makes public keys match the secret ones
        raise RegisterRefused("{path}: cannot be written ({why}); try again: the keys may be partly replaced",
                      path=error.filename or keys, why=error) from error  # fmt: skip
    _record(keys, AuditKind.KEYS_ROTATED, SERVER)
    return sorted(name for name in _names(keys) if name != OWNER)


def _record(
    keys: Path, kind: AuditKind, name: str, *, person: str = "", params: Mapping[str, str] | None = None
) -> None:
    record(AuditLog.beside(keys), kind, about=name, realm="", person=person, params=params)


def _known(keys: Path, name: str) -> str:
    """``name`` as registered.  Raises RegisterRefused."""
    _require(keys)
    names = _names(keys)
    name = unicodedata.normalize("NFC", name)
    if name not in names:
        known = ", ".join(sorted(names)) or "none"
        raise WrongKeyName("{name}: no key of this name is registered; registered: {known}", name=name, known=known)
    return name


def _names(keys: Path) -> set[str]:
    try:
        return {entry.name.removesuffix(".key") for entry in os.scandir(keys / CLIENTS) if entry.name.endswith(".key")}
    except OSError as error:
        raise RegisterRefused("{path}: cannot be read ({why}); give the data folder of a backend",
                      path=keys / CLIENTS, why=error) from error  # fmt: skip


def _require(keys: Path) -> None:
    if not (keys / CLIENTS).is_dir():
        raise WrongKeyName("{path}: no keys are here; start the backend once, or add a key", path=keys)
