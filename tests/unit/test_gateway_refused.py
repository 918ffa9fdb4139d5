"""Requests that the gateway refuses are counted for the backend, by caller and reason, once each."""

from __future__ import annotations

from county.clock import ManualClock
from county.commands import Command
from county.input_faults import CountFaults
from desktop.figures.http_reasons import HTTP_REASONS
from services.intake.gateway.refused_requests import COUNTED, OTHERS, TOLD_APART, RefusedRequests

NOON_MS = 1_795_838_400_000
"""2026-11-28 12:00 in China."""


def numbers(commands: list[Command[CountFaults]]) -> dict[tuple[str, str], int]:
    return {(command.body.origin, command.body.reason): command.body.number for command in commands}


def test_requests_are_counted_by_caller_and_reason() -> None:
    refused = RefusedRequests(ManualClock(NOON_MS))
    for caller, code in [("hotline", "place_missing")] * 3 + [("(page)", "photo_damaged"), ("hotline", "file_kind")]:
        refused.note(caller, code)
    found = refused.commands()
    assert numbers(found) == {
        ("HTTP · hotline", "place_missing"): 3,
        ("HTTP · (page)", "photo_damaged"): 1,
        ("HTTP · hotline", "file_kind"): 1,
    }
    assert {command.body.day for command in found} == {"2026-11-28"}


def test_faults_of_the_gateway_and_refusals_of_the_backend_are_not_counted() -> None:
    refused = RefusedRequests(ManualClock(NOON_MS))
    for code in ("backend_away", "gateway_busy", "gateway_failed", "event_exists"):
        refused.note("hotline", code)
    assert refused.commands() == []


def test_a_count_keeps_its_id_until_the_backend_has_it_and_what_comes_meanwhile_is_kept() -> None:
    refused = RefusedRequests(ManualClock(NOON_MS))
    refused.note("hotline", "file_kind")
    first = list(refused.commands())
    refused.note("hotline", "file_kind")
    assert refused.commands() == first, "it was not told yet"
    refused.told()
    second = refused.commands()
    assert numbers(second) == numbers(first)
    assert second[0].id != first[0].id
    refused.told()
    assert refused.commands() == []


def test_a_flood_of_callers_is_bounded() -> None:
    refused = RefusedRequests(ManualClock(NOON_MS))
    for number in range(TOLD_APART + 50):
        refused.note(f"key {number}", "file_kind")
    found = numbers(refused.commands())
    assert len(found) == TOLD_APART + 1
    assert found[f"HTTP · {OTHERS}", OTHERS] == 50


def test_the_panel_names_every_reason_that_is_counted() -> None:
    assert set(HTTP_REASONS) == COUNTED
