"""The terms of a county's names for a process that cannot afford the dictionaries of pinyin: 80 MB."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec

from county.child_process import NO_WINDOW

READ_S = 120
"""Seconds within which the terms of a county's names are found on a busy machine; usually two or three."""
_ROOT = Path(__file__).parents[3]


class NamesAsked(msgspec.Struct, frozen=True):
    """The names of each of some entities, and names to be read out."""

    entities: list[list[str]]
    names: list[str]


class NameTerms(msgspec.Struct, frozen=True):
    """What a dictionary tells about names."""

    terms: list[list[str]]
    """Of each entity, as :func:`services.analysis.texts.terms.terms_of` gives them."""
    readings: list[list[str]]
    """Syllables of each name that was to be read out."""
    syllables: frozenset[str]
    """All of pinyin, without tones, ü as v."""


class NameTermsProcess:
    """Finds the terms of names once, in a process that ends after it; :meth:`stop` may come from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def read(self, entities: Iterable[Iterable[str]], names: Iterable[str]) -> NameTerms:
        """The terms of entities, each of which has some names, and the syllables of ``names``.

        Raises OSError when the process cannot be started, subprocess.SubprocessError when it fails, takes longer than
        READ_S or is stopped.
        """
        asked = NamesAsked([list(of_entity) for of_entity in entities], list(names))
        command = [sys.executable, "-m", "services.analysis.texts.name_terms_process"]
        with self._lock:
            if self._stopped:
                raise subprocess.SubprocessError("stopped")
            self._process = process = subprocess.Popen(
                command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                creationflags=NO_WINDOW,
            )  # fmt: skip
        with process:
            try:
                out, _ = process.communicate(msgspec.msgpack.encode(asked), timeout=READ_S)
            finally:
                process.kill()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return msgspec.msgpack.decode(out, type=NameTerms)

    def stop(self) -> None:
        """End it; a :meth:`read` that runs fails."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()
