"""The words of the titles of events, as far as they say what an event is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import rjieba

from county.policy.stop_words import stop_words
from county.records import EventReported
from county.surveillance.space_time_scan import ScanCancelled
from services.store.ports import JournalReader
from services.store.upcast import RecordReader

RUN_GAP = 64
"""Records between two wanted ones that are read along rather than asked for anew."""
_SUFFIXES = re.compile(r"(?:街道|镇|乡|村|社区|居委会)$")
_WORD = re.compile(r"[\u3400-\u9fff]{2,}|[a-zA-Z]{2,}")


class TitleWordReader:
    """Remembers what it has read: titles of reports do not change.  Used by one thread."""

    def __init__(self, journal: JournalReader, reader: RecordReader, place_names: Iterable[str]) -> None:
        """``place_names``: they say where an event is, and are left out."""
        self._journal = journal
        self._read = reader.read
        names = {name for full in place_names for name in (full, _SUFFIXES.sub("", full)) if len(name) > 1}
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        self._places = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._stop_words = stop_words()
        self._known: dict[int, tuple[str, ...]] = {}

    def words(self, seqs: Sequence[int], cancelled: Callable[[], bool]) -> list[tuple[str, ...]]:
        """Of the reports with these record numbers, each word once.  What was asked for before and is not now is
        forgotten.  Raises StoreError, UnreadableRecord, ScanCancelled."""
        self._known = {seq: self._known[seq] for seq in seqs if seq in self._known}
        for first, last, wanted in _runs(sorted(seq for seq in seqs if seq not in self._known)):
            if cancelled():
                raise ScanCancelled
            for seq, data in enumerate(self._journal.records(first, last), first):
                if seq in wanted:
                    body = self._read(data, seq).body
                    self._known[seq] = self._of(body.title) if isinstance(body, EventReported) else ()
        return [self._known.get(seq, ()) for seq in seqs]

    def _of(self, title: str) -> tuple[str, ...]:
        cut = rjieba.cut(self._places.sub("，", title))
        return tuple(dict.fromkeys(
            word for word in cut if _WORD.fullmatch(word) and word not in self._stop_words
        ))  # fmt: skip


def _runs(seqs: Sequence[int]) -> Iterator[tuple[int, int, frozenset[int]]]:
    """First, last and wanted numbers of spans without a large gap."""
    run: list[int] = []
    for seq in seqs:
        if run and (seq - run[-1] > RUN_GAP or len(run) >= 1_000):
            yield run[0], run[-1], frozenset(run)
            run = []
        run.append(seq)
    if run:
        yield run[0], run[-1], frozenset(run)
