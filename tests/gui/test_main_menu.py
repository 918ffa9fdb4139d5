"""The menu bar: panels by group, keys by menu; About shows the origin of the data exactly as in the package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QWidgetAction
from pytestqt.qtbot import QtBot

from county.package.manifest import Manifest, Provenance
from county.package.open import CountyPackage
from desktop import i18n, theme
from desktop.session import Session
from desktop.window.main_menu import MainMenu
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.unit.sound_county import sound_county


def about_text(manifest: Manifest, scripted: ScriptedDesktop, folder: Path, qtbot: QtBot) -> str:
    """The text of About for a package with ``manifest``."""
    draft = sound_county()
    draft.manifest = manifest
    shown: list[str] = []
    menu = MainMenu(show=lambda parent, title, text: shown.append(text))
    qtbot.addWidget(menu)
    menu.open_session(replace(scripted.session, package=CountyPackage(draft.write(folder))), {})
    menu.about.trigger()
    document = QTextDocument()
    document.setHtml(shown[0])
    return document.toPlainText()


@pytest.mark.parametrize(
    "text", ["<b>&", "roads <img src='x'>.shp", "a&amp;b.kml", "</table><h1>", "\"quoted\" 'file'.gpkg"]
)
def test_about_shows_file_names_and_licences_unchanged(
    text: str, scripted: ScriptedDesktop, qtbot: QtBot, tmp_path: Path
) -> None:
    manifest = sound_county().manifest
    layers = manifest.layers | {"roads": Provenance(source=text, licence=f"{text} 4.0")}
    seen = about_text(msgspec.structs.replace(manifest, layers=layers), scripted, tmp_path / "county", qtbot)
    lines = [line.strip() for line in seen.splitlines()]
    assert lines[lines.index("道路") + 1] == f"{text}（{text} 4.0）"


def test_about_shows_the_name_of_a_layer_unchanged(scripted: ScriptedDesktop, qtbot: QtBot, tmp_path: Path) -> None:
    manifest = sound_county().manifest
    layers = manifest.layers | {"<i>tunnels</i>": Provenance(source="x", licence="y")}
    seen = about_text(msgspec.structs.replace(manifest, layers=layers), scripted, tmp_path / "county", qtbot)
    lines = [line.strip() for line in seen.splitlines()]
    assert lines[lines.index("<i>tunnels</i>") + 1] == "x（y）"


def test_about_names_version_county_and_each_origin_once(
    scripted: ScriptedDesktop, qtbot: QtBot, tmp_path: Path
) -> None:
    manifest = sound_county().manifest
    lines = about_text(manifest, scripted, tmp_path / "county", qtbot).splitlines()
    assert lines[1].startswith("版本 ")
    assert lines[2] == f"县域：{manifest.name}（{manifest.code}）"
    assert sum("合成数据" in line for line in lines) <= 1
    assert "道路" in "".join(lines), "layers have their names, not their keys"
    assert "roads" not in "".join(lines)


def panel_groups(window: MainWindow) -> dict[str, list[str]]:
    """The titles of the panels below each heading of the menu."""
    found: dict[str, list[str]] = {}
    for action in window.menu.panels.actions():
        if isinstance(action, QWidgetAction):
            label = action.defaultWidget()
            assert isinstance(label, QLabel)
            found[label.text()] = []
        else:
            found[list(found)[-1]].append(action.text())
    return found


def test_every_panel_is_in_one_group_of_the_menu_and_all_are_seen_at_once(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    i18n.set_language("zh")
    window = open_window(scripted.session)
    groups = panel_groups(window)
    assert list(groups) == ["值守", "事件", "资源与响应", "研判与评价", "决策", "系统", "地图"]
    assert "评价" in groups["研判与评价"]
    assert "数据质量" in groups["系统"]
    listed = [title for titles in groups.values() for title in titles]
    assert sorted(listed) == sorted(dock.windowTitle() for dock in window.workspace.docks.values())
    assert window.menu.panels.sizeHint().height() <= theme.px(1_000)
    i18n.set_language("en")
    QApplication.processEvents()
    assert "Evaluation" in panel_groups(window)["Assessment and evaluation"]


def test_a_group_without_panels_has_no_heading(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    menu = MainMenu()
    qtbot.addWidget(menu)
    menu.open_session(scripted.session, {})
    assert menu.panels.actions() == []
