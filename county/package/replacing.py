"""Put a new package in the place of an old one: until the new one is complete, the old one stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path

from county.package.exchange import NEW, exchange, recover, workspace
from county.package.manifest import FILES


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder to write a package into; when the block ends well, its files become those of ``folder``.

    If it ends otherwise (an error, Ctrl-C), ``folder`` is as before, and gone if it was not there.  After a kill it is
    so once it is opened again.  Whatever is not in FILES is not touched.  Raises OSError.
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
    finally:
        if not known:
            with suppress(OSError):  # it is empty only if nothing was built
                folder.rmdir()
