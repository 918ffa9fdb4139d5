"""From events to cards: the analysis judges the records that were known, the backend records it, nothing is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from county.durations import DAY_MS, HOUR_MS
from county.risk.warning_card import AssessWarning
from services.follow_ups.judged_risks import FILE, SIZE_MAX, JudgedRisks, RiskIntake, read_judged
from tests.risk_days import FIRST_MS
from tests.watched_realm import BUSY, COUNTY, DAYS, WatchedRealm


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
