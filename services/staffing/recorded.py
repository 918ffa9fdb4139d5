"""Answers from the journal of a data folder, beside whatever else runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from county.package.open import CountyPackage
from county.realm import Realm
from services.analysis.risk.watched_county import watched_county
from services.analysis.staffing_facts import TimelineFacts
from services.analysis.timeline.read_journal import read_timeline
from services.analysis.timeline.timeline import TimelineIdentity
from services.disk.data_folder import realm_folder
from services.staffing.journal_facts import FactsMoment, StaffingFacts
from services.store.following import open_journal
from services.store.upcast import RecordReader


class RecordedFacts(NamedTuple):
    """What a journal knew at its end."""

    facts: StaffingFacts
    at: FactsMoment


@contextmanager
def recorded_facts(county: CountyPackage, data: Path, realm: Realm) -> Iterator[RecordedFacts]:
    """Of the whole journal of a realm, read into a timeline of its own.  Raises StoreError,
    UnreadableRecord, OSError."""
    identity = TimelineIdentity(county=county.manifest.identity, realm=realm.id, catalog=county.catalog.digest)
    with (
        closing(open_journal(realm_folder(data, realm))) as journal,
        read_timeline(journal, identity, RecordReader()) as (timeline, head),
    ):
        facts = TimelineFacts(timeline, county.catalog, cache(partial(watched_county, county)))
        yield RecordedFacts(facts, FactsMoment(head.seq, head.recorded_ms))
