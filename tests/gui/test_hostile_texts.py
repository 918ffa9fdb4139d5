"""Names, notes and titles are data: no widget takes them for HTML, pictures, links or shortcuts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyogrio.raw
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import desktop
from county import records as r
from county.authority import Principal, Role
from county.events.event import facts_of
from county.package.manifest import MANIFEST, MAP
from county.package.open import CountyPackage
from desktop.cards.card import Card
from desktop.panels.audit import AuditPanel
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.literal import RUN_MAX, PlainLabel, breakable, literal
from desktop.window.main_window import MainWindow
from services.audit.entry import AuditEntry, AuditKind
from services.protocol.messages import AuditReply
from tests.gui.conftest import ScriptedDesktop, scripted_desktop
from tests.gui.shown_panel import shown_panel
from tests.tiny_county import write_tiny_county

HOSTILE = "<b>x</b><img src='file:///etc/hostname'><a href='http://127.0.0.1/'>%1 {0} && &amp; ={}"
NAMED = ("towns", "villages", "sensors", "resources")
ROOTS = (Path(desktop.__file__).parent, Path(desktop.__file__).parents[1] / "twin")


@pytest.fixture
def hostile(qapp: object, tmp_path: Path) -> Iterator[ScriptedDesktop]:
    """A desktop of a county in which every name is HTML."""
    folder = tmp_path / "county"
    write_tiny_county(folder)
    for layer in NAMED:
        meta, _, geometry, columns = pyogrio.raw.read(folder / MAP, layer=layer)
        columns[list(meta["fields"]).index("name")][:] = HOSTILE
        pyogrio.raw.write(
            folder / MAP, layer=layer, driver="GPKG", append=False, layer_options={"OVERWRITE": "YES"},
            geometry=geometry, field_data=columns, fields=meta["fields"], crs=meta["crs"],
            geometry_type=meta["geometry_type"],
        )  # fmt: skip
    manifest = folder / MANIFEST
    text = manifest.read_text(encoding="utf-8").replace('"试县"', f'"{HOSTILE}"').replace('"test"', f'"{HOSTILE}"')
    manifest.write_text(text, encoding="utf-8")
    with scripted_desktop(CountyPackage(folder), tmp_path) as scripted:
        yield scripted


def interpreted(root: QWidget) -> list[str]:
    """Texts of the widgets below ``root`` that Qt would take for HTML with the hostile text in it."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        tips = [widget.toolTip()]
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            tips += _tips(widget)
        found += [f"tooltip of {widget}: {tip}" for tip in tips if "<img" in tip and GuiQt.mightBeRichText(tip)]
        if isinstance(widget, QLabel):
            text_format = widget.textFormat()
            assert text_format != Qt.TextFormat.AutoText or not widget.text(), f"{widget}: {widget.text()}"
            if text_format == Qt.TextFormat.RichText and "<img" in widget.text():
                found.append(f"{widget}: {widget.text()}")
    return found


def _tips(view: QAbstractItemView) -> list[str]:
    model = view.model()
    return [
        str(model.index(row, column, QModelIndex()).data(Qt.ItemDataRole.ToolTipRole) or "")
        for row in range(min(model.rowCount(), 20))
        for column in range(model.columnCount())
    ]


def test_no_widget_of_the_window_interprets_a_name_note_or_title(
    hostile: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(hostile.session)
    event_id = hostile.report(HOSTILE)
    hostile.dispatch(event_id, HOSTILE)
    hostile.happen(r.EventRejected(event_id=event_id, note=HOSTILE), person=HOSTILE, by=HOSTILE)
    session = hostile.session
    selections = [("events", event_id), ("towns", "990199100000")]
    selections += [("sensors", sensor.id) for sensor in session.package.sensors]
    selections += [("resources", unit.id) for unit in session.package.resources]
    shown = ""
    for layer, item in selections:
        session.focus.select(layer, item)
        hostile.tick()
        QApplication.processEvents()
        assert interpreted(window) == []
        shown += "".join(label.text() for label in window.findChildren(QLabel))
    assert HOSTILE in shown


def test_the_audit_panel_interprets_nothing_that_strangers_sent(hostile: ScriptedDesktop, qtbot: QtBot) -> None:
    principal = Principal(id=HOSTILE, roles=frozenset({Role.AUDITOR}))
    hostile.source.condition = replace(hostile.source.condition, principal=principal)
    texts = dict.fromkeys(("by", "person", "realm", "address", "about", "code", "reason"), HOSTILE)
    entries = [AuditEntry(seq=n, kind=kind, params={HOSTILE: HOSTILE}, **texts)
               for n, kind in enumerate((*AuditKind, HOSTILE), 1)]  # fmt: skip
    with shown_panel(AuditPanel(hostile.session), qtbot, (1_000, 300)) as panel:
        hostile.session.feed.arrived.emit(AuditReply(request="audit 1", entries=entries))
        assert panel.rows.rowCount() == len(entries)
        for first in range(0, len(entries), 20):
            panel.rows.show_entries(entries[first:])
            assert interpreted(panel) == []
        hostile.source.condition = replace(
            hostile.source.condition, principal=Principal(id=HOSTILE, roles=frozenset({Role.WALL}))
        )
        panel.retranslate()
        assert HOSTILE in panel.note.text()
        assert interpreted(panel) == []


def test_tooltips_and_message_boxes_show_markup_literally() -> None:
    assert literal("Filed & due <1 h") == "Filed & due <1 h"
    assert literal("<b>x</b>\ny") == "<span>&lt;b&gt;x&lt;/b&gt;<br>y</span>"
    assert PlainLabel(HOSTILE).textFormat() == Qt.TextFormat.PlainText


def test_a_word_without_an_end_makes_no_card_wider(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("w" * 200)
    plain = scripted.report("垃圾成堆")
    word = "http://127.0.0.1/" + "w" * 2_000
    facts = facts_of(scripted.event(event_id))
    corrected = {name: getattr(facts, name) for name in facts.__struct_fields__} | {"title": "w" * 199, "address": word}
    scripted.happen(r.EventCorrected(event_id=event_id, note=word, **corrected))
    widths = []
    for shown in (plain, event_id):
        scripted.session.focus.select("events", shown)
        for _ in range(3):  # what is scrolled tells the width that it needs in a turn of its own
            QApplication.processEvents()
        widths.append(card.minimumSizeHint().width())
    assert widths[1] <= card.width(), widths
    assert card.event_card.name.text() == "w" * 199


def test_only_words_that_need_it_are_broken() -> None:
    usual = "鹤塘社区居民楼起火，请联系 13812345678 或 20261127-HPHPS6R" * 3
    assert breakable(usual) == usual
    long = "a" * (2 * RUN_MAX + 1)
    assert [len(part) for part in breakable(long).split("\u200b")] == [RUN_MAX, RUN_MAX, 1]


def test_an_elided_button_shows_the_ampersands_of_a_name(qtbot: QtBot) -> None:
    button = ElidedButton()
    qtbot.addWidget(button)
    button.setText("A & B")
    button.resize(300, 40)
    assert button.shown_text() == "A & B"
    assert button.shortcut().isEmpty()


def test_labels_are_plain() -> None:
    """Only the time line, the links of merged events, the sections of a card, the values of a sensor, the tip of the
    map and the articles of policies are written in HTML; they escape their texts."""
    markup = ("time_line.py", "linked_events.py", "card_section.py", "fact_table.py", "policy_questions.py")
    wrong = []
    for path in (path for root in ROOTS for path in root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "QLabel":
                wrong.append(f"{path.name}:{node.lineno} QLabel")
            if isinstance(node, ast.Name) and node.id == "MarkupLabel" and path.name not in markup:
                wrong.append(f"{path.name}:{node.lineno} MarkupLabel")
            plain = path.name in ("literal.py", "markup_label.py", "hover_tip.py")
            if isinstance(node, ast.ClassDef) and "QLabel" in map(ast.unparse, node.bases) and not plain:
                wrong.append(f"{path.name}:{node.lineno} subclass of QLabel")
    assert wrong == []


def test_the_command_line_prints_no_control_characters_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from main import main

    file = tmp_path / "events.csv"
    file.write_text("subclass,title,lon,lat\nx\x1b]0;owned\x07\x1b[31m,t,109\u202e,27\n", encoding="utf-8")
    folder = tmp_path / "county"
    write_tiny_county(folder)
    path = folder / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"试县"', '"a\\u001b[31mb\\u202e"'), encoding="utf-8")
    assert main(["county", "check", str(folder)]) == 1
    words = ["county", "import", str(tmp_path / "p"), "--name", "x", "--code", "1\x1b[31m"]
    assert main([*words, "--boundary", str(file)]) == 2
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err


def test_a_name_without_visible_order_is_cleaned_when_it_is_read(tmp_path: Path) -> None:
    write_tiny_county(tmp_path)
    meta, _, geometry, columns = pyogrio.raw.read(tmp_path / MAP, layer="sensors")
    columns[list(meta["fields"]).index("name")][:] = "a\u202eb\nc\x1b[31m\u200b"
    pyogrio.raw.write(
        tmp_path / MAP, layer="sensors", driver="GPKG", append=False, layer_options={"OVERWRITE": "YES"},
        geometry=geometry, field_data=columns, fields=meta["fields"], crs=meta["crs"], geometry_type="Point",
    )  # fmt: skip
    assert {sensor.name for sensor in CountyPackage(tmp_path).sensors} == {"ab c[31m"}
