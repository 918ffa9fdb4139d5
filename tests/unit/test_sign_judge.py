"""Vital signs: the analysis finds what changes, the backend records it, restarts lose and double none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from county import records as r
from county.authority import WATCH
from county.catalog import load
from county.figures.vital_signs import ExcursionStep, Standing
from county.records import Record, RecordBody
from services.analysis.assessment.sign_judge import SignJudge
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.timeline import RecordTimeline, new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.follow_ups.judged_signs import FILE, PENDING_MAX, SIZE_MAX, JudgedFile, JudgedSigns
from services.store.upcast import RecordReader, schema_of
from tests.figure_day import FIRST_MS, HOUR_MS, MINUTE_MS
from tests.timelines import IDENTITY, log_of
from tests.unit.running_desk import RunningDesk

CATALOG = load()
SIGNS = {
    key: replace(sign, hold_s=120.0, period_s=60.0)
    for key, sign in CATALOG.vital_signs.items() if key in ("order", "mass", "emergency", "smoke")
}  # fmt: skip
KNOWN = replace(CATALOG, vital_signs=SIGNS)
SETTLED_MS = 3_000
"""So long after a minute it is judged."""


class JudgedCounty:
    """A journal that grows, an analysis that follows it, and the backend that records what the analysis finds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = RunningDesk(known=KNOWN)
        self.records: list[Record[Any]] = []
        self.timelines = 0
        self.start_analysis()
        self.start_backend()

    def start_backend(self) -> None:
        self.intake = JudgedSigns(self.folder, "live")

    def start_analysis(self) -> None:
        """A new process: another timeline of the same journal, and the file of the one before."""
        if self.timelines:
            self.timeline.close()
        self.timelines += 1
        self.log = log_of(self.records)
        self.timeline: RecordTimeline = new_timeline(self.folder / f"timeline-{self.timelines}", IDENTITY)
        county = CountedCounty(KNOWN, tuple, tuple, tuple, "990123")
        self.writer = TimelineWriter(self.timeline, self.log, RecordReader())
        figures = Figures(self.timeline, county, self.log, RecordReader())
        self.judge = SignJudge(self.folder, self.timeline, county, figures)

    def happens(self, minute: float, *bodies: RecordBody) -> None:
        at_ms = FIRST_MS + round(minute * MINUTE_MS)
        for body in bodies:
            self._append(at_ms, at_ms, body)

    def _append(self, happened_ms: int, recorded_ms: int, body: RecordBody) -> None:
        record = Record(
            seq=len(self.records) + 1, realm="live", happened_ms=happened_ms, recorded_ms=recorded_ms, command_id="c",
            by="watch", schema=schema_of(body), body=body,
        )  # fmt: skip
        self.records.append(record)
        log_of([record], self.log)

    def follow(self, minute: float) -> None:
        """The analysis judges what is due at a minute."""
        self.writer.go_on(1 << 30, self.log.head)
        self.judge.turn(FIRST_MS + round(minute * MINUTE_MS) + SETTLED_MS)

    def record(self, minute: float) -> None:
        """The backend takes what the analysis has found."""
        now_ms = FIRST_MS + round(minute * MINUTE_MS) + SETTLED_MS
        for command in self.intake.due(now_ms).commands:
            known = len(self.running.log)
            self.running.give(command.body, by=WATCH, at_ms=command.happened_ms, now_ms=now_ms)
            for record in self.running.log[known:]:
                self._append(record.happened_ms, now_ms, record.body)

    def pass_minutes(self, minutes: Sequence[int]) -> None:
        for minute in minutes:
            self.follow(minute)
            self.record(minute)

    @property
    def excursions(self) -> list[tuple[str, str, int]]:
        """Kinds of records, bands, and minutes at which they happened."""
        return [
            (type(record.body).__name__, getattr(record.body, "band", ""), (record.happened_ms - FIRST_MS) // MINUTE_MS)
            for record in self.records if type(record.body).__name__.startswith("Excursion")
        ]  # fmt: skip


def smoke(number: int) -> RecordBody:
    return r.AlarmRaised(
        alarm_id=f"A{number}", sensor_id=f"smoke-{number}", channel="density", rule="smoke_fire", priority="high",
        value=1.0, limit=0.5,
    )  # fmt: skip


def clear(number: int) -> RecordBody:
    return r.AlarmCleared(alarm_id=f"A{number}", value=0.1)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[JudgedCounty]:
    county = JudgedCounty(tmp_path)
    county.happens(0, r.BackendStarted(package="p", catalog="c", program="1"))
    yield county
    county.timeline.close()


OPENED = [("ExcursionOpened", "yellow", 2), ("ExcursionWorsened", "red", 6), ("ExcursionEnded", "", 12)]


def scenario(county: JudgedCounty, restart: Any = lambda minute: None) -> None:
    """One alarm from minute 2 on, four from minute 6 on, none from minute 12 on."""
    happening = {2: [smoke(1)], 6: [smoke(2), smoke(3), smoke(4)], 12: [clear(n) for n in (1, 2, 3, 4)]}
    for minute in range(1, 18):
        county.happens(minute - 0.1, *happening.get(minute, []))
        restart(minute)
        county.follow(minute)
        county.record(minute)


def test_an_excursion_is_opened_gets_worse_and_ends_at_the_minutes_when_it_did(county: JudgedCounty) -> None:
    scenario(county)
    assert county.excursions == OPENED


@pytest.mark.parametrize("at", range(1, 17))
def test_a_restart_of_the_analysis_loses_and_doubles_none(county: JudgedCounty, at: int) -> None:
    scenario(county, lambda minute: county.start_analysis() if minute == at else None)
    assert county.excursions == OPENED


@pytest.mark.parametrize("at", range(1, 17))
def test_a_restart_of_the_backend_loses_and_doubles_none(county: JudgedCounty, at: int) -> None:
    scenario(county, lambda minute: county.start_backend() if minute == at else None)
    assert county.excursions == OPENED


def test_a_restart_at_every_minute_loses_and_doubles_none(county: JudgedCounty) -> None:
    def both(minute: int) -> None:
        county.start_analysis()
        county.start_backend()

    scenario(county, both)
    assert county.excursions == OPENED


def test_an_analysis_that_was_away_judges_the_minutes_that_it_missed(county: JudgedCounty) -> None:
    county.pass_minutes([1])
    county.happens(1.9, smoke(1))
    county.happens(5.9, smoke(2), smoke(3), smoke(4))
    county.happens(11.9, *(clear(n) for n in (1, 2, 3, 4)))
    county.start_analysis()
    county.pass_minutes([17])
    assert county.excursions == OPENED


def test_a_lost_file_opens_no_second_excursion_of_what_is_open(county: JudgedCounty) -> None:
    county.happens(1.9, smoke(1))
    county.pass_minutes(range(1, 6))
    (county.folder / FILE).unlink()
    county.start_analysis()
    county.start_backend()
    county.pass_minutes(range(6, 12))
    county.happens(11.9, clear(1))
    county.pass_minutes(range(12, 15))
    assert [kind for kind, _, _ in county.excursions] == ["ExcursionOpened", "ExcursionEnded"]


def test_a_backend_that_takes_nothing_for_a_while_records_everything_later(county: JudgedCounty) -> None:
    county.happens(1.9, smoke(1))
    for minute in range(1, 9):
        county.follow(minute)
    county.happens(8.9, clear(1))
    for minute in range(9, 11):
        county.follow(minute)
    county.record(10)
    assert county.excursions == [("ExcursionOpened", "yellow", 2), ("ExcursionEnded", "", 9)]
    county.follow(11)
    assert msgspec.json.decode((county.folder / FILE).read_bytes(), type=JudgedFile).pending == ()


def test_a_file_that_is_none_of_the_analysis_changes_nothing(tmp_path: Path) -> None:
    intake = JudgedSigns(tmp_path, "live")
    assert intake.due(FIRST_MS).commands == ()
    for content in (b"", b"{", b'{"pending": [{"kind": "burn"}]}', b"[" * 9_000, b" " * (SIZE_MAX + 1)):
        (tmp_path / FILE).write_bytes(content)
        assert intake.due(FIRST_MS).commands == ()


def test_a_file_is_read_once_and_steps_of_the_future_wait(tmp_path: Path) -> None:
    step = ExcursionStep("open", "mass", FIRST_MS, FIRST_MS, 2.0, "orange")
    ahead = replace(step, sign="smoke", began_ms=FIRST_MS + HOUR_MS, at_ms=FIRST_MS + HOUR_MS)
    (tmp_path / FILE).write_bytes(msgspec.json.encode(JudgedFile(pending=(step, ahead))))
    intake = JudgedSigns(tmp_path, "live")
    [command] = intake.due(FIRST_MS).commands
    assert (command.id, command.happened_ms, command.body.excursion_id) == (
        f"mass:{FIRST_MS}:open", FIRST_MS, f"mass:{FIRST_MS}",
    )  # fmt: skip
    assert intake.due(FIRST_MS + HOUR_MS).commands == ()


def test_the_largest_file_of_200_signs_is_read() -> None:
    year_ms = 1_800_000_000_000
    standings = {f"a_long_name_of_a_sign_{n:03}": Standing(year_ms, (year_ms,) * 3, year_ms, 3) for n in range(200)}
    steps = tuple(
        ExcursionStep("worsen", name, year_ms, year_ms, 123_456.789_012_345, "orange") for name in standings
    )
    assert len(steps) == PENDING_MAX
    assert len(msgspec.json.encode(JudgedFile(standings=standings, pending=steps))) < SIZE_MAX
