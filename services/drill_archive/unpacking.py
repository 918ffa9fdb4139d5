"""Writes what an archived drill holds into a folder, its photos and files under the names that people gave them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from county.attachments import safe_name
from county.explained import WrongArgument
from services.disk.durable import write_new
from services.drill_archive.archive import DrillArchive
from services.drill_archive.archive_file import HEAD, BadDrillArchive
from services.drill_archive.attached import FILES
from services.replay.sealed_zip import UNREADABLE, SealedZip


def unpack(path: Path, archive: DrillArchive, folder: Path) -> Iterator[Path]:
    """Write the files of ``archive``, which was read from ``path``, into ``folder``, which is new or empty; gives each
    one that is written.  Raises WrongArgument, BadDrillArchive, OSError."""
    if folder.exists() and any(folder.iterdir()):
        raise WrongArgument("--out {folder}: is not empty; name a new folder", folder=folder)
    names = dict(_names(archive))
    bad = lambda why: BadDrillArchive("{path}: {why}; get a complete copy", path=path, why=why)  # noqa: E731
    try:
        with zipfile.ZipFile(path) as opened:
            sealed = SealedZip(opened, bad)
            for member, name in names.items():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                write_new(target, sealed.member(member, archive.head.members[member]))
                yield target
    except UNREADABLE as error:
        raise BadDrillArchive(
            "{path}: was changed meanwhile ({why}); get a complete copy", path=path, why=error
        ) from error


def _names(archive: DrillArchive) -> Iterator[tuple[str, PurePosixPath]]:
    """Where each file is written, by its name in the archive: a photo under its name, in the order of the records."""
    given = {one.member: f"{one.seq:06}-{number:02} {safe_name(one.file.name)}"
             for number, one in enumerate(archive.attached, 1)}  # fmt: skip
    for member in archive.sizes:
        if member != HEAD:
            inside = PurePosixPath(member)
            yield member, PurePosixPath(FILES) / given[member] if member in given else inside
