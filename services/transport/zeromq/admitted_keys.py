"""Whose keys lie in ``keys/clients`` now, and are not shut out of the realm."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from services.file_stamp import Stamp, stamp_of
from services.log import RateLimitedLog
from services.transport.ports import Admits, everybody
from services.transport.zeromq.descriptors import EXHAUSTED
from services.transport.zeromq.keys import CLIENTS, BadKeys, public_key

SUFFIX = ".key"


@dataclass
class _File:
    stamp: Stamp
    public: bytes | None
    """None: it is no key."""


@dataclass
class AdmittedKeys:
    """The public keys of all clients, by the names of their files; each file is read when it has changed."""

    keys: Path
    log: RateLimitedLog
    admits: Admits = everybody
    """Asked about each name at every look: whoever it shuts out is treated like somebody whose key was taken out."""
    _files: dict[str, _File] = field(default_factory=dict)
    _names: dict[bytes, str] = field(default_factory=dict)
    _shut_out: dict[bytes, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.keys / CLIENTS

    def name_of(self, public: bytes) -> str | None:
        """Under which name ``public`` (Z85) was admitted when :meth:`look` last looked."""
        return self._names.get(public)

    def why_not(self, public: bytes) -> str:
        """Why ``public`` (Z85) has no name here."""
        name = self._shut_out.get(public)
        if name is None:
            return f"key {public.decode()} is not in {self.folder}"
        return f"{name} may do nothing in this realm; give it a role there"

    def look(self) -> bool:
        """Look at the folder again; returns whether a key that was admitted is not any more, or has another name.

        Where the folder itself cannot be read, for want of a descriptor above all, nobody new is admitted; who has been
        taken out is noticed all the same.
        """
        try:
            names = [e.name.removesuffix(SUFFIX) for e in os.scandir(self.folder) if e.name.endswith(SUFFIX)]
        except OSError as error:
            self.log.warning("the folder of admitted keys cannot be read", folder=str(self.folder), reason=str(error))
            names = list(self._files)
        files: dict[str, _File] = {}
        for name in sorted(names):
            file = self._read(name)
            if file is not None:
                files[name] = file
        before, self._files = self._names, files
        names_of = {f.public: name for name, f in reversed(files.items()) if f.public is not None}
        self._names = {public: name for public, name in names_of.items() if self.admits(name)}
        self._shut_out = {public: name for public, name in names_of.items() if public not in self._names}
        return any(self._names.get(public) != name for public, name in before.items())

    def _read(self, name: str) -> _File | None:
        """None when it is gone, or no descriptor is left to open it, so that it must be read again."""
        path = self.folder / f"{name}{SUFFIX}"
        stamp = stamp_of(path)
        known = self._files.get(name)
        if stamp is None:
            return None
        if known is not None and known.stamp == stamp:
            return known
        try:
            return _File(stamp, public_key(self.folder, name))
        except BadKeys as error:
            self.log.warning("a client's key was left out", reason=str(error))
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in EXHAUSTED:
                return None
            return _File(stamp, None)
