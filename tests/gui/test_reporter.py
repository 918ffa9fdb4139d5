"""The reporter of an event is disclosed to those whose work needs it, and nowhere else; the token is never shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from county import commands as c
from county.authority import Principal, Role
from desktop import i18n
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.store.ports import StoreError
from tests.gui.conftest import OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.gui.readable import texts
from tests.memory_realm import OWNER

WALL = Principal(id="wall-1", roles=frozenset({Role.WALL}))
PRINCIPALS = (OWNER, WALL)
REPORTER = "张三 13800138000"
OpenWindow = Callable[[Session], MainWindow]


def shown(window: MainWindow) -> str:
    """The card's line about the reporter; "" without such a line."""
    lines = {name.text(): value.text() for name, value in window.card.event_card.facts.lines if not name.isHidden()}
    return lines.get("上报人", "")


def token_of(desk: LiveDesktop, event_id: str) -> str:
    event = desk.event(event_id)
    assert event is not None
    return event.reporter


def test_an_operator_sees_the_reporter(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    desk = open_desk(principals=PRINCIPALS).live()
    window = open_window(desk.session)
    desk.session.focus.select("events", desk.report("garbage", reporter=REPORTER))
    assert shown(window) == "正在查询…"
    desk.until(lambda: shown(window) == REPORTER, "the contact")


def test_a_wall_sees_that_its_role_may_not_view_the_reporter(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    event_id = open_desk(principals=PRINCIPALS).live().report("garbage", reporter=REPORTER)
    wall = open_desk(key=WALL.id, person="").live()
    window = open_window(wall.session)
    wall.session.focus.select("events", event_id)
    assert shown(window) == "已登记；本席位角色无权查看"
    for _ in range(5):
        wall.step()
    assert REPORTER not in "\n".join(texts(window))


def test_an_erased_contact_is_shown_as_erased(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    desk = open_desk(principals=PRINCIPALS).live()
    event_id = desk.report("garbage", reporter=REPORTER)
    assert desk.realm.contacts.erase(token_of(desk, event_id))
    window = open_window(desk.session)
    desk.session.focus.select("events", event_id)
    desk.until(lambda: shown(window) == "已删除或未留存", "the contact")


def test_unreadable_contacts_are_shown_as_unreadable_and_not_as_erased(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS).live()
    event_id = desk.report("garbage", reporter=REPORTER)

    def fail(token: str) -> bytes | None:
        raise StoreError("the file cannot be read")

    desk.realm.contacts.find = fail  # type: ignore[method-assign]
    window = open_window(desk.session)
    desk.session.focus.select("events", event_id)
    desk.until(lambda: shown(window) == "无法读取，详见后台日志", "the contact")


def test_a_lookup_that_fails_in_the_backend_is_shown_on_the_card(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS).live()
    event_id = desk.report("garbage", reporter=REPORTER)

    def fail(token: str) -> bytes | None:
        raise RuntimeError("a defect")

    desk.realm.contacts.find = fail  # type: ignore[method-assign]
    window = open_window(desk.session)
    desk.session.focus.select("events", event_id)
    desk.until(lambda: "a defect" in shown(window), "the trouble")
    assert "ContactRequest" in shown(window)


def test_an_event_without_a_reporter_has_no_such_line(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    desk = open_desk(principals=PRINCIPALS).live()
    window = open_window(desk.session)
    desk.session.focus.select("events", desk.report("garbage"))
    assert shown(window) == ""


def test_the_reporter_of_one_event_is_never_shown_on_the_card_of_another(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(principals=PRINCIPALS).live()
    window = open_window(desk.session)
    first, second = desk.report("one", reporter=REPORTER), desk.report("two", reporter="李四 13900139000")
    desk.session.focus.select("events", first)
    desk.session.focus.select("events", second)  # before the reply about the first one arrives
    assert shown(window) == "正在查询…"
    desk.until(lambda: shown(window) != "正在查询…", "the contact")
    assert shown(window) == "李四 13900139000"


def test_the_token_is_shown_nowhere_and_finds_nothing(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    desk = open_desk(principals=PRINCIPALS).live()
    window = open_window(desk.session)
    event_id = desk.report("garbage", reporter=REPORTER)
    token = token_of(desk, event_id)
    assert token
    assert token != REPORTER
    desk.session.focus.select("events", event_id)
    desk.until(lambda: shown(window) == REPORTER, "the contact")
    desk.send(c.FileEvent(event_id=event_id))
    for language in ("zh", "en"):
        i18n.set_language(language)  # type: ignore[arg-type]
        QApplication.processEvents()
        read = "\n".join(texts(window))
        assert REPORTER in read
        assert token not in read
    assert window.map.search.hits(token) == []
    assert all(desk.session.layers[key].search(token, 5) == [] for key in ("events", "sensors"))
    assert token not in {str(fact.value) for fact in desk.session.layers["events"].facts(event_id)}


def test_the_line_of_the_reporter_follows_the_language(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    event_id = open_desk(principals=PRINCIPALS).live().report("garbage", reporter=REPORTER)
    wall = open_desk(key=WALL.id, person="").live()
    window = open_window(wall.session)
    wall.session.focus.select("events", event_id)
    i18n.set_language("en")
    QApplication.processEvents()
    facts = {name.text(): value.text() for name, value in window.card.event_card.facts.lines}
    assert facts["Reporter"] == "on file; this role may not view it"
