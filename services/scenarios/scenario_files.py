"""A scenario on disk: a TOML file with its attachments beside it, or both packed as ``.drill.zip``."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from county.contained import Outside, regular
from county.drill.editing import Values, rows_of, value_at
from county.drill.loading import MAX_BYTES, LoadedScenario, load
from county.drill.scenario import Scenario
from county.explained import Explained, ExplainedLine
from county.toml_files.finding import Fault

PACKED = ".drill.zip"
MAX_FILES = 1_000
MAX_ATTACHMENT = 64 << 20
"""Bytes."""
MAX_TOTAL = 512 << 20


class BadScenario(Explained):
    """A file that is no scenario; one line."""


@dataclass(frozen=True)
class ScenarioFile:
    """What was read."""

    loaded: LoadedScenario
    attachments: Mapping[str, int]
    """Bytes of every file in its folder or archive, by path."""
    folder: Path
    """Where it or its archive lies."""


def read(path: Path) -> ScenarioFile:
    """The scenario at ``path``: a ``.toml`` file or a ``.drill.zip``.  Raises BadScenario."""
    try:
        regular(path, path.parent, links=True)
        return _from_zip(path) if path.name.endswith(PACKED) else _from_toml(path)
    except Outside as error:
        raise BadScenario("{why}", why=error) from error
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise BadScenario("{path}: cannot be read ({why}); get a complete copy", path=path, why=error) from error


def shown_files(values: Values) -> list[str]:
    """The attachments that injects name, each once."""
    named = [value_at(row, "media.attachment") for row in rows_of(values, "injects")]
    return list(dict.fromkeys(name for name in named if isinstance(name, str) and name))


def check_attachment(path: Path, others: Mapping[str, int]) -> int:
    """The bytes of a file that is to be saved with a scenario which has ``others``: what :func:`read` would not open is
    refused.  Raises BadScenario, OSError."""
    name = path.name
    if not path.is_file():
        raise BadScenario("{name}: is not a file; choose a file", name=name)
    if not _inside(name) or name.endswith(".toml"):
        raise BadScenario("{name}: an attachment may not be called so; rename the file", name=name)
    size = _within(path, name, path.stat().st_size)
    if len(others) + 2 > MAX_FILES or sum(others.values()) + size + MAX_BYTES > MAX_TOTAL:  # with the scenario itself
        text = "The scenario would have more than {files} files or {mb} MB; remove what the drill does not need"
        raise BadScenario(text, files=MAX_FILES, mb=MAX_TOTAL >> 20)
    return size


def attachment_faults(scenario: Scenario, attachments: Mapping[str, int]) -> list[Fault]:
    """Attachments that are named but missing, or not within the folder."""
    found = []
    for number, inject in enumerate(scenario.injects):
        name = inject.media.attachment if inject.media is not None else ""
        if name and name not in attachments:
            text = ExplainedLine("there is no attachment {name}; put the file beside the scenario", name=name)
            found.append(Fault("error", ("injects", number, "media"), text))
    return found


def _from_toml(path: Path) -> ScenarioFile:
    with path.open("rb") as file:
        loaded = load(file.read(MAX_BYTES + 1), path.name)
    sizes = {}
    for name in sorted(shown_files(loaded.content)):  # also where it has errors, so that it is saved with them
        if not name or not _inside(name):
            continue  # a fault: it is not among the attachments
        beside = path.parent / PurePosixPath(name)
        if beside.exists() or beside.is_symlink():
            sizes[name] = _within(path, name, regular(beside, path.parent).stat().st_size)
    return ScenarioFile(loaded, sizes, path.parent)


def _from_zip(path: Path) -> ScenarioFile:
    sizes: dict[str, int] = {}
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_TOTAL:
            raise BadScenario(
                "{path}: contains more than {files} files or {mb} MB; remove what the drill does not need",
                path=path, files=MAX_FILES, mb=MAX_TOTAL >> 20,
            )  # fmt: skip
        for member in members:
            name = member.filename
            if not _inside(name):
                raise BadScenario("{path}: contains {name}, a path out of the archive; pack it again",
                                  path=path, name=name)  # fmt: skip
            if name in sizes:
                raise BadScenario("{path}: contains two files {name}; pack it again", path=path, name=name)
            sizes[name] = _within(path, name, member.file_size)
        scenarios = [name for name in sizes if name.endswith(".toml") and "/" not in name]
        if len(scenarios) != 1:
            raise BadScenario(
                "{path}: contains {n} TOML files beside its folders; pack exactly one scenario",
                path=path, n=len(scenarios),
            )  # fmt: skip
        with archive.open(scenarios[0]) as packed:
            data = packed.read(MAX_BYTES + 1)
    del sizes[scenarios[0]]
    return ScenarioFile(load(data, f"{path.name}/{scenarios[0]}"), sizes, path.parent)


def _inside(name: str) -> bool:
    """Whether a path stays beside the scenario on every system."""
    inside = PurePosixPath(name)
    return not (inside.is_absolute() or ".." in inside.parts or set("\\:\0") & set(name))


def _within(path: Path, name: str, size: int) -> int:
    if size > MAX_ATTACHMENT:
        raise BadScenario(
            "{path}: attachment {name} is larger than {mb} MB; make it smaller",
            path=path, name=name, mb=MAX_ATTACHMENT >> 20,
        )  # fmt: skip
    return size
