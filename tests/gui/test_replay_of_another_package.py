"""The window of a replay tells that its journal is of another county package than the one it shows."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from county.realm import LIVE
from desktop import i18n
from desktop.replay.bar import ReplayBar
from desktop.replay.opening import ReplayOpener
from desktop.replay.window import ReplayWindow
from tests.gui.replay_desk import HOUR, T0, day
from tests.recorded_journals import numbered, write_journal


def told(folder: Path, data: Path, qtbot: QtBot) -> str:
    """What the bar of the replay says about its content, once everything is read."""
    i18n.set_language("zh")
    settings = QSettings(str(data.parent / "window.ini"), QSettings.Format.IniFormat)
    replay = ReplayWindow(folder, ReplayOpener(None, data, LIVE, T0 + 12 * HOUR), settings, "operator", later=())
    qtbot.waitUntil(lambda: replay.window.session is not None, timeout=30_000)
    session = replay.window.session
    assert session is not None
    timeline = session.timeline
    assert timeline is not None
    qtbot.waitUntil(lambda: timeline.replay.read_share == 1, timeout=30_000)
    bar = replay.window.findChild(ReplayBar)
    assert bar is not None
    bar.refresh()
    text = bar.notes.toolTip() if bar.notes.isVisible() else ""
    with qtbot.waitSignal(replay.closed, timeout=30_000):
        replay.close()
    replay.deleteLater()
    QApplication.processEvents()
    return text


def test_a_journal_of_another_county_is_told_with_what_is_unknown_here(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    write_journal(tmp_path / "data", package, numbered(day(package)))
    assert told(package.folder, tmp_path / "data", qtbot) == ""
    other = copytree(package.folder, tmp_path / "other")
    manifest = other / "county.toml"
    built = f'edition = "{package.manifest.edition}"'
    text = manifest.read_text("utf-8")
    assert built in text
    manifest.write_text(text.replace(built, 'edition = "abcd"'), encoding="utf-8")
    said = told(other, tmp_path / "data", qtbot)
    assert package.manifest.identity in said
    assert f"{package.manifest.code}-abcd" in said
    assert "位置可能不对" in said
