"""The registration of a client's key, ``keys/clients/NAME.toml``: roles, unit, divisions and people."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec

from county.authority import RESERVED, Principal, Role
from county.division import BadCode, level_of
from county.explained import Explained, WrongArgument
from county.texts import unseen, without_unseen
from services.disk.durable import write_whole
from services.disk.file_format import NEWER, format_of
from services.transport.zeromq.keys import CLIENT, CLIENTS, OWNER, SERVER

NAME_MAX = 40
"""Characters in the name of a principal or person."""
PEOPLE_MAX = 200
"""People enrolled for one key: they are read again at every change, within an iteration of the loop."""
TAKEN = RESERVED | {OWNER, SERVER, CLIENT}
"""Reserved names."""
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Windows cannot open files of these names."""


class BadRegistration(Explained):
    """An invalid name, role, scope or registration file; one line: what, where, the remedy."""


class WrongRegistration(BadRegistration, WrongArgument):
    """A name, role or scope that was given is invalid."""


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The rights of a key, in every realm that defines no others.  Raises BadRegistration when created or read."""

    roles: tuple[Role, ...]
    unit: str = ""
    divisions: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    sensors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """Of a gateway: the sensors, and kinds of sensors, whose readings it delivers; none of both: those of its
    divisions."""

    def principal(self, name: str, roles: frozenset[Role] | None = None) -> Principal:
        """The principal ``name``, with other ``roles`` where a realm defines them."""
        return Principal(
            id=name, roles=frozenset(self.roles) if roles is None else roles,
            unit=self.unit, divisions=self.divisions, people=self.people, sensors=self.sensors, kinds=self.kinds,
        )  # fmt: skip


OWNERS = Registration(roles=(Role.OPERATOR, Role.ADMIN))
"""Valid for the owner until a person is enrolled."""


def checked_name(name: str) -> str:
    """``name`` of a principal, also used as file name.  Raises BadRegistration."""
    name = unicodedata.normalize("NFC", name)
    if not (0 < len(name) <= NAME_MAX and all(c.isalnum() or c in "-_" for c in name)):
        raise WrongRegistration(
            "{name}: not a valid name for a key; use 1 to {most} letters, digits, hyphens and underscores",
            name=name or "(empty)", most=NAME_MAX,
        )  # fmt: skip
    if name.casefold() in TAKEN | _DEVICES:
        raise WrongRegistration("{name}: this name is reserved; choose another one", name=name)
    return name


def checked_person(name: str) -> str:
    """``name`` of a person as displayed.  Raises BadRegistration."""
    name = unicodedata.normalize("NFC", name.strip())
    place = unseen(name)
    if place is not None:
        raise WrongRegistration(
            "{name}: contains the invisible character {character} at position {place}; delete or retype it",
            name=without_unseen(name), character=f"U+{ord(name[place]):04X}", place=place + 1,
        )  # fmt: skip
    if not (0 < len(name) <= NAME_MAX and name.isprintable()):
        raise WrongRegistration("{name}: not a valid name of a person; use 1 to {most} characters of one line",
                                name=name or "(empty)", most=NAME_MAX)  # fmt: skip
    if name.casefold() in RESERVED:  # what such a person does would look like the backend's own
        raise WrongRegistration("{name}: this name is reserved; choose another one", name=name)
    return name


def check(registration: Registration, where: object) -> Registration:
    """``registration``; raises BadRegistration where its parts are inconsistent."""
    if not registration.roles:
        raise WrongRegistration("{where}: no role; give one of {roles}", where=where, roles=", ".join(Role))
    if (Role.UNIT in registration.roles) != bool(registration.unit):
        raise WrongRegistration("{where}: the role unit and the name of a unit go together; give both", where=where)
    if (registration.sensors or registration.kinds) and Role.GATEWAY not in registration.roles:
        raise WrongRegistration("{where}: only a gateway delivers sensors; give the role gateway", where=where)
    for code in registration.divisions:
        try:
            level_of(code)
        except BadCode as error:
            raise WrongRegistration("{where}: {why}; use statistical codes", where=where, why=error) from error
    if len(registration.people) > PEOPLE_MAX:
        raise WrongRegistration(
            "{where}: more than {most} people; give each desktop a key of its own, with the people of its shifts",
            where=where, most=PEOPLE_MAX,
        )  # fmt: skip
    for person in registration.people:
        try:
            checked_person(person)
        except BadRegistration as error:
            raise WrongRegistration("{where}: {why}", where=where, why=error) from error
    return registration


def registration_file(keys: Path, name: str) -> Path:
    return keys / CLIENTS / f"{name}.toml"


def read_registration(path: Path) -> Registration:
    """Raises BadRegistration, and FileNotFoundError where there is none."""
    try:
        content = path.read_bytes()
        if (found := format_of(content, msgspec.toml.decode)) > 1:
            raise BadRegistration(NEWER, path=path, found=found)
        return check(msgspec.toml.decode(content, type=Registration), path)
    except FileNotFoundError:
        raise
    except WrongRegistration as error:
        raise BadRegistration(error.line.template, **error.line.params) from error
    except (OSError, ValueError) as error:
        raise BadRegistration("{path}: cannot be used ({why}); correct it, or register the key again",
                              path=path, why=error) from error  # fmt: skip


def write_registration(keys: Path, name: str, registration: Registration) -> None:
    """Replace the file as a whole.  Raises BadRegistration."""
    path = registration_file(keys, name)
    try:
        write_whole(path, msgspec.toml.encode(check(registration, name)), mode=0o600)
    except OSError as error:
        raise BadRegistration("{path}: cannot be written ({why}); give a folder that can be written",
                              path=path, why=error) from error  # fmt: skip
