"""The event list: filtered, sorted, live; selection and scroll position are kept while rows change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from county.clock import monotonic_ms
from county.texts import LONGEST_NAME
from desktop import theme
from desktop.archive.further_events import FurtherEvents
from desktop.events.bulk_bar import BulkBar
from desktop.events.filter_menu import FilterMenu
from desktop.events.narrowing import Narrowing
from desktop.events.next_event import NextEvent
from desktop.events.query import ALL, CLOSED, IN_HAND, OPEN, TO_VERIFY, WAITING, EventQuery, name_of
from desktop.events.search_elsewhere import SearchElsewhere
from desktop.events.view import EventView
from desktop.figures.as_of import as_of, data_arrived
from desktop.i18n import pick
from desktop.input.form_keys import leave_keys
from desktop.input.former_focus import FormerFocus
from desktop.input.keys import KEYS
from desktop.item_models.event_line_delegate import EventLineDelegate
from desktop.item_models.event_rows import ID_ROLE, EventRows, Order
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.filter_box import FilterBox
from desktop.widgets.literal import PlainLabel
from desktop.widgets.narrow_box import narrow
from desktop.widgets.steady import SteadyLabel
from layers.events import LEVEL_NAMES, EventsLayer
from layers.focus import Selection

REFRESH_MS = 5_000
"""Interval for re-evaluating conditions on time: events become overdue without a record."""
COUNT_MS = 400
"""A new count lays out the docks again, and need not move faster than an eye reads."""
MOST_PX = 16_777_215
"""Qt's largest height of a widget."""
TYPING_MS = 150
"""Delay of the search after the last key press."""
GROUP_CHARACTERS = 6
"""Room for the name of a group; what is searched has the rest."""
ORDER_PX = 110
"""Least width of the list of orders; the longest English name takes 125."""
_GROUPS = (OPEN, WAITING, IN_HAND, TO_VERIFY, CLOSED, ALL)
_ORDERS: tuple[Order, ...] = ("urgent", "newest", "due", "level")


class EventList(Panel):
    """Search, filters and order above, rows below."""

    main_wanted = Signal(str)
    """The key for the main action was pressed on this event."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self._shown_query: tuple[EventQuery, Order] | None = None
        self._updating = False
        """While rows move, a change of the current row is not a user's choice."""
        self._events = session.layers.of(EventsLayer)
        states = session.layers.states("event")
        self.rows = EventRows(self._events.columns, states, session.event_names, self)
        self._delegate = EventLineDelegate(session.catalog, session.styles, session.clock, session.divisions.path)
        self._delegate.attendance = session.attendance
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(LONGEST_NAME)
        self._former_focus = FormerFocus(self.search)
        leave_keys(self.search, self._leave_search)
        self.group = narrow(QComboBox(), GROUP_CHARACTERS)
        self.event_class, self.level = FilterBox(session.catalog.event_classes), FilterBox(LEVEL_NAMES)
        self.order = QComboBox()
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.order.setMinimumWidth(theme.px(ORDER_PX))
        self.overdue = QPushButton()
        self.mine = QPushButton()
        self.all = QPushButton()
        self.more = QPushButton()
        self.more.setCheckable(True)
        self.count = SteadyLabel()
        self.count.setProperty("role", "muted")
        self.until = PlainLabel()
        """Until when the list was current, on a line of its own: next to the count it would be elided."""
        self.until.setProperty("role", "hint")
        self.until.hide()
        self.view = EventView(self.rows, self._delegate, keeps_order=True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.moving = self._keep_position
        self.bulk = BulkBar(session, self.view, self.selected_ids, monotonic)
        self.bulk.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.filters = FilterMenu(session)
        self.narrowing = Narrowing(session)
        self.next = NextEvent(session, self.rows)
        self.next.wanted.connect(self._take_next)
        for key in KEYS["list.news"].sequences:
            QShortcut(key, self, self.show_news)
        self.further = FurtherEvents(session)
        self._counting = QTimer(self, singleShot=True, interval=COUNT_MS)
        self._counting.timeout.connect(self._show_count)
        self._elsewhere = SearchElsewhere(session, self)
        self._elsewhere.changed.connect(self.refresh)
        self._arrange()
        self._fill()
        self.listen(self._events.changed, self._follow)
        self.listen(session.active_query.changed, self._show_query)
        self.listen(session.focus.selected, self._show_selection)
        self.listen(session.attendance.changed, self._redraw)
        self.every(REFRESH_MS, self._age)
        self.retranslate()
        self._restore()
        self._show_query(session.active_query.query)

    def _redraw(self) -> None:
        self.view.viewport().update()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("EventList", "Events")

    def retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setToolTip(
            self.tr("Words, pinyin, initials, number, place, unit, note or phone; also events of earlier years")
        )
        for i, states in enumerate(_GROUPS):
            named = {OPEN: self.tr("All open"), ALL: self.tr("All")}
            self.group.setItemText(i, named.get(states) or pick(name_of(states)))
        self.event_class.retranslate(self.tr("All classes"))
        self.level.retranslate(self.tr("All levels"))
        orders = (
            self.tr("Urgent"), self.tr("Newest"), self.tr("Due"), self.tr("Level")
        )  # fmt: skip
        for i, text in enumerate(orders):
            self.order.setItemText(i, text)
        self.order.setToolTip(
            self.tr(
                "Emergencies always come first. Urgent: what is overdue or waits for the centre, then what "
                "is due soon; in each the higher level first, then the less time left"
            )
        )
        self.overdue.setText(self.tr("Overdue"))
        self.mine.setText(self.tr("Mine"))
        self.mine.setToolTip(self.tr("Only events that I worked on"))
        self.more.setText(self.tr("Filter"))
        self.filters.retranslate()
        self.all.setText(self.tr("Reset"))
        self._show_count()
        self.view.viewport().update()

    def focus_search(self) -> None:
        """Focus the search line."""
        self._former_focus.remember()
        self.search.setFocus()
        self.search.selectAll()

    def _leave_search(self) -> None:
        """Search for nothing, with the focus where it was before."""
        self.search.clear()
        self._former_focus.give_back()

    def _take_first(self) -> None:
        """Select the first event found, with the focus on its row."""
        if self._typed.isActive():
            self._typed.stop()
            self._filter()
        self.view.show_news()
        first = self.rows.index(0, 0)
        if first.isValid():
            self._session.focus.select(EventsLayer.key, first.data(ID_ROLE))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_news(self) -> None:
        """Bring what waits for its place into the list."""
        self.view.show_news()

    def selected_ids(self) -> list[str]:
        """Numbers of the selected events, in the order of the list."""
        chosen = self.view.selectionModel().selection()
        parts = map(chosen.at, range(chosen.count()))
        ranges = sorted((part.top(), part.bottom()) for part in parts if part.isValid())
        return [event_id for first, last in ranges for event_id in self.rows.ids(first, last)]

    def release(self) -> None:
        self._typed.stop()
        self.narrowing.release()
        self.next.release()
        self.further.release()
        self.bulk.release()
        self._elsewhere.release()
        super().release()

    def _arrange(self) -> None:
        self.rows.layoutChanged.connect(self._show_answer)
        self.view.chosen.connect(self._chosen)
        self.view.selectionModel().selectionChanged.connect(lambda: self.bulk.follow_selection())
        self.view.picked.connect(partial(self._session.focus.pick, EventsLayer.key))
        self.view.doubleClicked.connect(self._fly)
        self.view.entered.connect(self._enter)
        self.view.held.connect(self.bulk.hold_main)
        self.overdue.setCheckable(True)
        self.mine.setCheckable(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), 0)
        box.setSpacing(theme.px(6))
        self.narrow = QWidget()
        """Rarely used filters, always visible while one of them is active."""
        self.narrow.hide()
        self.more.toggled.connect(self.narrow.setVisible)
        inside = QVBoxLayout(self.narrow)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(6))
        search = QHBoxLayout()
        search.addWidget(self.search, 1)
        search.addWidget(self.group, 1)
        search.addWidget(self.all)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.view.mark, 1)
        self.view.news_waits.connect(lambda waits: self.count.setVisible(not waits))
        foot.addWidget(self.order)
        foot.addWidget(self.more)
        for widgets in ((self.event_class, self.level), (self.overdue, self.mine)):
            line = QHBoxLayout()
            for widget in widgets:
                line.addWidget(widget, 1)
            inside.addLayout(line)
        inside.addWidget(self.narrowing)
        inside.addWidget(self.filters)
        box.addLayout(search)
        box.addLayout(foot)
        box.addWidget(self.narrow)
        box.addWidget(self.view, 1)
        box.addWidget(self.bulk)  # what comes by itself stands below the rows, which stay where they are
        box.addWidget(self.until)
        box.addWidget(self.next)
        box.addWidget(self.further)

    def _fill(self) -> None:
        for group in _GROUPS:
            self.group.addItem("", group)
        for order in _ORDERS:
            self.order.addItem("", order)
        for combo in (self.group, self.event_class, self.level):
            combo.activated.connect(self._filter)
        self.order.activated.connect(self._reorder)
        self.narrowing.chosen.connect(self._filter)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPING_MS)
        self._typed.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda: self._typed.start())
        self.search.returnPressed.connect(self._take_first)
        self.overdue.clicked.connect(self._filter)
        self.mine.clicked.connect(self._filter)
        self.all.clicked.connect(self._clear)

    def _filter(self) -> None:
        active = self._session.active_query
        states = active.query.states if self.group.currentIndex() < 0 else _GROUPS[self.group.currentIndex()]
        query = replace(
            active.query,
            states=states,
            event_class=self.event_class.currentData(),
            level=self.level.currentData(),
            text=self.search.text().strip(),
            overdue=self.overdue.isChecked(),
            actor=self._session.author if self.mine.isChecked() else "",
        )
        active.set(self.narrowing.applied(query))

    def _restore(self) -> None:
        """Take up the filter and the order of the last run, unless the window was opened with another filter."""
        kept = self._session.saved_filters.last()
        if kept is None or self._session.active_query.query != EventQuery():
            return
        query, order = kept
        self.order.setCurrentIndex(max(0, self.order.findData(order)))
        self._session.active_query.set(query)

    def _reorder(self) -> None:
        self._keep()
        self.refresh()

    def _keep(self) -> None:
        self._session.saved_filters.keep(self._session.active_query.query, self.order.currentData())

    def _clear(self) -> None:
        self.more.setChecked(False)
        self._session.active_query.set(EventQuery())

    def _show_query(self, query: EventQuery) -> None:
        self.group.setCurrentIndex(_GROUPS.index(query.states) if query.states in _GROUPS else -1)
        self.event_class.setCurrentIndex(max(0, self.event_class.findData(query.event_class)))
        self.level.setCurrentIndex(max(0, self.level.findData(query.level)))
        if self.search.text().strip() != query.text:
            self.search.setText(query.text)
        self.overdue.setChecked(query.overdue)
        self.mine.setChecked(bool(query.actor))
        self.all.setVisible(query != EventQuery())
        self.narrowing.show_query(query)
        narrowed = query.town or query.unit or query.source or query.within_hours
        if query.event_class or query.level or query.overdue or query.actor or narrowed:
            self.more.setChecked(True)
        self._keep()
        self.refresh()

    def refresh(self) -> None:
        """Run the query again, as of now; a different query scrolls to the top."""
        search = self._session.active_query.query, self.order.currentData()
        query = search[0]
        if search != self._shown_query:
            self._shown_query = search
            self.view.scrollToTop()
            self._elsewhere.search(query.text)
        with self._keep_position():
            self.rows.search(*search, self._session.clock.now_ms(), self._elsewhere.found)
        self.further.show_query(query, self._elsewhere.found)
        self._show_count()

    def _age(self) -> None:
        """Update remaining times, and re-evaluate conditions on time."""
        query = self._session.active_query.query
        if query.text:
            self._elsewhere.search(query.text)
        if query.depends_on_time:
            self.refresh()
        with self._keep_position():
            self.rows.age(self._session.clock.now_ms())
        self._show_count()
        self.view.viewport().update()

    def _follow(self) -> None:
        with self._keep_position():
            self.rows.follow(self._events.last_change, self._session.clock.now_ms())
        if self._events.last_change is None:
            self._show_count()
        elif not self._counting.isActive():
            self._counting.start()

    @contextmanager
    def _keep_position(self) -> Iterator[None]:
        """Keep the selection and the uppermost visible row while rows move."""
        bar = self.view.verticalScrollBar()
        top = self.view.indexAt(self.view.viewport().rect().topLeft())
        top_id, before = (top.data(ID_ROLE), top.row()) if top.isValid() and bar.value() > 0 else ("", 0)
        scrolled = bar.value()
        was_updating, self._updating = self._updating, True
        try:
            yield
            self._show_selection(self._session.focus.selection, scroll=False)
        finally:
            self._updating = was_updating
        self.bulk.follow_selection()
        after = self.rows.row_of(top_id) if top_id else None
        if after is not None:
            self.view.doItemsLayout()
            bar.setValue(scrolled + (after - before) * self._delegate.row_px())

    def _show_answer(self) -> None:
        """A search over several event loop iterations is complete."""
        if not self._updating:
            self._show_selection(self._session.focus.selection, scroll=False)
            self._show_count()
            self.bulk.follow_selection()  # events that are not shown any more are not selected

    def _show_count(self) -> None:
        if not data_arrived(self._session):
            self.count.setText(self.tr("Connecting, no events have arrived yet …"))
            return
        n, total = self.rows.rowCount(), len(self._events)
        self._fit_found(n)
        self.next.refresh()
        text = self.tr("{n} of {total} events") if n else self.tr("No event matches, of {total}")
        counted = text.format(n=n, total=total) if total else self.tr("No events")
        counted = " · ".join(part for part in (counted, self._elsewhere.note) if part)
        self.count.set_forms((counted, f"{n} / {total}"))
        until = as_of(self._session)
        self.until.setText(until)
        self.until.setVisible(bool(until))

    def _fit_found(self, n: int) -> None:
        """While ended events are shown below, the rows above take no more room than they need."""
        room = MOST_PX if self.further.isHidden() else n * self._delegate.row_px()
        self.view.setMaximumHeight(min(MOST_PX, room))

    def _show_selection(self, selection: Selection | None, *, scroll: bool = True) -> None:
        chosen = selection.ids[0] if selection and selection.layer == "events" else ""
        if not scroll and len(self.selected_ids()) > 1:
            return  # rows moved: several selected ones stay selected
        was_updating, self._updating = self._updating, True
        try:
            if chosen and selection is not None and len(selection.ids) > 1:  # of a box on the map
                self.view.show_news()
                self.view.make_selected(selection.ids)
                return
            if scroll and chosen and self.rows.row_of(chosen) is None:
                self.view.show_news()  # it may wait for its place: it was selected elsewhere, not on these rows
            self.view.make_current(chosen, scroll=scroll)
        finally:
            self._updating = was_updating

    def _chosen(self, index: QModelIndex) -> None:
        if not (self._updating or self.view.taking_focus):
            self._session.focus.select("events", index.data(ID_ROLE))

    def _take_next(self, event_id: str) -> None:
        self.view.show_news()
        self._session.focus.select(EventsLayer.key, event_id)
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _enter(self, event_id: str) -> None:
        """While several are selected, their common step, which the bar below the list highlights."""
        if len(self.selected_ids()) == 1:
            self.main_wanted.emit(event_id)
        else:
            self.bulk.give_main()

    def _fly(self, index: QModelIndex) -> None:
        box = self._events.bounds_m(index.data(ID_ROLE))
        if box is not None:
            self._session.focus.fly_to.emit(box[0], box[1], 600.0)
