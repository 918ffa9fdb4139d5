"""What the libraries that read a file warn of, as remarks instead of lines on stderr."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from county.package.importing.notes import Note


@contextmanager
def warnings_as_notes(file: Path, named: Path) -> Iterator[list[Note]]:
    """Collect what is warned of while ``file`` is read, which is, or is in, the file ``named`` by the user.

    Only about its content (RuntimeWarning): other warnings are addressed to programmers.
    """
    notes: list[Note] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield notes
    texts = dict.fromkeys(str(w.message) for w in caught if issubclass(w.category, RuntimeWarning))
    notes += (Note(text.replace(str(file), file.name), named.name) for text in texts)
