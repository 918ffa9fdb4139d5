"""Replays that are opened from the window of a realm, whose journal is on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from county.realm import Realm
from desktop.replay.from_live import ReplaysFromLive
from desktop.window.main_window import MainWindow
from services.replay.source import ReplaySource
from tests.unit.drill_day import DRILL

PATIENCE_MS = 30_000


@contextmanager
def replays_of(window: MainWindow, package: CountyPackage, folder: Path, realm: Realm = DRILL) -> Iterator[None]:
    """``window`` opens replays of the journal of its ``realm`` in ``folder``/data, without an analysis and without
    another link to its backend."""
    live = SimpleNamespace(
        folder=package.folder, client=SimpleNamespace(analysis_endpoint=""),
        target=SimpleNamespace(data=folder / "data", keys=None, realm=realm),
    )  # fmt: skip
    settings = QSettings(str(folder / "replays.ini"), QSettings.Format.IniFormat)
    replays = ReplaysFromLive(window, live, settings)  # type: ignore[arg-type]
    yield
    replays.close()


def past_beside(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window of the replay, once it shows something."""
    [past] = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one is not window]
    qtbot.waitUntil(lambda: past.session is not None and past.session.layers.begun, timeout=PATIENCE_MS)
    return past


def source_of(past: MainWindow) -> ReplaySource:
    """What the window of a replay shows."""
    assert past.session is not None
    assert isinstance(past.session.source, ReplaySource)
    return past.session.source
