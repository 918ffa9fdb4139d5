"""The keys in ``keys/clients`` whose principals the realm does not exclude."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from services.disk.file_stamp import Stamp, stamp_of
from services.log import RateLimitedLog
from services.transport.ports import Admits, admit_all
from services.transport.zeromq.descriptors import EXHAUSTED
from services.transport.zeromq.keys import CLIENTS, BadKeys, public_key

SUFFIX = ".key"


@dataclass
class _File:
    stamp: Stamp
    public: bytes | None
    """None: not a valid key."""


@dataclass
class AdmittedKeys:
    """The public keys of all clients, by their file names; a file is read again when it has changed."""

    keys: Path
    log: RateLimitedLog
    admits: Admits = admit_all
    """Called for each name at every refresh: an excluded one is treated like a removed key."""
    _files: dict[str, _File] = field(default_factory=dict)
    _names: dict[bytes, str] = field(default_factory=dict)
    _excluded: dict[bytes, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.keys / CLIENTS

    def name_of(self, public: bytes) -> str | None:
        """The name under which ``public`` (Z85) was admitted at the last :meth:`refresh`."""
        return self._names.get(public)

    def excluded_name(self, public: bytes) -> str:
        """The name under which ``public`` (Z85) is registered although its principal is excluded; "" for none."""
        return self._excluded.get(public, "")

    def refusal_of(self, public: bytes) -> str:
        """Why ``public`` (Z85) is not admitted."""
        name = self._excluded.get(public)
        if name is None:
            return f"key {public.decode()} is not in {self.folder}"
        return f"{name} has no role in this realm; give it a role there"

    def refresh(self) -> bool:
        """Read the folder again; returns whether an admitted key is not admitted any more or has another name.

        While the folder itself cannot be read, usually because no descriptor is free, no new key is admitted; removed
        keys are still detected.
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
        self._excluded = {public: name for public, name in names_of.items() if public not in self._names}
        return any(self._names.get(public) != name for public, name in before.items())

    def _read(self, name: str) -> _File | None:
        """None when the file was removed, or cannot be opened for lack of descriptors and must be read again."""
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
            self.log.warning("a client's key was ignored", reason=str(error))
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in EXHAUSTED:
                return None
            return _File(stamp, None)
