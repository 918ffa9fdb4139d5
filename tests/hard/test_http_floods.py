"""An HTTP gateway that many attack at once: slow senders, held connections, picture bombs; others report meanwhile."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import httpx
import psutil

from tests.integration.backend_fixture import county_in, serving
from tests.integration.gateway_process import GatewayProcess, gateway_keys, gateway_of
from tests.square_county import VILLAGE
from tests.unit.gateway_fixture import photo, photo_with_place
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
