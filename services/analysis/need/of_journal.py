"""The forecast of a journal on disk, without the analysis of its realm."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from county.need.question import NeedQuestion
from county.need.results import NeedsForecast
from county.need.weeks import week_of
from county.package.open import CountyPackage
from county.realm import LIVE
from services.analysis.need.known_forecasts import KnownForecasts
from services.analysis.need.need_studies import worked_out
from services.analysis.timeline.read_journal import read_timeline
from services.analysis.timeline.timeline import TimelineIdentity
from services.disk.data_folder import realm_folder
from services.need.county_places import need_places
from services.store.following import open_journal
from services.store.upcast import RecordReader

JOURNAL_SHARE = 0.3
"""Of the progress; the rest is the forecast."""


def forecast_of_journal(
    package: CountyPackage, data: Path, question: NeedQuestion, at_ms: int, progress: Callable[[float, str], None]
) -> NeedsForecast:
    """As of the last week that was over at ``at_ms``; the journal is read into a timeline of its own.  Raises NoPlaces,
    PackageError, StoreError, UnreadableRecord, StudyFailed, OSError."""
    reader = RecordReader()
    identity = TimelineIdentity(county=package.manifest.identity, realm=LIVE.id, catalog=package.catalog.digest)
    with (
        closing(open_journal(realm_folder(data, LIVE))) as journal,
        read_timeline(
            journal, identity, reader, lambda share: progress(JOURNAL_SHARE * share, "journal")
        ) as (timeline, head),
    ):  # fmt: skip
        return worked_out(
            question, timeline, KnownForecasts(timeline, journal, reader), package.catalog,
            need_places(package, question.level, package.catalog), week_of(at_ms), head.seq,
            lambda share: progress(JOURNAL_SHARE + (1 - JOURNAL_SHARE) * share, "forecast"), bool,
        )  # fmt: skip
