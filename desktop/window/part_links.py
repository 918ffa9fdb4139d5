"""What a part of the main window wants of another one: each signal that leads elsewhere, and the way there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from county.commands import EventCommand
from county.figures.metric import Figure
from county.input_faults import FaultSample
from desktop.archive.archive import Archive
from desktop.assessment.assessment import AssessmentPanel
from desktop.decisions.decisions import Decisions
from desktop.decisions.registry import PARTS
from desktop.drill.console import DrillConsole
from desktop.drill.inbox import DrillInbox
from desktop.drill.outbox import DrillOutbox
from desktop.drill.roster import DrillRoster
from desktop.drill.scores import DrillScores
from desktop.duty.shifts import ShiftsPanel
from desktop.events.boards import Boards
from desktop.events.kanban import Kanban
from desktop.figures.data_quality import DataQuality
from desktop.figures.evaluation import Evaluation
from desktop.input.covered_docks import is_covered
from desktop.input.keys import label_of
from desktop.leader.page import LeaderPage
from desktop.map.place_picker import PlacePicker
from desktop.need.need_forecast import NeedForecastPanel, VisitToReport
from desktop.panels.record_panel import RecordPanel
from desktop.places.input import PlaceInput
from desktop.plan_tracker.plan_tracker import MatterToReport, PlanTracker
from desktop.risks.risk_warnings import EventToReport, RiskWarnings
from desktop.session import Session
from desktop.staffing.staffing import StaffingPanel, TaskToReport
from desktop.units.closures import Closures
from desktop.window.figure_menus import FigureMenus
from desktop.window.menu_lists import watch_lists
from desktop.window.unaimed_keys import UnaimedKeys
from layers.focus import Selection
from services.protocol.analysis_messages import CountedBy

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow


WORKED_IN = ("alarms", "duty_log")
"""Panels with the steps, or the files, of what is selected in them.  Where texts are large they are tabs beside the
card."""


class PartLinks(QObject):
    """Connects the parts of ``window``; panels that do not exist yet, when they are made."""

    def __init__(self, window: MainWindow, session: Session, picker: PlacePicker) -> None:
        super().__init__(window)
        self._window, self._session, self._picker = window, session, picker
        self._numbers = FigureMenus(session, window)
        self._link_menu_and_header()
        self._link_places()
        self._link_cards_and_lists()
        self._link_figures()
        self._link_drill()

    def release(self) -> None:
        """Disconnect from the session."""
        self._numbers.release()
        self._session.briefings.begun.disconnect(self._show_briefings)
        self._session.focus.selected.disconnect(self._selected)

    def _link_menu_and_header(self) -> None:
        window, menu = self._window, self._window.menu
        menu.report_wanted.connect(self._show_report)
        menu.search_wanted.connect(self._show_search)
        menu.silence_wanted.connect(window.sound.silence)
        menu.emergency_wanted.connect(self._show_emergency)
        menu.print_wanted.connect(window.printing.print_event)
        menu.pdf_wanted.connect(window.printing.save_pdf)
        menu.import_wanted.connect(window.importer.ask)
        menu.twin_window_wanted.connect(window.twin.open_window)
        menu.view_wanted.connect(window.centre.show_view)
        menu.part_wanted.connect(self._go_to)
        menu.evaluation_wanted.connect(self._shower("evaluation"))
        menu.bulletin_wanted.connect(self._make_bulletin)
        window.centre.viewed.connect(menu.show_view)
        window.centre.viewed.connect(lambda view: window.twin.show_search(view == "twin"))
        unaimed = UnaimedKeys(window, window.card, self._session.focus)
        unaimed.said.connect(window.freshness.say)
        unaimed.card_wanted.connect(self._show_card)
        window.card.unaimed.connect(window.freshness.say)
        window.header.alarms_wanted.connect(self._shower("alarms"))
        window.header.units_wanted.connect(self._shower("units"))
        window.header.quality_wanted.connect(self._shower("quality"))
        window.header.list_wanted.connect(self._shower("events"))
        window.header.operator_wanted.connect(menu.ask_operator)
        window.panels.when_made(ShiftsPanel, lambda shifts: shifts.operator_wanted.connect(menu.ask_operator))

    def _link_places(self) -> None:
        """What is chosen on the map, and what can be done there."""
        window, menus = self._window, self._window.menus
        window.report.place_wanted.connect(self._pick_place)
        window.panels.when_made(Closures, lambda closures: closures.place_wanted.connect(self._pick_closure))
        window.card.event_card.steps.place_wanted.connect(self._pick_correction)
        menus.print_wanted.connect(window.printing.print_event)
        menus.report_wanted.connect(self._report_at)
        menus.nearby_wanted.connect(self._show_near)
        menus.card_wanted.connect(self._shower("card"))
        menus.list_wanted.connect(self._shower("events"))
        watch_lists(menus, window.panels)
        window.twin.begun.connect(menus.watch_twin)

    def _link_cards_and_lists(self) -> None:
        window, card, session = self._window, self._window.card, self._session
        steps = card.event_card.steps
        card.nothing.alarms_wanted.connect(self._shower("alarms"))
        for part in (window.alarms, card):
            part.report_wanted.connect(self._report_about)
        for leading in (card.event_card.links, card.fact_card):
            leading.panel_wanted.connect(self._continue_in)
        for showing in (card.event_card.plan, window.response_band):
            showing.panel_wanted.connect(window.workspace.raise_dock)
        steps.event_wanted.connect(lambda event_id: session.focus.select("events", event_id))
        window.panels.when_made(DataQuality, lambda quality: quality.correction_wanted.connect(self._correct))
        window.events.main_wanted.connect(self._give_main)
        window.events.next.wanted.connect(card.event_card.in_view.show)
        window.events.next.none_left.connect(self._show_unanswered)
        window.events.view.held.connect(steps.hold_main)
        for rows in (window.events.view, window.alarms.view):
            rows.stray.said.connect(window.freshness.say)
        window.panels.when_made(Boards, self._link_boards)
        window.panels.when_made(Kanban, self._link_kanban)
        session.focus.selected.connect(self._selected)

    def _link_boards(self, boards: Boards) -> None:
        boards.list_wanted.connect(self._shower("events"))
        boards.given.form_wanted.connect(self._open_form)
        for board in boards.boards:
            board.view.stray.said.connect(self._window.freshness.say)

    def _link_kanban(self, kanban: Kanban) -> None:
        kanban.given.form_wanted.connect(self._open_form)
        for column in kanban.columns:
            column.view.stray.said.connect(self._window.freshness.say)

    def _link_figures(self) -> None:
        """The leader's page, evaluation and briefings."""
        panels = self._window.panels
        self._window.emergency_band.card_wanted.connect(self._shower("card"))
        self._window.header.records_wanted.connect(self._show_counted)
        panels.when_made(LeaderPage, self._link_leader)
        self._window.header.menu_wanted.connect(self._numbers.open_for)
        self._window.header.plain_menu_wanted.connect(self._numbers.menu.open_on_plain)
        panels.when_made(Evaluation, self._link_numbers)
        panels.when_made(AssessmentPanel, self._link_assessment)
        self._numbers.events_wanted.connect(self._show_counted)
        self._numbers.trend_wanted.connect(self._show_trend)
        self._numbers.said.connect(self._window.freshness.say)
        self._session.briefings.begun.connect(self._show_briefings)
        panels.when_made(RiskWarnings, self._link_risks)
        panels.when_made(StaffingPanel, self._link_staffing)
        panels.when_made(PlanTracker, self._link_plans)
        panels.when_made(NeedForecastPanel, self._link_needs)
        panels.when_made(Decisions, self._link_decisions)

    def _link_decisions(self, decisions: Decisions) -> None:
        decisions.offer(self._window.panels)
        decisions.result_wanted.connect(self._show_result)
        decisions.event_wanted.connect(self._show_event)

    def _show_result(self, name: str, target: str) -> None:
        """Show a decision part, at one of its results."""
        self._window.workspace.raise_dock(name)
        if target:
            panel = self._window.panels[name]
            assert isinstance(panel, PARTS[name].panel)
            panel.show_result(target)

    def _show_event(self, event_id: str) -> None:
        self._session.focus.pick("events", event_id)
        self._window.workspace.raise_dock("card")

    def _link_plans(self, plans: PlanTracker) -> None:
        def report(wanted: MatterToReport) -> None:
            self._window.workspace.raise_dock("report")
            self._window.report.begin_of_matter(wanted.title, None, partial(plans.reported, wanted.item))

        plans.event_wanted.connect(report)

    def _link_risks(self, risks: RiskWarnings) -> None:
        def report(wanted: EventToReport) -> None:
            self._window.workspace.raise_dock("report")
            self._window.report.begin_of_matter(wanted.title, wanted.place, partial(risks.reported, wanted.card))

        risks.event_wanted.connect(report)

    def _link_staffing(self, staffing: StaffingPanel) -> None:
        def report(wanted: TaskToReport) -> None:
            self._window.workspace.raise_dock("report")
            self._window.report.begin_of_matter(wanted.title, None, lambda event_id: None)

        staffing.task_wanted.connect(report)

    def _link_needs(self, needs: NeedForecastPanel) -> None:
        def report(wanted: VisitToReport) -> None:
            self._window.workspace.raise_dock("report")
            self._window.report.begin_of_matter(wanted.title, wanted.place, lambda _: None, wanted.note)

        needs.visit_wanted.connect(report)

    def _link_numbers(self, panel: Evaluation | AssessmentPanel) -> None:
        panel.records_wanted.connect(self._show_counted)
        panel.menu_wanted.connect(self._numbers.menu.open_on)

    def _link_assessment(self, panel: AssessmentPanel) -> None:
        self._link_numbers(panel)
        panel.plain_menu_wanted.connect(self._numbers.menu.open_on_plain)

    def _link_leader(self, page: LeaderPage) -> None:
        page.card_wanted.connect(self._shower("card"))
        page.panel_wanted.connect(self._window.workspace.raise_dock)
        page.form_wanted.connect(self._open_form)

    def _link_drill(self) -> None:
        panels = self._window.panels
        panels.when_made(DrillConsole, self._link_console)
        panels.when_made(DrillScores, lambda scores: scores.record_wanted.connect(self._window.record_wanted))
        panels.when_made(DrillOutbox, lambda outbox: outbox.call_wanted.connect(self._show_report))

    def _link_console(self, console: DrillConsole) -> None:
        console.roster_wanted.connect(self._show_roster)
        if self._window.aborting_strip is not None:
            console.abort_wanted.connect(self._window.aborting_strip.ask_abort)

    def _shower(self, name: str) -> Callable[[], None]:
        """Shows a panel."""
        return lambda: self._window.workspace.raise_dock(name)

    def _selected(self, selection: Selection | None) -> None:
        """The card comes to the front, but not over a list in which the hand goes on with what it selected."""
        docks = self._window.workspace.docks
        card, focused = docks["card"], QApplication.focusWidget()
        if selection is None or card.isHidden():
            return
        beside = self._window.tabifiedDockWidgets(card)
        worked_in = (dock for name, dock in docks.items() if name in WORKED_IN and dock in beside)
        if focused is None or is_covered(focused) or not any(dock.isAncestorOf(focused) for dock in worked_in):
            card.raise_()

    def _show_card(self) -> None:
        """The focus does not stay in a panel that the card now covers."""
        self._window.workspace.raise_dock("card")
        focused = QApplication.focusWidget()
        if focused is not None and is_covered(focused):
            self._window.card.event_card.steps.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_form(self, event_id: str, step: type[EventCommand]) -> None:
        """Show the event's card with the form of a step."""
        self._session.focus.select("events", event_id)
        self._window.workspace.raise_dock("card")
        self._window.card.event_card.steps.begin(step)

    def _continue_in(self, name: str) -> None:
        """Show a panel that goes on with what the card shows, with the focus in its form until that is left."""
        self._window.workspace.raise_dock(name)
        panel = self._window.panels[name]
        if isinstance(panel, RecordPanel):
            panel.enter_form()

    def _give_main(self, event_id: str) -> None:
        """Give the highlighted action of the event's card; where the card was not on the screen, only show it."""
        was_seen = self._window.card.event_card.is_seen
        self._session.focus.select("events", event_id)
        if was_seen:
            self._window.card.event_card.steps.give_main()
        else:
            self._window.workspace.raise_dock("card")

    def _show_roster(self, role: str) -> None:
        self._window.workspace.raise_dock("roster")
        self._window.panels.of(DrillRoster).begin(role)

    def _show_report(self) -> None:
        self._window.workspace.raise_dock("report")
        self._window.report.begin()

    def _report_at(self, x_m: float, y_m: float) -> None:
        self._show_report()
        self._window.report.set_place(x_m, y_m)

    def _show_near(self, x_m: float, y_m: float, name: str) -> None:
        self._window.workspace.raise_dock("card")
        self._window.card.show_near(x_m, y_m, name or self.tr("this place"))

    def _report_about(self, sensor_id: str, alarm_id: str) -> None:
        self._window.workspace.raise_dock("report")
        self._window.report.begin_about(sensor_id, alarm_id)

    def _show_emergency(self) -> None:
        """With its key, so that the hand is on its row: Enter gives the next step there."""
        call = self._window.emergency_band.shown
        self._window.emergency_band.go_there()
        if call is None:
            self._window.freshness.say(self.tr("{key}: no emergency waits").format(key=label_of("emergency")))
            return
        if call.kind == "event":
            self._window.events.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._window.workspace.raise_dock("alarms")
            self._window.alarms.show_alarm(call.id)
            self._window.alarms.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_unanswered(self, none_left: str) -> None:
        """No event waits for the person: in a drill, an inject that was delivered may."""
        waiting = self._session.drill.unanswered
        if waiting:
            self._window.workspace.raise_dock("inbox")
            self._window.panels.of(DrillInbox).begin(waiting[0])
        else:
            said = self.tr("{key}: {what}").format(key=label_of("list.next"), what=none_left)
            self._window.freshness.say(said)

    def _show_search(self) -> None:
        self._window.workspace.raise_dock("events")
        self._window.events.focus_search()

    def _go_to(self, name: str) -> None:
        """Show a panel and bring the focus to where work in it begins."""
        self._window.workspace.raise_dock(name)
        window = self._window
        part: QWidget
        if name == "shifts":
            part = window.shifts.where_work_begins()
        else:
            part = window.events.view if name == "events" else window.alarms.view
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_briefings(self) -> None:
        self._window.workspace.raise_dock("briefings")

    def _show_counted(self, counted_by: CountedBy, title: str) -> None:
        self._window.workspace.raise_dock("archive")
        self._window.panels.of(Archive).show_counted(counted_by, title)

    def _show_trend(self, figure: Figure) -> None:
        self._window.workspace.raise_dock("evaluation")
        self._window.evaluation.show_figure(figure)

    def _make_bulletin(self) -> None:
        self._window.evaluation.make_bulletin()

    def _pick_place(self) -> None:
        self._pick(self._window.report.pick_place, self._window.report.set_place)

    def _pick_closure(self) -> None:
        self._pick(self._window.closures.pick_place, self._window.closures.set_place)

    def _pick_correction(self, spot: PlaceInput) -> None:
        self._pick(spot.pick, spot.set_place)

    def _pick(self, button: QAbstractButton, take: Callable[[float, float], None]) -> None:
        if self._picker.follow(button, take) and self._window.centre.view == "twin":
            self._window.centre.show_view("both")

    def _correct(self, sample: FaultSample, fault_id: str, why: str) -> None:
        window = self._window
        window.workspace.raise_dock("report")
        window.report.correct(sample, why, lambda event_id: window.quality.resolve(fault_id, sample.key, event_id))
