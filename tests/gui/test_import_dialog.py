"""Importing files by menu and by drop: mapper, preview, import, report, and the workbook of what was not stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import SubprocessError
from threading import Thread

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from county.package.crs import LONLAT_EPSG, transformer, without_prefix
from county.package.open import CountyPackage
from desktop.file_import.column_table import FIELD
from desktop.file_import.dialog import ImportDialog
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.analysis.texts.name_terms import NameTermsProcess
from services.file_import.messages import ImportFile, Request
from services.intake.profiles import profiles, saved_folder
from tests.gui.live_desktop import LiveDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.threaded_imports import threaded_imports

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def inside(package: CountyPackage) -> str:
    """``lon,lat`` of a place in the county."""
    place = package.resources[0]
    lon, lat = transformer(without_prefix(package.manifest.epsg), LONLAT_EPSG).transform(place.x_m, place.y_m)
    return f"{lon:.6f},{lat:.6f}"


@pytest.fixture(autouse=True)
def fresh_profiles() -> Iterator[None]:
    profiles.cache_clear()
    yield
    profiles.cache_clear()


class ImportDesk:
    """A window over a backend in memory that imports files."""

    def __init__(self, desk: LiveDesktop, dialogs: ScriptedDialogs) -> None:
        self.requests: list[Request] = []
        self.desk = desk
        self.dialogs = dialogs
        self.threads: list[Thread] = []
        imports = threaded_imports(desk.realm, self.requests, self.threads)
        self.session: Session = replace(desk.session, imports=imports, dialogs=dialogs)

    def opened(self, window: MainWindow) -> ImportDialog:
        """The dialog, once its file is read."""
        self.desk.until(lambda: window.importer.dialog is not None, "the dialog")
        dialog = window.importer.dialog
        assert dialog is not None
        self.read(dialog)
        return dialog

    def read(self, dialog: ImportDialog) -> None:
        self.desk.until(lambda: "正在读取" not in dialog.start.toolTip(), "the file")

    def titles(self) -> set[str]:
        return {state.title for state in self.session.layers.states("event").values()}


@pytest.fixture
def importing(desk: LiveDesktop, dialogs: ScriptedDialogs) -> Iterator[ImportDesk]:
    importing = ImportDesk(desk, dialogs)
    yield importing
    for thread in importing.threads:
        thread.join()


OpenWindow = Callable[[Session], MainWindow]


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files onto the map; returns whether the window accepts them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, copy = QPointF(window.rect().center()), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place.toPoint(), copy, data, LEFT, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, copy, data, LEFT, Qt.KeyboardModifier.NoModifier))
    return enter.isAccepted()


def choose_field(dialog: ImportDialog, header: str, field: str, qtbot: QtBot) -> None:
    """Click on the field of a column, and choose another one."""
    table = dialog.table
    row = next(n for n, column in enumerate(table.rows.columns) if column.header == header)
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.rows.index(row, FIELD)).center())
    [box] = [box for box in table.findChildren(QComboBox) if box.isVisible()]
    box.setCurrentIndex(box.findData(field))
    box.activated.emit(box.currentIndex())


def test_a_dropped_file_is_shown_imported_and_its_refused_rows_come_back(
    importing: ImportDesk, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, inside: str
) -> None:
    file = tmp_path / "热线.csv"
    file.write_text(
        "事件小类,标题,经度,纬度,发生时间,满意度\n"
        f"暴露垃圾,路口垃圾,{inside},2026-11-22 08:00,王芳\n暴露垃圾,远方,-77,39,2026-11-22 08:00,\n",
        "utf-8",
    )
    window = open_window(importing.session)
    assert not drop(window, tmp_path)
    assert drop(window, file)
    dialog = importing.opened(window)
    assert dialog.table.rows.rowCount() == 6
    assert [dialog.rows.understood.index(0, n).data() for n in (0, 3, 4)] == ["第 2 行", "暴露垃圾", "路口垃圾"]
    assert dialog.rows.refused.index(0, 0).data() == "第 3 行"
    assert "不在中国境内" in dialog.rows.refused.index(0, 1).data()
    assert "满意度" in dialog.rows.unused.text()
    assert dialog.start.text() == "导入 1 条"
    qtbot.mouseClick(dialog.start, LEFT)
    importing.desk.until(lambda: dialog.save.isVisible(), "the report")
    assert dialog.summary.text() == "导入完成：读取 2 行，存入 1 条，早已存在 0 条，拒绝 1 条，无法使用 0 行，缺测 0 个"
    importing.desk.until(lambda: "路口垃圾" in importing.titles(), "the event")
    [sent] = [request for request in importing.requests if isinstance(request, ImportFile)]
    assert sent.person == importing.session.submissions.acting == "王磊"
    qtbot.mouseClick(dialog.save, LEFT)
    importing.desk.until(lambda: dialog.save.isEnabled(), "the workbook")
    [saved] = importing.dialogs.folder.glob("saved *.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(saved).active.iter_rows()]  # type: ignore[union-attr]
    assert rows[0] == ["事件小类", "标题", "经度", "纬度", "发生时间", "满意度", "行", "未导入的原因"]
    assert rows[1][1] == "远方"
    assert "不在中国境内" in str(rows[1][-1])
    qtbot.mouseClick(dialog.stop, LEFT)
    importing.desk.until(lambda: window.importer.dialog is None, "the end")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SRType,CreatedDate,Latitude,Longitude\nPothole,11/22/2026,{lat},{lon}\n",
         ("1 行的 事件小类 不在方案中，取作 其他事项",)),
        ("标题,小类,时间\n路灯不亮,路灯不亮,2026-11-22\n", ("缺少事件的位置", "经度、纬度", "村（社区）")),
        ("网格编码,工号,走访时间\n1,W1,\n", ("没有时间",)),
        ("统计时段,来电量,接通量\n2026-11-21,1.5,1\n", ("来电量 的 '1.5' 不是整数",)),
        ("标题,小类,x,y,时间\n路灯不亮,路灯不亮,3000000,500000,2026-11-22\n", ("1 起事件的位置", "北坐标在前")),
    ],
)  # fmt: skip
def test_notes_and_reasons_name_fields_and_words_as_the_window_does(
    importing: ImportDesk, open_window: OpenWindow, tmp_path: Path, inside: str, text: str, words: tuple[str, ...]
) -> None:
    lon, lat = inside.split(",")
    file = tmp_path / "f.csv"
    file.write_text(text.format(lon=lon, lat=lat), "utf-8")
    importing.dialogs.chosen = [file]
    window = open_window(importing.session)
    window.menu.import_files.trigger()
    dialog = importing.opened(window)
    reasons = [str(dialog.rows.reasons.index(row, 1).data()) for row in range(dialog.rows.reasons.rowCount())]
    said = "\n".join((dialog.rows.notes.text(), dialog.problem.text(), *reasons))
    for word in words:
        assert word in said, said
    left = re.findall(r"[a-z]+_[a-z]+|\b(?:subclass|lon|lat|at|period|offered|events?|place)\b", said)
    assert left == [], said


def test_columns_are_assigned_by_click_and_saved_as_a_profile(
    importing: ImportDesk, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, inside: str
) -> None:
    file = tmp_path / "f.csv"
    file.write_text(f"甲,乙,丙,丁\n路灯不亮,{inside},2026-11-22\n", "utf-8")
    importing.dialogs.chosen = [file]
    window = open_window(importing.session)
    window.menu.import_files.trigger()
    dialog = importing.opened(window)
    assert not dialog.start.isEnabled()
    assert dialog.why_not.text()
    for header, field in zip("甲乙丙丁", ("title", "lon", "lat", "at"), strict=True):
        choose_field(dialog, header, field, qtbot)
        importing.read(dialog)
    assert dialog.rows.understood.index(0, 4).data() == "路灯不亮"
    assert dialog.start.isEnabled()
    qtbot.keyClicks(dialog.profile_name, "streetlamps")
    qtbot.mouseClick(dialog.save_profile, LEFT)
    importing.desk.until(lambda: (saved_folder() / "streetlamps.toml").exists(), "the profile")
    importing.read(dialog)
    assert "streetlamps" in dialog.options.profile.itemText(0)
    dialog.reject()


def test_a_file_without_times_and_places_is_imported_as_of_now_at_a_village(
    importing: ImportDesk, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """As the service requests of another city: their places are not in this county, and they are old."""
    file = tmp_path / "311.csv"
    file.write_text(
        "SRType,MethodReceived,CreatedDate,Latitude,Longitude,Outcome\n"
        "SW-Dirty Alley,Phone,04/12/2010 11:11:26 AM,39.0,-77.0,\nBGE-StLight Out,API,,,,\n",
        "utf-8",
    )
    window = open_window(importing.session)
    drop(window, file)
    dialog = importing.opened(window)
    assert dialog.options.profile.itemText(0) == "已识别：311"
    assert not dialog.start.isEnabled()
    qtbot.mouseClick(dialog.options.now, LEFT, pos=QPoint(8, dialog.options.now.height() // 2))
    importing.read(dialog)
    for column in ("Latitude", "Longitude"):
        choose_field(dialog, column, "", qtbot)
        importing.read(dialog)
    assert not dialog.start.isEnabled(), "no place is chosen for the rows yet"
    village = str(importing.session.package.table("villages")["code"][0])
    line = dialog.options.fallback.lineEdit()
    assert line is not None
    line.setText(importing.session.divisions.path(village).rpartition(" · ")[2])
    qtbot.keyClick(line, Qt.Key.Key_Return)
    importing.read(dialog)
    assert dialog.start.text() == "导入 2 条"
    assert dialog.rows.understood.index(0, 1).data() == "当前"
    assert importing.session.divisions.path(village) in dialog.rows.understood.index(0, 2).data()
    assert "村级位置（近似）" in dialog.rows.understood.index(0, 2).data()
    assert "2 起事件的位置：本行没有可识别的位置" in dialog.rows.notes.text()
    dialog.reject()


def test_a_hotline_sheet_without_coordinates_is_placed_by_its_villages(
    importing: ImportDesk, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    divisions, package = importing.session.divisions, importing.session.package
    code = str(package.table("villages")["code"][0])
    town, village = divisions.path(code).split(" · ")
    stem = village.removesuffix("村").removesuffix("社区")
    rows = ((town, village), ("", f"{town}{stem}村委会"), (town, stem), ("", "无此地名"), ("", ""))
    lines = [f"暴露垃圾,垃圾 {n},{town},{village},2026-11-22 08:00\n" for n, (town, village) in enumerate(rows)]
    file = tmp_path / "热线.csv"
    file.write_bytes("".join(["诉求类型,诉求标题,乡镇,所属村（社区）,受理时间\n", *lines]).encode("gbk"))
    window = open_window(importing.session)
    drop(window, file)
    dialog = importing.opened(window)
    assert [dialog.table.rows.index(row, FIELD).data() for row in (2, 3)] == ["乡镇（街道） ▾", "村（社区） ▾"]
    places = [dialog.rows.understood.index(row, 2).data() for row in range(dialog.rows.understood.rowCount())]
    assert len(places) == 3
    assert all(place.startswith(f"{town} · {village}") and "村级位置（近似）" in place for place in places)
    assert dialog.rows.refused.rowCount() == 2
    assert "'无此地名' 中没有本县的地名" in dialog.rows.refused.index(0, 1).data()
    assert dialog.start.text() == "导入 3 条"
    assert "可导入 3 条，近似位置 3 条" in dialog.summary.text()
    qtbot.mouseClick(dialog.start, LEFT)
    importing.desk.until(lambda: dialog.save.isVisible(), "the report")
    assert "近似位置 3 条" in dialog.summary.text()
    assert "存入 3 条" in dialog.summary.text()
    importing.desk.until(lambda: "垃圾 2" in importing.titles(), "the events")
    stored = [state for state in importing.session.layers.states("event").values() if state.title.startswith("垃圾 ")]
    assert {state.place_level for state in stored} == {"village"}
    assert all(state.division.startswith(code) for state in stored)
    qtbot.mouseClick(dialog.stop, LEFT)


def test_files_that_are_dropped_together_are_imported_one_after_another(
    importing: ImportDesk, open_window: OpenWindow, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    paths[0].write_text("", "utf-8")
    paths[1].write_text("x,y\n1,2\n", "utf-8")
    window = open_window(importing.session)
    drop(window, *paths)
    first = importing.opened(window)
    assert "空" in first.problem.text() or "empty" in first.problem.text()
    first.reject()
    importing.desk.until(lambda: window.importer.dialog not in (None, first), "the second")
    second = importing.opened(window)
    assert second.windowTitle() == "导入 b.csv"
    second.reject()


def test_a_dialog_that_closes_ends_the_process_that_finds_pinyin(
    importing: ImportDesk, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[NameTermsProcess] = []
    monkeypatch.setattr(importing.session.subclass_sounds, "load", begun.append)
    file = tmp_path / "f.csv"
    file.write_text("标题\n路口垃圾\n", "utf-8")
    window = open_window(importing.session)
    drop(window, file)
    dialog = importing.opened(window)
    dialog.activateWindow()
    importing.desk.until(dialog.isActiveWindow, "the dialog")
    dialog.options.subclass.setFocus()
    importing.desk.until(lambda: bool(begun), "the process")
    dialog.reject()
    with pytest.raises(SubprocessError, match="stopped"):
        begun[0].read((), ())


def test_a_window_that_closes_ends_the_import(
    importing: ImportDesk, open_window: OpenWindow, tmp_path: Path, inside: str
) -> None:
    file = tmp_path / "f.csv"
    file.write_text("subclass,title,lon,lat\n" + f"暴露垃圾,x,{inside}\n" * 3_000, "utf-8")
    window = open_window(importing.session)
    drop(window, file)
    importing.desk.until(lambda: window.importer.dialog is not None, "the dialog")
    window.close_now()
    assert window.importer.dialog is None or not window.importer.dialog.isVisible()
