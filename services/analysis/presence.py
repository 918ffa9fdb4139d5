"""Where the analysis of a realm listens: it writes its port into its folder, and the backend tells the clients."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec

from services.disk.file_stamp import Stamp, stamp_of
from services.store.private import private_file

FILE = "analysis.json"


class AnalysisPort(msgspec.Struct, frozen=True):
    """A listening analysis."""

    pid: int
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)]


class AnalysisPresence:
    """The file in one folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._stamp: Stamp | None = None
        self._endpoint = ""

    def announce(self, port: int) -> None:
        """Write it.  Raises OSError."""
        part = self._path.with_suffix(".part")
        private_file(part)
        part.write_bytes(msgspec.json.encode(AnalysisPort(os.getpid(), port)))
        os.replace(part, self._path)

    @property
    def announced(self) -> Stamp | None:
        """Another one whenever a process announced its port; None before the first."""
        return stamp_of(self._path)

    def endpoint(self) -> str:
        """For ``Welcome.endpoints``: the port on the backend's host; "" while none was announced.  Costs one look at
        the file while it does not change."""
        stamp = stamp_of(self._path)
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                found = msgspec.json.decode(self._path.read_bytes(), type=AnalysisPort)
            except (OSError, msgspec.DecodeError):
                self._endpoint = ""
            else:
                self._endpoint = f":{found.port}"
        return self._endpoint
