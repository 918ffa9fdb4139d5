"""A director edits a scenario by clicks and keys, sees what is wrong with it, places, saves and starts it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from county.clock import ManualClock
from county.drill.editing import with_value
from county.package.open import CountyPackage
from desktop import i18n
from desktop.drafts.store import DraftStore
from desktop.drill_editor.window import ScenarioEditor
from desktop.session import Session
from services.scenarios.shipped import shipped
from tests.drill_scenario import TEXT
from tests.gui.live_desktop import LiveDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.memory_realm import MemoryRealm

NOW_MS = 1_795_399_200_000
"""2026-11-23 10:00 in China."""
MINUTE = 60_000
VILLAGE = "990199100201"


class RunnableDrill:
    """What a started drill prints, as far as the test lets it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.code: int | None = None
        self.scenarios: list[Path] = []

    def __call__(self, scenario: Path) -> RunnableDrill:
        self.scenarios.append(scenario)
        return self

    def said(self) -> list[str]:
        return self.lines

    def ended(self) -> int | None:
        return self.code


@pytest.fixture(scope="module")
def desk(qapp: object, county: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDesktop]:
    desk = LiveDesktop(MemoryRealm(county), tmp_path_factory.mktemp("settings") / "s.ini").live()
    yield desk
    desk.close()


@pytest.fixture
def session(desk: LiveDesktop, tmp_path: Path) -> Session:
    return replace(desk.session, dialogs=ScriptedDialogs(tmp_path))


@pytest.fixture
def drill() -> RunnableDrill:
    return RunnableDrill()


OpenEditor = Callable[[], ScenarioEditor]


@pytest.fixture
def open_editor(session: Session, tmp_path: Path, drill: RunnableDrill, qtbot: QtBot) -> Iterator[OpenEditor]:
    i18n.set_language("zh")
    opened: list[ScenarioEditor] = []

    def open_editor() -> ScenarioEditor:
        drafts = DraftStore(tmp_path / "drafts" / "scenarios")
        editor = ScenarioEditor(session, drafts, ManualClock(NOW_MS), drill)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(editor)
        opened.append(editor)
        editor.resize(1880, 1000)
        editor.show()
        editor.activateWindow()
        qtbot.waitUntil(editor.isActiveWindow)
        return editor

    yield open_editor
    for editor in opened:
        editor.close_now()
    i18n.set_language("en")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "night.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def editor(open_editor: OpenEditor, file: Path, qtbot: QtBot) -> ScenarioEditor:
    """With the scenario of tests/drill_scenario.py, which has been checked."""
    editor = open_editor()
    open_file(editor, file, qtbot)
    checked(editor, qtbot)
    return editor


def open_file(editor: ScenarioEditor, path: Path, qtbot: QtBot) -> None:
    """Open it; it is read in a thread."""
    editor.asked.open_path(path)
    at_rest(editor, qtbot)


def at_rest(editor: ScenarioEditor, qtbot: QtBot) -> None:
    """Nothing is being read or written."""
    qtbot.waitUntil(lambda: not editor.asked.doing)


def checked(editor: ScenarioEditor, qtbot: QtBot) -> list[str]:
    """What the check finds, each with its row."""
    qtbot.waitUntil(lambda: editor.document.findings is not None)
    return [editor.findings.list.item(n).text() for n in range(editor.findings.list.count())]


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def enter(line: QWidget, text: str) -> None:
    """Type a text as an input method of Chinese does."""
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(line, typed)


def cell(editor: ScenarioEditor, table: Any, row: int, key: str) -> QPoint:
    """The middle of a cell, which is in sight."""
    part = editor.pages.tables[table]
    editor.pages.setCurrentWidget(part)
    column = [field.key for field in part.rows.fields].index(key)
    index = part.rows.index(row, column)
    part.view.scrollTo(index)
    return part.view.visualRect(index).center()


def type_into(editor: ScenarioEditor, table: Any, row: int, key: str, text: str) -> None:
    """Double click a cell, and type another text."""
    at, viewport = cell(editor, table, row, key), editor.pages.tables[table].view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    line = QApplication.focusWidget()
    assert line is not None
    inner = line if isinstance(line, QLineEdit) else line.findChild(QLineEdit)
    assert inner is not None, line
    inner.selectAll()
    enter(inner, text)
    QTest.keyClick(inner, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt takes the text of a cell when the key has been handled


def inject(editor: ScenarioEditor, id: str) -> dict[str, Any]:
    return next(dict(row) for row in editor.document.rows("injects") if row["id"] == id)


def box(editor: ScenarioEditor, name: str, qtbot: QtBot) -> QMessageBox:
    qtbot.waitUntil(lambda: editor.findChild(QMessageBox, name) is not None)
    found = editor.findChild(QMessageBox, name)
    assert found is not None
    return found


def button_of(message: QMessageBox, text: str) -> QPushButton:
    return next(one for one in message.findChildren(QPushButton) if one.text() == text)


def test_a_cell_is_edited_in_place_and_undone_by_a_key(editor: ScenarioEditor) -> None:
    type_into(editor, "injects", 0, "timing", "T+9分")
    assert inject(editor, "I01")["at"] == "PT9M"
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert inject(editor, "I01")["at"] == "PT5M"
    QTest.keyClick(editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert inject(editor, "I01")["at"] == "PT9M"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("随 I01 之后 20分", "after", {"inject": "I01", "delay": "PT20M"}),
        ("I01 已确认 且 非 期望 E01 达成", "when",
         {"all": [{"inject": "I01", "is": "acknowledged"}, {"not": {"expectation": "E01", "is": "met"}}]}),
        ("21:30", "at", "PT1H30M"), ("-10分", "at", "-PT10M"),
    ],
)  # fmt: skip
def test_times_delays_and_conditions_are_typed_as_people_write_them(
    editor: ScenarioEditor, text: str, field: str, value: object
) -> None:
    type_into(editor, "injects", 1, "timing", text)
    changed = inject(editor, "I02")
    assert changed[field] == value
    assert len({"at", "after", "when"} & changed.keys()) == 1


@pytest.mark.parametrize(("text", "why"), [
    ("T+2", "T+2 没有单位；请写成 T+2分、T+2小时或 T+2天"),
    ("I02 已送", "此处不认识 已送；请用 已送达、已确认、已跳过 之一"),
])  # fmt: skip
def test_a_text_that_is_not_clear_is_refused_with_its_reason(editor: ScenarioEditor, text: str, why: str) -> None:
    type_into(editor, "injects", 2, "timing", text)
    assert editor.pages.tables["injects"].problem.text() == why
    assert "when" in inject(editor, "I03")


def test_rows_are_added_copied_removed_and_brought_back(editor: ScenarioEditor, qtbot: QtBot) -> None:
    table = editor.pages.tables["injects"]
    table.choose(1)
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_Insert)
    assert [row["id"] for row in editor.document.rows("injects")] == ["I01", "I02", "I04", "I03"]
    assert table.current == 2
    assert inject(editor, "I04")["to"] == ["duty"]
    click(table.copy)
    assert [row["id"] for row in editor.document.rows("injects")] == ["I01", "I02", "I04", "I05", "I03"]
    table.choose(1)
    QTest.keyClick(table.view, Qt.Key.Key_Delete)
    assert [row["id"] for row in editor.document.rows("expectations")] == ["E01", "E02", "E06"]
    assert table.problem.text() == "已删除 1 行及其 3 项期望；按 Ctrl+Z 恢复"
    assert "✕ 没有 注入 I02；请改正编号    [情景注入 I03]" in checked(editor, qtbot)
    click(editor.bar.buttons["undo"])
    assert len(editor.document.rows("expectations")) == 6


def test_an_inject_is_dragged_in_time_and_moved_by_keys(editor: ScenarioEditor) -> None:
    line = editor.line
    start, minute_px = line.place_of(0).toPoint(), line.x_of(MINUTE) - line.x_of(0)
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(line, start + QPoint(round(10 * minute_px), 0))
    QTest.mouseMove(line, start + QPoint(round(20 * minute_px), 0))
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=start + QPoint(round(20 * minute_px), 0))
    assert inject(editor, "I01")["at"] == "PT25M"
    assert editor.pages.tables["injects"].current == 0
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Left)
    QTest.keyClick(line, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert inject(editor, "I01")["at"] == "PT29M"
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Left)
    assert inject(editor, "I02")["after"]["delay"] == "PT11M"


def test_an_empty_scenario_says_what_to_do_next_and_nothing_of_errors(open_editor: OpenEditor, qtbot: QtBot) -> None:
    editor = open_editor()
    checked(editor, qtbot)
    assert editor.findings.summary.text() == (
        "下一步：在“演练信息”中填写演练名称，添加情景注入（Ins）和各自的评估期望；边写边检查"
    )
    assert editor.findings.list.count() == 0
    editor.pages.setCurrentWidget(editor.pages.heading)
    assert not editor.pages.heading.findings.isVisible()
    assert editor.bar.buttons["start"].toolTip() == "请先编写脚本，或打开一个脚本"
    field = editor.pages.heading.editors["scenario.organiser"].input
    field.setFocus()
    QTest.keyClicks(field, "X")
    checked(editor, qtbot)
    assert editor.findings.summary.text().startswith("检查：1 个错误")


def test_a_finding_calls_a_role_by_its_name(editor: ScenarioEditor, qtbot: QtBot) -> None:
    editor.document.change_row("roles", 0, {**editor.document.rows("roles")[0], "name": "值班室", "members": []})
    [told] = [line for line in checked(editor, qtbot) if "尚无人员" in line]
    assert "角色 值班室 尚无人员" in told


def test_what_is_wrong_is_told_while_it_is_typed_and_a_click_leads_there(editor: ScenarioEditor, qtbot: QtBot) -> None:
    assert checked(editor, qtbot) == []
    assert editor.findings.summary.text() == "检查通过，没有发现问题"
    editor.pages.tables["injects"].choose(1)
    sub = editor.inspector.form.editors["report.subclass"].input.lineEdit()  # type: ignore[union-attr]
    assert sub is not None
    sub.setFocus()
    sub.selectAll()
    QTest.keyClicks(sub, "no_such")
    QTest.keyClick(sub, Qt.Key.Key_Tab)
    found = checked(editor, qtbot)
    assert found == ["✕ 没有 事件小类 no_such；请改正编号    [情景注入 I02]"]
    assert not editor.bar.buttons["start"].isEnabled()
    editor.pages.setCurrentIndex(3)
    editor.activateWindow()  # the list of choices that was open had it
    qtbot.waitUntil(editor.isActiveWindow)
    item = editor.findings.list.item(0)
    at = editor.findings.list.visualItemRect(item).center()
    QTest.mouseClick(editor.findings.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert editor.pages.currentWidget() is editor.pages.tables["injects"]
    assert editor.pages.tables["injects"].current == 1
    focused = QApplication.focusWidget()
    assert focused is not None
    assert editor.inspector.form.editors["report.subclass"].isAncestorOf(focused)


def test_a_key_leads_to_one_finding_after_the_other(editor: ScenarioEditor, qtbot: QtBot) -> None:
    type_into(editor, "expectations", 0, "weight", "9")
    type_into(editor, "expectations", 3, "limit", "1分")
    found = checked(editor, qtbot)
    assert len(found) == 2
    QTest.keyClick(editor, Qt.Key.Key_F8)
    assert editor.pages.tables["expectations"].current == 3
    focused = QApplication.focusWidget()
    assert editor.inspector.form.editors["limit"].input is focused


def test_what_is_offered_about_a_finding_is_done_by_a_key(editor: ScenarioEditor, qtbot: QtBot) -> None:
    type_into(editor, "expectations", 0, "weight", "20")
    checked(editor, qtbot)
    assert editor.findings.remedy.text() == "评估期望：按比例调整为 100 分 (⇧F8)"
    QTest.keyClick(editor, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert checked(editor, qtbot) == []
    assert not editor.findings.remedy.isVisible()
    assert sum(row["weight"] for row in editor.document.rows("expectations")) == 100


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("实况当时的状态", "live-copy"),
        ("20260715-001@20:30", "file:20260715-001@20:30"),
        ("file:夜间.drill@T+45分", "file:夜间.drill@T+45分"),
        ("空白业务席", None),
    ],
)
def test_the_desk_with_which_a_drill_begins_is_chosen_or_typed(
    typed: str, kept: str | None, editor: ScenarioEditor
) -> None:
    editor.pages.setCurrentWidget(editor.pages.heading)
    field = editor.pages.heading.editors["scenario.baseline"]
    assert field.text == "空白业务席"
    field.input.setFocus()
    field.input.lineEdit().selectAll()  # type: ignore[union-attr]
    enter(field.input, typed)
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    assert editor.document.heading.get("baseline") == kept


def test_people_tell_what_no_sensor_of_the_own_county_can_measure(
    open_editor: OpenEditor, tmp_path: Path, qtbot: QtBot
) -> None:
    editor, file = open_editor(), tmp_path / "own.toml"
    sensor = f'{{ kind = "geohazard", village = "{VILLAGE}" }}, channel = "rainfall"'
    file.write_text(TEXT.replace('"bin-1", channel = "fill"', sensor), encoding="utf-8")
    open_file(editor, file, qtbot)
    assert any("地质灾害监测点" in line for line in checked(editor, qtbot))
    assert not editor.bar.buttons["rebase"].isVisible()
    assert "人工报数" in editor.findings.remedy.text()
    click(editor.findings.remedy)
    assert [line for line in checked(editor, qtbot) if line.startswith("✕")] == []
    assert inject(editor, "I01")["kind"] == "notice"
    assert editor.notice.text.text().startswith("I01")
    assert "改由人工报数" in editor.notice.text.text()
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert inject(editor, "I01")["kind"] == "reading"


def test_a_click_on_the_map_places_the_inject_relative_to_its_village(editor: ScenarioEditor, qtbot: QtBot) -> None:
    editor.pages.tables["injects"].choose(1)
    county_map = editor.inspector.map
    qtbot.waitUntil(county_map.view.isVisible)
    seat = editor.inspector._county().village_places[VILLAGE]
    view = county_map.view
    QApplication.processEvents()  # the flight to its place begins
    view.fly_to(*seat, 800.0)
    qtbot.waitUntil(lambda: view.viewport.m_per_px < 6)
    click(county_map.pick)
    place = view.viewport
    at = QPointF((seat[0] + 300 - place.west_m) / place.m_per_px, (place.north_m - seat[1] + 200) / place.m_per_px)
    target = view.childAt(at.toPoint())
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(view, at.toPoint()))
    placed = inject(editor, "I02")["report"]["place"]
    assert placed["village"] == VILLAGE
    assert placed["dx_m"] == pytest.approx(300, abs=12)
    assert placed["dy_m"] == pytest.approx(-200, abs=12)
    assert not county_map.pick.isChecked()


def test_an_expectation_is_added_for_the_inject_that_is_shown(editor: ScenarioEditor) -> None:
    editor.pages.tables["injects"].choose(2)
    click(editor.inspector.expect)
    assert editor.pages.currentWidget() is editor.pages.tables["expectations"]
    assert inject(editor, "I03")["expects"] == ["E06", "E07"]
    assert editor.document.rows("expectations")[-1]["of"] == "I03"


def test_another_kind_of_inject_takes_the_text_over(editor: ScenarioEditor) -> None:
    type_into(editor, "injects", 2, "kind", "任务")
    changed = inject(editor, "I03")
    assert (changed["kind"], changed["task"]) == ("task", {"text": "没有人来"})
    assert "notice" not in changed


def test_roles_and_the_heading_are_edited(editor: ScenarioEditor) -> None:
    type_into(editor, "roles", 1, "members", "u:li、u:sun")
    type_into(editor, "roles", 1, "side", "观摩")
    assert editor.document.rows("roles")[1] | {"id": "eval"} == {
        "id": "eval", "name": "评估组", "side": "observe", "members": ["u:li", "u:sun"],
    }  # fmt: skip
    editor.pages.setCurrentWidget(editor.pages.heading)
    summary = editor.pages.heading.editors["scenario.summary"].input
    assert isinstance(summary, QPlainTextEdit)
    QTest.keyClicks(summary, "Rain")
    duration = editor.pages.heading.editors["scenario.duration"].input
    assert isinstance(duration, QLineEdit)
    duration.selectAll()
    enter(duration, "2小时")
    assert (editor.document.heading["summary"], editor.document.heading["duration"]) == ("Rain", "PT2H")
    assert editor.line.lasts_ms == 120 * MINUTE
    click(editor.bar.buttons["undo"])
    click(editor.bar.buttons["undo"])
    assert "summary" not in editor.document.heading, "what was typed into a field is one step"


def test_saving_keeps_what_the_editor_does_not_show(open_editor: OpenEditor, file: Path, qtbot: QtBot) -> None:
    text = TEXT.replace("[[roles]]", "[variables]\nwater_m = 2.5\n[weather]\nrain_mm = [[0, 4.0]]\n[[roles]]", 1)
    file.write_text(text, encoding="utf-8")
    editor = open_editor()
    open_file(editor, file, qtbot)
    type_into(editor, "injects", 2, "main", "还有人在家")
    QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    at_rest(editor, qtbot)
    saved = tomllib.loads(file.read_text(encoding="utf-8"))
    expected = tomllib.loads(text.replace("没有人来", "还有人在家"))
    assert saved == expected
    assert not editor.document.dirty


def test_comments_are_lost_only_after_a_question(open_editor: OpenEditor, file: Path, qtbot: QtBot) -> None:
    file.write_text(f"# 由科室编写\n{TEXT}", encoding="utf-8")
    editor = open_editor()
    open_file(editor, file, qtbot)
    type_into(editor, "injects", 0, "timing", "T+6分")
    click(editor.bar.buttons["save"])
    question = box(editor, "loss", qtbot)
    assert "注释" in question.text()
    assert file.read_text(encoding="utf-8").startswith("#")
    click(button_of(question, "另存为其他文件 …"))
    at_rest(editor, qtbot)
    assert editor.document.path == file.parent / "saved night.toml"
    assert file.read_text(encoding="utf-8").startswith("# 由科室编写")


def test_what_another_program_wrote_meanwhile_is_not_overwritten_unasked(
    editor: ScenarioEditor, file: Path, qtbot: QtBot
) -> None:
    file.write_text(TEXT.replace("夜间强降雨", "别人改的标题"), encoding="utf-8")
    type_into(editor, "injects", 0, "timing", "T+6分")
    click(editor.bar.buttons["save"])
    assert "别人改的标题" in file.read_text(encoding="utf-8")
    click(button_of(box(editor, "loss", qtbot), "覆盖"))
    at_rest(editor, qtbot)
    assert 'at = "PT6M"' in file.read_text(encoding="utf-8")
    assert not editor.document.dirty


def test_unsaved_changes_are_asked_about_before_the_window_closes(editor: ScenarioEditor, qtbot: QtBot) -> None:
    type_into(editor, "injects", 0, "timing", "T+6分")
    editor.close()
    assert editor.isVisible()
    question = box(editor, "unsaved", qtbot)
    click(button_of(question, "放弃修改"))
    qtbot.waitUntil(lambda: not editor.isVisible())
    assert "PT6M" not in (editor.document.path or Path()).read_text(encoding="utf-8")


def test_escape_closes_nothing(editor: ScenarioEditor) -> None:
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.isVisible()


def test_what_was_not_saved_when_a_window_died_is_offered_by_the_next_one(
    editor: ScenarioEditor, open_editor: OpenEditor, qtbot: QtBot
) -> None:
    type_into(editor, "injects", 0, "timing", "T+6分")
    editor.close_now()
    later = open_editor()
    click(later.pages.tables["injects"].add)
    assert later.notice.isVisible(), "it is offered until somebody decides"
    click(later.bar.buttons["undo"])
    assert later.notice.text.text() == "“夜间强降雨”在 2026-11-23 10:00:00 的修改尚未保存，编辑器就已关闭。"
    click(later.notice.buttons[0])
    assert inject(later, "I01")["at"] == "PT6M"
    assert later.document.dirty
    assert later.document.path == editor.document.path
    assert later.notice.isHidden()


def test_a_restored_draft_asks_before_it_overwrites_what_was_written_since(
    editor: ScenarioEditor, open_editor: OpenEditor, file: Path, qtbot: QtBot
) -> None:
    type_into(editor, "injects", 0, "timing", "T+6分")
    editor.close_now()
    file.write_text(TEXT.replace("夜间强降雨", "别人改的标题"), encoding="utf-8")
    later = open_editor()
    click(later.notice.buttons[0])
    click(later.bar.buttons["save"])
    assert "其他程序" in box(later, "loss", qtbot).text()
    assert "别人改的标题" in file.read_text(encoding="utf-8")


def test_a_restored_draft_asks_before_comments_are_lost(open_editor: OpenEditor, file: Path, qtbot: QtBot) -> None:
    file.write_text(f"# 由科室编写\n{TEXT}", encoding="utf-8")
    editor = open_editor()
    open_file(editor, file, qtbot)
    type_into(editor, "injects", 0, "timing", "T+6分")
    editor.close_now()
    later = open_editor()
    click(later.notice.buttons[0])
    assert not later.document.overtaken
    click(later.bar.buttons["save"])
    assert "注释" in box(later, "loss", qtbot).text()
    assert file.read_text(encoding="utf-8").startswith("# 由科室编写")


def test_a_workbook_gives_the_same_scenario_back(editor: ScenarioEditor, session: Session, qtbot: QtBot) -> None:
    assert editor.document.scenario is not None
    digest = editor.document.scenario.digest
    click(editor.bar.buttons["export"])
    qtbot.waitUntil(lambda: editor.asked._jobs == [])
    dialogs = session.dialogs
    assert isinstance(dialogs, ScriptedDialogs)
    dialogs.chosen = [dialogs.folder / "saved night.xlsx"]
    click(editor.bar.buttons["open"])
    assert editor.document.path is not None, "it is read in a thread"
    qtbot.waitUntil(lambda: editor.document.path is None)
    assert editor.document.scenario is not None
    assert editor.document.scenario.digest == digest
    assert editor.document.dirty


def test_what_is_changed_while_a_sheet_is_read_is_asked_about(
    editor: ScenarioEditor, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = tmp_path / "msel.csv"
    sheet.write_text("序号,时间,注入方式,内容\n1,T+2分,通知,水位上涨\n", encoding="utf-8")
    editor.asked.open_path(sheet)
    editor.document.add("injects")
    question = box(editor, "unsaved", qtbot)
    assert len(editor.document.rows("injects")) == 4
    click(button_of(question, "放弃修改"))
    assert [row["at"] for row in editor.document.rows("injects")] == ["PT2M"]


def test_the_unit_of_bare_times_in_a_sheet_is_asked_for(
    editor: ScenarioEditor, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = tmp_path / "msel.csv"
    sheet.write_text("序号,时间,注入方式,内容\n1,T+2,通知,水位上涨\n", encoding="utf-8")
    editor.asked.open_path(sheet)
    qtbot.waitUntil(lambda: editor.findChildren(QMessageBox) != [])
    question = editor.findChildren(QMessageBox)[-1]
    assert "T+2" in question.text()
    click(button_of(question, "小时"))
    qtbot.waitUntil(lambda: editor.document.path is None)
    assert [row["at"] for row in editor.document.rows("injects")] == ["PT2H"]


def test_a_shipped_scenario_is_opened_as_a_template_and_moved_to_this_county(
    open_editor: OpenEditor, qtbot: QtBot
) -> None:
    editor = open_editor()
    assert [action.text() for action in editor.bar.menu.actions()] == [title for _, title in shipped()]
    editor.bar.menu.actions()[1].trigger()
    at_rest(editor, qtbot)
    assert editor.document.heading["title"] == shipped()[1][1]
    assert editor.document.heading["county"] == "990199"
    assert editor.document.path is None, "it is saved elsewhere"
    assert "试县" in editor.notice.text.text()
    assert "改由人工报数" in editor.notice.text.text(), "the county has no geohazard sensors"
    click(editor.bar.buttons["undo"])
    assert editor.document.heading["county"] == "990123"
    click(editor.bar.buttons["rebase"])
    assert editor.document.heading["county"] == "990199"


def test_a_changed_scenario_is_saved_and_its_drill_started(
    editor: ScenarioEditor, drill: RunnableDrill, file: Path, qtbot: QtBot
) -> None:
    type_into(editor, "injects", 0, "timing", "T+6分")
    checked(editor, qtbot)
    click(editor.bar.buttons["start"])
    at_rest(editor, qtbot)
    assert drill.scenarios == [file]
    assert 'at = "PT6M"' in file.read_text(encoding="utf-8")
    assert not editor.bar.buttons["start"].isEnabled(), "one at a time"
    drill.lines = ["drill:20261123-001: the scenario is loaded; open further windows with --realm drill:20261123-001"]
    qtbot.waitUntil(lambda: "drill:20261123-001" in editor.notice.text.text())
    assert editor.bar.buttons["start"].isEnabled()


def test_a_cell_that_is_still_being_edited_is_saved_too(editor: ScenarioEditor, file: Path, qtbot: QtBot) -> None:
    at, viewport = cell(editor, "injects", 0, "timing"), editor.pages.tables["injects"].view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    enter(line, "T+7分")
    QTest.keyClick(line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    at_rest(editor, qtbot)
    assert 'at = "PT7M"' in file.read_text(encoding="utf-8")


def test_why_a_drill_does_not_start_is_told(editor: ScenarioEditor, drill: RunnableDrill, qtbot: QtBot) -> None:
    drill.lines, drill.code = ["error: the disk is full"], 1
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "error: the disk is full" in editor.notice.text.text())


def test_a_damaged_file_is_refused_and_the_open_scenario_stays(
    editor: ScenarioEditor, tmp_path: Path, qtbot: QtBot
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("format = 1\n[scenario\n", encoding="utf-8")
    open_file(editor, bad, qtbot)
    assert "bad.toml" in editor.findChildren(QMessageBox)[-1].text()
    assert len(editor.document.rows("injects")) == 3


def test_a_condition_is_put_together_from_offered_parts(editor: ScenarioEditor) -> None:
    editor.pages.tables["injects"].choose(2)
    timing = editor.inspector.form.editors["timing"]
    assert isinstance(timing.input, QPlainTextEdit)
    assert timing.more is not None
    menu = timing.more.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    offered = {action.text(): action for sub in menu.findChildren(QMenu) for action in sub.actions()}
    assert "I03 已送达" not in offered, "it does not wait for itself"
    timing.input.selectAll()
    for part in ("I01 已确认", "且", "非", "期望 E01 达成"):
        offered[part].trigger()
    assert timing.text == "I01 已确认 且 非 期望 E01 达成 "
    assert inject(editor, "I03")["when"] == {
        "all": [{"inject": "I01", "is": "acknowledged"}, {"not": {"expectation": "E01", "is": "met"}}]
    }
    assert not timing.problem.isVisible()


def test_every_field_of_the_form_shows_its_value_in_both_languages(editor: ScenarioEditor) -> None:
    editor.go_to(("expectations", 0), focus=False)
    editors = editor.inspector.form.editors
    assert (editors["critical"].text, editors["what"].text) == ("否", "确认告警（自告警起）")
    i18n.set_language("en")
    QApplication.processEvents()
    editors = editor.inspector.form.editors
    assert (editors["critical"].text, editors["what"].text) == ("No", "Alarm acknowledged (from the alarm)")
    assert editor.pages.tabText(1) == "Expectations"


def test_a_cell_and_its_form_field_show_the_same_kind(editor: ScenarioEditor) -> None:
    """A reading has a kind of inject and a kind of sensor."""
    editor.go_to(("injects", 0), focus=False)
    editors = editor.inspector.form.editors
    assert (editors["kind"].text, editors["reading.sensor"].text) == ("监测数据", "bin-1")
    kind = editors["reading.sensor.kind"].input
    enter(kind, "bin")
    QTest.keyClick(kind, Qt.Key.Key_Return)
    assert inject(editor, "I01")["reading"]["sensor"] == {"kind": "bin"}
    assert inject(editor, "I01")["kind"] == "reading"


def test_a_file_with_values_of_any_form_is_shown_told_and_corrected(
    open_editor: OpenEditor, file: Path, qtbot: QtBot
) -> None:
    text = TEXT.replace('at = "PT5M"', "at = 5").replace('title = "夜间强降雨"', "title = 3")
    text = text.replace("weight = 10", 'weight = "x"').replace('phase = "P1"', 'phase = ["P1"]')
    text = text.replace('kind = "notice"', "kind = { notice = 1 }")
    text = text.replace('subclass = "road_flooding"', "subclass = [1]")
    file.write_text(text, encoding="utf-8")
    editor = open_editor()
    open_file(editor, file, qtbot)
    found = checked(editor, qtbot)
    assert "✕ 名称：应为文字；请改正    [演练信息]" in found
    assert "✕ 开始：5 不是时长，请写成 15分；请改正    [情景注入 I01]" in found
    type_into(editor, "injects", 0, "timing", "T+5分")
    assert len(checked(editor, qtbot)) == len(found) - 1


def test_a_file_is_attached_shown_by_an_inject_and_saved_beside_the_scenario(
    editor: ScenarioEditor, session: Session, file: Path, qtbot: QtBot
) -> None:
    picture = file.parent / "pictures" / "bridge.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"picture")
    assert isinstance(session.dialogs, ScriptedDialogs)
    session.dialogs.chosen = [picture]
    editor.pages.setCurrentWidget(editor.pages.attachments)
    click(editor.pages.attachments.add)
    assert "bridge.jpg" in editor.pages.attachments.list.item(0).text()
    type_into(editor, "injects", 2, "kind", "舆情")
    editor.go_to(("injects", 2), focus=False)
    outlet, attachment = (editor.inspector.form.editors[f"media.{key}"].input for key in ("outlet", "attachment"))
    enter(outlet, "county media")
    enter(attachment, "bridge.jpg")
    QTest.keyClick(attachment, Qt.Key.Key_Return)
    assert not [line for line in checked(editor, qtbot) if line.startswith("✕")]
    click(editor.bar.buttons["save"])
    at_rest(editor, qtbot)
    assert (file.parent / "bridge.jpg").read_bytes() == b"picture"
    editor.pages.setCurrentWidget(editor.pages.attachments)
    editor.pages.attachments.list.setCurrentRow(0)
    click(editor.pages.attachments.remove)
    assert any("bridge.jpg" in line for line in checked(editor, qtbot)), "the inject still names it"
    assert editor.document.dirty
    click(editor.bar.buttons["undo"])
    assert "bridge.jpg" in editor.document.files
    assert not editor.document.dirty


def attach(editor: ScenarioEditor, session: Session, *paths: Path) -> None:
    assert isinstance(session.dialogs, ScriptedDialogs)
    session.dialogs.chosen = list(paths)
    editor.pages.setCurrentWidget(editor.pages.attachments)
    click(editor.pages.attachments.add)


def test_a_second_file_of_a_name_is_attached_beside_the_first(
    editor: ScenarioEditor, session: Session, tmp_path: Path
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bridge.jpg").write_bytes(folder.encode())
        attach(editor, session, tmp_path / folder / "bridge.jpg")
    assert {name: file.read() for name, file in editor.document.files.items()} == {
        "bridge.jpg": b"a", "bridge-2.jpg": b"b"
    }  # fmt: skip


@pytest.mark.parametrize(("name", "size"), [("a:b.jpg", 1), ("other.toml", 1), ("film.mp4", (64 << 20) + 1)])
def test_a_file_that_a_saved_scenario_could_not_be_opened_with_is_not_attached(
    editor: ScenarioEditor, session: Session, tmp_path: Path, name: str, size: int
) -> None:
    (tmp_path / "chosen").mkdir()
    with (tmp_path / "chosen" / name).open("wb") as file:
        file.truncate(size)
    attach(editor, session, tmp_path / "chosen" / name)
    assert name in editor.findChildren(QMessageBox)[-1].text()
    assert editor.document.files == {}
    assert not editor.document.dirty


def test_files_of_others_beside_the_scenario_are_replaced_only_after_a_question(
    editor: ScenarioEditor, session: Session, file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "bridge.jpg").write_bytes(b"ours")
    (file.parent / "bridge.jpg").write_bytes(b"somebody else's")
    attach(editor, session, tmp_path / "usb" / "bridge.jpg")
    media = {"outlet": "county media", "text": "bridge", "attachment": "bridge.jpg"}
    editor.document.add("injects", kind="media", media=media)
    click(editor.bar.buttons["save"])
    question = box(editor, "replaced", qtbot)
    assert "bridge.jpg" in question.text()
    assert (file.parent / "bridge.jpg").read_bytes() == b"somebody else's"
    assert editor.document.dirty
    click(button_of(question, "替换"))
    at_rest(editor, qtbot)
    assert (file.parent / "bridge.jpg").read_bytes() == b"ours"
    assert not editor.document.dirty


def type_unreadable(editor: ScenarioEditor, row: int) -> QPlainTextEdit:
    """A time without a unit."""
    editor.go_to(("injects", row, "timing"))
    line = editor.inspector.form.editors["timing"].input
    assert isinstance(line, QPlainTextEdit)
    line.selectAll()
    enter(line, "T+2")
    return line


def timing_shown(editor: ScenarioEditor) -> str:
    return editor.inspector.form.editors["timing"].text


def test_what_cannot_be_read_in_one_row_is_not_shown_in_another(
    editor: ScenarioEditor, tmp_path: Path, qtbot: QtBot
) -> None:
    type_unreadable(editor, 1)
    editor.document.remove("injects", [1])
    assert inject(editor, "I03")["id"] == editor.document.rows("injects")[1]["id"]
    assert timing_shown(editor) != "T+2"
    click(editor.bar.buttons["undo"])
    type_unreadable(editor, 1)
    editor.document.move("injects", 2, -1)
    assert timing_shown(editor) != "T+2"
    click(editor.bar.buttons["undo"])
    type_unreadable(editor, 0)
    (tmp_path / "other.toml").write_text(TEXT.replace('"PT5M"', '"PT8M"'), encoding="utf-8")
    open_file(editor, tmp_path / "other.toml", qtbot)
    editor.pages.tables["injects"].choose(0)
    assert timing_shown(editor) == "T+8分"


def test_what_cannot_be_read_stays_while_its_row_changes(editor: ScenarioEditor, qtbot: QtBot) -> None:
    type_unreadable(editor, 1)
    checked(editor, qtbot)
    assert timing_shown(editor) == "T+2"


def test_a_text_that_cannot_be_read_is_not_left_out_of_the_file_unasked(
    editor: ScenarioEditor, file: Path, qtbot: QtBot
) -> None:
    type_into(editor, "injects", 0, "timing", "T+9分")
    line = type_unreadable(editor, 1)
    click(editor.bar.buttons["save"])
    question = box(editor, "unread", qtbot)
    assert "T+2" in question.text()
    click(button_of(question, "去改正"))
    qtbot.waitUntil(line.hasFocus)
    assert "PT9M" not in file.read_text(encoding="utf-8")
    qtbot.waitUntil(lambda: editor.findChild(QMessageBox, "unread") is None)
    click(editor.bar.buttons["save"])
    click(button_of(box(editor, "unread", qtbot), "不含该内容保存"))
    at_rest(editor, qtbot)
    assert "PT9M" in file.read_text(encoding="utf-8")


def test_what_cannot_be_read_waits_marked_in_its_row_until_it_is_corrected(
    editor: ScenarioEditor, qtbot: QtBot
) -> None:
    table = editor.pages.tables["injects"]
    type_unreadable(editor, 1)
    table.choose(0)
    assert timing_shown(editor) == "T+5分"
    assert table.rows.headerData(1, Qt.Orientation.Vertical) == "✎ 2"
    line = "✎ 时机：“T+2”未采用。T+2 没有单位；请写成 T+2分、T+2小时或 T+2天    [情景注入 I02]"
    assert checked(editor, qtbot) == [line]
    table.choose(1)
    assert timing_shown(editor) == "T+2"
    assert editor.inspector.form.editors["timing"].problem.isVisible()
    typed = editor.inspector.form.editors["timing"].input
    assert isinstance(typed, QPlainTextEdit)
    typed.moveCursor(typed.textCursor().MoveOperation.End)
    enter(typed, "0分")
    assert inject(editor, "I02")["at"] == "PT20M"
    assert table.rows.headerData(1, Qt.Orientation.Vertical) == "2"
    assert checked(editor, qtbot) == []


def test_a_text_that_is_typed_into_a_cell_and_cannot_be_read_goes_on_in_the_form(editor: ScenarioEditor) -> None:
    type_into(editor, "injects", 1, "timing", "T+3")
    assert timing_shown(editor) == "T+3"
    editor.pages.setCurrentWidget(editor.pages.heading)
    duration = editor.pages.heading.editors["scenario.duration"].input
    assert isinstance(duration, QLineEdit)
    duration.selectAll()
    enter(duration, "lange")
    editor.go_to(("injects", 2))
    assert [editor.findings.list.item(n).text().partition("”")[0] for n in range(2)] == [
        "✎ 时长：“lange", "✎ 时机：“T+3",
    ]  # fmt: skip
    QTest.keyClick(editor, Qt.Key.Key_F8)
    assert editor.pages.currentWidget() is editor.pages.heading
    assert duration.text() == "lange"


def test_several_injects_are_approved_at_once(editor: ScenarioEditor) -> None:
    for row in range(3):
        editor.document.change_field("injects", [row], "approval", "draft")
    table = editor.pages.tables["injects"]
    table.view.setFocus()
    table.choose(0)
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert [row["approval"] for row in editor.document.rows("injects")] == ["approved", "approved", "draft"]
    assert table.problem.text() == "2 条注入：已批准；按 Ctrl+Z 恢复"
    next(action for action in table.approvals.actions() if action.text() == "已审核").trigger()
    assert [row["approval"] for row in editor.document.rows("injects")] == ["reviewed", "reviewed", "draft"]
    click(editor.bar.buttons["undo"])
    click(editor.bar.buttons["undo"])
    assert [row["approval"] for row in editor.document.rows("injects")] == ["draft"] * 3, "one step for all of them"


def test_rain_variables_and_the_background_are_edited(editor: ScenarioEditor, qtbot: QtBot) -> None:
    editor.pages.setCurrentWidget(editor.pages.heading)
    editors = editor.pages.heading.editors
    for key, text in {"weather.rain_mm": "10分 4；20分 12.5", "variables": "水位 = 2.5\n路 = 县道"}.items():
        editors[key].input.setFocus()
        enter(editors[key].input, text)
    assert editor.document.values["weather"] == {"rain_mm": [[10, 4.0], [20, 12.5]]}
    assert editor.document.values["variables"] == {"水位": 2.5, "路": "县道"}
    readings = editors["background.readings"].input
    assert editors["background.readings"].text == "是"
    readings.setFocus()
    enter(readings, "否")
    QTest.keyClick(readings, Qt.Key.Key_Return)
    assert editor.document.values["background"] == {"readings": False}
    assert checked(editor, qtbot) == ["! 关闭背景读数后没有雨量站报出降雨；请去掉其中一项    [演练信息]"]
    QTest.keyClick(editor, Qt.Key.Key_F8)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert editors["weather.rain_mm"].isAncestorOf(focused)


def test_the_window_says_what_is_being_saved_and_what_is_typed_meanwhile_is_not_counted_as_saved(
    editor: ScenarioEditor, file: Path, qtbot: QtBot
) -> None:
    type_into(editor, "injects", 0, "timing", "T+6分")
    click(editor.bar.buttons["save"])
    assert editor.bar.state.text() == "正在保存 night.toml…"
    editor.document.add("injects")
    at_rest(editor, qtbot)
    assert 'at = "PT6M"' in file.read_text(encoding="utf-8")
    assert editor.document.dirty
    assert editor.bar.state.text() == "night.toml · 有未保存的修改"


def test_a_window_that_is_closed_while_it_saves_closes_when_everything_is_written(
    editor: ScenarioEditor, file: Path, qtbot: QtBot
) -> None:
    type_into(editor, "injects", 0, "timing", "T+6分")
    click(editor.bar.buttons["save"])
    editor.close()
    assert editor.isVisible()
    qtbot.waitUntil(lambda: not editor.isVisible())
    assert 'at = "PT6M"' in file.read_text(encoding="utf-8")


def test_why_it_cannot_be_saved_is_told_in_one_line(editor: ScenarioEditor, file: Path, qtbot: QtBot) -> None:
    type_into(editor, "injects", 0, "timing", "T+6分")
    file.unlink()
    file.mkdir()
    click(editor.bar.buttons["save"])
    click(button_of(box(editor, "loss", qtbot), "覆盖"))
    at_rest(editor, qtbot)
    said = editor.findChildren(QMessageBox)[-1].text()
    assert "night.toml" in said
    assert "\n" not in said
    assert editor.document.dirty


def test_tab_leads_out_of_the_table_into_the_form(editor: ScenarioEditor) -> None:
    editor.pages.tables["injects"].view.setFocus()
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget() or editor, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not None and editor.inspector.form.isAncestorOf(focused):
            break
    else:
        pytest.fail("the form was not reached")


def test_an_earlier_drill_that_is_not_there_is_told_at_its_field(
    editor: ScenarioEditor, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "back.toml"
    path.write_text(TEXT.replace('kind = "functional"', 'kind = "functional"\nbaseline = "file:night.drill@20:30"'))
    open_file(editor, path, qtbot)
    assert any("night.drill" in line for line in checked(editor, qtbot))
    (tmp_path / "night.drill").touch()
    editor.document.change(with_value(editor.document.values, "scenario.title", "夜间"))
    assert not any("night.drill" in line for line in checked(editor, qtbot))
