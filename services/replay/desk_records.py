"""Which records are about what is on a desk: those from which its states can be folded again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from county.fold import Fold
from county.records import Record
from services.store.upcast import RecordReader

Subject = tuple[str, str]
"""Key of an aggregate, and id."""


class DeskRecords:
    """Folds the records of a journal from the first one on."""

    def __init__(self) -> None:
        self.fold = Fold()
        self._since: dict[Subject, int] = {}
        """By which record each thing on the desk last came onto it."""

    def take(self, record: Record[Any]) -> None:
        """The next record."""
        for change in self.fold.apply(record):
            if change.state is None:
                self._since.pop((change.key, change.id), None)
            elif change.before is None:
                self._since[change.key, change.id] = record.seq

    @property
    def subjects(self) -> Collection[Subject]:
        """Everything on the desk."""
        return self._since.keys()

    def about(
        self, subjects: Collection[Subject], of_subject: Callable[[str], Iterator[bytes]]
    ) -> Iterator[tuple[int, bytes]]:
        """Numbers and bytes of the records about ``subjects`` since they last came onto the desk, in order.

        ``of_subject``: those about ``key/id``, also later ones.  Raises StoreError, UnreadableRecord.
        """
        read, found = RecordReader().read, dict[int, bytes]()
        for key, subject in subjects:
            for data in of_subject(f"{key}/{subject}"):
                seq = read(data).seq
                if self._since[key, subject] <= seq <= self.fold.seq:
                    found[seq] = data
        return ((seq, found[seq]) for seq in sorted(found))
