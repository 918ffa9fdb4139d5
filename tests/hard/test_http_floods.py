"""An HTTP gateway that many attack at once: slow senders, held connections, picture bombs; others report meanwhile.
Large forms of many at once."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Semaphore, Thread
from urllib.parse import urlsplit

import httpx
import psutil

from services.intake.gateway.forms import FORM_MEMORY
from services.intake.gateway.gate import IN_FLIGHT_MAX
from tests.integration.backend_fixture import county_in, serving
from tests.integration.gateway_process import GatewayProcess, gateway_keys, gateway_of
from tests.phone_photos import photo, photo_with_place
from tests.square_county import VILLAGE
from tests.unit.test_gateway_photos import bomb_png

HELD, SLOW, HOSTILE = 100, 30, 4
REPORTS = 40
LONGEST_S = 5.0
MEMORY_MB = 700
FORM = {"report_key": "x", "note": "垃圾桶满溢", "village": VILLAGE}


@contextmanager
def attackers(gateway: GatewayProcess) -> Iterator[Callable[[], int]]:
    """All attacks at once; yields the number of hostile requests so far."""
    address = urlsplit(gateway.address)
    stop, sent = Event(), [0] * HOSTILE

    def open_socket(begin: bytes) -> socket.socket:
        connection = socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=10)
        with suppress(OSError):
            connection.sendall(begin)
        return connection

    def hold(number: int) -> None:
        """Connections whose requests never end, opened again when they are closed."""
        slow = f"POST /report HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.1.0.{number}\r\n".encode()
        slow += b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 30000000\r\n\r\n--x\r\n"
        begin = slow if number < SLOW else b"GET / HTTP/1.1\r\nHost: x\r\n"
        while not stop.is_set():
            with open_socket(begin) as connection, suppress(OSError):
                while not stop.wait(1.0):
                    connection.sendall(b"y")

    def attack(number: int) -> None:
        big = photo((4_000, 4_000), format="PNG")
        contents = (bomb_png(50_000), b"\xff\xd8\xff" + bytes(100_000), big, photo_with_place()[:400], b"MZ")
        with httpx.Client(base_url=gateway.address, timeout=60) as client:
            while not stop.is_set():
                headers = {"X-Forwarded-For": f"10.2.{number}.{sent[number] % 250}"}
                content = contents[sent[number] % len(contents)]
                with suppress(httpx.HTTPError):
                    answer = client.post("/report", data=FORM, files={"photos": ("a.jpg", content)}, headers=headers)
                    assert answer.status_code != 500, answer.text
                sent[number] += 1

    threads = [Thread(target=hold, args=(number,)) for number in range(HELD)]
    threads += [Thread(target=attack, args=(number,)) for number in range(HOSTILE)]
    for thread in threads:
        thread.start()
    try:
        yield lambda: sum(sent)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_reports_arrive_while_others_attack_the_gateway(tmp_path: Path) -> None:
    took_s, busy, memory_mb = [], 0, 0.0
    with serving(tmp_path) as backend:
        keys = gateway_keys(backend, tmp_path)
        with gateway_of(county_in(tmp_path), backend.address, keys, tmp_path / "gateway.log") as gateway:
            gateway.connected()
            process = psutil.Process(gateway.process.pid)
            headers, url = gateway.key("hotline"), f"{gateway.address}/api/v1/events"
            with attackers(gateway) as hostile, httpx.Client(timeout=30) as client:
                time.sleep(3)
                for number in range(REPORTS):
                    files = {"photos": ("IMG.jpg", photo_with_place((1_600, 1_200)))}
                    own = headers | {"Idempotency-Key": str(number)}
                    begun = time.perf_counter()
                    answer = client.post(url, data={"title": "路灯不亮", "village": VILLAGE}, files=files, headers=own)
                    while answer.status_code == 503:
                        busy += 1
                        time.sleep(float(answer.headers["retry-after"]))
                        answer = client.post(
                            url, data={"title": "路灯不亮", "village": VILLAGE}, files=files, headers=own
                        )
                    assert answer.status_code == 201, answer.text
                    took_s.append(time.perf_counter() - begun)
                    memory_mb = max(memory_mb, process.memory_info().rss / 1e6)
                    time.sleep(0.1)
                attacks = hostile()
            health = gateway.client.get("/health").json()
    print(
        f"\n{REPORTS} reports with photo, median {statistics.median(took_s):.2f} s, longest {max(took_s):.2f} s, "
        f"{busy} times asked again; {attacks} hostile forms; {memory_mb:.0f} MB at most; "
        f"connections ended {health['connections_refused']}, refused {health['refused']}"
    )
    assert max(took_s) < LONGEST_S
    assert memory_mb < MEMORY_MB
    assert health["refused"]["photo_too_large"] > 0


FORMS, PADDING = IN_FLIGHT_MAX, 9 << 20
GROWTH_MB = 120
"""FORM_MEMORY of each form, and what two decoders of photos need."""


def large_form(number: int) -> bytes:
    """A request with two photos, each followed by much that is none."""
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
    body = b"".join(part % (name.encode(), value.encode()) for name, value in (FORM | {"report_key": "z"}).items())
    body += 2 * (file + photo() + bytes(PADDING) + b"\r\n") + b"--x--\r\n"
    head = f"POST /report HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.3.0.{number}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Content-Type: multipart/form-data; boundary=x\r\n\r\n" + body


def test_so_many_large_forms_at_once_take_little_memory(tmp_path: Path) -> None:
    """All forms are there but for their last bytes; then all end at once."""
    with serving(tmp_path) as backend:
        keys = gateway_keys(backend, tmp_path)
        with gateway_of(county_in(tmp_path), backend.address, keys, tmp_path / "gateway.log") as gateway:
            gateway.connected()
            address = urlsplit(gateway.address)
            process = psutil.Process(gateway.process.pid)
            before_mb = process.memory_info().rss / 1e6
            received, go_on, statuses = Semaphore(0), Event(), list[bytes]()

            def send(number: int) -> None:
                request = large_form(number)
                with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=300) as sent:
                    sent.sendall(request[:-8])
                    received.release()
                    go_on.wait()
                    sent.sendall(request[-8:])
                    statuses.append(sent.recv(12))

            threads = [Thread(target=send, args=(number,)) for number in range(FORMS)]
            for thread in threads:
                thread.start()
            try:
                for _ in threads:
                    assert received.acquire(timeout=300)
                time.sleep(2)
                held_mb = process.memory_info().rss / 1e6
            finally:
                go_on.set()
            most_mb = held_mb
            while any(thread.is_alive() for thread in threads):
                most_mb = max(most_mb, process.memory_info().rss / 1e6)
                time.sleep(0.01)
    print(
        f"\n{FORMS} forms of {len(large_form(0)) >> 20} MB: {before_mb:.0f} MB before, {held_mb:.0f} MB while they are "
        f"held, {most_mb:.0f} MB at most; {statuses.count(b'HTTP/1.1 303')} stored"
    )
    assert statuses.count(b"HTTP/1.1 303") == FORMS
    assert held_mb - before_mb < FORMS * FORM_MEMORY / 1e6
    assert most_mb - before_mb < GROWTH_MB
