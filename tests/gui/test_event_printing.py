"""The card of an event on paper: what it says, whose private data it leaves out, how current it says it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from county.attachments import Attachment
from county.authority import Principal, Role
from county.numbering import new_event_id
from county.package.open import CountyPackage
from desktop.map.picture_stack import PictureStack
from desktop.map.place_picture import DPR, HEIGHT_PX, WIDTH_PX, NotPainted, PlacePicture
from desktop.map.place_without_window import place_png
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.registry import build_layers
from layers.style import StyleSheet
from services.protocol.messages import ContactReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs

CTRL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[[Session], MainWindow]
PHOTO = Attachment(sha256="a" * 64, name="现场<1>.jpg", size=10, media_type="image/jpeg")


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: OpenWindow, dialogs: ScriptedDialogs) -> MainWindow:
    return open_window(replace(scripted.session, dialogs=dialogs))


def reported(scripted: ScriptedDesktop, window: MainWindow, role: Role) -> str:
    """An event with reporter and photo, dispatched and selected, as a key of this role sees it."""
    key = Principal(id="desk-1", roles=frozenset({role}))
    scripted.source.condition = replace(scripted.source.condition, principal=key)
    place, event_id = scripted.session.package.resources[0], new_event_id(scripted.clock.now_ms())
    scripted.happen(
        r.EventReported(
            event_id=event_id, subclass="exposed_garbage", title="路口<b>垃圾", source="hotline", x_m=place.x_m,
            y_m=place.y_m, division="", level="larger", reporter="token", note="三袋", attachments=(PHOTO,),
        )
    )  # fmt: skip
    scripted.dispatch(event_id)
    scripted.session.focus.select("events", event_id)
    return event_id


def text_of(window: MainWindow) -> str:
    page = window.printing.page()
    assert page is not None
    return page.texts


def test_the_page_says_all_that_is_known_and_who_printed_it_when(
    scripted: ScriptedDesktop, window: MainWindow
) -> None:
    event_id = reported(scripted, window, Role.OPERATOR)
    scripted.source.answer(ContactReply(request="token", text="张三 13800000000"))
    scripted.tick()
    text = text_of(window)
    for part in (
        event_id, "路口<b>垃圾", "暴露垃圾", "较大", "张三 13800000000", "三袋", "现场<1>.jpg", "已派遣", "派遣",
        "城市管理", "王芳", "2026-11-23 10:00:00", "实时",
    ):  # fmt: skip
        assert part in text, part


def test_the_map_of_the_place_is_painted_between_other_events_and_marks_the_place(
    scripted: ScriptedDesktop, window: MainWindow, qtbot: QtBot
) -> None:
    place = scripted.session.package.resources[0]
    turns: list[int] = []
    timer = QTimer(window, interval=0)
    timer.timeout.connect(lambda: turns.append(1))
    timer.start()
    picture = window.map.picture_of(place.x_m, place.y_m)
    with qtbot.waitSignal(picture.made, timeout=30_000) as made:
        pass
    timer.stop()
    [image] = made.args
    assert image.size() == QSize(1280, 720)
    middle, corner = image.pixelColor(640, 360 - 18), image.pixelColor(3, 3)
    assert middle != corner, "the place is marked"
    assert len(turns) > 10, "the window had its turns"
    gray = image.scaled(64, 36).convertToFormat(QImage.Format.Format_Grayscale8)
    shades = [gray.pixelColor(x, y).red() for x in range(0, 64, 4) for y in range(0, 36, 4)]
    assert sum(shades) / len(shades) > 160, "paper is light"


def test_a_picture_that_is_not_ready_when_the_window_closes_is_dropped(
    scripted: ScriptedDesktop, window: MainWindow, dialogs: ScriptedDialogs
) -> None:
    event_id = reported(scripted, window, Role.OPERATOR)
    window.menu.pdf.trigger()
    window.close_now()
    assert not (dialogs.folder / f"saved {event_id}.pdf").exists()


def test_a_key_that_may_not_read_the_reporter_prints_no_reporter(
    scripted: ScriptedDesktop, window: MainWindow
) -> None:
    reported(scripted, window, Role.AUDITOR)
    text = text_of(window)
    assert "无权查看" in text
    assert "138" not in text


def test_a_page_of_data_that_are_not_current_says_so(scripted: ScriptedDesktop, window: MainWindow) -> None:
    reported(scripted, window, Role.OPERATOR)
    scripted.source.condition = replace(scripted.source.condition, state="stale")
    assert "数据非实时" in text_of(window)


def test_the_key_prints_the_selected_event_and_another_saves_it(
    scripted: ScriptedDesktop, window: MainWindow, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    assert not window.menu.print_event.isEnabled(), "nothing is selected"
    event_id = reported(scripted, window, Role.OPERATOR)
    assert window.menu.print_event.isEnabled()
    window.activateWindow()
    for key, name in ((CTRL, "printed.pdf"), (CTRL | Qt.KeyboardModifier.ShiftModifier, f"saved {event_id}.pdf")):
        with qtbot.waitSignal(window.printing.jobs.finished, timeout=30_000):
            qtbot.keyClick(window, Qt.Key.Key_P, key)
        data = (dialogs.folder / name).read_bytes()
        assert data.startswith(b"%PDF")
        assert b"%%EOF" in data[-32:]
    text = "".join(sheet.extract_text() for sheet in PdfReader(dialogs.folder / f"saved {event_id}.pdf").pages)
    assert event_id in text
    assert "暴露垃圾" in text


def test_a_page_that_cannot_be_saved_says_why(
    scripted: ScriptedDesktop, window: MainWindow, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    reported(scripted, window, Role.OPERATOR)
    dialogs.folder = dialogs.folder / "missing"
    with qtbot.waitSignal(window.printing.jobs.failed, timeout=30_000):
        window.menu.pdf.trigger()
    problem = window.card.event_card.file_problem
    assert not problem.isHidden()
    assert "missing" in problem.text()


def test_a_program_without_a_window_paints_the_surroundings_of_a_place(qapp: QApplication, small_county: Path) -> None:
    package = CountyPackage(small_county)
    seat = package.resources[0]
    picture = QImage.fromData(place_png(package, package.catalog, (seat.x_m, seat.y_m)))
    assert (picture.width(), picture.height()) == (int(WIDTH_PX * DPR), int(HEIGHT_PX * DPR))
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 40) for y in range(0, picture.height(), 40)}
    assert len(colours) > 1, "the ground is drawn"


def test_a_map_whose_painter_fails_is_given_up_with_the_reason(
    qapp: QApplication, small_county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: PictureStack) -> Iterator[None]:
        raise ValueError("no such road")
        yield

    monkeypatch.setattr(PictureStack, "work", fail)
    package = CountyPackage(small_county)
    with pytest.raises(NotPainted, match="no such road"):
        place_png(package, package.catalog, (0.0, 0.0))


def test_a_map_that_is_not_painted_in_time_is_given_up(qapp: QApplication, small_county: Path, qtbot: QtBot) -> None:
    package = CountyPackage(small_county)
    layers = build_layers(package, package.catalog)
    with ThreadPoolExecutor(1) as worker, qtbot.captureExceptions() as raised:
        picture = PlacePicture(layers, StyleSheet.for_paper(), worker, (0.0, 0.0), qapp, limit_ms=0)
        with qtbot.waitSignal(picture.failed) as failed:
            pass
    assert isinstance(failed.args[0], NotPainted)
    assert not raised


def test_a_job_that_never_ends_does_not_keep_the_program() -> None:
    program = (
        "import threading; from desktop.map.daemon_worker import DaemonWorker; worker = DaemonWorker('map');"
        "assert worker.submit(lambda: 3).result() == 3; worker.submit(threading.Event().wait);"
        "waits = worker.submit(print); worker.shutdown(wait=False, cancel_futures=True)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
