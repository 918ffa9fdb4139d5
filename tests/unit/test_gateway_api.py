"""The endpoints for programs, over a real desk in memory: what is acknowledged, refused and described."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from county import commands as c
from county.attachments import Attachment
from services.intake.gateway.cases import ANSWERS_MAX
from services.intake.gateway.endpoints import ENDPOINTS
from services.intake.gateway.openapi import document, statuses_of
from services.intake.gateway.problems import OWN, ProblemBody
from tests.integration.backend_fixture import until
from tests.phone_photos import photo, photo_with_place
from tests.square_county import PLACE_M, VILLAGE
from tests.unit.gateway_fixture import OpenedGateway, opened_for_test
from tests.unit.live_realm import NOW_MS

NOW = datetime.fromtimestamp(NOW_MS / 1000, UTC).isoformat()
EVENTS = "/api/v1/events"
HOSTILE = "<img src=x onerror=alert(1)>&\"'{0}%s"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedGateway]:
    with opened_for_test(tmp_path_factory.mktemp("gateway")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def a_minute_later(opened: OpenedGateway) -> None:
    """Every test has all the requests of a minute."""
    opened.monotonic.advance(60_000)


def report(**changes: Any) -> dict[str, Any]:
    return {"title": "小区北门垃圾桶满溢", "village": VILLAGE} | changes


def posted(opened: OpenedGateway, body: Any, *, path: str = EVENTS, channel: str = "hotline", **headers: str) -> Any:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return opened.client.post(path, json=body, headers=opened.key(channel) | headers)


def test_a_report_is_an_event_on_the_desk_with_its_channel_and_a_token_of_its_reporter(opened: OpenedGateway) -> None:
    answer = posted(opened, report(reporter="张三 13800000000", level="larger"))
    assert answer.status_code == 201
    event = opened.event(answer.json()["event_id"])
    assert (event.title, event.source, event.level) == ("小区北门垃圾桶满溢", "hotline", "larger")
    assert event.subclass == "bin_overflow", "proposed from the text"
    assert event.division == VILLAGE
    assert event.reporter.startswith("r-")
    records = b"".join(opened.live.realm.log.records(1, opened.live.realm.log.head.seq))
    assert b"13800000000" not in records
    assert opened.live.realm.contacts.find(event.reporter) == "张三 13800000000".encode()


def test_an_address_in_words_comes_with_the_place_and_is_data(opened: OpenedGateway) -> None:
    for address in ("解放路12号北门", HOSTILE):
        assert opened.event(posted(opened, report(address=address)).json()["event_id"]).address == address
    assert opened.event(posted(opened, report()).json()["event_id"]).address == "", "it is optional"
    for address in ("x" * 201, "a\u202eb"):
        assert posted(opened, report(address=address)).status_code == 422


@pytest.mark.parametrize("channel", ["hotline", "grid_worker", "department", "sensor"])
def test_the_key_decides_the_channel(opened: OpenedGateway, channel: str) -> None:
    answer = posted(opened, report(), channel=channel)
    assert opened.event(answer.json()["event_id"]).source == channel
    assert posted(opened, report(source="citizen"), channel=channel).status_code == 422, "the report cannot say it"


@pytest.mark.parametrize("place", ["lonlat", "metres"])
def test_a_place_is_degrees_or_metres(opened: OpenedGateway, place: str) -> None:
    x_m, y_m = PLACE_M
    lon, lat = opened.live.realm.package.lonlat(x_m, y_m)
    given = {"lon": float(lon), "lat": float(lat)} if place == "lonlat" else {"x_m": x_m, "y_m": y_m}
    event = opened.event(posted(opened, report(village="", **given)).json()["event_id"])
    assert (event.x_m, event.y_m) == pytest.approx(PLACE_M, abs=0.01)
    assert event.place_level == "point"
    assert opened.event(posted(opened, report()).json()["event_id"]).place_level == "village"


def test_the_same_report_again_is_the_same_event_also_later(opened: OpenedGateway) -> None:
    first = posted(opened, report(), idempotency_key="call 17")
    again = posted(opened, report(), idempotency_key="call 17")
    later = posted(opened, report(at=NOW.replace("+00:00", "Z")), idempotency_key="call 17")
    assert first.status_code == again.status_code == later.status_code == 201
    assert first.json() == again.json() == later.json()
    assert posted(opened, report(), channel="department", idempotency_key="call 17").json() != first.json()
    other = posted(opened, report(title="另一件事"), idempotency_key="call 17")
    assert (other.status_code, other.json()["code"]) == (409, "id_reused")


def test_photos_come_with_the_report_and_lose_their_position(opened: OpenedGateway) -> None:
    answer = opened.client.post(
        EVENTS, data=report(lon="", note="两天没人清运"), headers=opened.key("grid_worker"),
        files=[("photos", ("../../etc/passwd.jpg", photo_with_place(), "image/jpeg")),
               ("photos", ("b.png", photo(format="PNG"), "text/html"))],
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    event = opened.event(answer.json()["event_id"])
    files = event.timeline[0].attachments
    assert [(file.name, file.media_type) for file in files] == [
        ("photo-1.jpg", "image/jpeg"), ("photo-2.jpg", "image/jpeg"),
    ]  # fmt: skip
    content = opened.live.realm.blobs.get(files[0].sha256, 0, 1 << 20)
    assert content is not None
    assert b"SecretPhone" not in content


def test_an_attachment_is_named_by_a_later_report(opened: OpenedGateway) -> None:
    sent = opened.client.post(
        "/api/v1/attachments", headers=opened.key("department"), files={"photos": ("x.pdf", b"%PDF-1.7 text")}
    )
    assert sent.status_code == 201, sent.text
    file = msgspec.json.decode(sent.content, type=Attachment)
    assert (file.name, file.media_type, file.size) == ("file-1.pdf", "application/pdf", 13)
    answer = posted(opened, report(attachments=[sent.json()]))
    assert opened.event(answer.json()["event_id"]).timeline[0].attachments == (file,)
    missing = posted(opened, report(attachments=[sent.json() | {"sha256": "0" * 64}]))
    assert (missing.status_code, missing.json()["code"]) == (422, "file_missing")


def test_the_reporter_follows_the_case_and_answers_once_it_is_closed(opened: OpenedGateway) -> None:
    made = posted(opened, report()).json()
    path, code = f"{EVENTS}/{made['event_id']}", {"X-Follow-Code": made["follow_code"]}
    first = opened.client.get(path, headers=code).json()
    assert (first["state"], [stage["stage"] for stage in first["stages"]]) == ("reported", ["reported"])
    early = opened.client.post(f"{path}/answers", json={"satisfied": True}, headers=code)
    assert (early.status_code, early.json()["code"]) == (409, "case_not_closed")
    opened.closes(made["event_id"])
    closed = opened.client.get(path, headers=code).json()
    assert [stage["stage"] for stage in closed["stages"]] == [
        "reported", "filed", "dispatched", "handling", "fed_back", "closed",
    ]  # fmt: skip
    assert closed["stages"][2]["unit"] == "城市管理和综合执法局"
    assert closed["stages"][4]["note"] == "已清运"
    said = {"satisfied": False, "solved": False, "note": "又满了"}
    assert opened.client.post(f"{path}/answers", json=said, headers=code).status_code == 201
    event = opened.event(made["event_id"])
    assert (event.satisfied, event.solved) == (False, False)
    opened.does(c.ReopenEvent(event_id=made["event_id"]))
    again = opened.client.get(path, headers=code).json()
    assert (again["state"], again["stages"][-1]["stage"], again["solved"]) == ("dispatched", "reopened", None)


def test_a_merged_report_is_followed_to_the_event_that_took_it_over(opened: OpenedGateway) -> None:
    main, other = posted(opened, report()).json(), posted(opened, report()).json()
    opened.does(c.MergeEvent(event_id=other["event_id"], into=main["event_id"], note="同一件事"))
    opened.closes(main["event_id"])
    path, code = f"{EVENTS}/{other['event_id']}", {"X-Follow-Code": other["follow_code"]}
    case = opened.client.get(path, headers=code).json()
    assert case["merged"]
    assert [stage["stage"] for stage in case["stages"]][:2] == ["reported", "merged"]
    assert case["state"] == "closed"
    said = {"satisfied": True, "solved": True}
    assert opened.client.post(f"{path}/answers", json=said, headers=code).status_code == 201
    [joined] = opened.event(main["event_id"]).joined
    assert (joined.event_id, joined.satisfied, joined.solved) == (other["event_id"], True, True)
    assert opened.event(main["event_id"]).satisfied is None, "its own reporter did not answer"


def test_answers_through_the_gateway_are_limited(opened: OpenedGateway) -> None:
    made = posted(opened, report()).json()
    opened.closes(made["event_id"])
    path, code = f"{EVENTS}/{made['event_id']}/answers", {"X-Follow-Code": made["follow_code"]}
    given = [opened.client.post(path, json={"satisfied": True}, headers=code) for _ in range(ANSWERS_MAX + 1)]
    assert [answer.status_code for answer in given] == [201] * ANSWERS_MAX + [409]


def test_the_same_answer_again_is_one_answer(opened: OpenedGateway) -> None:
    made = posted(opened, report()).json()
    opened.closes(made["event_id"])
    path, headers = f"{EVENTS}/{made['event_id']}/answers", {"X-Follow-Code": made["follow_code"]}
    keyed = headers | {"Idempotency-Key": "a1"}
    given = [opened.client.post(path, json={"satisfied": True}, headers=keyed) for _ in range(ANSWERS_MAX + 2)]
    assert {answer.status_code for answer in given} == {201}
    steps = [step.kind for step in opened.event(made["event_id"]).timeline]
    assert steps.count("FollowUpMade") == 1
    assert opened.client.post(path, json={"satisfied": False}, headers=keyed | {"Idempotency-Key": "a2"}).is_success
    assert opened.event(made["event_id"]).satisfied is False


@pytest.mark.parametrize("code", [None, "", "0000-0000-0000", "é", "'; DROP TABLE"])
def test_a_case_is_hidden_from_whoever_lacks_its_code(opened: OpenedGateway, code: str | None) -> None:
    made = posted(opened, report()).json()
    headers = {} if code is None else {"X-Follow-Code": code.encode()}
    for number in (made["event_id"], "20261126-0000000"):
        answer = opened.client.get(f"{EVENTS}/{number}", headers=headers)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (404, "case_not_found")


def test_readings_are_stored_once(opened: OpenedGateway) -> None:
    reading = {"sensor_id": "bin-0", "channel": "fill", "at": NOW, "value": 42.5}
    path = "/api/v1/readings"
    first = posted(opened, {"readings": [reading]}, path=path, channel="sensor")
    assert (first.status_code, first.json()) == (201, {"stored": 1, "known": 0})
    other = posted(opened, {"readings": [reading | {"value": 1.0}]}, path=path, channel="sensor")
    assert (other.status_code, other.json()["code"]) == (409, "reading_exists")
    unknown = posted(opened, {"readings": [reading | {"sensor_id": "nix"}]}, path=path, channel="sensor")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "sensor_unknown")


def test_rows_of_figures_are_stored_each_by_itself(opened: OpenedGateway) -> None:
    rows = [
        {"period": "2026-11", "offered": 100, "answered": 97},
        {"period": "2026-11", "offered": 1, "answered": 2},
    ]
    answer = posted(opened, {"rows": rows}, path="/api/v1/calls")
    assert answer.status_code == 200
    assert answer.json()["stored"] == 1
    assert [(row["row"], row["code"]) for row in answer.json()["refused"]] == [(1, "calls_invalid")]
    [state] = opened.live.realm.desk.fold.states["calls"].values()
    assert (state.offered, state.answered) == (100, 97)
    visit = {"rows": [{"grid": VILLAGE, "at": NOW}]}
    refused = posted(opened, visit, path="/api/v1/visits", channel="grid_worker")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_grid")
    value = {"indicator": "collective_income", "division": VILLAGE, "period": "2026-10", "value": 91.5, "note": "问卷"}
    stored = posted(opened, {"rows": [value]}, path="/api/v1/indicators", channel="department")
    assert stored.json() == {"stored": 1, "refused": []}
    typo = posted(opened, {"rows": [value | {"indicator": "收人"}]}, path="/api/v1/indicators", channel="department")
    assert (typo.status_code, typo.json()["code"]) == (422, "indicator_unknown")
    assert "(collective_income)" in typo.json()["text"]
    share = value | {"indicator": "service_covered", "value": 90, "whole": 120}
    stored = posted(opened, {"rows": [share, share | {"value": 121}]}, path="/api/v1/indicators", channel="department")
    assert stored.json()["stored"] == 1
    assert [(row["row"], row["code"]) for row in stored.json()["refused"]] == [(1, "indicator_no_part")]


@pytest.mark.parametrize(
    ("path", "channel"),
    [("/readings", "hotline"), ("/calls", "sensor"), ("/visits", "department"), ("/indicators", "grid_worker")],
)
def test_a_key_may_only_do_what_its_channel_does(opened: OpenedGateway, path: str, channel: str) -> None:
    answer = posted(opened, {}, path=f"/api/v1{path}", channel=channel)
    assert (answer.status_code, answer.json()["code"]) == (403, "channel_forbidden")


def test_nothing_is_done_without_a_key(opened: OpenedGateway) -> None:
    before = opened.live.realm.log.head.seq
    for headers in ({}, {"Authorization": "Bearer ck_wrong"}, {"Authorization": "Basic x"}, {"Authorization": ""}):
        answer = opened.client.post(EVENTS, json=report(), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert opened.live.realm.log.head.seq == before


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"title": ""}, 422, "request_invalid"),
        ({"title": " \u3000"}, 422, "title_missing"),
        ({"title": "x" * 201}, 422, "request_invalid"),
        ({"title": "a\u202eb"}, 422, "text_unseen"),
        ({"note": "a\x00b"}, 422, "text_unseen"),
        ({"note": "x" * 4_001}, 422, "request_invalid"),
        ({"subclass": "nix"}, 422, "subclass_unknown"),
        ({"village": "999901100999"}, 422, "village_unknown"),
        ({"village": ""}, 422, "place_missing"),
        ({"village": "", "lon": 1.0, "lat": 1.0}, 422, "place_outside"),
        ({"village": "", "lon": 200, "lat": 1.0}, 422, "request_invalid"),
        ({"village": "", "x_m": 1e308, "y_m": -1e308}, 422, "place_outside"),
        ({"at": "2027-01-01T00:00:00Z"}, 422, "time_ahead"),
        ({"at": "2026-11-26T08:00:00"}, 422, "request_invalid"),
        ({"at": "0001-01-01T00:00:00Z"}, 422, "time_implausible"),
        ({"level": "huge"}, 422, "request_invalid"),
        ({"event_id": "1"}, 422, "request_invalid"),
    ],
)
def test_a_wrong_report_is_refused_with_its_reason_and_counted(
    opened: OpenedGateway, changes: dict[str, Any], status: int, code: str
) -> None:
    refused = opened.client.get("/health").json()["refused"].get(code, 0)
    answer = posted(opened, report(**changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["text"]
    assert opened.client.get("/health").json()["refused"][code] == refused + 1


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"{", "application/json", 422, "request_invalid"),
        (b"[" * 100_000, "application/json", 422, "request_invalid"),
        (b'{"title":"\xff"}', "application/json", 422, "request_invalid"),
        (b'{"title":"\\ud800","village":"1"}', "application/json", 422, None),
        (b"null", "application/json", 422, "request_invalid"),
        (b"<xml/>", "text/xml", 415, "media_unsupported"),
        (b"", "", 415, "media_unsupported"),
        (b"title=x", "application/x-www-form-urlencoded", 415, "media_unsupported"),
        (b"no form", "multipart/form-data", 422, "request_invalid"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 422, None),
        (json.dumps({"title": "x", "note": "长" * 1_000_000}).encode(), "application/json", 413, "body_too_large"),
    ],
)
def test_content_that_is_no_report_is_refused(
    opened: OpenedGateway, content: bytes, media_type: str, status: int, code: str | None
) -> None:
    headers = opened.key("hotline") | ({"Content-Type": media_type} if media_type else {})
    answer = opened.client.post(EVENTS, content=content, headers=headers)
    assert answer.status_code == status
    found = msgspec.json.decode(answer.content, type=ProblemBody)
    assert found.code == code or code is None


def test_hostile_texts_come_back_as_they_are_and_as_data(opened: OpenedGateway) -> None:
    made = posted(opened, report(title=HOSTILE)).json()
    answer = opened.client.get(f"{EVENTS}/{made['event_id']}", headers={"X-Follow-Code": made["follow_code"]})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["title"] == HOSTILE


def test_while_the_backend_is_away_nothing_is_acknowledged(opened: OpenedGateway) -> None:
    lost = opened.link[-1]
    lost.away = True
    try:
        answer = posted(opened, report())
        assert (answer.status_code, answer.json()["code"]) == (503, "answer_missing"), "it may have arrived"
        assert "switched off" not in answer.text, "the reason is for the log only"
        assert "Idempotency-Key" in answer.json()["text"]
        assert int(answer.headers["retry-after"]) > 0
    finally:
        lost.away = False
    # The lost link counts as connected until its thread has left it, so the next one is awaited.
    until(lambda: opened.link[-1] is not lost and opened.gateway.links.connected, "a new link to the backend")
    assert posted(opened, report()).status_code == 201


def test_a_defect_is_answered_without_its_inside(opened: OpenedGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(type(opened.gateway.reporter), "report", broken)
    answer = posted(opened, report())
    assert (answer.status_code, answer.json()["code"]) == (500, "gateway_failed")
    assert "secret" not in answer.text


def test_the_document_describes_exactly_what_is_served(opened: OpenedGateway) -> None:
    served = opened.client.get("/api/v1/openapi.json").json()
    assert served == json.loads(msgspec.json.encode(document("方县")))
    described = {(method.upper(), path) for path, methods in served["paths"].items() for method in methods}
    assert described == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}
    for endpoint in ENDPOINTS:
        path = endpoint.path.replace("{event_id}", "x")
        answer = opened.client.request("PUT", path)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_forbidden")
    references = set(_references(served))
    assert {name.rpartition("/")[2] for name in references} <= served["components"]["schemas"].keys()
    assert {wording.status for wording in OWN.values()} <= {500, 405, *(s for e in ENDPOINTS for s in statuses_of(e))}


def test_every_field_of_a_form_is_described_and_taken_as_described(opened: OpenedGateway) -> None:
    paths = opened.client.get("/api/v1/openapi.json").json()["paths"]
    body = paths[EVENTS]["post"]["requestBody"]
    described = body["content"]["multipart/form-data"]["schema"]["properties"]
    sent = {
        "title": "小区北门垃圾桶满溢", "note": "满了", "subclass": "bin_overflow", "level": "general",
        "at": datetime.fromtimestamp(NOW_MS / 1000, UTC).isoformat(), "village": VILLAGE,
        "address": "解放路", "reporter": "张三", "lon": "", "lat": "", "x_m": "", "y_m": "",
    }  # fmt: skip
    assert described.keys() == {*sent, "photos"}
    files = [("photos", ("a.jpg", photo_with_place(), "image/jpeg")), ("photos", ("b.png", photo(format="PNG"), ""))]
    answer = opened.client.post(EVENTS, headers=opened.key("hotline"), data=sent, files=files)
    assert answer.status_code == 201, answer.text
    assert "-F photos=@photo.jpg" in body["description"]
    one = paths["/api/v1/attachments"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert (one["properties"].keys(), one["required"]) == ({"photos"}, ["photos"])


def test_the_page_of_the_interface_names_the_fields_of_forms_with_an_example(opened: OpenedGateway) -> None:
    page = opened.client.get("/api").text
    assert "multipart/form-data · title*, note, subclass" in page
    assert "photos" in page
    assert "-F photos=@photo.jpg" in page


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from [value] if key == "$ref" else _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["title", "note", "subclass", "level", "at", "lon", "lat", "x_m", "y_m", "village", "reporter", "attachments",
     "readings", "rows", "satisfied", "solved"]
)  # fmt: skip
ROWS = st.dictionaries(
    st.sampled_from(["sensor_id", "channel", "at", "value", "quality", "period", "offered", "answered", "grid",
                     "worker", "indicator", "division", "note", "whole"]),
    JSON_VALUES | st.just(NOW) | st.just(VILLAGE) | st.just("2026-11"), max_size=8,
)  # fmt: skip
BODIES = st.one_of(
    JSON_VALUES,
    st.dictionaries(FIELDS, JSON_VALUES | st.just(VILLAGE), max_size=8),
    st.builds(lambda text, more: report(title=text, **more), st.text(max_size=40),
              st.fixed_dictionaries({}, optional={"note": st.text(max_size=60), "reporter": st.text(max_size=30),
                                                  "lon": st.floats(-200, 200), "lat": st.floats(-100, 100)})),
    st.builds(lambda rows: {"rows": rows}, st.lists(ROWS, max_size=3)),
    st.builds(lambda rows: {"readings": rows}, st.lists(ROWS, max_size=3)),
)  # fmt: skip
POSTED = [endpoint for endpoint in ENDPOINTS if endpoint.body is not None]


@pytest.mark.parametrize("endpoint", POSTED, ids=lambda endpoint: endpoint.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_any_json_is_stored_or_refused_as_described(opened: OpenedGateway, endpoint: Any, body: Any) -> None:
    made = "20261126-7K4Q2M9"
    path = endpoint.path.replace("{event_id}", made)
    headers = opened.key(endpoint.channels[0] if endpoint.channels else "hotline")
    headers |= {"X-Follow-Code": opened.gateway.codes.code_of(made), "Content-Type": "application/json"}
    opened.monotonic.advance(1_000)
    answer = opened.client.post(path, content=json.dumps(body).encode(), headers=headers)
    assert answer.status_code in {endpoint.status, *statuses_of(endpoint)}, answer.text
    if answer.status_code >= 300:
        assert msgspec.json.decode(answer.content, type=ProblemBody).text
