"""What the requests of one gateway share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from county.clock import Clock
from county.commands import ReportSource
from services.intake.gateway.api_keys import ApiKey, ApiKeys
from services.intake.gateway.backend_links import BackendLinks
from services.intake.gateway.cases import CaseDesk
from services.intake.gateway.counts import GatewayCounts
from services.intake.gateway.follow_codes import CaseSecrets
from services.intake.gateway.places import CountyPlaces
from services.intake.gateway.refused_requests import RefusedRequests
from services.intake.gateway.reporting import EventReporter, ReportSender
from services.intake.gateway.sent_files import CheckedFile, SentFile, checked_file

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
        source: ReportSource = self.key.channel
        return ReportSender(self.key.name, source)

    @property
    def name(self) -> str:
        """For the log."""
        return "-" if self.key is None else self.key.name


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
    refused: RefusedRequests
    places: CountyPlaces
    clock: Clock
    decoders: dict[bool, ThreadPoolExecutor] = field(default_factory=lambda: {
        True: ThreadPoolExecutor(1, "photos of strangers"), False: ThreadPoolExecutor(1, "photos of key holders"),
    })  # fmt: skip
    """One thread decodes photos of strangers (True), one those of key holders: they only wait for each other."""

    async def checked(self, files: Sequence[SentFile], caller: Caller) -> list[CheckedFile]:
        """The files as they may be stored; of a caller without a key photos only.  Raises Problem."""
        stranger = caller.key is None
        found = []
        for number, file in enumerate(files, 1):
            work = partial(checked_file, file, number=number, photos_only=stranger)
            found.append(await asyncio.get_running_loop().run_in_executor(self.decoders[stranger], work))
        return found

    def close(self) -> None:
        """End the threads for photos."""
        for decoder in self.decoders.values():
            decoder.shutdown(cancel_futures=True)
