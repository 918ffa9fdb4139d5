"""Judges the vital signs minute by minute, each as of the records that were known at that minute.

A value is a function of the journal and the minute alone, so that an analysis that was away judges the minutes that it
missed and finds the same.  What changes is written into a file, from which the backend records it
(:class:`services.follow_ups.judged_signs.JudgedSigns`); it stays there until the journal has it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from county.aggregate import NEVER_MS
from county.figures.excursions import BANDS, EXCURSIONS, excursion_id
from county.figures.metric import Scope
from county.figures.vital_signs import ExcursionStep, Standing, judge
from services.analysis.assessment.sign_values import sign_periods, sign_value
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.timeline import RecordTimeline
from services.follow_ups.judged_signs import FILE, PENDING_MAX, JudgedFile
from services.protocol.analysis_messages import FiguresRequest
from services.store.private import private_file

GRACE_MS = 2_000
"""A minute is judged so long after its end: records of it may still be on their way."""
CATCH_UP = 60
"""Judgements of one sign in one catch-up; after a longer absence fewer minutes are looked at, evenly."""
UNRECORDED_MS = 600_000
"""A step that the backend has not recorded for so long is given up: it refuses it."""


class _KnownExcursion(msgspec.Struct, frozen=True):
    """An excursion in the journal."""

    sign: str
    began_ms: int
    worst: int
    value: float
    ended: bool


class SignJudge:
    """Used by one thread."""

    def __init__(self, folder: Path, timeline: RecordTimeline, county: CountedCounty, figures: Figures) -> None:
        """``figures``: used by nobody else, since it looks at ever later records.  Continues from the file in
        ``folder``; what is not in the journal counts as never judged."""
        self._path = folder / FILE
        self._timeline = timeline
        self._signs = {key: sign for key, sign in county.catalog.offered_vital_signs().items() if sign.metric}
        self._figures = figures
        self.judged_ms = 0
        """Everything that was due up to this time is judged; 0: nothing yet."""
        self._standings: dict[str, Standing] = {}
        self._pending: list[ExcursionStep] = []
        self._begun = False

    def turn(self, now_ms: int) -> bool:
        """Judge what is due, when the timeline has everything known by now; returns whether anything was.  Raises
        OSError, StoreError."""
        if not self._begun:
            self._begin()
        until_ms = now_ms - GRACE_MS
        due = sorted(self._due(until_ms))
        for at_ms, key in due:
            self._judge(key, at_ms)
        self.judged_ms = until_ms
        if not due:
            return False
        self._forget_recorded(now_ms)
        self._write()
        return True

    def _begin(self) -> None:
        """The standings of the file, as far as the journal agrees; else those that follow from the journal."""
        self._begun = True
        known = self._known()
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=JudgedFile)
        except (OSError, msgspec.MsgspecError):
            kept = JudgedFile()
        self._pending = list(kept.pending)
        waiting = {excursion_id(step.sign, step.began_ms) for step in self._pending}
        for key in self._signs:
            standing = kept.standings.get(key, Standing())
            open_ = next((one for one in known.values() if one.sign == key and not one.ended), None)
            began_ms = 0 if open_ is None else open_.began_ms
            if standing.began_ms != began_ms and excursion_id(key, standing.began_ms) not in waiting:
                worst = 0 if open_ is None else open_.worst
                standing = Standing(standing.at_ms, (0, 0, 0), began_ms, worst)
            self._standings[key] = standing
        for one in known.values():
            if not one.ended and one.sign not in self._signs:  # it is not judged any more
                at_ms = self._timeline.extent.head.recorded_ms
                self._pending.append(ExcursionStep("end", one.sign, one.began_ms, at_ms, one.value))

    def _due(self, until_ms: int) -> Iterator[tuple[int, str]]:
        """Times and signs, of each sign in order."""
        for key, sign in self._signs.items():
            period_ms = round(1000 * sign.period_s)
            last_ms = until_ms // period_ms * period_ms
            before_ms = self._standings[key].at_ms
            count = (last_ms - before_ms) // period_ms if before_ms else 1
            every = max(1, -(-count // CATCH_UP))
            for number in range(0, count, every):
                at_ms = last_ms - number * period_ms
                if at_ms > before_ms:
                    yield at_ms, key

    def _judge(self, key: str, at_ms: int) -> None:
        sign = self._signs[key]
        extent = self._timeline.extent
        seq = self._timeline.seq_at(at_ms, extent)
        value = None
        if seq:
            table = self._figures.table(FiguresRequest(
                request="", metrics=(sign.metric,), scope=Scope(), periods=sign_periods(sign, at_ms), as_of_seq=seq
            ))  # fmt: skip
            value = sign_value(sign, [totals[0] for totals in table.totals])
        judged = judge(key, sign, self._standings[key], at_ms, value)
        self._standings[key] = judged.standing
        self._pending += judged.steps

    def _forget_recorded(self, now_ms: int) -> None:
        known = self._known()

        def waits(step: ExcursionStep) -> bool:
            one = known.get(excursion_id(step.sign, step.began_ms))
            if step.kind == "open":
                recorded = one is not None
            elif step.kind == "end":
                recorded = one is not None and one.ended
            else:
                recorded = one is not None and one.worst > BANDS.index(step.band)
            return not recorded and now_ms - step.at_ms < UNRECORDED_MS + self._hold_ms(step.sign)

        self._pending = [step for step in self._pending if waits(step)][-PENDING_MAX:]

    def _hold_ms(self, key: str) -> float:
        """A step may be so much older than its judgement."""
        sign = self._signs.get(key)
        return 0.0 if sign is None else 1000 * (sign.hold_s + CATCH_UP * sign.period_s)

    def _known(self) -> dict[str, _KnownExcursion]:
        """All excursions of the journal that are on the desk, by id."""
        seq = self._timeline.extent.head.seq
        versions = self._timeline.states_at(EXCURSIONS.key, seq)
        rows = versions.newest_at(seq)
        ids = versions.ids.texts(versions.subject(rows))
        columns = (versions.values(name, rows) for name in ("sign", "began_ms", "band", "value", "ended_ms"))
        lists = [np.asarray(column).tolist() for column in columns]
        return {
            id: _KnownExcursion(self._timeline.texts.text(sign), began_ms, band + 1, value, ended_ms != NEVER_MS)
            for id, sign, began_ms, band, value, ended_ms in zip(ids, *lists, strict=True)
        }

    def _write(self) -> None:
        part = self._path.with_suffix(".part")
        private_file(part)
        part.write_bytes(msgspec.json.encode(JudgedFile(standings=self._standings, pending=tuple(self._pending))))
        os.replace(part, self._path)
