"""Requests that the gateway itself refused, counted for the backend by caller and reason (数据质量).

What the backend refuses, it counts itself.  Bounded: a caller that repeats a refused request costs a record every few
seconds.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from uuid import uuid4

from county.clock import Clock
from county.commands import Command
from county.input_faults import CountFaults, counted
from county.numbering import COUNTY_TIME
from county.realm import LIVE
from services.intake.gateway.backend_links import BackendLinks
from services.intake.gateway.problems import OWN, Problem

ORIGIN = "HTTP · "
"""Before the name of the API key, or of the page."""
EVERY_S = 5.0
TOLD_APART = 200
"""Callers and reasons between two commands."""
OTHERS = "…"
COUNTED = frozenset(code for code, wording in OWN.items() if wording.status < 500)
"""Faults of requests, not of the gateway."""


class RefusedRequests:
    """Used by the event loop's thread alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._new: Counter[tuple[str, str]] = Counter()
        self._untold: list[Command[CountFaults]] = []
        """With ids that stay, so that nothing is counted twice when an answer is lost."""

    def note(self, caller: str, code: str) -> None:
        """A request of ``caller`` was refused."""
        if code in COUNTED:
            key = (caller, code)
            self._new[key if key in self._new or len(self._new) < TOLD_APART else (OTHERS, OTHERS)] += 1

    def commands(self) -> list[Command[CountFaults]]:
        """What the backend has not been told: the same again until :meth:`told`."""
        if not self._untold and self._new:
            now_ms = self._clock.now_ms()
            day = datetime.fromtimestamp(now_ms / 1000, COUNTY_TIME).date().isoformat()
            self._untold = [
                Command(
                    id=f"faults:{uuid4().hex}", realm=LIVE.id, happened_ms=now_ms,
                    body=counted(day=day, origin=f"{ORIGIN}{caller}", reason=code, number=number),
                )
                for (caller, code), number in self._new.items()
            ]  # fmt: skip
            self._new.clear()
        return self._untold

    def told(self) -> None:
        """The backend has decided the last commands."""
        self._untold = []

    async def tell(self, links: BackendLinks) -> None:
        """Tell the backend every few seconds, until cancelled; while it does not answer, counts are kept."""
        while True:
            await asyncio.sleep(EVERY_S)
            commands = self.commands()
            if not commands:
                continue
            try:
                await links.run(lambda link, commands=commands: link.submit(commands))  # type: ignore[misc]
            except Problem:
                continue
            self.told()
