"""API keys of the programs and people that report through the gateway, in one file of its folder of keys.

The file holds no key, only its SHA-256: keys are 256 random bits, so that they cannot be found by trying.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

import msgspec

from county.clock import Clock
from county.commands import ReportChannel
from county.explained import Explained, WrongArgument
from services.disk.durable import write_whole
from services.disk.file_format import NEWER, format_of
from services.disk.file_stamp import Stamp, stamp_of
from services.keys.lock import changing_keys
from services.keys.registration import checked_name

FILE = "api-keys.json"
PREFIX = "ck_"
KEYS_MAX = 1_000


class BadApiKeys(Explained):
    """The file of API keys cannot be used; one line."""


class WrongApiKey(WrongArgument):
    """The command line names an API key that exists already or does not exist; one line."""


class ApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One key, without itself."""

    name: str
    channel: ReportChannel
    """The source of its events."""
    per_minute: int
    """Requests a minute."""
    sha256: str
    created_ms: int

    def __str__(self) -> str:
        return f"{self.name}: {self.channel}; {self.per_minute} requests a minute"


class _ApiKeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    format: int = 1
    keys: tuple[ApiKey, ...] = ()


class ApiKeys:
    """The keys in a folder, read again whenever their file has changed.  Used by one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises BadApiKeys."""
        self._path = folder / FILE
        self._stamp: Stamp | None = stamp_of(self._path)
        self._by_digest = _by_digest(read_api_keys(folder))

    def find(self, key: str) -> ApiKey | None:
        """The entry of ``key``; None when it is not known."""
        self._refresh()
        return self._by_digest.get(digest_of(key))

    def named(self, name: str) -> ApiKey | None:
        """The entry of this name; None when there is none."""
        self._refresh()
        return next((key for key in self._by_digest.values() if key.name == name), None)

    def _refresh(self) -> None:
        """A file that cannot be read admits nobody: what was revoked in it is not known."""
        stamp = stamp_of(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._by_digest = _by_digest(read_api_keys(self._path.parent))
        except BadApiKeys:
            self._by_digest = {}


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def add_api_key(folder: Path, name: str, channel: ReportChannel, per_minute: int, clock: Clock) -> str:
    """Register a new key as ``name``; returns the key, which is stored nowhere.

    Raises BadApiKeys, BadRegistration, KeysLocked, WrongApiKey.
    """
    name = checked_name(name)
    key = PREFIX + secrets.token_urlsafe(32)
    entry = ApiKey(name=name, channel=channel, per_minute=per_minute, sha256=digest_of(key), created_ms=clock.now_ms())
    with changing_keys(folder):
        known = read_api_keys(folder)
        if any(other.name.casefold() == name.casefold() for other in known):
            raise WrongApiKey(
                "{name}: an API key of this name exists; revoke it first, or choose another name", name=name
            )
        if len(known) >= KEYS_MAX:
            raise WrongApiKey("{name}: there are {most} API keys already; revoke some", name=name, most=KEYS_MAX)
        _write(folder, (*known, entry))
    return key


def revoke_api_key(folder: Path, name: str) -> None:
    """Remove the key of this name; a running gateway refuses it from the next request on.

    Raises BadApiKeys, KeysLocked, WrongApiKey.
    """
    with changing_keys(folder):
        known = read_api_keys(folder)
        left = tuple(key for key in known if key.name != name)
        if len(left) == len(known):
            names = ", ".join(sorted(key.name for key in known)) or "none"
            raise WrongApiKey("{name}: there is no API key of this name; known: {names}", name=name, names=names)
        _write(folder, left)


def read_api_keys(folder: Path) -> tuple[ApiKey, ...]:
    """The keys in ``folder``; none where there is no file.  Raises BadApiKeys."""
    path = folder / FILE
    try:
        content = path.read_bytes()
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadApiKeys("{path}: other users can read this file; run `chmod 600 {path}`", path=path)
        if (found := format_of(content, msgspec.json.decode)) > 1:
            raise BadApiKeys(NEWER, path=path, found=found)
        return msgspec.json.decode(content, type=_ApiKeyFile).keys
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise BadApiKeys("{path}: cannot be used ({why}); correct it, or delete it and add the keys again",
                         path=path, why=error) from error  # fmt: skip


def _write(folder: Path, keys: tuple[ApiKey, ...]) -> None:
    path = folder / FILE
    try:
        write_whole(path, msgspec.json.format(msgspec.json.encode(_ApiKeyFile(keys=keys))), mode=0o600)
    except OSError as error:
        raise BadApiKeys("{path}: cannot be written ({why}); give a folder that can be written",
                         path=path, why=error) from error  # fmt: skip


def _by_digest(keys: Iterable[ApiKey]) -> dict[str, ApiKey]:
    return {key.sha256: key for key in keys}
