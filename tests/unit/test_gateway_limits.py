"""What every request passes: rates, sizes, slow senders, numbers of requests and connections, the log."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from county.attachments import FILE_MAX
from county.clock import ManualClock
from services.intake.gateway.application import application
from services.intake.gateway.cases import CaseDesk
from services.intake.gateway.connections import bounded_connections
from services.intake.gateway.counts import GatewayCounts
from services.intake.gateway.forms import FIELD_BYTES, FIELDS_BYTES, FORM_MEMORY
from services.intake.gateway.gate import (
    FORM_BYTES,
    IN_FLIGHT_MAX,
    OF_ADDRESS_MAX,
    OTHER_BYTES,
    READS_PER_MINUTE,
    WRITES_PER_MINUTE,
    Gate,
)
from services.intake.gateway.gateway import Caller
from services.intake.gateway.rates import TokenBuckets
from tests.captured_log import CapturedLog
from tests.memory_realm import ManualMonotonic
from tests.square_county import VILLAGE
from tests.unit.gateway_fixture import OpenedGateway, opened_for_test

FORM_BEGIN = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
PHONE = "13800000000"
REPORT = {"title": "垃圾桶满溢", "village": VILLAGE}


class RequestLog(CapturedLog):
    """Records requests, too."""

    def info(self, text: str, **values: object) -> None:
        self.lines.append((text, values))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedGateway]:
    with opened_for_test(tmp_path_factory.mktemp("limits")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def later(opened: OpenedGateway) -> None:
    opened.monotonic.advance(60_000)


def scope_of(method: str = "POST", path: str = "/api/v1/events", **headers: str) -> Scope:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http", "method": method, "path": path, "headers": pairs, "query_string": b"", "client": ("9.9.9.9", 1),
        "root_path": "", "scheme": "http", "server": ("x", 80), "http_version": "1.1",
    }  # fmt: skip


async def asked(app: Callable[[Scope, Receive, Send], Awaitable[None]], scope: Scope, receive: Receive) -> Any:
    """Status, headers and content of an answer of an ASGI application."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_one_address_sends_so_many_requests_a_minute(opened: OpenedGateway) -> None:
    async def main() -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        app = app_of(opened)
        for _ in range(READS_PER_MINUTE):
            assert (await asked(app, scope_of("GET", "/icon.svg"), receive))[0] == 200
        status, headers, content = await asked(app, scope_of("GET", "/health"), receive)
        assert (status, json.loads(content)["code"]) == (429, "too_many_requests")
        assert headers["retry-after"] == "1"
        opened.monotonic.advance(1_000)
        assert (await asked(app, scope_of("GET", "/health"), receive))[0] == 200

    asyncio.run(main())


def test_writing_is_limited_more_and_trying_keys_with_it(opened: OpenedGateway) -> None:
    tried = {"Authorization": "Bearer ck_guess"}
    statuses = [opened.client.get("/health", headers=tried).status_code for _ in range(WRITES_PER_MINUTE + 1)]
    assert statuses == [401] * WRITES_PER_MINUTE + [429]
    assert opened.client.post("/case", data={"event_id": "x", "code": "y"}).status_code == 429
    assert opened.client.get("/").status_code == 200, "reading goes on"
    assert opened.client.post("/api/v1/events", json=REPORT, headers=opened.key("hotline")).status_code == 201


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize(("kind", "limit"), [("application/json", OTHER_BYTES), ("multipart/form-data", FORM_BYTES)])
def test_a_body_that_is_too_large_is_not_read(opened: OpenedGateway, stated: bool, kind: str, limit: int) -> None:
    async def main() -> None:
        read = 0

        async def receive() -> Message:
            nonlocal read
            begin = b"" if read % (5 << 20) else b"\r\n" * bool(read) + FORM_BEGIN
            body = begin + bytes((1 << 18) - len(begin))
            read += len(body)
            return {"type": "http.request", "body": body, "more_body": True}

        headers = {"content_type": f"{kind}; boundary=x", "authorization": opened.key("hotline")["Authorization"]}
        if stated:
            headers["content_length"] = str(limit + 1)
        status, _, content = await asked(app_of(opened), scope_of(**headers), receive)
        assert (status, json.loads(content)["code"]) == (413, "body_too_large")
        assert read <= (0 if stated else limit + (1 << 18))

    asyncio.run(main())


def app_of(opened: OpenedGateway, log: CapturedLog | None = None) -> Any:
    """The same application for requests without a client library."""
    return application(
        opened.gateway, opened.live.realm.catalog, CapturedLog() if log is None else log, opened.monotonic
    )


def test_a_form_with_too_much_in_it_is_refused(opened: OpenedGateway) -> None:
    path, headers = "/api/v1/events", opened.key("hotline")
    for form, files in (
        (REPORT | {"note": "x" * (FIELD_BYTES + 1)}, [("photos", ("", b""))]),
        (REPORT | {f"f{i}": "x" for i in range(60)}, [("photos", ("", b""))]),
        (REPORT, [("photos", (f"{i}.jpg", b"x")) for i in range(9)]),
        (REPORT, [("other", ("a.jpg", b"x"))]),
    ):
        answer = opened.client.post(path, data=form, files=files, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


@pytest.mark.parametrize(
    ("name", "limit", "code"), [('photos"; filename="a.jpg', FILE_MAX, "file_too_large"),
                                ("note", FIELD_BYTES, "request_invalid")]
)  # fmt: skip
def test_a_part_that_is_too_large_is_refused_before_the_rest_of_the_form_arrives(
    opened: OpenedGateway, name: str, limit: int, code: str
) -> None:
    async def main() -> None:
        form = EndlessForm(name)
        status, _, content = await asked(app_of(opened), scope_of(**form_headers(opened)), form.receive)
        assert (status, json.loads(content)["code"]) == (413 if code == "file_too_large" else 422, code)
        assert form.sent <= limit + 2 * len(CHUNK)

    asyncio.run(main())


def test_many_fields_together_are_bounded_too(opened: OpenedGateway) -> None:
    form = {f"f{i}": "x" * (FIELD_BYTES - 1) for i in range(FIELDS_BYTES // FIELD_BYTES + 1)}
    answer = opened.client.post(
        "/api/v1/events", data=form, files=[("photos", ("", b""))], headers=opened.key("hotline")
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert "256 KB" in answer.json()["text"]


def test_a_form_being_received_holds_so_much_memory_however_large_its_files_are(opened: OpenedGateway) -> None:
    held: list[int] = []

    async def main() -> None:
        form = EndlessForm('photos"; filename="a.jpg', parts_of=FILE_MAX - (1 << 20))

        async def receive() -> Message:
            if form.sent + len(CHUNK) < FORM_BYTES:
                return await form.receive()
            held.append(tracemalloc.get_traced_memory()[1])
            raise ConnectionError("the client goes away")

        with suppress(ConnectionError):
            await asked(app_of(opened), scope_of(**form_headers(opened)), receive)

    tracemalloc.start()
    try:
        asyncio.run(main())
    finally:
        tracemalloc.stop()
    assert len(held) == 1
    assert held[0] < FORM_MEMORY


CHUNK = bytes(1 << 16)


class EndlessForm:
    """A form of parts of one name, in chunks as they arrive; ``parts_of``: bytes of each, 0 for a part without end."""

    def __init__(self, name: str, parts_of: int = 0) -> None:
        self._begin = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        self._parts_of = parts_of
        self.sent = 0

    async def receive(self) -> Message:
        start = self.sent == 0 or bool(self._parts_of and self.sent % self._parts_of < len(CHUNK))
        begin = (b"\r\n" if self.sent else b"") + self._begin
        self.sent += len(CHUNK)
        return {"type": "http.request", "body": begin + CHUNK if start else CHUNK, "more_body": True}


def form_headers(opened: OpenedGateway) -> dict[str, str]:
    kind = "multipart/form-data; boundary=x"
    return {"content_type": kind, "authorization": opened.key("hotline")["Authorization"]}


def test_a_body_that_arrives_too_slowly_is_refused(opened: OpenedGateway) -> None:
    async def main() -> None:
        async def receive() -> Message:
            opened.monotonic.advance(5_000)
            return {"type": "http.request", "body": b"[", "more_body": True}

        headers = {"content_type": "application/json", "authorization": opened.key("hotline")["Authorization"]}
        before = opened.monotonic.now_ms
        status, _, content = await asked(app_of(opened), scope_of(**headers), receive_then_wait(receive, 3))
        assert (status, json.loads(content)["code"]) == (408, "body_too_slow")
        assert opened.monotonic.now_ms - before == 15_000

    asyncio.run(main())


def receive_then_wait(receive: Receive, times: int) -> Receive:
    """``receive`` for some times, then nothing arrives any more."""
    left = times

    async def received() -> Message:
        nonlocal left
        if not left:
            await asyncio.Event().wait()
        left -= 1
        return await receive()

    return received


def test_so_many_requests_are_served_at_the_same_time(opened: OpenedGateway) -> None:
    async def main() -> None:
        hold, log = asyncio.Event(), CapturedLog()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            await hold.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        gate = Gate(slow, opened.gateway, log, buckets=TokenBuckets(ManualMonotonic()), identify=lambda scope: Caller())

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        def scope(number: int) -> Scope:
            return scope_of("GET") | {"client": (f"10.0.0.{number}", 1)}

        served = [asyncio.create_task(asked(gate, scope(number), receive)) for number in range(IN_FLIGHT_MAX)]
        await asyncio.sleep(0)
        status, headers, content = await asked(gate, scope_of("GET"), receive)
        assert (status, json.loads(content)["code"], headers["retry-after"]) == (503, "gateway_busy", "2")
        hold.set()
        assert {(await task)[0] for task in served} == {200}
        assert (await asked(gate, scope_of("GET"), receive))[0] == 200

    asyncio.run(main())


def test_one_address_without_a_key_is_served_so_often_at_the_same_time(opened: OpenedGateway) -> None:
    async def main() -> None:
        hold = asyncio.Event()

        async def receive() -> Message:
            await hold.wait()
            return {"type": "http.request", "body": b"[]"}

        kind, app = {"content_type": "application/x-www-form-urlencoded"}, app_of(opened)
        served = [
            asyncio.create_task(asked(app, scope_of("POST", "/case", **kind), receive)) for _ in range(OF_ADDRESS_MAX)
        ]
        await asyncio.sleep(0)
        assert (await asked(app, scope_of("GET", "/"), receive))[0] == 503
        other = scope_of("GET", "/") | {"client": ("10.0.0.1", 1)}
        assert (await asked(app, other, receive))[0] == 200
        keyed = scope_of("GET", "/health", authorization=opened.key("sensor")["Authorization"])
        assert (await asked(app, keyed, receive))[0] == 200
        hold.set()
        assert {(await task)[0] for task in served} == {404}
        assert (await asked(app, scope_of("GET", "/"), receive))[0] == 200

    asyncio.run(main())


def test_the_log_names_no_address_number_code_or_query(opened: OpenedGateway) -> None:
    made = opened.client.post("/api/v1/events", json=REPORT, headers=opened.key("hotline")).json()
    log = RequestLog()

    async def main() -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        app = app_of(opened, log)
        await asked(app, scope_of("GET", made["follow_path"]) | {"query_string": b"name=zhang"}, receive)
        await asked(app, scope_of("GET", f"/nix/{made['event_id']}"), receive)
        await asked(app, scope_of("GET", "/health", authorization=opened.key("sensor")["Authorization"]), receive)

    asyncio.run(main())
    rows = [values for text, values in log.lines if text == "request"]
    assert [(row["route"], row["status"], row["caller"], row["refused"]) for row in rows] == [
        ("/case/{event_id}/{code}", 200, "-", ""), ("?", 404, "-", "not_found"), ("/health", 200, "sensor", ""),
    ]  # fmt: skip
    for secret in (made["event_id"], made["follow_code"], "zhang", "9.9.9.9", "ck_"):
        assert secret not in str(log.lines)


def test_the_log_says_kind_and_place_of_a_failure_and_nothing_that_people_wrote(opened: OpenedGateway) -> None:
    made = opened.client.post("/api/v1/events", json=REPORT, headers=opened.key("hotline")).json()
    log = CapturedLog()
    app = application(replace(opened.gateway, cases=FailingCases()), opened.live.realm.catalog, log, opened.monotonic)

    async def main() -> Any:
        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        return await asked(app, scope_of("GET", made["follow_path"]), receive)

    status, _, content = asyncio.run(main())
    assert status == 500
    [(text, values)] = log.lines
    assert text == "a request failed"
    assert re.match(r"ValueError at \S+test_gateway_limits\.py:\d+ < \S+page_routes\.py:\d+", str(values["trace"]))
    for said in (str(log.lines), content.decode()):
        assert PHONE not in said


class FailingCases(CaseDesk):
    """Fails with what a reporter wrote in the text of the error."""

    def __init__(self) -> None:
        pass

    def status(self, event_id: str) -> Any:
        raise ValueError(PHONE)


@pytest.mark.parametrize("begin", [b"", REQUEST[:-2]])
def test_a_connection_without_a_complete_request_is_ended(begin: bytes) -> None:
    counts = GatewayCounts(ManualClock(0))
    protocol = bounded_connections(counts, headers_s=0.2)
    with_server(protocol, lambda port: asyncio.to_thread(read_to_end, port, begin))
    assert counts.connections_refused == 1


def test_a_second_request_must_be_complete_in_time_too() -> None:
    counts = GatewayCounts(ManualClock(0))

    def visit(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(REQUEST)
            assert connection.recv(4_096).startswith(b"HTTP/1.1 200")
            connection.sendall(REQUEST[:9])
            with suppress(ConnectionError):
                assert connection.recv(4_096) == b""

    with_server(bounded_connections(counts, headers_s=0.2), lambda port: asyncio.to_thread(visit, port))
    assert counts.connections_refused == 1


@pytest.mark.parametrize("limits", [{"most": 2}, {"of_address": 2, "proxies": ()}])
def test_the_number_of_connections_is_bounded(limits: dict[str, Any]) -> None:
    counts = GatewayCounts(ManualClock(0))

    def connect(port: int) -> None:
        held = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(2)]
        for connection in held:
            connection.sendall(REQUEST)
            assert connection.recv(12) == b"HTTP/1.1 200"
        assert read_to_end(port, REQUEST) == b""
        for connection in held:
            connection.close()

    with_server(bounded_connections(counts, **limits), lambda port: asyncio.to_thread(connect, port))
    assert counts.connections_refused == 1


def test_headers_that_are_too_long_are_refused() -> None:
    counts = GatewayCounts(ManualClock(0))
    begin = b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000
    with_server(bounded_connections(counts), lambda port: asyncio.to_thread(refused_by_server, port, begin))
    assert counts.connections_refused == 1


def refused_by_server(port: int, begin: bytes) -> None:
    assert read_to_end(port, begin).startswith(b"HTTP/1.1 400")


def read_to_end(port: int, begin: bytes) -> bytes:
    """Everything that the server sends until it closes the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection, suppress(ConnectionError):
        connection.sendall(begin)
        while data := connection.recv(4_096):
            received += data
    return received


def with_server(protocol: Any, visit: Callable[[int], Awaitable[Any]]) -> None:
    """Run a server with this protocol of connections while ``visit`` uses its port."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def main() -> None:
        config = uvicorn.Config(
            app, http=protocol, ws="none", lifespan="off", log_config=None, access_log=False,
            h11_max_incomplete_event_size=16 << 10, timeout_keep_alive=60,
        )  # fmt: skip
        config.load()
        state = uvicorn.server.ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: protocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        async with server:
            await visit(server.sockets[0].getsockname()[1])

    asyncio.run(main())
