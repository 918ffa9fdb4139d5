"""A package with errors may end any later work with an exception that says nothing of them: the check names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from county.explained import Explained
from county.package.manifest import PackageError


@contextmanager
def explained_by_check(folder: Path) -> Iterator[None]:
    """Work with the package in ``folder``; an unexpected exception is replaced by the first error of its check, if
    there is any.  Raises PackageError, and what the work raises."""
    try:
        yield
    except (Explained, OSError):
        raise
    except Exception as error:
        from county.package.check import check  # needs GDAL

        wrong = [finding for finding in check(folder) if finding.severity == "error"]
        if not wrong:
            raise
        raise PackageError(
            "{folder}: cannot be used, {finding} (`main.py county check {folder}`: {number} errors)",
            folder=folder, finding=str(wrong[0]).removeprefix("error: "), number=len(wrong),
        ) from error  # fmt: skip
