"""Writes the values of a scenario with its attachments: as TOML with the files beside it, or packed."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import tomli_w

from county.drill.editing import Values
from services.disk.durable import write_whole
from services.scenarios.scenario_files import PACKED, BadScenario, ScenarioFile, shown_files

Progress = Callable[[int, int], object]
"""How many files of how many are written."""


class AttachmentSource(NamedTuple):
    """Where the bytes of an attachment are."""

    path: Path
    member: str = ""
    """Its name in the archive ``path``; "": ``path`` is the file itself."""

    def read(self) -> bytes:
        """Raises OSError, BadScenario."""
        if not self.member:
            return self.path.read_bytes()
        try:
            with zipfile.ZipFile(self.path) as archive:
                return archive.read(self.member)
        except KeyError:
            raise BadScenario("{path}: does not contain {name} any more; attach the file again",
                              path=self.path, name=self.member) from None  # fmt: skip
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            raise BadScenario("{path}: cannot be read ({why}); get a complete copy",
                              path=self.path, why=error) from error  # fmt: skip

    def size(self) -> int:
        """Bytes; 0 where it is not there any more."""
        try:
            if not self.member:
                return self.path.stat().st_size
            with zipfile.ZipFile(self.path) as archive:
                return archive.getinfo(self.member).file_size
        except (OSError, zipfile.BadZipFile, KeyError):
            return 0


def files_of(path: Path, file: ScenarioFile) -> dict[str, AttachmentSource]:
    """The attachments of a scenario that was read from ``path``, by their paths beside it."""
    if path.name.endswith(PACKED):
        return {name: AttachmentSource(path, name) for name in file.attachments}
    return {name: AttachmentSource(path.parent / PurePosixPath(name)) for name in file.attachments}


def toml_of(values: Values) -> str:
    """The file; comments of the one that was read are not in its values."""
    return tomli_w.dumps(values, multiline_strings=False)


def write_scenario(
    values: Values, path: Path, files: Mapping[str, AttachmentSource], progress: Progress = lambda done, all: None
) -> dict[str, AttachmentSource]:
    """Write it to ``path``: packed with all attachments if its name says so, else beside those that injects name.
    Returns where the written ones are now.  A file that stood there is replaced when everything is written.  Raises
    OSError, BadScenario."""
    if path.name.endswith(PACKED):
        _pack(values, path, files, progress)
        return {name: AttachmentSource(path, name) for name in files}
    named = {name: files[name] for name in shown_files(values) if name in files}
    for number, (name, file) in enumerate(named.items()):
        progress(number, len(named))
        target = path.parent / PurePosixPath(name)
        if target != file.path:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, file.read())
    write_whole(path, toml_of(values).encode())
    return {name: AttachmentSource(path.parent / PurePosixPath(name)) for name in named}


def replaced_files(values: Values, path: Path, files: Mapping[str, AttachmentSource]) -> list[str]:
    """Names of the attachments that :func:`write_scenario` would write over another file.  Raises as it does."""
    if path.name.endswith(PACKED):
        return []
    targets = [(files[name], path.parent / PurePosixPath(name), name) for name in shown_files(values) if name in files]
    there = [(file, target, name) for file, target, name in targets if target != file.path and target.exists()]
    return [name for file, target, name in there if file.size() != target.stat().st_size or not _same(file, target)]


def _same(file: AttachmentSource, target: Path) -> bool:
    return target.is_file() and file.read() == target.read_bytes()


def _pack(values: Values, path: Path, files: Mapping[str, AttachmentSource], progress: Progress) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("scenario.toml", toml_of(values))
            for number, (name, file) in enumerate(files.items()):
                progress(number, len(files))
                archive.writestr(name, file.read())
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def new_values(county: str, start: str) -> dict[str, Any]:
    """An empty scenario of a county; ``start``: what the drill's clock shows at its beginning, ISO 8601."""
    heading = {"id": "sc-new", "version": 1, "kind": "tabletop", "county": county, "drill_start": start,
               "duration": "PT2H"}  # fmt: skip
    may = ["release", "hold", "skip", "improvise", "jump", "speed", "pause", "end", "abort"]
    roles = [
        {"id": "duty", "name": "县应急指挥中心值班室", "side": "player"},
        {"id": "director", "name": "总策划", "side": "control", "may": may},
        {"id": "evaluators", "name": "评估组", "side": "evaluate"},
    ]
    return {
        "format": 1, "scenario": heading, "roles": roles, "objectives": [{"id": "O01", "title": "目标一"}],
        "phases": [{"id": "P01", "title": "第一阶段", "at": "PT0M"}], "injects": [], "expectations": [],
    }  # fmt: skip
