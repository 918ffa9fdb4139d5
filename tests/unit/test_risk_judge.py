"""From events to cards: the analysis judges the records that were known, the backend records it, nothing is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county.authority import WATCH
from county.catalog import load
from county.durations import DAY_MS, HOUR_MS
from county.records import EventReported, Record
from county.risk.warning_card import AssessWarning, WarningCard
from services.analysis.risk.risk_judge import RiskJudge
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.follow_ups.judged_risks import FILE, SIZE_MAX, JudgedRisks, RiskIntake, read_judged
from services.store.upcast import RecordReader, schema_of
from tests.risk_days import FIRST_MS, square_county
from tests.timelines import IDENTITY, log_of
from tests.unit.running_desk import RunningDesk

COUNTY = square_county(4, 5)
BUSY, QUIET = COUNTY.villages[6], COUNTY.villages[0]
DAYS = 21


class WatchedRealm:
    """A journal of reports, an analysis that judges it, and the backend that records what it finds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = RunningDesk()
        self.records: list[Record[Any]] = []
        self.log = log_of([])
        self.timeline = new_timeline(folder / "timeline", IDENTITY)
        self.writer = TimelineWriter(self.timeline, self.log, RecordReader())
        self.start()

    def start(self) -> None:
        """Both processes start again."""
        self.judge = RiskJudge(self.folder, self.timeline, self.log, RecordReader(), load(), COUNTY)
        self.intake = RiskIntake(self.folder, "live")

    def report(self, day: float, village: str, count: int = 1, *, recorded: float | None = None) -> None:
        for _ in range(count):
            body = EventReported(
                event_id=f"E{len(self.records)}", subclass="exposed_garbage", level="general", source="hotline",
                title="垃圾", x_m=0.0, y_m=0.0, division=village, reporter="",
            )  # fmt: skip
            self._append(FIRST_MS + round(day * DAY_MS), FIRST_MS + round((recorded or day) * DAY_MS), body)

    def _append(self, happened_ms: int, recorded_ms: int, body: Any) -> None:
        record = Record(
            seq=len(self.records) + 1, realm="live", happened_ms=happened_ms, recorded_ms=recorded_ms, command_id="c",
            by="watch", schema=schema_of(body), body=body,
        )  # fmt: skip
        self.records.append(record)
        log_of([record], self.log)

    def judged(self, day: float) -> JudgedRisks:
        """What the analysis writes at the end of a day."""
        self.writer.go_on(1 << 30, self.log.head)
        return self.judge.judge(FIRST_MS + round(day * DAY_MS))

    def record(self, day: float) -> None:
        """The backend takes it."""
        now_ms = FIRST_MS + round(day * DAY_MS)
        for command in self.intake.due(now_ms).commands:
            known = len(self.running.log)
            self.running.give(command.body, by=WATCH, at_ms=command.happened_ms, now_ms=now_ms)
            for record in self.running.log[known:]:
                self._append(record.happened_ms, now_ms, record.body)

    @property
    def cards(self) -> dict[str, WarningCard]:
        return dict(self.running.desk.fold.states["warning"])


@pytest.fixture
def realm(tmp_path: Path) -> Iterator[WatchedRealm]:
    """Three weeks with a report a day somewhere."""
    realm = WatchedRealm(tmp_path)
    for day in range(DAYS):
        realm.report(day + 0.5, COUNTY.villages[day % len(COUNTY.villages)])
    yield realm
    realm.timeline.close()


def burst(realm: WatchedRealm) -> None:
    realm.report(DAYS + 0.4, BUSY, 12)


def test_a_burst_becomes_a_card_with_its_events_place_and_department(realm: WatchedRealm) -> None:
    burst(realm)
    realm.judged(DAYS + 1)
    realm.record(DAYS + 1)
    [card] = realm.cards.values()
    assert (card.subject, card.divisions, card.owner) == ("appearance", (BUSY,), "city_management")
    assert {*card.evidence} >= {record.body.event_id for record in realm.records[DAYS : DAYS + 12]}
    assert card.from_ms == FIRST_MS + DAYS * DAY_MS
    [signal] = card.signals
    assert (signal.detector, signal.days, signal.recurrence_days > 14) == ("scan", 1, True)
    assert signal.observed == 12 + (DAYS % len(COUNTY.villages) == 6)


def test_only_what_was_known_at_the_moment_counts(realm: WatchedRealm) -> None:
    realm.report(DAYS + 0.4, BUSY, 12, recorded=DAYS + 1.2)
    assert realm.judged(DAYS + 1).pending == ()
    assert len(realm.judged(DAYS + 1.3).pending) == 1


def test_what_was_found_again_before_the_backend_read_it_is_one_card(realm: WatchedRealm) -> None:
    burst(realm)
    realm.judged(DAYS + 1)
    realm.judged(DAYS + 1.1)
    realm.record(DAYS + 1.1)
    realm.judged(DAYS + 1.2)
    realm.record(DAYS + 1.2)
    assert len(realm.cards) == 1


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_restart_of_either_process_loses_and_doubles_none(realm: WatchedRealm, at: int) -> None:
    burst(realm)
    realm.judged(DAYS + 1)
    if at == 1:
        realm.start()
    realm.record(DAYS + 1)
    if at == 2:
        realm.start()
    realm.report(DAYS + 1.4, BUSY, 12)
    realm.judged(DAYS + 2)
    if at == 3:
        realm.start()
    realm.record(DAYS + 2)
    [card] = realm.cards.values()
    assert [step.kind for step in card.steps] == ["WarningRaised", "WarningUpdated"]


def test_a_lost_file_raises_no_second_card(realm: WatchedRealm) -> None:
    burst(realm)
    realm.judged(DAYS + 1)
    realm.record(DAYS + 1)
    (realm.folder / FILE).unlink()
    realm.start()
    realm.judged(DAYS + 2)
    realm.record(DAYS + 2)
    assert len(realm.cards) == 1


def test_a_person_assesses_a_card_and_it_is_updated_as_assessed(realm: WatchedRealm) -> None:
    burst(realm)
    realm.judged(DAYS + 1)
    realm.record(DAYS + 1)
    [card] = realm.cards.values()
    at_ms = FIRST_MS + (DAYS + 1) * DAY_MS + HOUR_MS
    for record in realm.running.give(AssessWarning(warning_id=card.id, note="属实"), at_ms=at_ms):
        realm._append(record.happened_ms, at_ms, record.body)
    realm.report(DAYS + 1.4, BUSY, 20)
    realm.judged(DAYS + 2)
    realm.record(DAYS + 2)
    [card] = realm.cards.values()
    assert (card.state, card.steps[-1].kind) == ("assessed", "WarningUpdated")
    assert card.strongest.observed >= 32


def test_a_file_that_is_none_of_the_analysis_changes_nothing(tmp_path: Path) -> None:
    intake = RiskIntake(tmp_path, "live")
    assert intake.due(FIRST_MS).commands == ()
    for content in (b"", b"{", b'{"pending": [{"type": "FileEvent"}]}', b"[" * 9_000, b" " * (SIZE_MAX + 1)):
        (tmp_path / FILE).write_bytes(content)
        assert intake.due(FIRST_MS).commands == ()
        assert read_judged(tmp_path / FILE) == JudgedRisks()


def test_a_judgement_of_the_future_is_recorded_once_when_its_moment_has_come(realm: WatchedRealm) -> None:
    """The backend's clock can be set back after the analysis has judged."""
    burst(realm)
    found = realm.judged(DAYS + 1)
    assert realm.intake.due(found.judged_ms - 1).commands == ()
    assert [command.body for command in realm.intake.due(found.judged_ms).commands] == list(found.pending)
    assert realm.intake.due(found.judged_ms + 1).commands == ()
    assert len(msgspec.json.encode(found)) < SIZE_MAX


def test_a_county_without_events_is_judged_and_has_no_card(tmp_path: Path) -> None:
    realm = WatchedRealm(tmp_path)
    found = realm.judged(DAYS)
    assert (found.past_days, found.pending, set(found.tested.values())) == (0, (), {0})
    realm.timeline.close()
