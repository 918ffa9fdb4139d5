"""The operator: prompted once at the first start; commands carry the person only after enrolment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from county.authority import Principal, Role
from county.realm import LIVE, Realm
from desktop.app import Program
from desktop.duty.enrolment import RETRY_CHECKS, Enrolment
from desktop.duty.operator import Operator
from desktop.duty.operator_dialog import OperatorDialog
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.keys.registration import BadRegistration
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop

OWNER = Principal(id="owner", roles=frozenset({Role.OPERATOR, Role.ADMIN}))
SEAT = Principal(id="seat-2", roles=frozenset({Role.OPERATOR}), people=("李霞", "王磊"))
EMPTY_SEAT = Principal(id="seat-3", roles=frozenset({Role.OPERATOR}))
WALL = Principal(id="wall", roles=frozenset({Role.WALL}))
AUDITOR = Principal(id="books", roles=frozenset({Role.AUDITOR}))
PRINCIPALS = (OWNER, SEAT, EMPTY_SEAT, WALL, AUDITOR)
WAIT_MS = 30_000
COUNTY = "999901"
OpenWindow = Callable[[Session], MainWindow]


def question(window: MainWindow) -> OperatorDialog:
    found = window.findChildren(OperatorDialog)
    assert len(found) == 1
    return found[0]


def confirm(qtbot: QtBot, dialog: OperatorDialog) -> None:
    """Click the button that puts the person on duty."""
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


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
    return None if program.source is None else program.source.health().principal


def test_the_first_start_asks_for_the_operator_and_enrols_the_name(
    qtbot: QtBot, program: Callable[[bool], Program]
) -> None:
    running = program(False)
    window = running.window
    qtbot.waitUntil(lambda: window.findChild(OperatorDialog) is not None, timeout=WAIT_MS)
    assert window.session is not None
    assert window.map.isVisible()
    type_name(qtbot, window, "Wang Fang")
    qtbot.waitUntil(lambda: principal_of(running).people == ("Wang Fang",), timeout=WAIT_MS)  # type: ignore[union-attr]
    assert window.session.enrolment is not None
    assert window.session.enrolment.acting == "Wang Fang"


def test_an_off_screen_start_has_no_dialog_and_no_enrolment(qtbot: QtBot, program: Callable[[bool], Program]) -> None:
    running = program(True)
    qtbot.wait(1_000)  # four checks of the enrolment
    assert running.window.findChild(OperatorDialog) is None
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
    for _ in range(2):
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    qtbot.keyClick(question(window), Qt.Key.Key_Return)
    assert desk.session.enrolment is not None
    assert desk.session.enrolment.acting == "王磊"
    [record] = desk.records_of(desk.report("garbage"))
    assert (record.by, record.for_) == ("seat-2", "王磊")


def test_a_name_not_enrolled_for_the_key_is_neither_shown_nor_put_on_commands_and_the_persons_are_asked_for(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS, key=SEAT.id, person="赵六")
    wanted: list[str] = []
    assert desk.session.enrolment is not None
    desk.session.enrolment.name_wanted.connect(lambda: wanted.append(SEAT.id))
    desk.live()
    window = open_window(desk.session)
    desk.session.enrolment.refresh()
    window.header.count_now()
    assert wanted == [SEAT.id]
    assert window.header.person.text() == "值班：未登记"
    [record] = desk.records_of(desk.report("garbage"))
    assert (record.by, record.for_) == ("seat-2", "")
    assert people(desk) == SEAT.people


@pytest.mark.parametrize("remembered", ["", "王芳"])
@pytest.mark.parametrize("roles", [{Role.DIRECTOR}, {Role.OPERATOR, Role.ADMIN}])
def test_the_only_person_of_a_key_is_on_duty_without_a_question_whatever_name_the_machine_remembers(
    open_desk: OpenDesk, open_window: OpenWindow, remembered: str, roles: set[Role]
) -> None:
    key = Principal(id="drill-desk", roles=frozenset(roles), people=("张导",))
    desk = open_desk(principals=(key,), key=key.id, person=remembered)
    wanted: list[str] = []
    enrolment = desk.session.enrolment
    assert enrolment is not None
    enrolment.name_wanted.connect(lambda: wanted.append(key.id))
    window = open_window(desk.live().session)
    enrolment.refresh()
    window.header.count_now()
    assert window.header.person.text() == "值班：张导"
    assert enrolment.acting == "张导"
    assert wanted == []
    assert people(desk) == ("张导",), "the remembered name was not enrolled"


def test_an_administrators_key_with_persons_lists_them_and_enrols_another_one_only_when_it_is_entered(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    key = Principal(id="owner", roles=frozenset({Role.OPERATOR, Role.ADMIN}), people=("李霞", "王磊"))
    desk = open_desk(principals=(key,), key=key.id, person="王芳").live()
    window = open_window(desk.session)
    for _ in range(5):
        desk.step()
    assert people(desk) == ("李霞", "王磊")
    window.menu.operator.trigger()
    choice = question(window).findChild(QComboBox)
    assert choice is not None
    assert [choice.itemText(row) for row in range(choice.count())] == ["李霞", "王磊"]
    type_name(qtbot, window, "Wang Fang")
    desk.until(lambda: people(desk) == ("李霞", "王磊", "Wang Fang"), "the enrolment")
    assert desk.session.enrolment is not None
    assert desk.session.enrolment.acting == "Wang Fang"


def test_a_name_that_the_machine_remembers_is_enrolled_when_it_is_confirmed(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    key = Principal(id="owner", roles=frozenset({Role.OPERATOR, Role.ADMIN}), people=("李霞", "王磊"))
    desk = open_desk(principals=(key,), key=key.id, person="王芳").live()
    window = open_window(desk.session)
    window.menu.operator.trigger()
    assert question(window).text() == "王芳"
    confirm(qtbot, question(window))
    desk.until(lambda: people(desk) == ("李霞", "王磊", "王芳"), "the enrolment")


def test_a_person_who_leaves_the_register_is_not_replaced_without_a_question(scripted: ScriptedDesktop) -> None:
    operator, source = scripted.session.operator, scripted.source
    source.condition = replace(source.condition, principal=SEAT)
    enrolment = Enrolment(operator, source, source)
    wanted: list[str] = []
    enrolment.name_wanted.connect(lambda: wanted.append(SEAT.id))
    operator.rename("李霞")
    assert enrolment.acting == "李霞"
    left = Principal(id=SEAT.id, roles=SEAT.roles, people=("王磊",))
    source.condition = replace(source.condition, principal=left)
    enrolment.refresh()
    assert enrolment.acting == ""
    assert wanted == [SEAT.id]
    enrolment.stop()


def test_a_drill_and_the_live_realm_remember_a_person_each(qapp: QApplication, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat)
    Operator(settings, COUNTY, LIVE).rename("王芳")
    drill = Operator(settings, COUNTY, Realm("drill:7"))
    assert drill.name == ""
    drill.rename("张导")
    assert Operator(settings, COUNTY, LIVE).name == "王芳"
    assert Operator(settings, COUNTY, Realm("drill:7")).name == "张导"


def test_a_person_of_one_county_is_not_on_duty_in_another(qapp: QApplication, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat)
    Operator(settings, COUNTY, LIVE).rename("王磊")
    assert Operator(settings, "433123", LIVE).name == ""
    assert Operator(settings, COUNTY, LIVE).name == "王磊"


def test_a_new_window_asks_where_two_persons_were_on_duty(qapp: QApplication, tmp_path: Path) -> None:
    path = str(tmp_path / "desktop.ini")
    first = Operator(QSettings(path, QSettings.Format.IniFormat), COUNTY, LIVE)
    first.rename("李霞")
    second = Operator(QSettings(path, QSettings.Format.IniFormat), COUNTY, LIVE)
    assert second.name == "李霞"
    second.rename("王磊")
    assert first.name == "李霞", "the window that is open stays hers"
    assert Operator(QSettings(path, QSettings.Format.IniFormat), COUNTY, LIVE).name == ""


def test_what_is_typed_is_put_on_duty_not_a_name_that_begins_like_it(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = OperatorDialog(("Wang Lei", "Li Xia"), "", others=True, parent=parent)
    dialog.open()
    entered: list[str] = []
    dialog.entered.connect(entered.append)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClicks(line, "Wang")
    assert line.text() == "Wang"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert entered == ["Wang"]


@pytest.mark.parametrize("text", ["", "  ", "\u200b"], ids=ascii)
def test_an_empty_name_keeps_the_dialog_open_with_the_field_marked_and_the_reason(
    qtbot: QtBot, new_owner: LiveDesktop, open_window: OpenWindow, text: str
) -> None:
    window = open_window(new_owner.session)
    window.menu.operator.trigger()
    dialog = question(window)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(text)
    confirm(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog.problem.isVisible()
    assert dialog.problem.text() == "姓名为空；请输入人员姓名"
    assert line.property("wrong") is True
    assert new_owner.session.operator.name == ""
    qtbot.keyClicks(line, "W")
    assert not dialog.problem.isVisible()
    assert line.property("wrong") is False
    confirm(qtbot, dialog)
    assert not dialog.isVisible()
    assert new_owner.session.operator.name == "W"


def test_a_hasty_return_puts_none_of_several_persons_on_duty(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS, key=SEAT.id, person="").live()
    window = open_window(desk.session)
    window.menu.operator.trigger()
    dialog = question(window)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.problem.text() == "请选择值班人员"
    assert desk.session.operator.name == ""


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
    assert window.findChild(OperatorDialog) is None
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
    operator = Operator(QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat), COUNTY, LIVE)
    operator.rename("Jose\u0301  Li ")
    assert operator.name == "Jos\u00e9 Li"


@pytest.mark.parametrize("pasted", ["王\u200b芳", "\ufeff王芳", "王芳 \u200b", "王\u2060\u00ad芳"], ids=ascii)
def test_invisible_characters_of_a_pasted_name_are_dropped(qapp: QApplication, tmp_path: Path, pasted: str) -> None:
    operator = Operator(QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat), COUNTY, LIVE)
    operator.rename(pasted)
    assert operator.name == "王芳"


def test_a_name_of_invisible_characters_is_ignored_like_a_blank_one(qapp: QApplication, tmp_path: Path) -> None:
    operator = Operator(QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat), COUNTY, LIVE)
    operator.rename("\u200b \ufeff")
    assert operator.name == ""


@pytest.mark.parametrize(
    ("key", "shown"),
    [(WALL.id, "wall · 大屏"), (AUDITOR.id, "books · 审计员"), (EMPTY_SEAT.id, "值班：未登记 · seat-3 · 值班员")],
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
