"""Scans of goods from files: by Chinese headers, and events of EPCIS 2.0 in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from county.catalog import load
from county.realm import LIVE
from county.tracing.scans import CaptureScans, Goods, Scan
from services.intake.file_options import FileOptions
from services.intake.profiles import profile_named
from services.sending.dry_run import dry_run
from services.sending.scan_batches import BATCH_BYTES, batches_of
from tests.unit.running_desk import NOON_MS
from tests.unit.test_intake_send import send

SHEET = (
    "扫描编号,扫描类型,环节,扫描时间,读点,批次,数量,单位,容器,投入,产出,收货方\n"
    "1,采收,采收,2026-11-20 08:00,甲合作社,稻谷A1,1000,公斤,,,,\n"
    "2,发货,发货,2026-11-20 09:00,甲合作社,稻谷A1,1000,公斤,,,,米厂\n"
    "3,加工,,2026-11-21 08:00,米厂,,,,,稻谷A1 1000 公斤；稻谷B1 500 公斤,大米R1 1 吨；米糠K1 400 公斤,\n"
    "4,装箱,装箱,2026-11-21 09:00,米厂,大米R1,600,公斤,托盘7,,,\n"
    "5,拆箱,拆箱,2026-11-21 18:00,一店,大米R1,,,托盘7,,,\n"
    "6,飞走,,2026-11-21 18:00,一店,大米R1,,,,,,\n"
)


def scans_of(text: str, path: Path) -> list[Scan]:
    backend, _ = send(path, text)
    return [scan for command in backend.commands for scan in command.body.scans]


def test_a_sheet_with_chinese_headers_is_scans(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "scans.csv", SHEET)
    [command] = backend.commands
    assert isinstance(command.body, CaptureScans)
    made, sent, milled, packed, unpacked = command.body.scans
    assert (made.kind, made.action, made.goods) == ("object", "add", (Goods("稻谷A1", 1000.0, "公斤"),))
    assert (sent.action, sent.biz_step, sent.sent_to) == ("observe", "shipping", "米厂")
    assert (milled.kind, milled.action) == ("transformation", "")
    assert milled.inputs == (Goods("稻谷A1", 1000.0, "公斤"), Goods("稻谷B1", 500.0, "公斤"))
    assert milled.outputs == (Goods("大米R1", 1.0, "吨"), Goods("米糠K1", 400.0, "公斤"))
    assert (packed.action, packed.parent) == ("add", "托盘7")
    assert (unpacked.action, unpacked.goods) == ("delete", (Goods("大米R1"),))
    assert (sender.report.scans, sender.report.unusable.total) == (5, 1), "nobody knows what 飞走 is"
    assert "5 scans of goods" in str(sender.report)


def test_the_same_file_again_is_the_same_command(tmp_path: Path) -> None:
    first, _ = send(tmp_path / "scans.csv", SHEET)
    again, _ = send(tmp_path / "copy.csv", SHEET)
    assert [command.id for command in first.commands] == [command.id for command in again.commands]


def test_a_scan_without_an_id_has_one_that_follows_from_what_it_says(tmp_path: Path) -> None:
    sheet = "扫描类型,扫描时间,读点,批次\n收货,2026-11-20 08:00,米厂,稻谷A1\n收货,2026-11-20 08:00,米厂,稻谷A2\n"
    one, other = scans_of(sheet, tmp_path / "scans.csv")
    assert one.event_id != other.event_id
    assert [scan.event_id for scan in scans_of(sheet, tmp_path / "again.csv")] == [one.event_id, other.event_id]


EVENT = {
    "type": "ObjectEvent", "eventID": "urn:1", "eventTime": "2026-11-20T08:00:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE", "epcList": ["urn:a"], "quantityList": [{"epcClass": "urn:lot", "quantity": 2, "uom": "KGM"}],
    "bizStep": "https://ref.gs1.org/cbv/BizStep/receiving", "readPoint": {"id": "urn:place"},
}  # fmt: skip
OTHER = EVENT | {"eventID": "urn:2"}
DOCUMENT = {"type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": [EVENT, OTHER]}}


@pytest.mark.parametrize("text", [json.dumps(DOCUMENT), f"{json.dumps(EVENT)}\n{json.dumps(OTHER)}"])
def test_a_document_of_epcis_and_its_events_line_by_line_are_scans(tmp_path: Path, text: str) -> None:
    first, second = scans_of(text, tmp_path / "capture.json")
    assert (first.kind, first.action, first.biz_step) == ("object", "observe", "receiving")
    assert first.read_point == "urn:place"
    assert first.goods == (Goods("urn:a"), Goods("urn:lot", 2.0, "KGM"))
    assert second.event_id == "urn:2"


def test_a_dry_run_shows_the_scans_and_what_the_backend_would_refuse(tmp_path: Path) -> None:
    path = tmp_path / "scans.csv"
    path.write_text(SHEET + "7,收货,收货,2036-11-21 18:00,一店,大米R1,,,,,,\n", encoding="utf-8")
    outcome = dry_run(path, FileOptions(), lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert (outcome.report.scans, outcome.report.refused.total) == (5, 1)
    assert "scan object shipping, 2026-11-20 09:00" in str(outcome), str(outcome)


def test_a_sheet_that_lacks_its_goods_says_which_columns_it_needs(tmp_path: Path) -> None:
    _, sender = send(tmp_path / "scans.csv", "扫描类型,扫描时间,读点\n收货,2026-11-20 08:00,米厂\n")
    assert "lacks goods for scans of goods" in str(sender.report)


def test_the_profile_of_epcis_can_be_named() -> None:
    assert profile_named("epcis").kind == "scans"


def test_batches_are_within_the_limits_of_a_command(tmp_path: Path) -> None:
    rows = "".join(f"{n},收货,收货,2026-11-20 08:00,{'米' * 60},{'批' * 60}{n},1,公斤,,,,\n" for n in range(700))
    backend, sender = send(tmp_path / "scans.csv", SHEET.splitlines()[0] + "\n" + rows)
    assert sender.report.scans == 700
    assert len(backend.commands) > 4
    ids = [scan.event_id for command in backend.commands for scan in command.body.scans]
    assert ids == [str(n) for n in range(700)]
    assert list(batches_of([])) == []
    assert BATCH_BYTES < 64 << 10
