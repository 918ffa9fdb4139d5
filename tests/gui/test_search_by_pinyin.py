"""Places are found by pinyin and initials in the search of the map and of the twin, by real keys."""

from __future__ import annotations

import pypinyin
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.map.search_box import PLACES, SearchBox
from desktop.map.sounding_things import may_be_pinyin
from desktop.window.main_window import MainWindow
from desktop.window.twin_holder import TwinHolder
from layers.focus import Selection
from tests.gui.conftest import ScriptedDesktop

LOADED_MS = 60_000
"""Within which the process that has the dictionaries of pinyin has ended, on a busy machine."""


@pytest.fixture
def box(window: MainWindow) -> SearchBox:
    """That of the map, with the focus."""
    window.map.search.setFocus()
    return window.map.search


def a_village(scripted: ScriptedDesktop) -> tuple[str, str, str]:
    """Code of a village, its pinyin and initials."""
    villages = scripted.session.package.table("villages")
    syllables = pypinyin.lazy_pinyin(str(villages["name"][0]))
    return str(villages["code"][0]), "".join(syllables), "".join(syllable[0] for syllable in syllables)


def listed(box: SearchBox) -> list[str]:
    return [box.rows.item(row).text().strip() for row in range(box.rows.rowCount())]


def type_until_listed(box: SearchBox, qtbot: QtBot, text: str, code: str) -> None:
    box.clear()
    qtbot.keyClicks(box, text)
    qtbot.waitUntil(lambda: any(line.endswith(code) for line in listed(box)), timeout=LOADED_MS)


def test_a_village_is_listed_by_pinyin_and_by_initials_and_enter_goes_there(
    scripted: ScriptedDesktop, box: SearchBox, qtbot: QtBot
) -> None:
    code, pinyin, initials = a_village(scripted)
    type_until_listed(box, qtbot, initials, code)
    type_until_listed(box, qtbot, pinyin, code)
    first = box.hits(pinyin)[0]
    assert first.layer is not None
    assert first.layer.key in PLACES
    flown: list[tuple[float, float, float]] = []
    scripted.session.focus.fly_to.connect(lambda x, y, r: flown.append((x, y, r)))
    box.clear()
    qtbot.keyClicks(box, pinyin)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert scripted.session.focus.selection == Selection("villages", (code,))
    assert len(flown) == 1


def test_what_is_written_so_comes_before_what_sounds_so_and_numbers_are_found_as_before(
    scripted: ScriptedDesktop, box: SearchBox, qtbot: QtBot
) -> None:
    code, pinyin, _ = a_village(scripted)
    event_id = scripted.report(pinyin)
    type_until_listed(box, qtbot, pinyin, code)
    keys = [hit.layer.key for hit in box.hits(pinyin) if hit.layer]
    assert keys[0] == "events"
    assert "villages" in keys
    assert [hit.item_id for hit in box.hits(event_id)] == [event_id]
    assert box.hits(code)[0].item_id == code
    place = scripted.session.package.resources[0]
    lon, lat = scripted.session.package.lonlat(place.x_m, place.y_m)
    assert box.hits(f"{lon:.6f}, {lat:.6f}")[0].layer is None


def test_a_resource_is_found_by_pinyin_after_the_places(
    scripted: ScriptedDesktop, box: SearchBox, qtbot: QtBot
) -> None:
    resource = next(one for one in scripted.session.package.resources if one.name.endswith("医院"))
    pinyin = "".join(pypinyin.lazy_pinyin(resource.name))
    qtbot.keyClicks(box, pinyin)
    qtbot.waitUntil(lambda: scripted.session.named_places.knows_pinyin, timeout=LOADED_MS)
    hits = [(hit.layer.key, hit.item_id) for hit in box.hits(pinyin) if hit.layer]
    assert ("resources", resource.id) in hits
    assert hits == sorted(hits, key=lambda hit: hit[0] not in PLACES)


@pytest.mark.parametrize(
    ("text", "is_pinyin"),
    [("fh", True), ("Feng Huang", True), ("f", False), ("20261122-7KAQMM9", False), ("凤凰", False), ("", False)],
)
def test_the_dictionaries_are_asked_only_for_letters_without_digits(text: str, is_pinyin: bool) -> None:
    assert may_be_pinyin(text) is is_pinyin


def test_the_search_of_the_twin_finds_a_village_by_initials(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    holder = TwinHolder(scripted.session)
    qtbot.addWidget(holder)
    holder.build()
    assert holder.twin is not None
    window = holder.twin.open_window()
    QApplication.processEvents()
    box = window.findChild(SearchBox)
    assert box is not None
    box.setFocus()
    code, _, initials = a_village(scripted)
    type_until_listed(box, qtbot, initials, code)
    holder.close()
