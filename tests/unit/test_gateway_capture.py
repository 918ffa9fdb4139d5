"""Documents of EPCIS 2.0 over HTTP: durable as a whole or refused as a whole, each event once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from county.tracing.scans import ScansCaptured, ScanSender
from tests.unit.gateway_fixture import OpenedGateway, opened_for_test
from tests.unit.test_scans import AGGREGATION, TRANSFORMATION

CAPTURE = "/api/v1/capture"


@pytest.fixture
def opened(tmp_path: Any) -> Iterator[OpenedGateway]:
    with opened_for_test(tmp_path) as opened:
        yield opened


def document(*events: Any) -> dict[str, Any]:
    return {"type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": list(events)}}


def captured(opened: OpenedGateway) -> list[ScansCaptured]:
    return [record.body for record in opened.live.realm.records() if isinstance(record.body, ScansCaptured)]


def test_a_document_is_stored_under_the_name_of_its_key_and_once(opened: OpenedGateway) -> None:
    for kind in ("application/json", "application/ld+json"):
        answer = opened.client.post(
            CAPTURE, json=document(AGGREGATION, TRANSFORMATION),
            headers=opened.key("department") | {"Content-Type": kind},
        )  # fmt: skip
        assert (answer.status_code, answer.json()) == (201, {"stored": 2}), answer.text
    [record] = captured(opened)
    assert [scan.kind for scan in record.scans] == ["aggregation", "transformation"]
    sender: ScanSender = opened.live.realm.desk.find("scans", record.sender)
    assert (sender.scans, sender.batches) == (2, 1)


@pytest.mark.parametrize(
    ("event", "why"),
    [(AGGREGATION | {"type": "X"}, "no type of event"), (AGGREGATION | {"eventTime": "2036-01-01T00:00:00Z"}, "future"),
     (AGGREGATION | {"parentID": ""}, "parentID"), ("no event", "Expected")],
)  # fmt: skip
def test_one_event_that_cannot_be_refuses_the_document_and_is_named(
    opened: OpenedGateway, event: Any, why: str
) -> None:
    answer = opened.client.post(CAPTURE, json=document(TRANSFORMATION, event), headers=opened.key("sensor"))
    assert (answer.status_code, captured(opened)) == (422, [])
    assert why in answer.json()["text"]
    assert "1]" in answer.json()["text"] or "[...]" in answer.json()["text"]


def test_a_key_of_another_channel_and_none_at_all_are_refused(opened: OpenedGateway) -> None:
    assert opened.client.post(CAPTURE, json=document(TRANSFORMATION), headers=opened.key("hotline")).status_code == 403
    assert opened.client.post(CAPTURE, json=document(TRANSFORMATION)).status_code == 401


def test_more_events_than_one_command_takes_are_stored_together(opened: OpenedGateway) -> None:
    events = [TRANSFORMATION | {"eventID": f"urn:{n}"} for n in range(450)]
    answer = opened.client.post(CAPTURE, json=document(*events), headers=opened.key("department"))
    assert (answer.status_code, answer.json()) == (201, {"stored": 450})
    assert [len(body.scans) for body in captured(opened)] == [200, 200, 50]
