"""The analysis beside a real backend: it finds what was stored, and its end costs its own answers only."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from county.commands import RejectEvent
from county.figures.metric import Period, Scope
from county.realm import LIVE
from services.analysis.presence import FILE, AnalysisPort
from services.disk.data_folder import analysis_folder
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import ArchiveQuery, EventsPage, FigureTable
from services.protocol.client import Client
from services.protocol.messages import Accepted
from services.supervision.window import SupervisedBackend
from tests.integration.backend_fixture import backend_of, client_of, command, control_of, live, report, serving, until


def analysis_of(data: Path) -> int:
    """Process id of the newest analysis."""
    return msgspec.json.decode((analysis_folder(data, LIVE) / FILE).read_bytes(), type=AnalysisPort).pid


def health(client: Client) -> AnalysisHealth:
    return client.health().analysis or AnalysisHealth("offline")


def found(client: Client, text: str) -> list[str]:
    """Ids of the events with ``text``."""
    request, pages = client.events_page(ArchiveQuery(text=text), 0, 10, 0), list[EventsPage]()

    def arrived() -> bool:
        pages.extend(a for a in client.take().answers if isinstance(a, EventsPage) and a.request == request)
        return bool(pages)

    until(arrived, "a page")
    return [row.id for row in pages[0].rows]


def counted(client: Client, *metrics: str) -> FigureTable:
    """Figures of all events."""
    request, tables = client.figures(metrics, Scope(), [Period(0, 1 << 50)], "town"), list[FigureTable]()

    def arrived() -> bool:
        tables.extend(a for a in client.take().answers if isinstance(a, FigureTable) and a.request == request)
        return bool(tables)

    until(arrived, "figures")
    return tables[0]


def report_and_reject(where: SupervisedBackend, event: str) -> None:
    with closing(control_of(where)) as link:
        rejected = command(RejectEvent(event_id=event, note="误报"))
        answers = link.submit([report(event, title="自来水管道爆裂"), rejected])
        assert all(isinstance(answer, Accepted) for answer in answers)


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[SupervisedBackend]:
    with backend_of(tmp_path) as backend:
        yield backend


@pytest.mark.skipif(os.name != "posix", reason="the signals of this system end the supervisor as well")
def test_a_killed_analysis_costs_its_answers_only_and_starts_again(backend: SupervisedBackend, tmp_path: Path) -> None:
    until(lambda: backend.state == "running", "the backend")
    report_and_reject(backend, "W1")
    with client_of(backend) as client:
        live(client)
        until(lambda: health(client).state == "ready" and health(client).seq >= 3, "the analysis")
        assert found(client, "水管") == found(client, "误报 zlsgd") == ["W1"]
        table = counted(client, "reported", "filed_rate", "closed_on_time")
        assert [(value.num, value.den) for value in table.totals[0]] == [(1, None), (0, 1), (0, 0)]
        assert table.totals[0][2].value is None
        assert (table.as_of_seq, len(table.head_hash)) == (health(client).seq, 64)
        before, pid = analysis_of(tmp_path / "data"), backend.pid
        os.kill(before, signal.SIGKILL)
        report_and_reject(backend, "W2")
        until(lambda: analysis_of(tmp_path / "data") != before, "another analysis")
        until(lambda: health(client).state == "ready" and health(client).seq >= 5, "the restarted analysis")
        assert found(client, "水管") == ["W2", "W1"]
        assert (backend.pid, client.health().state) == (pid, "live")


def test_a_backend_without_a_supervisor_runs_the_analysis_and_ends_it(tmp_path: Path) -> None:
    with serving(tmp_path) as served, client_of(served) as client:
        live(client)
        until(lambda: health(client).state == "ready", "the analysis")
