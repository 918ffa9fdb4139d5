"""Requests about files to be imported, for this window's county and with its key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from county.authority import Principal
from county.realm import Realm
from services.file_import.messages import FileChoice, ImportFile, PreviewFile, Request
from services.file_import.process import FileJob, FileProcess


@dataclass(frozen=True)
class FileImports:
    """Where files are imported to."""

    package: Path
    address: Callable[[], str]
    """Of the backend, now."""
    keys: Path
    realm: Realm
    start: Callable[[Request], FileJob] = FileProcess

    def preview(self, file: str, choice: FileChoice, now_ms: int, principal: Principal | None) -> FileJob:
        """Read ``file`` as the backend would take it from ``principal``."""
        return self.start(
            PreviewFile(
                file=file, package=str(self.package), now_ms=now_ms, choice=choice, realm=self.realm.id,
                principal=principal,
            )
        )  # fmt: skip

    def send(self, file: str, choice: FileChoice, *, person: str, refused: Path) -> FileJob:
        """Import ``file``; rows that are not stored go to ``refused``."""
        return self.start(
            ImportFile(
                file=file, choice=choice, address=self.address(), keys=str(self.keys), realm=self.realm.id,
                person=person, refused=str(refused),
            )
        )  # fmt: skip
