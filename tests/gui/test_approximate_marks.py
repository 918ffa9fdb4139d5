"""What map and header say of approximate layers: a statement about boundaries is made of outlines only."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.map.map_controls import Banner
from desktop.window.header import Header
from tests.gui.conftest import scripted_desktop
from tests.tiny_county import write_tiny_county


@pytest.mark.parametrize(
    ("layers", "on_map", "in_header"),
    [
        ((), "", ""),
        (("places",), "部分数据为近似值", "部分数据为近似值"),
        (("buildings", "terrain"), "部分数据为近似值", "部分数据为近似值"),
        (("boundary",), "边界为近似值，非法定界线", "部分边界为近似值"),
        (("places", "villages"), "边界为近似值，非法定界线", "部分边界为近似值"),
    ],
)
def test_boundaries_are_called_approximate_only_for_outlines(
    qapp: object, qtbot: QtBot, tmp_path: Path, layers: Collection[str], on_map: str, in_header: str
) -> None:
    package = write_tiny_county(tmp_path / "county")
    origin = replace(next(iter(package.manifest.layers.values())), synthetic=False)
    names = {*package.manifest.layers, "terrain"}
    package.manifest = replace(
        package.manifest, layers={name: replace(origin, approximate=name in layers) for name in names}
    )
    with scripted_desktop(package, tmp_path) as scripted:
        parent, header = QWidget(), Header(scripted.session)
        qtbot.addWidget(parent)
        qtbot.addWidget(header)
        assert Banner(package, parent).text() == on_map
        assert header.marks.text() == in_header
        header.release()
