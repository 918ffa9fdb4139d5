"""The policies of a county, read from TOML: those of its package, or for a synthetic county the program's samples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from county.explained import ExplainedLine
from county.policy.documents import FORMAT, PolicyDoc, Questions
from county.policy.stop_words import stop_words

POLICIES = "policies"
"""Folder of a county package."""
SYNONYMS = "synonyms.toml"
UNANSWERED = "unanswered.toml"
TABLES = (SYNONYMS, UNANSWERED)
"""Files that are no documents."""
KNOWLEDGE = Path(__file__).parents[2] / "resources" / "knowledge"
FILE_MAX = 8_000_000
DOCS_MAX = 5_000


class SynonymTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By spoken word the words of articles, and words for the people whom policies are about."""

    format: int
    source: str = ""
    """Who wrote it, or by what."""
    people: tuple[str, ...] = ()
    spoken: dict[str, tuple[str, ...]] = {}


class UnansweredTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions about other subjects than those of the documents."""

    format: int
    source: str = ""
    """Who wrote it, or by what."""
    questions: Questions = ()


T = TypeVar("T", PolicyDoc, SynonymTable, UnansweredTable)


@dataclass(frozen=True)
class Library:
    """All that was read, and what could not be."""

    docs: tuple[PolicyDoc, ...]
    synonyms: dict[str, tuple[str, ...]]
    stop_words: frozenset[str]
    people: frozenset[str] = frozenset()
    faults: tuple[ExplainedLine, ...] = ()
    """Each with its file; the others are used."""
    unanswered: tuple[str, ...] = ()
    """Questions that no document answers."""


def library_of(folder: Path, *, synthetic: bool) -> Library:
    """The policies in the package ``folder``; of a synthetic county without any the samples."""
    own = folder / POLICIES
    paths = sorted(own.glob("*.toml")) if own.is_dir() else []
    if not [path for path in paths if path.name not in TABLES] and synthetic:
        return read_library([*sorted((KNOWLEDGE / POLICIES).glob("*.toml")), *paths])
    return read_library(paths)


def state_of_files(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of the files in the package ``folder``: another state is to be read again."""
    own = folder / POLICIES
    found = []
    for path in sorted(own.glob("*.toml")) if own.is_dir() else []:
        with suppress(OSError):  # gone since it was listed; the next look sees that
            state = path.stat()
            found.append((path.name, state.st_size, state.st_mtime_ns))
    return tuple(found)


def read_library(paths: Iterable[Path]) -> Library:
    """The documents in these files; tables of synonyms among them add to the program's, such of questions to each
    other."""
    faults: list[ExplainedLine] = []
    docs: dict[str, PolicyDoc] = {}
    synonyms: dict[str, tuple[str, ...]] = {}
    people: set[str] = set()
    unanswered: list[str] = []
    for path in [KNOWLEDGE / SYNONYMS, *paths]:
        try:
            if path.name == SYNONYMS:
                table = _read(path, SynonymTable)
                people |= {*table.people}
                for word, forms in table.spoken.items():
                    synonyms[word] = tuple(dict.fromkeys((*synonyms.get(word, ()), *forms)))
                continue
            if path.name == UNANSWERED:
                unanswered += _read(path, UnansweredTable).questions
                continue
            doc = _read(path, PolicyDoc)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            faults.append(ExplainedLine("{file}: cannot be read ({why})", file=path.name, why=str(error)))
            continue
        if doc.id in docs:
            faults.append(
                ExplainedLine("{file}: there is another document with the id {id}", file=path.name, id=doc.id)
            )
        elif len(docs) >= DOCS_MAX:
            faults.append(ExplainedLine("{file}: more than {limit} documents", file=path.name, limit=DOCS_MAX))
        else:
            docs[doc.id] = doc
    return Library(tuple(docs.values()), synonyms, stop_words(), frozenset(people), tuple(faults), tuple(unanswered))


def _read(path: Path, kind: type[T]) -> T:
    if path.stat().st_size > FILE_MAX:
        raise ValueError(f"larger than {FILE_MAX:,} bytes")
    read = msgspec.convert(tomllib.loads(path.read_text("utf-8")), kind)
    if read.format > FORMAT:
        raise ValueError(f"format {read.format} is newer than this program, which reads {FORMAT}")
    return read
