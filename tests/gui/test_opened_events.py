"""Events opened by an alarm are named in the current language everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import WATCH
from county.catalog import Name
from county.events.event import Event
from county.numbering import new_event_id
from desktop import i18n
from desktop.cards.card import Card
from desktop.events.event_list import EventList
from desktop.events.query import EventQuery
from desktop.map.search_box import SearchBox
from desktop.map.view import MapView
from desktop.panels.messages import Messages
from desktop.steps.command_forms import MergeForm
from layers.events import EventsLayer
from layers.resources import ResourcesLayer
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.rows import readings_of

DAY_MS = 86_400_000


class Opened:
    """A county with one event opened by an alarm, and its titles."""

    def __init__(self, scripted: ScriptedDesktop) -> None:
        self.scripted, self.session = scripted, scripted.session
        self.sensor = next(sensor for sensor in scripted.session.package.sensors if sensor.kind == "bin")
        self.event_id = self.open()
        self.titles = {"zh": f"{self.sensor.name}垃圾桶满溢", "en": f"{self.sensor.name}: Bin full"}

    def open(self, rule: str = "bin_full") -> str:
        """The backend opens an event for an alarm of the sensor; returns its number."""
        event_id = new_event_id(self.scripted.clock.now_ms())
        body = r.EventReported(
            event_id=event_id, subclass="bin_overflow", title="", source="sensor", x_m=self.sensor.x_m,
            y_m=self.sensor.y_m, division="", level="general", sensor_id=self.sensor.id, alarm_id="A1",
            cause=c.AlarmCause(rule=rule, channel="fill", value=84.0, limit=80.0),
        )  # fmt: skip
        self.scripted.happen(body, person="", by=WATCH.id)
        return event_id

    def event(self) -> Event:
        return self.scripted.event(self.event_id)


@pytest.fixture
def opened(scripted: ScriptedDesktop) -> Opened:
    return Opened(scripted)


@pytest.fixture
def card(opened: Opened, qtbot: QtBot) -> Iterator[Card]:
    with shown_panel(Card(opened.session), qtbot, (900, 900)) as panel:
        yield panel


def check_both_languages(opened: Opened, shown_text: Callable[[], str]) -> None:
    """The displayed text follows the language, in both directions."""
    for language in ("zh", "en", "zh"):
        i18n.set_language(language)  # type: ignore[arg-type]
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
        QApplication.processEvents()
        assert opened.titles[language] in shown_text()
        assert opened.titles["en" if language == "zh" else "zh"] not in shown_text()


def test_the_list_names_it(opened: Opened, qtbot: QtBot) -> None:
    events = EventList(opened.session)
    qtbot.addWidget(events)
    events.show()
    qtbot.waitUntil(lambda: events.rows.rowCount() == 1)
    check_both_languages(opened, lambda: events.rows.index(0, 0).data())
    events.release()


def test_the_list_finds_it_by_its_title_in_either_language(opened: Opened, qtbot: QtBot) -> None:
    opened.scripted.report("other")
    events = EventList(opened.session)
    qtbot.addWidget(events)
    events.show()
    for text in ("桶满溢", ": bin FULL"):
        opened.session.active_query.set(EventQuery(text=text))
        qtbot.waitUntil(lambda: [*events.rows.ids(0, 9)] == [opened.event_id])
        opened.session.active_query.set(EventQuery())
        qtbot.waitUntil(lambda: events.rows.rowCount() == 2)
    events.release()


def test_its_card_names_it_and_shows_the_measured_value(opened: Opened, card: Card) -> None:
    opened.session.focus.select("events", opened.event_id)
    check_both_languages(opened, card.event_card.name.text)
    assert "满溢度 84%，限值 80%" in card.event_card.time_line.text()
    i18n.set_language("en")
    QApplication.processEvents()
    assert "Fill level 84%, limit 80%" in card.event_card.time_line.text()


def test_the_attention_panel_names_it(opened: Opened, card: Card) -> None:
    check_both_languages(opened, lambda: card.nothing.waiting.rows[0].what.text())
    opened.scripted.dispatch(opened.event_id)
    opened.scripted.clock.advance(3 * DAY_MS)
    card.nothing.show_now()
    check_both_languages(opened, lambda: card.nothing.overdue.rows[0].what.text())


def test_the_list_of_a_box_selection_names_it(opened: Opened, card: Card) -> None:
    opened.session.focus.select("events", opened.event_id, opened.scripted.report("other"))
    check_both_languages(opened, lambda: card.chosen_list.rows.index(0).data())


def test_the_card_of_the_dispatched_unit_names_it(opened: Opened, card: Card) -> None:
    resources = opened.session.layers.of(ResourcesLayer)
    unit = next(iter(opened.session.package.resources)).id
    opened.scripted.dispatch(opened.event_id, unit)
    assert resources.tasks[unit].event_id == opened.event_id
    opened.session.focus.select("resources", unit)
    check_both_languages(opened, lambda: "\n".join(value.text() for _, value in card.fact_card.facts.lines))


def test_messages_about_it_name_it(opened: Opened, qtbot: QtBot) -> None:
    messages = Messages(opened.session)
    qtbot.addWidget(messages)
    messages.show()
    opened.session.submissions.send(c.FileEvent(event_id=opened.event_id))
    opened.scripted.accept(r.EventFiled(event_id=opened.event_id))
    check_both_languages(opened, lambda: messages.lines.item(0).text())
    messages.release()


def test_it_is_named_among_the_merge_targets(opened: Opened, qtbot: QtBot) -> None:
    other = opened.scripted.event(opened.scripted.report("other"))

    def offered() -> str:
        form = MergeForm(opened.session, other, c.MergeEvent)
        qtbot.addWidget(form)
        return form.into.itemText(0)

    check_both_languages(opened, offered)


def test_the_map_names_it_under_the_cursor(opened: Opened, qtbot: QtBot) -> None:
    session = opened.session
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    found = [(session.layers.of(EventsLayer), opened.event_id)]

    def told() -> str:
        view.tip.tell(QPoint(), found, 0)
        return view.tip.text()

    check_both_languages(opened, told)
    view.close()


def test_the_search_box_finds_it_in_either_language_and_names_it_in_that_of_the_screen(
    opened: Opened, qtbot: QtBot
) -> None:
    session = opened.session
    box = SearchBox(session.layers, session.focus, session.package, session.named_places)
    qtbot.addWidget(box)
    box.setFocus()
    for title in opened.titles.values():
        assert [hit.item_id for hit in box.hits(title)][:1] == [opened.event_id]

    def listed() -> str:
        box.setText(opened.titles["en"])
        box._offer()
        return box.rows.item(1).text()

    check_both_languages(opened, listed)
    box.close()


def test_a_full_bin_is_named_in_both_languages_on_earlier_and_later_desktops(open_desk: OpenDesk) -> None:
    watched = open_desk().live()
    realm = watched.realm
    sensor = next(sensor for sensor in realm.package.sensors if sensor.kind == "bin")
    client, now_ms = realm.plain_client(), realm.clock.now_ms()
    client.send(readings_of("full", [sensor.id], ["fill"], [now_ms], [95.0]))
    events = watched.session.layers.of(EventsLayer)
    watched.until(lambda: len(events), "the event of a full bin")
    client.close()
    [event_id] = events.columns.ids.tolist()
    for desk in (watched, open_desk().live()):
        title = desk.session.layers.of(EventsLayer).title(event_id)
        assert title == Name(f"{sensor.name}垃圾桶满溢", f"{sensor.name}: Bin full")


def test_an_event_whose_rule_is_not_in_the_catalogue_is_called_by_its_keys(opened: Opened, card: Card) -> None:
    event_id = opened.open("unknown")
    opened.session.focus.select("events", event_id)
    assert card.event_card.name.text() == f"{opened.sensor.id} unknown"
    assert "fill 84" in card.event_card.time_line.text()


def test_an_event_of_an_earlier_version_keeps_its_recorded_title(opened: Opened, card: Card) -> None:
    opened.session.focus.select("events", opened.scripted.report("旧标题"))
    i18n.set_language("en")
    QApplication.processEvents()
    assert card.event_card.name.text() == "旧标题"
