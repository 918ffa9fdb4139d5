"""Reads and writes the scenario of an editor; run in a thread, since disks can be slow and attachments large."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from county.drill.editing import TABLES, Values
from county.toml_files.lines import has_comments
from services.disk.file_stamp import Stamp, stamp_of
from services.scenarios.scenario_files import BadScenario, read
from services.scenarios.scenario_saving import AttachmentSource, Progress, files_of, replaced_files, write_scenario


class ReadScenario(NamedTuple):
    """A scenario as it stands on the disk."""

    values: Values
    files: Mapping[str, AttachmentSource]
    """Its attachments, by their names beside it."""
    comments: bool
    """Whether it has comments, which are not among the values."""
    stamp: Stamp | None


class WrittenScenario(NamedTuple):
    """A scenario that was written."""

    files: Mapping[str, AttachmentSource]
    """Where its attachments are now."""
    stamp: Stamp | None


def read_to_edit(path: Path) -> ReadScenario:
    """What is wrong within its tables can be corrected, and is no error here.  Raises Explained errors."""
    stamp = stamp_of(path)  # before: what is written meanwhile counts as written since
    file = read(path)
    loaded = file.loaded
    if not loaded.content or not _is_tabular(loaded.content):
        raise BadScenario("{finding}", finding=loaded.findings[0].explained)
    return ReadScenario(loaded.content, files_of(path, file), has_comments(loaded.text), stamp)


def write_edited(
    values: Values, path: Path, files: Mapping[str, AttachmentSource], progress: Progress, *, replace: bool
) -> WrittenScenario | list[str]:
    """Write it; unless ``replace``, nothing is written where other files of the attachments' names would be replaced:
    returns these names.  Raises OSError, BadScenario."""
    replaced = [] if replace else replaced_files(values, path, files)
    return replaced or WrittenScenario(write_scenario(values, path, files, progress), stamp_of(path))


def _is_tabular(content: Mapping[str, Any]) -> bool:
    """Whether its tables are lists of rows, so that they can be shown."""
    lists = [content.get(table, []) for table in TABLES]
    return all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in lists)
