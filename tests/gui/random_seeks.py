"""Puts a window of a replay to moments in random order, and states that nothing else came of it: nothing sounded, was
opened, took the focus, was sent or written."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random

from msgspec.structs import replace
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from county import records as r
from county.package.open import CountyPackage
from county.records import RecordBody
from desktop.window.main_window import MainWindow
from services.protocol.replay import BY_TIME, RATE_MOST, Replay, ReplayMoment
from tests.contract.test_replays import OpenReplay
from tests.gui.recorded_player import RecordedPlayer
from tests.gui.replay_desk import MINUTE, T0, ReplayDesk, day, reported
from tests.recorded_journals import numbered, write_journal

VIEWED_EVERY, PLAYED_EVERY, STEPPED_EVERY = 97, 211, 13
"""Seeks between two changes of the view, playbacks and steps by a record."""
SUBCLASSES = ("exposed_garbage", "smoke_alarm", "open_burning", "slope_movement")


def loud_day(package: CountyPackage) -> list[tuple[int, RecordBody]]:
    """A day in which alarms of all priorities come and go and emergencies are reported: much that sounds when live."""
    steps = day(package)
    for n in range(120):
        at_ms = T0 + (4 + n) * MINUTE
        body = reported(f"S{n:03}", package, ("general", "larger", "major", "major_special")[n % 4])
        assert isinstance(body, r.EventReported)
        steps.append((at_ms, replace(body, subclass=SUBCLASSES[n % len(SUBCLASSES)])))
        steps.append((at_ms + 1, r.AlarmRaised(
            alarm_id=f"A{n:03}", sensor_id="bin-1", channel="fill", rule="bin_full",
            priority=("low", "medium", "high", "critical")[n % 4], value=90.0, limit=80.0,
        )))  # fmt: skip
        steps.append((at_ms + 20_000, r.AlarmAcknowledged(alarm_id=f"A{n:03}")))
        if n % 2:
            steps.append((at_ms + 40_000, r.AlarmCleared(alarm_id=f"A{n:03}", value=10.0)))
    return sorted(steps, key=lambda step: step[0])


def files_of(*folders: Path) -> dict[str, str]:
    """What stands in all files but logs, and the memory that SQLite's readers share."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".log" and not path.name.endswith("-shm")
    }  # fmt: skip


@contextmanager
def shown_window(replay: Replay, package: CountyPackage, settings: Path) -> Iterator[tuple[ReplayDesk, MainWindow]]:
    desk = ReplayDesk(replay, package, settings)
    desk.session = dataclasses.replace(desk.session, player=RecordedPlayer())
    window = MainWindow(QSettings(str(settings), QSettings.Format.IniFormat), "operator")
    window.resize(1600, 900)
    window.show()
    window.open_session(desk.session)
    QApplication.processEvents()
    try:
        yield desk, window
    finally:
        desk.session.feed.stop()
        window.close_now()
        window.deleteLater()
        QApplication.processEvents()


def shown_windows() -> set[str]:
    return {f"{type(widget).__name__} {id(widget)}" for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def seek_at_random(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path, seeks: int, progress: Callable[[int], object]
) -> None:
    """Fails when any of so many seeks has an effect outside the window."""
    folder = write_journal(tmp_path / "data", package, numbered(loud_day(package)))
    home, random = Path(os.environ["HOME"]), Random(4)
    replay_of: AbstractContextManager[Replay] = opened(folder, package)
    with replay_of as replay, shown_window(replay, package, tmp_path / "window.ini") as (desk, window):
        bar, player = window.replay_bar, desk.session.player
        assert bar is not None
        assert isinstance(player, RecordedPlayer)
        first, last = replay.extent
        before, focus, open_before = files_of(tmp_path, home), QApplication.focusWidget(), shown_windows()
        for n in range(seeks):
            if n % VIEWED_EVERY == 0:
                desk.source.set_view(random.choice(("known", "happened", "both")))
            if n % STEPPED_EVERY == 0:
                desk.source.step(random.choice((-1, 1)))
            elif random.random() < 0.5:
                bar.go(ReplayMoment(BY_TIME, random.randint(first.known_ms, last.known_ms)))
            else:
                bar.go(replay.moment_of(random.randint(first.seq, last.seq)))
            desk.at_rest(bar)
            if n % PLAYED_EVERY == 0:
                desk.source.set_rate(RATE_MOST)
                desk.source.play()
                desk.run(100)
                desk.source.pause()
            progress(n)
        assert player.played == []
        assert shown_windows() == open_before
        assert QApplication.focusWidget() is focus
        assert QApplication.activeModalWidget() is None
        assert desk.session.submissions.waiting == 0
        assert files_of(tmp_path, home) == before
