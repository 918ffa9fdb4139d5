"""Photos and documents of events: attached to reports and feedback, shown below their steps, opened by a click."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.attachments import ATTACHMENTS_MAX, Attachment
from county.events.event import Event, State
from desktop import i18n
from desktop.cards.card import Card
from desktop.cards.time_line import PHOTOS_MAX
from desktop.files.attachment_rows import AttachmentRow, AttachmentRows
from desktop.files.thumbnails import PIXELS_MAX, SIDE_PX, thumbnail
from desktop.reporting.report_form import ReportForm
from desktop.steps.command_forms import FeedBackForm
from services.photos import plain_photo
from tests.gui.conftest import ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel
from tests.phone_photos import photo as taken_photo
from tests.phone_photos import photo_with_place

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def form(desk: LiveDesktop, dialogs: ScriptedDialogs, qtbot: QtBot) -> Iterator[ReportForm]:
    with shown_panel(ReportForm(replace(desk.session, dialogs=dialogs)), qtbot, (420, 700)) as form:
        yield form


@pytest.fixture
def live_card(desk: LiveDesktop, dialogs: ScriptedDialogs, qtbot: QtBot) -> Iterator[Card]:
    with shown_panel(Card(replace(desk.session, dialogs=dialogs)), qtbot, (460, 900)) as card:
        yield card


def photo(folder: Path, name: str = "现场.jpg", *, width: int = 800, height: int = 400) -> Path:
    """A red picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(folder / name), "JPEG")  # type: ignore[call-overload]
    return folder / name


def document(folder: Path, name: str = "回执.pdf") -> Path:
    (folder / name).write_bytes(b"%PDF-1.7 receipt")
    return folder / name


def fill_in(form: ReportForm, desk: LiveDesktop, qtbot: QtBot) -> None:
    place = desk.session.package.resources[0]
    qtbot.keyClicks(form.subject, "garbage")
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    form.set_place(place.x_m, place.y_m)
    form.level.setCurrentIndex(0)
    form.source.setCurrentIndex(0)


def events(desk: LiveDesktop) -> list[Event]:
    return [*desk.session.layers.states("event").values()]


def handling(desk: LiveDesktop, title: str = "garbage") -> str:
    """An event whose unit is at work; returns its number."""
    event_id = desk.report(title)
    for body in (
        c.FileEvent(event_id=event_id), c.DispatchEvent(event_id=event_id, unit="city_management"),
        c.AcceptTask(event_id=event_id),
    ):  # fmt: skip
        assert desk.send(body).refusal is None
    return event_id


def open_feedback(card: Card, desk: LiveDesktop, qtbot: QtBot, event_id: str) -> FeedBackForm:
    desk.session.focus.select("events", event_id)
    QApplication.processEvents()
    qtbot.mouseClick(card.event_card.steps.buttons[c.FeedBack], LEFT)
    form = card.event_card.steps.form
    assert isinstance(form, FeedBackForm)
    return form


def test_the_photos_of_a_report_are_shown_below_it_and_opened_by_a_click(
    desk: LiveDesktop, form: ReportForm, live_card: Card, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    taken = photo(tmp_path)
    fill_in(form, desk, qtbot)
    dialogs.chosen = [taken, document(tmp_path)]
    qtbot.mouseClick(form.attach, LEFT)
    qtbot.mouseClick(form.submit, LEFT)
    assert not form.submit.isEnabled()
    desk.until(lambda: events(desk), "the event")
    desk.until(lambda: not form.files.list.rows, "a clean form")
    [event] = events(desk)
    assert [(file.name, file.media_type) for file in event.timeline[0].attachments] == [
        ("现场.jpg", "image/jpeg"), ("回执.pdf", "application/pdf")
    ]  # fmt: skip
    [files] = live_card.event_card.time_line.files.values()
    [button] = files.photos.values()
    desk.until(button.isVisible, "the thumbnail")
    icon = button.icon().pixmap(SIDE_PX, SIDE_PX)
    assert (icon.width(), icon.height()) == (SIDE_PX, SIDE_PX // 2)
    assert icon.toImage().pixelColor(9, 9).red() > 240
    qtbot.mouseClick(button, LEFT)
    desk.until(lambda: dialogs.opened, "the photo")
    with taken.open("rb") as original:
        assert dialogs.opened[0].read_bytes() == plain_photo(taken.name, original)
    assert [row.name.text().partition(" ")[0] for row in files.rows.list.rows] == ["现场.jpg", "回执.pdf"]


def test_a_photo_is_stored_without_its_place_time_owner_and_device(
    desk: LiveDesktop, form: ReportForm, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "IMG_1.JPG").write_bytes(photo_with_place())
    (tmp_path / "截图.png").write_bytes(taken_as("PNG"))
    fill_in(form, desk, qtbot)
    dialogs.chosen = [tmp_path / "IMG_1.JPG", tmp_path / "截图.png"]
    qtbot.mouseClick(form.attach, LEFT)
    qtbot.mouseClick(form.submit, LEFT)
    desk.until(lambda: events(desk), "the event")
    files = events(desk)[0].timeline[0].attachments
    assert [(file.name, file.media_type) for file in files] == [("IMG_1.JPG", "image/jpeg"), ("截图.jpg", "image/jpeg")]
    for file in files:
        content = desk.realm.blobs.get(file.sha256, 0, file.size)
        assert content is not None
        for secret in (b"Exif", b"SecretPhone", b"Zhang San", b"2026:11:26", b"taken at home"):
            assert secret not in content


def taken_as(format: str) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = "Zhang San"
    return taken_photo(format=format, exif=exif)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(40),
         "现场.heic 是 HEIC 照片，无法读取；请在手机相机中选“兼容性最佳”格式，或另存为 JPEG"),
        (b"II*\0" + bytes(40), "现场.heic 是 TIFF 图片，无法删除其中的拍摄信息；请另存为 JPEG 或 PNG"),
        (b"\xff\xd8\xff" + bytes(40), "现场.heic 不是完整的照片；请使用 JPEG、PNG 或 WebP 原图"),
    ],
)  # fmt: skip
def test_a_photo_whose_metadata_cannot_be_deleted_is_refused_with_what_to_do(
    desk: LiveDesktop, form: ReportForm, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path,
    content: bytes, words: str,
) -> None:  # fmt: skip
    fill_in(form, desk, qtbot)
    (tmp_path / "现场.heic").write_bytes(content)
    dialogs.chosen = [tmp_path / "现场.heic"]
    qtbot.mouseClick(form.attach, LEFT)
    qtbot.mouseClick(form.submit, LEFT)
    desk.until(form.problem.isVisible, "the reason")
    assert form.problem.text() == words
    assert events(desk) == []
    assert form.submit.isEnabled()


def test_a_photo_that_is_removed_while_it_is_rewritten_is_not_sent(
    desk: LiveDesktop, form: ReportForm, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.realm.held_file_jobs = held = []
    dialogs.chosen = [photo(tmp_path)]
    qtbot.mouseClick(form.attach, LEFT)
    qtbot.mouseClick(form.files.list.rows[0].buttons[0], LEFT)  # before the worker's answer is taken
    worker = form.files._copies._worker
    assert worker is not None
    worker.submit(int).result()
    QApplication.processEvents()
    assert not form.files.on_their_way
    assert held == []


def test_what_only_has_the_name_of_a_photo_is_refused_and_the_draft_stays(
    desk: LiveDesktop, form: ReportForm, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    fill_in(form, desk, qtbot)
    fake = tmp_path / "现场.jpg"
    fake.write_bytes(b"MZ\x90\0 not a photo")
    dialogs.chosen = [fake]
    qtbot.mouseClick(form.attach, LEFT)
    qtbot.mouseClick(form.submit, LEFT)
    desk.until(form.problem.isVisible, "the reason")
    assert form.problem.text() == "现场.jpg 名为图片，内容却不是图片；请添加原始文件"
    assert form.subject.text() == "garbage"
    assert form.submit.isEnabled()
    assert desk.session.submissions.waiting == 0
    qtbot.mouseClick(form.files.list.rows[0].buttons[0], LEFT)
    qtbot.mouseClick(form.submit, LEFT)
    desk.until(lambda: events(desk), "the event without it")
    assert events(desk)[0].timeline[0].attachments == ()


def test_clearing_the_form_drops_a_report_that_waits_for_its_photo(
    desk: LiveDesktop, form: ReportForm, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.realm.held_file_jobs = []
    fill_in(form, desk, qtbot)
    dialogs.chosen = [photo(tmp_path)]
    qtbot.mouseClick(form.attach, LEFT)
    qtbot.mouseClick(form.submit, LEFT)
    assert not form.subject.isEnabled()
    assert desk.session.submissions.waiting == 1, "closing the window asks first"
    qtbot.mouseClick(form.clear, LEFT)
    assert desk.session.submissions.waiting == 0
    assert form.submit.isEnabled()
    assert form.subject.isEnabled()


def test_a_feedback_brings_its_files_and_they_are_shown_below_its_step(
    desk: LiveDesktop, live_card: Card, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    event_id = handling(desk)
    form = open_feedback(live_card, desk, qtbot, event_id)
    dialogs.chosen = [photo(tmp_path, "处置后.jpg")]
    qtbot.mouseClick(form.files.attach, LEFT)
    qtbot.keyClicks(form.note, "done")
    qtbot.mouseClick(live_card.event_card.steps.confirm, LEFT)
    desk.until(lambda: events(desk)[0].state is State.FED_BACK, "the feedback")
    last = events(desk)[0].timeline[-1]
    assert (last.kind, [file.name for file in last.attachments]) == ("HandlingFedBack", ["处置后.jpg"])
    line = live_card.event_card.time_line
    assert [*line.files] == [4]
    steps, files, before = (line.layout().itemAt(i).widget() for i in range(3))
    assert files is line.files[4]
    assert "已反馈" in steps.text()  # type: ignore[attr-defined]
    assert "已上报" in before.text()  # type: ignore[attr-defined]
    [row] = files.rows.list.rows
    desk.until(row.isVisible, "the row")
    assert files.rows.list.height() >= row.sizeHint().height(), "one row needs no scroll bar"


def test_a_feedback_that_waits_for_its_photo_is_sent_also_when_another_event_is_selected(
    desk: LiveDesktop, live_card: Card, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    event_id, other = handling(desk), desk.report("other")
    form = open_feedback(live_card, desk, qtbot, event_id)
    desk.realm.held_file_jobs = []
    dialogs.chosen = [photo(tmp_path)]
    qtbot.mouseClick(form.files.attach, LEFT)
    qtbot.keyClicks(form.note, "done")
    qtbot.mouseClick(live_card.event_card.steps.confirm, LEFT)
    assert not live_card.event_card.steps.confirm.isEnabled()
    desk.session.focus.select("events", other)
    desk.until(lambda: desk.realm.held_file_jobs, "the first chunk")
    for job in desk.realm.held_file_jobs:
        job()
    desk.realm.held_file_jobs = None
    desk.until(lambda: desk.session.layers.states("event")[event_id].state is State.FED_BACK, "the feedback")


def test_a_cancelled_feedback_is_not_sent(
    desk: LiveDesktop, live_card: Card, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    form = open_feedback(live_card, desk, qtbot, handling(desk))
    desk.realm.held_file_jobs = []
    dialogs.chosen = [photo(tmp_path)]
    qtbot.mouseClick(form.files.attach, LEFT)
    qtbot.keyClicks(form.note, "done")
    qtbot.mouseClick(live_card.event_card.steps.confirm, LEFT)
    assert desk.session.submissions.waiting == 1
    qtbot.mouseClick(live_card.event_card.steps.cancel, LEFT)
    assert desk.session.submissions.waiting == 0


def named(number: int, name: str = "a.jpg") -> Attachment:
    return Attachment(sha256=sha256(b"%d" % number).hexdigest(), name=name, size=9, media_type="image/jpeg")


def test_the_number_of_photos_that_are_fetched_for_a_card_is_limited(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    for step in range(5):
        files = tuple(named(8 * step + i) for i in range(8))
        scripted.happen(r.HandlingFedBack(event_id=event_id, note="done", attachments=files))
    scripted.session.focus.select("events", event_id)
    files_of = card.event_card.time_line.files
    assert sum(len(files.photos) for files in files_of.values()) == PHOTOS_MAX == len(scripted.source.transfers)
    assert [len(files.rows.list.rows) for files in files_of.values()] == [8] * 5
    assert len(files_of[5].photos) == 8, "the newest first"


def test_the_texts_of_the_files_follow_the_language(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    scripted.happen(r.HandlingFedBack(event_id=event_id, note="done", attachments=(named(1),)))
    scripted.session.focus.select("events", event_id)
    [row] = card.event_card.time_line.files[1].rows.list.rows
    assert [button.text() for button in row.buttons] == ["打开", "另存为 …"]
    i18n.set_language("en")
    QApplication.processEvents()
    assert [button.text() for button in row.buttons] == ["Open", "Save as …"]


def test_a_thumbnail_is_small_and_its_file_is_deleted(tmp_path: Path) -> None:
    path = photo(tmp_path, width=2000, height=10)
    image = thumbnail(path)
    assert (image.width(), image.height()) == (SIDE_PX, 1)
    assert not path.exists()


def declared(width: int, height: int) -> bytes:
    """The beginning of a PNG of this size."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xd8\xff\xe0 cut", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\0\0\0\x18ftypheic",
        declared(PIXELS_MAX, 2), declared(60_000, 60_000),
    ],
)  # fmt: skip
def test_what_cannot_or_may_not_be_decoded_has_no_thumbnail(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "shown"
    path.write_bytes(data)
    assert thumbnail(path).isNull()
    assert not path.exists()


def test_tab_leads_through_the_files_that_were_added_to_what_stands_below_them(qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    before, after, rows = QPushButton("attach"), QPushButton("clear"), AttachmentRows()
    box = QVBoxLayout(form)
    for part in (before, rows, after):
        box.addWidget(part)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        rows.add(AttachmentRow(name, QPushButton("remove")))
    qtbot.waitUntil(lambda: all(row.buttons[0].isVisible() for row in rows.rows))
    before.setFocus()
    for expected in (*(row.buttons[0] for row in rows.rows), after):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected


def test_all_files_of_a_form_that_scrolls_are_in_sight(
    form: ReportForm, desk: LiveDesktop, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    dialogs.chosen = [document(tmp_path, f"{number}.pdf") for number in range(ATTACHMENTS_MAX)]
    qtbot.mouseClick(form.files.attach, LEFT)
    rows = form.files.list.rows
    assert len(rows) == ATTACHMENTS_MAX
    qtbot.waitUntil(lambda: form.files.list.verticalScrollBar().maximum() == 0)
    qtbot.waitUntil(lambda: form.files.list.viewport().rect().contains(rows[-1].geometry()))
