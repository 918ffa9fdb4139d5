"""An off-screen run: how long it waits for data; its pictures, the measured figures as JSON and as a table on the
terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TypedDict

from PySide6.QtCore import QDeadlineTimer, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from county.events.event import State
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.store.private import private_file

SNAPSHOT_SECONDS = 20.0
"""How long it runs on once there is data."""
DATA_WAIT_S = 60.0
"""How long it waits for the first data: a busy machine starts its backend slowly."""
REFUSED_WAIT_S = 5.0
"""How long it stays with a backend that is refused: a key may be admitted at any time."""
FILES = ("overview.png", "twin.png", "summary.json")
"""Private: they show names and places of events.  A folder that existed keeps its mode."""


def exit_after_data(window: MainWindow, seconds: float) -> None:
    """Exit ``seconds`` after the first data arrived, or when none arrives, as from a backend that is refused or cannot
    be started."""
    session = window.session
    assert session is not None
    source, waiting = session.source, QTimer(window, interval=100)
    deadline = QDeadlineTimer(round(DATA_WAIT_S * 1000))
    refused = QDeadlineTimer(round(REFUSED_WAIT_S * 1000))

    def check() -> None:
        health = source.health()
        if health.state != "refused" and not health.abandoned:
            refused.setRemainingTime(round(REFUSED_WAIT_S * 1000))
        shown = window.freshness.was_live or health.state == "read_only"
        if shown or deadline.hasExpired() or refused.hasExpired():
            waiting.stop()
            QTimer.singleShot(round(seconds * 1000), QApplication.exit)

    waiting.timeout.connect(check)
    waiting.start()


def report(window: MainWindow, folder: Path) -> int:
    """Write the pictures and figures of a window, and print the table.  Returns the exit code: 1 when no data was
    received, or only the proven part of a damaged journal; the pictures then say why.  Raises OSError."""
    session = window.session
    assert session is not None
    session.layers.tick(session.clock.now_ms())
    print_table(write(window, folder), folder)
    health = session.source.health()
    if health.proven is not None:
        print(f"read-only, record {health.proven.seq} is the last proven one: {health.proven.why}", file=sys.stderr)
        return 1
    if window.freshness.was_live:
        return 0
    print(f"no data received: {health.detail or health.state}", file=sys.stderr)
    return 1


class Memory(TypedDict):
    desktop: float
    backend: float


class Summary(TypedDict):
    """Fields as defined in DESIGN §6."""

    layers: dict[str, int]
    events: dict[str, int]
    frames: int
    lag_ms: float | None
    drops: int
    memory_mb: Memory


def summarize(session: Session) -> Summary:
    """Current figures, all measured."""
    import psutil

    health = session.source.health()
    return Summary(
        layers={layer.key: len(layer) for layer in session.layers},
        events={str(state): session.tally.number(frozenset({state})) for state in State},
        frames=health.frames,
        lag_ms=None if health.lag_ms is None else round(health.lag_ms, 1),
        drops=health.drops,
        memory_mb=Memory(
            desktop=round(psutil.Process().memory_info().rss / 1e6, 1),
            backend=round(health.backend_memory_bytes / 1e6, 1),
        ),
    )


def write(window: MainWindow, folder: Path) -> Summary:
    """Write ``overview.png``, ``twin.png`` and ``summary.json``.  Raises OSError."""
    session = window.session
    assert session is not None
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        private_file(folder / name)
    window.twin.snapshot(folder / "twin.png")  # completes the twin before the window is rendered
    if not window.grab().save(str(folder / "overview.png")):
        raise OSError(f"{folder / 'overview.png'}: the picture cannot be written; check the folder and its rights")
    summary = summarize(session)
    view = window.centre.view
    window.centre.show_view("twin")
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # lay out the twin before it is drawn
    window.twin.snapshot(folder / "twin.png")
    window.centre.show_view(view)
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
    return summary


def print_table(summary: Summary, folder: Path) -> None:
    """Print the summary to the terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "value")
    for key, count in summary["layers"].items():
        table.add_row(f"layer {key}", f"{count:,}")
    for key, count in summary["events"].items():
        table.add_row(f"events {key}", f"{count:,}")
    table.add_row("frames", f"{summary['frames']:,}")
    table.add_row("lag ms", "–" if summary["lag_ms"] is None else f"{summary['lag_ms']:g}")
    table.add_row("drops", str(summary["drops"]))
    table.add_row("memory desktop MB", f"{summary['memory_mb']['desktop']:.0f}")
    table.add_row("memory backend MB", f"{summary['memory_mb']['backend']:.0f}")
    console = Console()
    console.print(table)
    console.print(f"pictures and summary in {folder}")
