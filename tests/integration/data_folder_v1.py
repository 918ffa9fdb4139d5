"""A data folder of the first version, copied from the golden one; and small stores to migrate it into."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.store.migration.layout import migrate_data
from services.store.ports import Commit

GOLDEN = Path(__file__).parents[1] / "golden" / "journal-1"
NOW_MS = 1_800_000_000_000
EXPECTED: dict[str, Any] = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))


def golden_copy(folder: Path) -> Path:
    """A copy of the golden data folder, which may be changed."""
    shutil.copytree(GOLDEN, folder)
    (folder / "expected.json").unlink()
    return folder


class ReadingRows:
    """A history that stores every row unchanged."""

    schema = (
        "CREATE TABLE IF NOT EXISTS samples_keys (parts);"
        "CREATE TABLE IF NOT EXISTS samples_arrivals (sensor, channel, at_ms, value, quality, recorded_ms)"
    )

    def __init__(self, channels: Sequence[tuple[str, str]]) -> None:
        self._channels = channels

    def append(self, db: sqlite3.Connection, number: int, commit: Commit) -> bytes:
        for columns in commit.columns:
            for row in zip(*(columns[name].tolist() for name in columns), strict=True):
                values = (*self._channels[row[0]], *row[1:], commit.recorded_ms)
                db.execute("INSERT INTO samples_arrivals VALUES (?, ?, ?, ?, ?, ?)", values)
        return b"rows" if commit.columns else b""


class JsonContacts:
    """Contacts in a JSON file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "contacts.json"
        self._known: dict[str, str] = {}

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        self._known |= {token: text.decode() for token, text in contacts.items()}

    def close(self) -> None:
        self._file.write_text(json.dumps(self._known), encoding="utf-8")


def migrate(data: Path, *, county: str = "999901") -> list[str] | None:
    """Migrate; returns the warnings, None when there was nothing to do."""
    warnings: list[str] = []
    moved = migrate_data(
        data, county=county, tables=ReadingRows, contacts=JsonContacts, now_ms=NOW_MS, warn=warnings.append
    )
    return warnings if moved else None


FILE_OPERATIONS = {
    "open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.chmod", "sqlite3.connect", "shutil.rmtree",
}  # fmt: skip


def kill_at(operation: int, folder: Path) -> None:
    """Terminate this process with the exit code 9, like a kill, just before that file operation within ``folder``."""
    left = [operation]

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_OPERATIONS and str(folder) in str(arguments[0] if arguments else ""):
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)

    sys.addaudithook(audit)
