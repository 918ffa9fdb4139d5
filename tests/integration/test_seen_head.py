"""A desktop that is opened again refuses a journal that went back meanwhile, until it is restored."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from county.realm import LIVE
from services.disk.seen_head import SeenHead, SeenHeadFile
from services.protocol.client import Client
from services.protocol.messages import Accepted
from services.store.maintenance.command import journal
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import SERVER, public_key
from tests.integration.backend_fixture import Served, control_of, live, report, serving, until


@contextmanager
def desktop_of(folder: Path, backend: Served) -> Iterator[Client]:
    """The client of a desktop that is opened and closed."""
    seen = SeenHeadFile(folder / "seen", county="999901", realm=LIVE, server=public_key(backend.keys, SERVER))
    client = Client(backend.address, lambda: ZeroMqClientLink(backend.address, backend.keys), LIVE.id, seen=seen)
    client.open()
    try:
        yield client
    finally:
        client.close()


def submit(backend: Served, event: str) -> int:
    """Report an event; returns the number of its record."""
    with control_of(backend) as link:
        (answer,) = link.submit([report(event)])
    assert isinstance(answer, Accepted)
    return answer.last_seq


def test_a_reopened_desktop_refuses_an_older_copy_and_accepts_it_once_it_is_restored(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(tmp_path) as backend:
        submit(backend, "E1")
    shutil.copytree(data, tmp_path / "older")
    with serving(tmp_path) as backend:
        for event in ("E2", "E3", "E4"):
            last = submit(backend, event)
        with desktop_of(tmp_path, backend) as client:
            live(client)
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "older", data)  # with keys and anchors: the backend itself cannot notice it

    with serving(tmp_path) as backend, desktop_of(tmp_path, backend) as client:
        until(lambda: client.health().state == "refused", "the refusal")
        assert f"record {last} was received from it before" in client.health().detail
        assert "main.py journal … restore" in client.health().detail

    for verb in ("backup", "restore"):
        code = journal(data, verb, tmp_path / "backup", realm=LIVE, print_line=print, progress=lambda part, text: None)
        assert code == 0
    with serving(tmp_path) as backend, desktop_of(tmp_path, backend) as client:
        live(client)


class SeenHeadTicks:
    now_ms = 0

    def __call__(self) -> int:
        return self.now_ms


def test_the_head_is_written_at_most_once_a_second_and_at_the_end_and_never_lowered(tmp_path: Path) -> None:
    ticks = SeenHeadTicks()

    def opened() -> SeenHeadFile:
        return SeenHeadFile(tmp_path, county="999901", realm=LIVE, server=b"key", monotonic=ticks)

    seen = opened()
    seen.note(SeenHead(0, 1))
    seen.note(SeenHead(0, 2))
    assert opened().read() == (0, 1)
    ticks.now_ms = 1_000
    seen.note(SeenHead(0, 3))
    assert opened().read() == (0, 3)
    other = opened()
    other.note(SeenHead(0, 9))
    seen.note(SeenHead(0, 4))
    seen.close()
    assert opened().read() == (0, 9)
    other.note(SeenHead(1, 2))
    other.close()
    assert opened().read() == (1, 2), "a restore raises the epoch"


def test_another_server_or_realm_has_a_head_of_its_own(tmp_path: Path) -> None:
    seen = SeenHeadFile(tmp_path, county="999901", realm=LIVE, server=b"key")
    seen.note(SeenHead(0, 5))
    assert SeenHeadFile(tmp_path, county="999901", realm=LIVE, server=b"other").read() == (0, 0)
