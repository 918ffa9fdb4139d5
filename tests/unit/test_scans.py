"""Scans as commands and records, and from EPCIS 2.0."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.refusals import TEMPLATES, Refused
from county.tracing.epcis import BadScan, events_of, scan_of, step_word
from county.tracing.scans import SCANS_MAX, CaptureScans, Goods, Scan, ScanCorrection, ScanSender
from services.protocol.codec import payload
from services.protocol.limits import REQUEST_MAX
from tests.tracing_chain import CHAIN, MILL, PADDY_A, PALLET, RICE
from tests.unit.running_desk import NOON_MS, RunningDesk

SCAN = CHAIN[0]
CAPTURE = CaptureScans(sender="mill", scans=CHAIN)


def test_captured_scans_are_one_record_and_the_desk_keeps_of_them_how_many_there_were() -> None:
    running = RunningDesk()
    running.give(CAPTURE)
    running.give(replace(CAPTURE, scans=CHAIN[:2]))
    sender: ScanSender = running.desk.find("scans", "mill")
    assert (sender.scans, sender.batches, sender.newest_ms) == (len(CHAIN) + 2, 2, max(scan.at_ms for scan in CHAIN))


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        (replace(SCAN, event_id=""), "scan_without_id"),
        (replace(SCAN, goods=()), "scan_without_goods"),
        (replace(SCAN, goods=(Goods(""),)), "scan_without_goods"),
        (replace(SCAN, goods=(Goods("a", math.nan, "KGM"),)), "scan_quantity"),
        (replace(SCAN, goods=(Goods("a", -1.0, "KGM"),)), "scan_quantity"),
        (replace(SCAN, goods=(Goods("a", math.inf, "KGM"),)), "scan_quantity"),
        (replace(SCAN, at_ms=NOON_MS + 3_600_000), "scan_time"),
        (replace(SCAN, at_ms=-1), "scan_time"),
        (replace(SCAN, action=""), "scan_not_of_kind"),
        (replace(SCAN, inputs=(Goods("a"),)), "scan_not_of_kind"),
        (replace(SCAN, kind="aggregation"), "scan_without_parent"),
        (replace(SCAN, kind="transformation", action=""), "scan_not_of_kind"),
        (replace(SCAN, goods=tuple(Goods(f"a{n}") for n in range(501))), "scan_too_large"),
    ],
)
def test_a_scan_that_cannot_be_is_refused_with_its_reason(scan: Scan, code: str) -> None:
    running = RunningDesk()
    with pytest.raises(Refused) as refused:
        running.give(replace(CAPTURE, scans=(SCAN, scan)))
    assert (refused.value.code, code in TEMPLATES) == (code, True)
    assert running.desk.find("scans", "mill") is None, "all of them or none"


def test_as_many_scans_as_a_command_may_have_can_be_sent() -> None:
    scans = tuple(
        replace(SCAN, event_id="e" * 100 + str(n), goods=(Goods("x" * 200, 1.0, "KGM"),)) for n in range(SCANS_MAX)
    )
    RunningDesk().give(CaptureScans(sender="mill", scans=scans))
    assert len(payload(CaptureScans(sender="mill", scans=scans))) < REQUEST_MAX


AGGREGATION = {
    "type": "AggregationEvent", "eventID": "urn:uuid:1", "eventTime": "2026-11-20T08:00:00.000+08:00",
    "eventTimeZoneOffset": "+08:00", "parentID": PALLET, "childEPCs": ["urn:epc:id:sgtin:9521234.000002.1"],
    "childQuantityList": [{"epcClass": RICE, "quantity": 200.5, "uom": "KGM"}], "action": "ADD", "bizStep": "packing",
    "readPoint": {"id": MILL}, "bizTransactionList": [{"type": "po", "bizTransaction": "urn:po:7"}],
    "sensorElementList": [{"anything": 1}],
}  # fmt: skip
TRANSFORMATION = {
    "type": "TransformationEvent", "eventID": "urn:uuid:2", "eventTime": "2026-11-20T00:00:00Z",
    "transformationID": "urn:x:1", "inputQuantityList": [{"epcClass": PADDY_A, "quantity": 10, "uom": "KGM"}],
    "outputEPCList": ["urn:a"], "bizStep": "https://ref.gs1.org/cbv/BizStep-commissioning",
    "sourceList": [{"type": "owning_party", "source": "urn:owner"}, {"type": "location", "source": "urn:place"}],
}  # fmt: skip


def test_the_fields_of_epcis_say_what_when_where_and_why() -> None:
    scan = scan_of(AGGREGATION)
    assert (scan.kind, scan.action, scan.parent, scan.biz_step, scan.read_point) == (
        "aggregation", "add", PALLET, "packing", MILL,
    )  # fmt: skip
    assert scan.goods == (Goods("urn:epc:id:sgtin:9521234.000002.1"), Goods(RICE, 200.5, "KGM"))
    assert scan.documents == ("urn:po:7",)
    scan = scan_of(TRANSFORMATION)
    assert (scan.kind, scan.transformation, scan.sent_from) == ("transformation", "urn:x:1", "urn:place")
    assert (scan.inputs, scan.outputs) == ((Goods(PADDY_A, 10.0, "KGM"),), (Goods("urn:a"),))


def test_a_declared_error_names_the_scan_that_counts_no_longer() -> None:
    declared = {
        "declarationTime": "2026-11-21T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:3"],
    }
    scan = scan_of(AGGREGATION | {"errorDeclaration": declared})
    assert scan.event_id == "urn:uuid:1"
    assert scan.wrong == ScanCorrection(at_ms=1_795_219_200_000, reason="incorrect_data", corrected_by=("urn:uuid:3",))


@pytest.mark.parametrize(
    "step", ["shipping", "urn:epcglobal:cbv:bizstep:shipping", "cbv:shipping", "https://ref.gs1.org/cbv/shipping"]
)
def test_a_step_of_business_has_the_same_word_in_every_form(step: str) -> None:
    assert step_word(step) == "shipping"


@pytest.mark.parametrize(
    "document",
    [AGGREGATION, [AGGREGATION], {"epcisBody": {"eventList": [AGGREGATION]}}, {"epcisBody": {"event": AGGREGATION}}],
)
def test_a_document_a_list_and_one_event_are_read_alike(document: Any) -> None:
    assert [scan_of(event).event_id for event in events_of(document)] == ["urn:uuid:1"]


@pytest.mark.parametrize(
    "change",
    [{"type": "LoveEvent"}, {"action": "MAYBE"}, {"eventTime": "yesterday"}, {"eventTime": "2026-11-20T08:00:00"},
     {"childEPCs": "urn:a"}, {"childQuantityList": [{"epcClass": RICE, "quantity": "much"}]}],
)  # fmt: skip
def test_an_event_that_says_nothing_certain_is_refused_in_one_line(change: dict[str, Any]) -> None:
    with pytest.raises(BadScan) as refused:
        scan_of(AGGREGATION | change)
    assert refused.value.line
    assert "\n" not in refused.value.line


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(AGGREGATION)), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted({*AGGREGATION, *TRANSFORMATION, "errorDeclaration"})), _ANY))
def test_whatever_is_in_an_event_it_is_a_scan_or_refused(fields: dict[str, Any]) -> None:
    with suppress(BadScan):
        assert isinstance(scan_of({"type": "AggregationEvent", "action": "ADD"} | fields), Scan)
