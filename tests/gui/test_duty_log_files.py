"""Files of duty log entries: attached, sent, shown, opened and saved."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from county.attachments import ATTACHMENTS_MAX, FILE_MAX, Attachment
from county.authority import Principal, Role
from county.duty_log import RETENTION_DAYS, DutyEntryWritten, WriteDutyEntry
from desktop import i18n
from desktop.duty.duty_log import ROWS_SHOWN, DutyLog
from desktop.files.file_dialogs import OPENED, can_open
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.protocol.limits import FILE_CHUNK
from tests.gui.conftest import HOUR_MS, OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.memory_realm import OWNER

LEFT = Qt.MouseButton.LeftButton
DATA = Random(8).randbytes(2 * FILE_CHUNK + 5)
WALL = Principal(id="wall", roles=frozenset({Role.WALL}))


@pytest.fixture
def panel(scripted: ScriptedDesktop, dialogs: ScriptedDialogs, qtbot: QtBot) -> Iterator[DutyLog]:
    yield from shown(scripted.session, dialogs, qtbot)


@pytest.fixture
def live_panel(desk: LiveDesktop, dialogs: ScriptedDialogs, qtbot: QtBot) -> Iterator[DutyLog]:
    yield from shown(desk.session, dialogs, qtbot)


def shown(session: Session, dialogs: ScriptedDialogs, qtbot: QtBot) -> Iterator[DutyLog]:
    log = DutyLog(replace(session, dialogs=dialogs))
    qtbot.addWidget(log)
    log.resize(700, 400)
    log.show()
    yield log
    log.release()


def file(folder: Path, name: str = "现场.pdf", data: bytes = DATA) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def attach(log: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, *paths: Path) -> None:
    dialogs.chosen = list(paths)
    qtbot.mouseClick(log.attach, LEFT)
    qtbot.waitUntil(lambda: all(file.transfer is not None for file in log.files._files.values()))


def names(log: DutyLog) -> list[str]:
    return [row.name.text() for row in log.files.list.rows]


def lines(log: DutyLog) -> list[str]:
    return [log.rows.index(row, 0).data() for row in range(log.rows.rowCount())]


def click_entry(qtbot: QtBot, log: DutyLog, row: int = 0) -> None:
    QApplication.processEvents()
    corner = log.entries.visualRect(log.rows.index(row, 0)).topLeft()
    qtbot.mouseClick(log.entries.viewport(), LEFT, pos=corner + QPoint(8, 8))


def buttons(log: DutyLog, row: int = 0) -> tuple[QPushButton, ...]:
    """Open and save of a file of the chosen entry."""
    return log.entry_files.list.rows[row].buttons


def named(name: str = "现场.pdf", size: int = len(DATA)) -> Attachment:
    return Attachment(sha256=sha256(DATA).hexdigest(), name=name, size=size, media_type="application/pdf")


def wrote(scripted: ScriptedDesktop, *files: Attachment, entry_id: str = "1") -> None:
    """An entry arrives."""
    scripted.happen(DutyEntryWritten(entry_id=entry_id, kind="note", note="see photo", attachments=files))


def test_attached_files_are_stored_and_named_by_the_entry(
    desk: LiveDesktop, live_panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(live_panel, dialogs, qtbot, file(tmp_path), file(tmp_path, "笔录.txt", b"text"))
    desk.until(lambda: not live_panel.files.on_their_way, "the files")
    qtbot.keyClicks(live_panel.text, "see photo")
    qtbot.mouseClick(live_panel.write, LEFT)
    desk.until(lambda: lines(live_panel), "the entry")
    [line] = lines(live_panel)
    assert line.split("\n") == [
        "10:00  记事 · 王磊", "see photo", "附件：现场.pdf (120.0 kB)、笔录.txt (4 字节)"
    ]  # fmt: skip
    [entry] = desk.session.layers.states("duty").values()
    assert [(f.name, f.size, f.media_type) for f in entry.attachments] == [
        ("现场.pdf", len(DATA), "application/pdf"), ("笔录.txt", 4, "text/plain")
    ]  # fmt: skip
    assert desk.realm.blobs.size(sha256(DATA).hexdigest()) == len(DATA)
    desk.until(lambda: not names(live_panel), "a clean input")
    assert not live_panel.files.isVisible()


def test_attached_files_do_not_move_the_button_that_writes_the_entry(
    open_window: Callable[[Session], MainWindow], desk: LiveDesktop, dialogs: ScriptedDialogs, qtbot: QtBot,
    tmp_path: Path,
) -> None:
    """They take their room from the entries: a dock that grows puts "Remove" under the cursor."""
    window = open_window(replace(desk.session, dialogs=dialogs))
    window.resize(1920, 1080)
    window.reset_layout()
    window.workspace.raise_dock("duty")
    log = window.panels["duty"]
    assert isinstance(log, DutyLog)
    QApplication.processEvents()
    before = log.write.mapTo(window, QPoint())
    attach(log, dialogs, qtbot, *(file(tmp_path, f"{number}.pdf") for number in range(3)))
    QApplication.processEvents()
    assert log.files.isVisible()
    assert log.write.mapTo(window, QPoint()) == before


def test_an_entry_that_is_written_while_its_file_is_on_its_way_is_sent_once_the_file_is_stored(
    desk: LiveDesktop, live_panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.realm.held_file_jobs = []
    attach(live_panel, dialogs, qtbot, file(tmp_path))
    qtbot.keyClicks(live_panel.text, "see photo")
    qtbot.mouseClick(live_panel.write, LEFT)
    assert not live_panel.write.isEnabled()
    assert not live_panel.text.isEnabled()
    desk.until(lambda: desk.realm.held_file_jobs, "the first chunk")
    for _ in range(5):
        desk.step()
    assert not desk.answers
    assert desk.session.submissions.waiting == 1, "closing the window asks first"
    for job in desk.realm.held_file_jobs:
        job()
    desk.realm.held_file_jobs = None
    desk.until(lambda: lines(live_panel), "the entry")
    assert "现场.pdf" in lines(live_panel)[0]
    assert live_panel.write.isEnabled()
    assert desk.session.submissions.waiting == 0


def test_the_progress_of_a_file_is_shown(
    scripted: ScriptedDesktop, panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(panel, dialogs, qtbot, file(tmp_path))
    [transfer], [row] = scripted.source.transfers, panel.files.list.rows
    assert names(panel) == ["现场.pdf"]
    transfer.total, transfer.done = 1_000_000, 420_000
    qtbot.waitUntil(lambda: row.bar.value() == 42)
    assert row.bar.isVisible()
    assert names(panel) == ["现场.pdf (976.6 kB)"]
    transfer.done, transfer.attachment, transfer.ended = 1_000_000, named(), True
    qtbot.waitUntil(lambda: not row.bar.isVisible())


def test_a_removed_file_is_not_sent_any_further_and_not_named(
    scripted: ScriptedDesktop, panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(panel, dialogs, qtbot, file(tmp_path), file(tmp_path, "b.pdf"))
    first, second = scripted.source.transfers
    qtbot.mouseClick(panel.files.list.rows[0].buttons[0], LEFT)
    assert first.cancelled
    assert names(panel) == ["b.pdf"]
    second.attachment, second.ended = named("b.pdf"), True
    qtbot.keyClicks(panel.text, "note")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(scripted.source.commands))
    body = scripted.source.commands[-1].body
    assert isinstance(body, WriteDutyEntry)
    assert body.attachments == (named("b.pdf"),)


def test_whoever_removes_a_file_by_keys_is_at_the_button_that_attaches_another(
    scripted: ScriptedDesktop, panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(panel, dialogs, qtbot, file(tmp_path), file(tmp_path, "b.pdf"))
    panel.window().activateWindow()
    for left in (1, 0):
        remove = panel.files.list.rows[0].buttons[0]
        remove.setFocus()
        qtbot.waitUntil(remove.hasFocus)
        qtbot.keyClick(remove, Qt.Key.Key_Space)
        assert len(panel.files.list.rows) == left
        assert panel.attach.hasFocus()


def test_a_file_that_cannot_be_attached_is_reported_and_its_entry_is_not_sent(
    desk: LiveDesktop, live_panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    large = tmp_path / "large.mp4"
    with large.open("wb") as out:
        out.truncate(FILE_MAX + 1)
    attach(live_panel, dialogs, qtbot, large)
    qtbot.keyClicks(live_panel.text, "see video")
    qtbot.keyClick(live_panel.text, Qt.Key.Key_Return)
    desk.until(live_panel.problem.isVisible, "the reason")
    assert live_panel.problem.text() == "large.mp4 过大：最多 20 MB"
    assert live_panel.text.text() == "see video"
    assert live_panel.write.isEnabled()
    desk.until(lambda: names(live_panel) == [live_panel.problem.text()], "the reason in its row")
    qtbot.mouseClick(live_panel.write, LEFT)
    assert desk.session.submissions.waiting == 0, "not without the file"
    qtbot.mouseClick(live_panel.files.list.rows[0].buttons[0], LEFT)
    qtbot.mouseClick(live_panel.write, LEFT)
    desk.until(lambda: lines(live_panel), "the entry")
    assert "附件" not in lines(live_panel)[0]


def test_no_more_files_than_allowed_are_attached(
    scripted: ScriptedDesktop, panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(panel, dialogs, qtbot, *[file(tmp_path, f"{n}.pdf") for n in range(ATTACHMENTS_MAX + 2)])
    assert len(scripted.source.transfers) == ATTACHMENTS_MAX
    assert str(ATTACHMENTS_MAX) in panel.problem.text()
    row_px = panel.files.list.rows[0].height()
    assert panel.files.list.height() < (ROWS_SHOWN + 1) * row_px, "the list scrolls"


def test_a_refused_entry_keeps_its_files(
    scripted: ScriptedDesktop, panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(panel, dialogs, qtbot, file(tmp_path))
    [transfer] = scripted.source.transfers
    transfer.attachment, transfer.ended = named(), True
    qtbot.keyClicks(panel.text, "note")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(scripted.source.commands))
    scripted.refuse("file_missing", name="现场.pdf")
    assert panel.problem.text() == "后台未存有 现场.pdf，请重新添加"
    assert len(names(panel)) == 1


def test_a_file_of_an_entry_is_opened_by_another_desktop_as_a_read_only_copy(
    open_desk: OpenDesk, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    mine = open_desk(principals=(OWNER, WALL)).live()
    for log in shown(mine.session, dialogs, qtbot):
        attach(log, dialogs, qtbot, file(tmp_path))
        qtbot.keyClicks(log.text, "see photo")
        qtbot.keyClick(log.text, Qt.Key.Key_Return)
        mine.until(lambda log=log: lines(log), "the entry")  # type: ignore[misc]
    other = open_desk(key=WALL.id, person="").live()
    for log in shown(other.session, dialogs, qtbot):
        click_entry(qtbot, log)
        assert log.entry_files.heading.text() == "10:00  记事 · 王磊"
        qtbot.mouseClick(buttons(log)[0], LEFT)
        other.until(lambda: dialogs.opened, "the file")
        [path] = dialogs.opened
        assert (path.name, path.read_bytes()) == ("现场.pdf", DATA)
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IRWXG | stat.S_IRWXO)
        qtbot.mouseClick(buttons(log)[0], LEFT)
        assert dialogs.opened == [path, path], "it is fetched once"
    assert not path.exists(), "it is deleted with the window"


def test_a_file_of_an_entry_is_saved_where_the_user_chooses(
    desk: LiveDesktop, live_panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(live_panel, dialogs, qtbot, file(tmp_path, "工具.exe"))
    qtbot.keyClicks(live_panel.text, "tool")
    qtbot.keyClick(live_panel.text, Qt.Key.Key_Return)
    desk.until(lambda: lines(live_panel), "the entry")
    click_entry(qtbot, live_panel)
    open_, save = buttons(live_panel)
    assert not open_.isEnabled()
    assert "只能另存" in open_.toolTip()
    qtbot.mouseClick(save, LEFT)
    saved = tmp_path / "saved 工具.exe"
    desk.until(saved.exists, "the saved file")
    assert saved.read_bytes() == DATA


@pytest.mark.parametrize("name", ["a.exe", "a.bat", "a.desktop", "a.sh", "a.svg", "a.html", "a.docm", "a", "a.jpg.lnk"])
def test_a_file_that_could_start_something_is_not_opened(name: str) -> None:
    assert not can_open(name)


@pytest.mark.parametrize("ending", sorted(OPENED))
def test_pictures_sound_video_and_plain_documents_are_opened(ending: str) -> None:
    assert can_open(f"a{ending}")
    assert can_open(f"a{ending.upper()}")


def test_a_file_without_a_program_and_one_that_the_backend_lacks_are_reported(
    desk: LiveDesktop, live_panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    attach(live_panel, dialogs, qtbot, file(tmp_path))
    qtbot.keyClicks(live_panel.text, "see photo")
    qtbot.keyClick(live_panel.text, Qt.Key.Key_Return)
    desk.until(lambda: lines(live_panel), "the entry")
    dialogs.has_program = False
    click_entry(qtbot, live_panel)
    qtbot.mouseClick(buttons(live_panel)[0], LEFT)
    desk.until(live_panel.problem.isVisible, "the reason")
    assert live_panel.problem.text() == "本机没有可打开 现场.pdf 的程序，请改用“另存为”"
    live_panel.problem.hide()
    for _ in desk.realm.blobs.retire(2**60, ()):
        pass
    qtbot.mouseClick(buttons(live_panel)[1], LEFT)
    desk.until(live_panel.problem.isVisible, "the reason")
    assert live_panel.problem.text() == "后台已没有 现场.pdf，请从备份恢复"


def test_the_files_are_those_of_the_last_entry_that_was_clicked(
    scripted: ScriptedDesktop, panel: DutyLog, qtbot: QtBot
) -> None:
    wrote(scripted, named("a.jpg"), named("b.pdf"), entry_id="1")
    scripted.clock.advance(60_000)
    wrote(scripted, entry_id="2")
    click_entry(qtbot, panel, 1)
    assert [row.name.text().partition(" ")[0] for row in panel.entry_files.list.rows] == ["a.jpg", "b.pdf"]
    click_entry(qtbot, panel, 0)
    assert not panel.entry_files.isVisible()
    click_entry(qtbot, panel, 1)
    QApplication.sendEvent(panel.entries.viewport(), QEvent(QEvent.Type.Leave))
    scripted.clock.advance((RETENTION_DAYS + 1) * 24 * HOUR_MS)
    wrote(scripted, entry_id="3")
    assert not panel.entry_files.isVisible(), "the entry is archived"


def test_a_role_that_may_not_write_may_not_attach_either(
    open_desk: OpenDesk, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    desk = open_desk(principals=(OWNER, WALL), key=WALL.id, person="").live()
    for log in shown(desk.session, dialogs, qtbot):
        assert not log.attach.isEnabled()
        assert log.attach.toolTip() == log.write.toolTip() != ""


def test_closing_the_window_cancels_what_is_on_its_way(
    scripted: ScriptedDesktop, panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    wrote(scripted, named())
    attach(panel, dialogs, qtbot, file(tmp_path))
    click_entry(qtbot, panel)
    qtbot.mouseClick(buttons(panel)[0], LEFT)
    panel.release()
    assert [transfer.cancelled for transfer in scripted.source.transfers] == [True, True]


def test_the_texts_follow_the_language(
    scripted: ScriptedDesktop, panel: DutyLog, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    wrote(scripted, named())
    attach(panel, dialogs, qtbot, file(tmp_path))
    click_entry(qtbot, panel)
    assert [button.text() for button in buttons(panel)] == ["打开", "另存为 …"]
    i18n.set_language("en")
    QApplication.processEvents()
    assert [button.text() for button in buttons(panel)] == ["Open", "Save as …"]
    assert panel.attach.text() == "Attach files …"
    assert panel.files.list.rows[0].buttons[0].text() == "Remove"
    assert lines(panel)[0].endswith("Attachments: 现场.pdf (120.0 kB)")
