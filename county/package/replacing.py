"""Replace a package by a new one; until the new one is complete, the old one is unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path

from county.package.exchange import NEW, exchange, recover, workspace
from county.package.manifest import FILES
from county.system_errors import text_of


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder to write a package into; when the block succeeds, its files replace those of ``folder``.

    Otherwise (an error, Ctrl-C) ``folder`` is unchanged, or removed if it did not exist.  After a kill it is restored
    when it is opened again.  Files that are not in FILES are not touched.  Raises OSError, which names a path.
    """
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(ENOTDIR, "is a file", str(folder))
    known = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        recover(folder, FILES)
        with workspace(folder) as space:
            yield space / NEW
            exchange(space, folder, FILES)
    except OSError as error:
        if error.filename is not None:
            raise
        raise OSError(error.errno, text_of(error), str(folder)) from error  # GDAL and a full disk name no file
    finally:
        if not known:
            with suppress(OSError):  # empty only if no package was built
                folder.rmdir()
