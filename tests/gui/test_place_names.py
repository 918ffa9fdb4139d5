"""A village is found on the map by its name in the list of codes, and its seat is shown where it has no outline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.package.importer import import_county
from county.package.open import CountyPackage
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.focus import Selection
from tests.gui.conftest import ScriptedDesktop, scripted_desktop
from tests.unit.county_files import DIVISION, write_codes, write_county, write_file
from tests.unit.sound_county import COUNTY, SOUTH_M, WEST_M, sound_county

VILLAGE = COUNTY + "200201"


@pytest.fixture
def desktop(qapp: object, tmp_path: Path) -> Iterator[ScriptedDesktop]:
    """A county with towns, seats and a list of codes, in which 丙 is called 丙新村."""
    files = write_county(tmp_path)
    del files["villages"]
    files["places"] = write_file(tmp_path / "seats.geojson", sound_county().tables["places"], headers=DIVISION)
    files["codes"] = write_codes(tmp_path / "codes.csv", {VILLAGE: ("丙新村", "西乡")})
    import_county(tmp_path / "p", name="安县", code=COUNTY, **files)  # type: ignore[arg-type]
    with scripted_desktop(CountyPackage(tmp_path / "p"), tmp_path) as desktop:
        yield desktop


def test_the_search_finds_it_by_its_official_name_and_by_that_of_its_seat(
    desktop: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(desktop.session)
    flights: list[tuple[float, float]] = []

    def fly(x_m: float, y_m: float, radius_m: float) -> None:
        flights.append((x_m, y_m))

    desktop.session.focus.fly_to.connect(fly)
    for name in ("丙新村", "丙"):
        window.map.search.clear()
        window.map.search.insert(name)  # QTest types no Chinese
        qtbot.keyClick(window.map.search, Qt.Key.Key_Return)
        assert desktop.session.focus.selection == Selection("names", (f"{VILLAGE} {name}",))
        card = window.card.fact_card
        assert card.name.text() == name
        assert f"西乡 {COUNTY}200000" in [value.text() for _, value in card.facts.lines]
    assert flights == [pytest.approx((WEST_M + 5_000, SOUTH_M + 300), abs=0.01)] * 2
