"""The HTTP gateway between real processes: what it acknowledges is in the journal, and what it cannot do it says."""

from __future__ import annotations

import socket
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from county.authority import Role
from county.input_faults import FaultsCounted, fault_id
from county.numbering import COUNTY_TIME
from county.realm import LIVE
from county.records import EventReported
from county.tracing.scans import ScansCaptured
from main import main
from services.disk.data_folder import realm_folder, user_data
from services.keys.register import add, revoke
from services.keys.registration import Registration
from tests.integration.backend_fixture import PATIENCE_S, control_of, county_in, serving, until
from tests.integration.gateway_process import GATEWAY, gateway_keys, gateway_of
from tests.phone_photos import photo_with_place
from tests.square_county import VILLAGE
from tests.unit.test_scans import AGGREGATION, TRANSFORMATION

EVENTS = "/api/v1/events"
NOWHERE = "tcp://127.0.0.1:1"
REPORT = {"title": "垃圾桶满溢", "village": VILLAGE, "reporter": "张三 13800000000"}


def keys_without_backend(folder: Path) -> Path:
    """A folder with the keys of a gateway, whose backend does not run."""
    add(folder / "backend", GATEWAY, Registration(roles=(Role.GATEWAY,)), folder / "gateway")
    return folder / "gateway"


def test_what_is_acknowledged_over_http_is_in_the_journal(tmp_path: Path) -> None:
    with serving(tmp_path) as backend:
        keys = gateway_keys(backend, tmp_path)
        with gateway_of(county_in(tmp_path), backend.address, keys, tmp_path / "gateway.log") as gateway:
            gateway.connected()
            headers = gateway.key("hotline") | {"Idempotency-Key": "call 1"}
            sent = [
                gateway.client.post(EVENTS, data=REPORT, headers=headers,
                                    files={"photos": ("IMG_1.jpg", photo_with_place())})
                for _ in range(2)
            ]  # fmt: skip
            assert [answer.status_code for answer in sent] == [201, 201], sent[0].text
            assert sent[0].json() == sent[1].json()
            made = sent[0].json()
            with control_of(backend) as control:
                [record] = control.subject(f"event/{made['event_id']}")
                assert control.subject("event/20261126-0000000") == []
            assert isinstance(record.body, EventReported)
            assert (record.by, record.body.source) == (GATEWAY, "hotline")
            [file] = record.body.attachments
            blob = realm_folder(backend.data, LIVE) / "blobs" / file.sha256[:2] / file.sha256
            assert b"SecretPhone" not in blob.read_bytes()
            code = {"X-Follow-Code": made["follow_code"]}
            case = gateway.client.get(f"{EVENTS}/{made['event_id']}", headers=code).json()
            assert case["state"] == "reported"
            assert gateway.client.post(EVENTS, json={"title": "x"}, headers=headers).status_code == 422
            day = datetime.now(COUNTY_TIME).date().isoformat()
            about = f"fault/{fault_id(day, 'HTTP · hotline', 'place_missing')}"
            with control_of(backend) as control:
                until(lambda: control.subject(about), "the count of what was refused")
                [counted] = control.subject(about)
            assert isinstance(counted.body, FaultsCounted)
            assert (counted.by, counted.body.number) == (GATEWAY, 1)
            revoke(backend.data / "keys", GATEWAY)
            sent_again = partial(gateway.client.post, EVENTS, json=REPORT, headers=headers)
            until(lambda: sent_again().json().get("code") == "backend_away", "the end of its key")
            assert int(sent_again().headers["retry-after"]) > 0
    for secret in ("13800000000", "张三", made["event_id"], made["follow_code"], "127.0.0.1:6"):
        assert secret not in gateway.log.read_text(encoding="utf-8")


def test_a_gateway_finds_the_backend_of_its_machine_again_at_another_address(tmp_path: Path, fresh_home: None) -> None:
    data = user_data() / "county"
    data.mkdir(parents=True)
    with serving(tmp_path, data=data) as backend:
        keys = gateway_keys(backend, tmp_path)
        with gateway_of(county_in(tmp_path), None, keys, tmp_path / "gateway.log") as gateway:
            gateway.connected()
            first = backend.address
            backend.process.terminate()
            backend.process.wait(PATIENCE_S)
            until(lambda: gateway.client.get("/health").json()["backend"] != "connected", "the end of the backend")
            with serving(tmp_path, data=data) as again:
                assert again.address != first
                gateway.connected()


def test_a_gateway_without_its_backend_says_so(tmp_path: Path) -> None:
    keys = keys_without_backend(tmp_path)
    with gateway_of(county_in(tmp_path), NOWHERE, keys, tmp_path / "gateway.log") as gateway:
        answer = gateway.client.post(EVENTS, json=REPORT, headers=gateway.key("hotline"))
        assert (answer.status_code, answer.json()["code"]) == (503, "backend_away")
        assert gateway.client.get("/").status_code == 200
        health = gateway.client.get("/health")
        assert (health.json()["backend"], health.json()["refused"]) == ("not connected", {"backend_away": 1})
        assert str(tmp_path) not in answer.text + health.text, "folders of the machine are for the log only"


@pytest.mark.parametrize(
    ("listen", "code", "line"),
    [
        ("127.0.0.1:80", 2, "error: --listen 127.0.0.1:80: is not an address of HTTP; write it like http://127.0.0.1:5580"),
        ("http://127.0.0.1:70000", 2, "is not an address of HTTP"),
        ("https://127.0.0.1:1", 2, "is not an address of HTTP"),
        ("http://192.0.2.1:5580", 1, "192.0.2.1:5580: cannot be listened on"),
        ("taken", 1, "cannot be listened on (Address already in use); choose another address"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], listen: str, code: int, line: str
) -> None:
    keys = keys_without_backend(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        if listen == "taken":
            listen = f"http://127.0.0.1:{taken.getsockname()[1]}"
        words = ["intake", str(county_in(tmp_path)), "--connect", NOWHERE]
        words += ["--keys", str(keys)]
        assert main([*words, "--listen", listen]) == code
    [printed] = [row for row in capsys.readouterr().err.splitlines() if row.startswith("error")]
    assert line in printed


def test_keys_that_cannot_be_used_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["intake", str(county_in(tmp_path)), "--connect", NOWHERE, "--keys"]
    assert main([*words, str(tmp_path / "nix")]) == 2
    (tmp_path / "empty").mkdir()
    assert main([*words, str(tmp_path / "empty")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "no such folder" in lines[0]
    assert str(tmp_path / "empty") in lines[1]


def test_scans_that_are_acknowledged_over_http_are_in_the_journal_once(tmp_path: Path) -> None:
    with serving(tmp_path) as backend:
        keys = gateway_keys(backend, tmp_path)
        with gateway_of(county_in(tmp_path), backend.address, keys, tmp_path / "gateway.log") as gateway:
            gateway.connected()
            headers = gateway.key("department") | {"Content-Type": "application/ld+json"}
            document = {"type": "EPCISDocument", "epcisBody": {"eventList": [AGGREGATION, TRANSFORMATION]}}
            sent = [gateway.client.post("/api/v1/capture", json=document, headers=headers) for _ in range(2)]
            assert [(answer.status_code, answer.json()) for answer in sent] == [(201, {"stored": 2})] * 2, sent[0].text
            with control_of(backend) as control:
                [record] = control.subject("scans/department")
    assert isinstance(record.body, ScansCaptured)
    assert [scan.event_id for scan in record.body.scans] == ["urn:uuid:1", "urn:uuid:2"]
