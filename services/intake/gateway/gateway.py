"""What the requests of one gateway share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from county.clock import Clock
from county.commands import Source
from services.intake.gateway.api_keys import ApiKey, ApiKeys
from services.intake.gateway.backend_links import BackendLinks
from services.intake.gateway.cases import CaseDesk
from services.intake.gateway.counts import GatewayCounts
from services.intake.gateway.follow_codes import CaseSecrets
from services.intake.gateway.photos import CheckedFile, checked_file
from services.intake.gateway.places import CountyPlaces
from services.intake.gateway.reporting import EventReporter, ReportSender

PHOTOS_AT_ONCE = 2
"""Photos that are decoded at the same time: each takes up to 300 MB."""
PAGE = "page"
"""Name of the sender of a page without a log-in; an API key cannot be looked up by it."""


@dataclass(frozen=True)
class Caller:
    """Who sends a request, as far as it is known."""

    key: ApiKey | None = None

    @property
    def sender(self) -> ReportSender:
        """Without a key: a citizen."""
        if self.key is None:
            return ReportSender(f"({PAGE})", "citizen")
        source: Source = self.key.channel
        return ReportSender(self.key.name, source)

    @property
    def name(self) -> str:
        """For the log."""
        return "-" if self.key is None else self.key.name


@dataclass(frozen=True)
class SentFile:
    """A file of a request as it arrived."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """One county's gateway."""

    county_name: str
    links: BackendLinks
    reporter: EventReporter
    cases: CaseDesk
    codes: CaseSecrets
    keys: ApiKeys
    counts: GatewayCounts
    places: CountyPlaces
    clock: Clock
    _decoding: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PHOTOS_AT_ONCE))

    async def checked(self, files: Sequence[SentFile], *, photos_only: bool) -> list[CheckedFile]:
        """The files as they may be stored.  Raises Problem."""
        found = []
        for number, file in enumerate(files, 1):
            async with self._decoding:
                found.append(
                    await asyncio.to_thread(
                        checked_file, file.name, file.content, number=number, photos_only=photos_only
                    )
                )
        return found
