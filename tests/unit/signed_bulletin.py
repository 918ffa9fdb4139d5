"""A signed bulletin of a month, the most of whose numbers are figures that the analysis counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from county.attachments import Attachment
from county.briefing.briefing import Briefing
from county.catalog import load
from county.names import Name
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.brief.bulletin import bulletin
from services.brief.documents import MadeFiles, made_files
from services.brief.frame import Signature, framed
from services.brief.questions import Told, questions
from services.brief.verified import VerifiedBriefing
from services.brief.verify import JournalOfBriefing, verify
from services.protocol.analysis_messages import FiguresRequest
from services.store.upcast import RecordReader
from tests.figure_day import GRIDS, records_of_month
from tests.timelines import IDENTITY, log_of

CATALOG = load()
MONTH = "2026-10"
HASH = bytes(range(32))


class SignedBulletin(NamedTuple):
    """What was signed, and the analysis that counts it again."""

    files: MadeFiles
    briefing: Briefing
    figures: Figures

    def verified(self, path: Path) -> VerifiedBriefing:
        def refuse(stated: Any, fact: Any) -> str:
            raise AssertionError(fact)

        known = {self.briefing.id: self.briefing}
        return verify(path, CATALOG, JournalOfBriefing(
            self.figures.again, lambda seq: HASH, refuse, known.get, lambda stated: []
        ))  # fmt: skip


@contextmanager
def signed_bulletin(folder: Path) -> Iterator[SignedBulletin]:
    """Number 16 of 2026, of October."""
    records = records_of_month(7)
    log = log_of(records)
    log.hash_at = lambda seq: HASH  # type: ignore[method-assign]
    with closing(new_timeline(folder / "timeline", IDENTITY)) as timeline:
        TimelineWriter(timeline, log, RecordReader()).go_on(1 << 30, log.head)
        figures = Figures(timeline, CountedCounty(CATALOG, lambda: GRIDS), log, RecordReader())
        about = Told("monthly", MONTH, log.head.seq, records[-1].recorded_ms)
        answers = [
            figures.table(FiguresRequest(
                request="r", metrics=asked.metrics, scope=asked.scope, periods=asked.periods, grain=asked.grain
            ))
            for asked in questions(CATALOG, about)
        ]  # fmt: skip
        briefing = Briefing(
            id="B2", state="signed", steps=(), kind="monthly", period=MONTH, as_of_seq=about.as_of_seq,
            as_of_ms=about.as_of_ms, recipients=("县委办公室",), year=2026, number=16, signer="seat-1",
        )  # fmt: skip
        text = bulletin(CATALOG, "示范县", about, answers, lambda grain, group: Name(f"组 {group}", group))
        made = framed(text, briefing, Signature(2026, 16, "seat-1", about.as_of_ms))
        files = made_files(made, CATALOG)
        attachments = tuple(
            Attachment(sha256=hashlib.sha256(data).hexdigest(), name=name, size=len(data), media_type="application/zip")
            for data, name in ((files.docx, "b.docx"), (files.xlsx, "b.xlsx"), (files.pdf, "b.pdf"))
        )
        signed = replace(
            briefing, document=attachments[0].sha256, stated=files.stated, attachments=attachments
        )  # fmt: skip
        yield SignedBulletin(files, signed, figures)
