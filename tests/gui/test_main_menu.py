"""The menu bar: About shows the origin of the data exactly as in the package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from county.package.manifest import Manifest, Provenance
from county.package.open import CountyPackage
from desktop.main_menu import MainMenu
from tests.gui.conftest import ScriptedDesktop
from tests.unit.sound_county import sound_county


def about_text(manifest: Manifest, scripted: ScriptedDesktop, folder: Path, qtbot: QtBot) -> str:
    """The text of About for a package with ``manifest``."""
    draft = sound_county()
    draft.manifest = manifest
    shown: list[str] = []
    menu = MainMenu(show=lambda parent, title, text: shown.append(text))
    qtbot.addWidget(menu)
    menu.open_session(replace(scripted.session, package=CountyPackage(draft.write(folder))), [])
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
    assert f"roads: {text} ({text} 4.0)" in seen.splitlines()


def test_about_shows_the_name_of_a_layer_unchanged(scripted: ScriptedDesktop, qtbot: QtBot, tmp_path: Path) -> None:
    manifest = sound_county().manifest
    layers = manifest.layers | {"<i>tunnels</i>": Provenance(source="x", licence="y")}
    seen = about_text(msgspec.structs.replace(manifest, layers=layers), scripted, tmp_path / "county", qtbot)
    assert "<i>tunnels</i>: x (y)" in seen.splitlines()
