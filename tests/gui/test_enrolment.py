"""The operator: prompted once at the first start; commands carry the person only after enrolment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from county.authority import Principal, Role
from county.realm import LIVE
from desktop.app import Program
from desktop.enrolment import RETRY_CHECKS
from desktop.main_window import MainWindow
from desktop.operator import Operator
from desktop.session import Session
from services.registration import BadRegistration
from tests.gui.conftest import OpenDesk
from tests.gui.live_desktop import LiveDesktop

OWNER = Principal(id="owner", roles=frozenset({Role.OPERATOR, Role.ADMIN}))
SEAT = Principal(id="seat-2", roles=frozenset({Role.OPERATOR}), people=("李霞", "王磊"))
EMPTY_SEAT = Principal(id="seat-3", roles=frozenset({Role.OPERATOR}))
WALL = Principal(id="wall", roles=frozenset({Role.WALL}))
AUDITOR = Principal(id="books", roles=frozenset({Role.AUDITOR}))
PRINCIPALS = (OWNER, SEAT, EMPTY_SEAT, WALL, AUDITOR)
WAIT_MS = 30_000
OpenWindow = Callable[[Session], MainWindow]


def question(window: MainWindow) -> QInputDialog:
    found = window.findChildren(QInputDialog)
    assert len(found) == 1
    return found[0]


def people(desk: LiveDesktop) -> tuple[str, ...]:
    principal = desk.health.principal
    assert principal is not None
    return principal.people


def type_name(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Type ``name`` into the dialog and press Return."""
    line = question(window).findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)


@pytest.fixture
def new_owner(open_desk: OpenDesk) -> LiveDesktop:
    """A desktop with the owner's key on a machine where no name was entered."""
    return open_desk(principals=PRINCIPALS, person="").live()


@pytest.fixture
def program(qtbot: QtBot, small_county: Path, tmp_path: Path) -> Iterator[Callable[[bool], Program]]:
    """Runs the whole program with its own backend process, on a machine where it never ran."""
    running: list[Program] = []

    def begin(off_screen: bool) -> Program:
        folder = tmp_path / "county"
        shutil.copytree(small_county, folder)
        running.append(Program(scene="operator", off_screen=off_screen, settings=tmp_path / "desktop.ini"))
        running[0].open(folder, connect=None, keys=None, realm=LIVE)
        qtbot.waitUntil(lambda: principal_of(running[0]) is not None, timeout=WAIT_MS)
        return running[0]

    yield begin
    for one in running:
        one.close()


def principal_of(program: Program) -> Principal | None:
    return None if program.client is None else program.client.health().principal


def test_the_first_start_asks_for_the_operator_and_enrols_the_name(
    qtbot: QtBot, program: Callable[[bool], Program]
) -> None:
    running = program(False)
    window = running.window
    qtbot.waitUntil(lambda: window.findChild(QInputDialog) is not None, timeout=WAIT_MS)
    assert window.session is not None
    assert window.map.isVisible()
    type_name(qtbot, window, "Wang Fang")
    qtbot.waitUntil(lambda: principal_of(running).people == ("Wang Fang",), timeout=WAIT_MS)  # type: ignore[union-attr]
    assert window.session.enrolment is not None
    assert window.session.enrolment.acting == "Wang Fang"


def test_an_off_screen_start_has_no_dialog_and_no_enrolment(qtbot: QtBot, program: Callable[[bool], Program]) -> None:
    running = program(True)
    qtbot.wait(1_000)  # four checks of the enrolment
    assert running.window.findChild(QInputDialog) is None
    principal = principal_of(running)
    assert principal is not None
    assert principal.people == ()


def test_no_person_is_enrolled_before_a_name_is_entered_and_commands_carry_none(new_owner: LiveDesktop) -> None:
    event_id = new_owner.report("garbage")
    [record] = new_owner.records_of(event_id)
    assert (record.by, record.for_) == ("owner", "")
    assert people(new_owner) == ()


def test_the_entered_name_is_enrolled_and_recorded_from_then_on(
    qtbot: QtBot, new_owner: LiveDesktop, open_window: OpenWindow
) -> None:
    window = open_window(new_owner.session)
    window.menu.operator.trigger()
    type_name(qtbot, window, "Wang Fang")
    new_owner.until(lambda: people(new_owner) == ("Wang Fang",), "the enrolment")
    event_id = new_owner.report("garbage")
    [record] = new_owner.records_of(event_id)
    assert (record.by, record.for_) == ("owner", "Wang Fang")
    assert record.who == "Wang Fang"


def test_a_command_sent_before_the_enrolment_is_complete_is_accepted_and_carries_no_person(
    new_owner: LiveDesktop,
) -> None:
    new_owner.session.operator.rename("王芳")
    assert new_owner.session.enrolment is not None
    assert new_owner.session.enrolment.acting == ""
    event_id = new_owner.report("garbage")
    [record] = new_owner.records_of(event_id)
    assert (record.by, record.for_) == ("owner", "")
    new_owner.until(lambda: new_owner.session.enrolment.acting == "王芳", "the enrolment")  # type: ignore[union-attr]


def test_a_key_with_a_fixed_list_of_people_offers_only_these(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS, key=SEAT.id, person="").live()
    window = open_window(desk.session)
    window.menu.operator.trigger()
    choice = question(window).findChild(QComboBox)
    assert choice is not None
    assert [choice.itemText(row) for row in range(choice.count())] == ["李霞", "王磊"]
    assert not choice.isEditable()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    qtbot.keyClick(question(window), Qt.Key.Key_Return)
    assert desk.session.enrolment is not None
    assert desk.session.enrolment.acting == "王磊"
    [record] = desk.records_of(desk.report("garbage"))
    assert (record.by, record.for_) == ("seat-2", "王磊")


def test_a_name_not_enrolled_for_the_key_is_not_put_on_commands_and_the_header_shows_it(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS, key=SEAT.id, person="赵六").live()
    window = open_window(desk.session)
    window.header.count_now()
    assert window.header.person.text() == "值班：赵六（未登记）"
    [record] = desk.records_of(desk.report("garbage"))
    assert (record.by, record.for_) == ("seat-2", "")
    assert people(desk) == SEAT.people


def test_a_refused_enrolment_is_requested_once_and_the_header_shows_why(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS, person="").live()
    requested: list[str] = []

    def full(id: str, person: str) -> None:
        requested.append(person)
        raise BadRegistration("{path}: cannot be written", path="owner.toml")

    desk.realm.register_hooks["enrol"] = full
    window = open_window(desk.session)
    enrolment = desk.session.enrolment
    assert enrolment is not None
    desk.session.operator.rename("王芳")
    desk.until(lambda: enrolment.refusal, "the refusal")
    for _ in range(3 * RETRY_CHECKS):
        enrolment.refresh()
    for _ in range(5):
        desk.step()
    assert requested == ["王芳"]
    window.header.count_now()
    assert window.header.person.text() == "值班：王芳（未登记）"
    assert "owner.toml" in window.header.person.toolTip()
    desk.session.operator.rename("李强")
    desk.until(lambda: requested == ["王芳", "李强"], "another name is tried")


def test_a_key_without_people_shows_who_enrols_them_and_asks_for_no_name(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS, key=EMPTY_SEAT.id, person="").live()
    window = open_window(desk.session)
    window.menu.operator.trigger()
    assert window.findChild(QInputDialog) is None
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "管理员" in box.text()


@pytest.mark.parametrize(("key", "dialogs"), [(OWNER.id, 1), (SEAT.id, 1), (WALL.id, 0)])
def test_a_name_is_requested_once_for_keys_that_issue_commands_and_never_for_a_wall(
    open_desk: OpenDesk, key: str, dialogs: int
) -> None:
    desk = open_desk(principals=PRINCIPALS, key=key, person="")
    wanted: list[str] = []
    assert desk.session.enrolment is not None
    desk.session.enrolment.name_wanted.connect(lambda: wanted.append(key))
    desk.live()
    for _ in range(3):
        desk.session.enrolment.refresh()
    assert len(wanted) == dialogs


def test_the_header_shows_not_signed_on_until_a_name_is_entered(
    new_owner: LiveDesktop, open_window: OpenWindow
) -> None:
    window = open_window(new_owner.session)
    window.header.count_now()
    assert window.header.person.text() == "值班：未登记"
    new_owner.session.operator.rename("王芳")
    new_owner.until(lambda: people(new_owner) == ("王芳",), "the enrolment")
    window.header.count_now()
    assert window.header.person.text() == "值班：王芳"


def test_a_name_is_normalised_to_nfc_as_in_the_backend(qapp: QApplication, tmp_path: Path) -> None:
    operator = Operator(QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat))
    operator.rename("Jose\u0301  Li ")
    assert operator.name == "Jos\u00e9 Li"


@pytest.mark.parametrize("pasted", ["王\u200b芳", "\ufeff王芳", "王芳 \u200b", "王\u2060\u00ad芳"], ids=ascii)
def test_invisible_characters_of_a_pasted_name_are_dropped(qapp: QApplication, tmp_path: Path, pasted: str) -> None:
    operator = Operator(QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat))
    operator.rename(pasted)
    assert operator.name == "王芳"


def test_a_name_of_invisible_characters_is_ignored_like_a_blank_one(qapp: QApplication, tmp_path: Path) -> None:
    operator = Operator(QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat))
    operator.rename("\u200b \ufeff")
    assert operator.is_new


@pytest.mark.parametrize(
    ("key", "shown"), [(WALL.id, "wall · 大屏"), (AUDITOR.id, "books · 审计员"), (EMPTY_SEAT.id, "seat-3 · 值班员")]
)
def test_a_key_without_people_is_shown_with_its_role_and_not_with_a_name_entered_for_another_key(
    open_desk: OpenDesk, open_window: OpenWindow, key: str, shown: str
) -> None:
    window = open_window(open_desk(principals=PRINCIPALS, key=key, person="root").live().session)
    window.header.count_now()
    assert window.header.person.text() == shown
    assert window.header.person.isVisible()


def test_no_person_is_shown_before_the_principal_is_known(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS, key=SEAT.id, person="李霞")
    window = open_window(desk.session)
    assert not window.header.person.isVisible()
    desk.live()
    window.header.count_now()
    assert window.header.person.isVisible()
    assert window.header.person.text() == "值班：李霞"
