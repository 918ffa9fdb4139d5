"""The timeline of a whole journal, for whoever answers from a data folder beside whatever else runs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from services.analysis.timeline.timeline import RecordTimeline, TimelineIdentity, new_timeline
from services.analysis.timeline.timeline_writer import BATCH, TimelineWriter
from services.store.ports import Head, JournalReader
from services.store.upcast import RecordReader


@contextmanager
def read_timeline(
    journal: JournalReader, identity: TimelineIdentity, reader: RecordReader,
    progress: Callable[[float], None] = lambda share: None,
) -> Iterator[tuple[RecordTimeline, Head]]:  # fmt: skip
    """Up to the end that the journal has now, and that end; in a folder that is removed afterwards.  ``progress`` is
    called with the share read.  Raises StoreError, UnreadableRecord, OSError."""
    with (
        tempfile.TemporaryDirectory() as name, closing(new_timeline(Path(name) / "timeline", identity)) as timeline,
    ):  # fmt: skip
        writer, head = TimelineWriter(timeline, journal, reader), journal.head
        while writer.go_on(BATCH, head):
            progress(timeline.extent.head.seq / head.seq)
        yield timeline, head
