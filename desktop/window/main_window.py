"""The main window: header, map, docks, status; shown before the county is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from county.authority import Role
from county.clock import SystemClock
from desktop import moments, theme
from desktop.alarms.emergency_band import EmergencyBand
from desktop.alarms.shown_calls import ShownCalls
from desktop.alarms.strip import AlarmStrip
from desktop.backend.journal_search import JournalSearch
from desktop.backend.restored import JournalRestored
from desktop.backend.restored_notice import RestoredNotice
from desktop.cards.card import Card
from desktop.drafts.band import DraftBand
from desktop.drafts.keeper import DraftKeeper
from desktop.drafts.store import DraftStore, scenario_drafts_folder
from desktop.drill.abort import AbortOverlays
from desktop.drill.aborting_strip import AbortingStrip
from desktop.drill.live_strips import live_strip, put_strip
from desktop.drill.marks import DrillMarks
from desktop.duty.shifts import ShiftsPanel
from desktop.events.event_list import EventList
from desktop.figures.data_quality import DataQuality
from desktop.figures.evaluation import Evaluation
from desktop.file_import.importer import Importer
from desktop.input.focus_ring import FocusRing
from desktop.input.kept_focus import KeptFocus
from desktop.input.pointer_hold import PointerHold
from desktop.input.seen_stops import focus_next_seen
from desktop.leader.page import LeaderPage
from desktop.map.area_colouring import GRAIN_OF_LAYER, AreaColouring
from desktop.map.area_style_row import AreaStyleRow
from desktop.map.event_style_row import EventStyleRow
from desktop.map.heat_map import HeatMap
from desktop.map.kept_styles import KeptStyles
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import Legend
from desktop.map.place_picker import PlacePicker
from desktop.map.place_pin import PlacePin
from desktop.map.style_row import StyleRow
from desktop.map.view import MapView
from desktop.panels.groups import GROUPS, PanelGroup
from desktop.panels.registry import PANELS
from desktop.printing.event_printing import EventPrinting
from desktop.replay.bar import ReplayBar
from desktop.replay.live_mark import LiveMark
from desktop.reporting.report_form import ReportForm
from desktop.response.band import ResponseBand
from desktop.scenes.registry import DEFAULT, DRILL_SCENES, SCENE_OF_SIDE
from desktop.session import Session
from desktop.sound.alarm_sound import AlarmSound
from desktop.sound.control import SoundControl
from desktop.text_size import TEXT_SIZE_KEY, offered_sizes
from desktop.units.closures import Closures
from desktop.units.round_courses import RoundCourses
from desktop.window.arrangement import Arrangement
from desktop.window.central_area import CentralArea
from desktop.window.context_menus import ContextMenus
from desktop.window.draft_sources import draft_sources
from desktop.window.drill_calls import DrillCalls
from desktop.window.fault_band import FaultBand
from desktop.window.header import Header
from desktop.window.main_menu import LANGUAGE_KEY, MainMenu
from desktop.window.motion import MotionPreference
from desktop.window.part_links import PartLinks
from desktop.window.place import WindowPlace
from desktop.window.realm_band import RealmBand
from desktop.window.session_mark import is_of_drill, session_title
from desktop.window.stale_mark import StaleMarks
from desktop.window.status_bar import FreshnessBar
from desktop.window.twin_holder import TwinHolder
from desktop.window.welcome import WelcomeScreen
from desktop.window.window_panels import WindowPanels
from desktop.window.workspace import Workspace
from layers.events import EventsLayer
from services.protocol.replay import Timeline

if TYPE_CHECKING:
    from desktop.drill_editor.window import ScenarioEditor


class MainWindow(QMainWindow):
    """Shows :class:`WelcomeScreen` until :meth:`open_session`."""

    ready = Signal()
    """The county is displayed with its hillshade and responds to input; background loading may start."""
    closed = Signal()
    moment_wanted = Signal(object)
    """Time in ms that is to be shown of what this window's backend has recorded, in a window of its own."""
    record_wanted = Signal(int, str)
    """Number of a record whose moment is to be shown there."""
    past_wanted = Signal(object)
    """Time in ms as of which the leader's page wants a session of what was recorded."""
    past_left = Signal()
    """It does not need it any more."""

    def __init__(self, settings: QSettings, scene: str, *, unsaved: str = "") -> None:
        """``unsaved``: why the settings cannot be saved, "" when they can."""
        super().__init__()
        self.settings = settings
        self._unsaved = unsaved
        self._leaving = False
        self.session: Session | None = None
        self.follows_role = False
        """Whether the scene is that of whoever uses the window, once that is known: none was asked for or chosen."""
        self.editor: ScenarioEditor | None = None
        """Of scenarios of drills, while it is open."""
        self.welcome = WelcomeScreen()
        self.setCentralWidget(self.welcome)
        self._write_title()
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.setAcceptDrops(True)
        self.workspace = Workspace(self)
        self._arrangement = Arrangement(self, self.workspace, settings, scene)
        self.menu = MainMenu()
        self.menu.leave_wanted.connect(self.close)
        self.menu.language_chosen.connect(lambda language: settings.setValue(LANGUAGE_KEY, language))
        self.menu.text_size_chosen.connect(lambda percent: settings.setValue(TEXT_SIZE_KEY, percent))
        screen = self.screen().availableGeometry()
        self.menu.show_text_sizes(offered_sizes((screen.width(), screen.height())), theme.text_percent())
        self.motion = MotionPreference(settings, self)
        self.motion.changed.connect(self._follow_motion)
        self.menu.reduced_motion.setChecked(self.motion.chosen)
        self.menu.reduced_motion.toggled.connect(self.motion.choose)
        self._stale = StaleMarks(self)
        self.ring = FocusRing(self)
        self._kept_focus = KeptFocus(self)
        self._top = QVBoxLayout()
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(0)
        top = QWidget()
        top.setObjectName("top")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top.setLayout(self._top)
        self._bar = bar = QHBoxLayout()
        bar.setSpacing(0)
        bar.addWidget(self.menu)
        bar.addStretch(1)
        bar.addWidget(self.menu.switch)
        self._top.addLayout(bar)
        self.setMenuWidget(top)
        self._place = WindowPlace(self, settings)
        self._place.settled.connect(self._arrangement.follow_shape)

    def appear(self) -> None:
        """Show it where the user placed it last; the first time it fills the screen."""
        self.motion.ask_system()
        self._place.show()

    def open_session(self, session: Session) -> None:
        """Display the county."""
        self.session = session
        self.workspace.realm = session.realm
        self.map = MapView(session.layers, session.focus, session.styles, session.package, session.named_places)
        self._picker = PlacePicker(self.map)
        self._journal_search = JournalSearch(self.map.search, session)
        self.importer = Importer(session, self)
        self._pins = [PlacePin(self.map, mark, session.styles) for mark in (session.focus, session.focus.correction)]
        self.header = Header(session)
        self.freshness = FreshnessBar(session, unsaved=self._unsaved)
        self.sound = AlarmSound(session)
        self.sound_control = SoundControl(session, self.sound)
        self.emergency_band = EmergencyBand(session)
        self._shown_calls = ShownCalls(session, self)
        self._follow_motion()
        self.twin = TwinHolder(session)
        self.realm_band = RealmBand(session, self.header)
        self.fault_band = FaultBand(session)
        drill = session.realm.kind == "drill"
        self.live_strip = live_strip(session)
        self.aborting_strip = self.live_strip if isinstance(self.live_strip, AbortingStrip) else None
        self._marks = DrillMarks(self, session) if is_of_drill(session) else None
        self._aborts = AbortOverlays(self, session) if drill else None
        self._bar.insertWidget(1, self.emergency_band, 1)
        self._bar.setStretch(2, 0)  # the band has the room that was kept free for it
        self._top.insertWidget(1, self.realm_band)
        self.response_band = ResponseBand(session)
        if drill:
            session.drill.start()
        if self.live_strip is not None:
            self._top.addWidget(self.live_strip)
        self._top.insertWidget(2, self.fault_band)
        self._top.insertWidget(3, self.response_band)
        self.centre = CentralArea(self.map, self.twin)
        LiveMark(session.past_beside, self.map, low=True)
        LiveMark(session.past_beside, self.twin)
        self.setCentralWidget(self.centre)
        if not drill and self.scene in DRILL_SCENES:
            self._arrangement.scene = DEFAULT
        self.panels = WindowPanels(session, self.workspace)
        for name in ("events", "card", "report", "alarms"):  # used below; in this order the Tab key goes through them
            self.workspace.fill(name)
        self.workspace.fill("messages")  # it is the record of what was sent and answered
        self.colouring = AreaColouring(session, self)
        self.heat_map = HeatMap(session.layers, self.map.extent_m, self)
        self._kept_styles = KeptStyles(session, self.colouring, self)
        self._add_map_docks(session)
        self._courses = RoundCourses(session, self)
        self.replay_bar: ReplayBar | None = None
        if session.timeline is not None:
            self.replay_bar = self._add_replay_bar(session, session.timeline)
        self.statusBar().addWidget(self.freshness, 1)
        self.statusBar().addPermanentWidget(self.sound_control)
        self.statusBar().setSizeGripEnabled(False)
        self._keep_drafts(session)
        session.briefings.picture_of = self.map.picture_of
        self.printing = EventPrinting(session, self.card.event_card, self.map.picture_of)
        self.menus = ContextMenus(self.map, self.card, self.events, session, self)
        self._links = PartLinks(self, session, self._picker)
        self._follow(session)
        # Otherwise a button of the header has it, where Enter gives no step.
        (self.events.view if self.replay_bar is None else self.replay_bar.slider).setFocus()
        self._arrangement.begin(self.centre, lambda: self.leader, above_bar=self.replay_bar is not None)
        self.menu.open_session(session, self._panel_actions())
        self._write_title()
        self.map.complete.connect(self._report_ready, Qt.ConnectionType.SingleShotConnection)

    def _add_map_docks(self, session: Session) -> None:
        """The docks about the map, which are no panels."""
        self.workspace.add("layers", lambda: self._layer_tree(session), lambda: self.tr("Layers"))
        self.workspace.add("legend", lambda: self._legend(session), lambda: self.tr("Legend"))

    def _layer_tree(self, session: Session) -> LayerTree:
        there = [layer for layer in GRAIN_OF_LAYER if not session.layers[layer].lacking]
        style_rows: dict[str, StyleRow] = {layer: AreaStyleRow(layer, self.colouring) for layer in there}
        style_rows[EventsLayer.key] = EventStyleRow(session.layers.of(EventsLayer))
        return LayerTree(session.layers, session.styles, style_rows)

    def _legend(self, session: Session) -> Legend:
        legend = Legend(session.layers, session.styles)
        legend.show_scale(self.map.viewport.m_per_px)
        self.map.moved.connect(lambda: legend.show_scale(self.map.viewport.m_per_px))
        return legend

    def _keep_drafts(self, session: Session) -> None:
        """Keep what is half written, and offer what an earlier window left."""
        self._drafts: DraftKeeper | None = None
        if session.drafts is None:
            return
        self._drafts = DraftKeeper(session, session.drafts, SystemClock(), draft_sources(self.panels), self)
        self._drafts.panel_wanted.connect(self.workspace.raise_dock)
        self.draft_band = DraftBand(session, self._drafts)
        self._top.addWidget(self.draft_band)

    def _add_replay_bar(self, session: Session, timeline: Timeline) -> ReplayBar:
        """Below everything else but the status; it cannot be moved or hidden."""
        bar, tools = ReplayBar(session, timeline), QToolBar()
        tools.setObjectName("replay")
        tools.setMovable(False)
        tools.toggleViewAction().setEnabled(False)
        tools.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        tools.addWidget(bar)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, tools)
        bar.moved.connect(self._write_title)
        bar.compared.connect(lambda: self.workspace.raise_dock("changes"))
        if self.realm_band.moment is not None:
            self.realm_band.moment.back_wanted.connect(self.close)
        return bar

    def _panel_actions(self) -> dict[PanelGroup, list[QAction]]:
        """What shows and hides each dock, by the group of its panel."""
        actions: dict[PanelGroup, list[QAction]] = {group: [] for group in GROUPS}
        for name, dock in self.workspace.docks.items():
            actions[PANELS[name].group if name in PANELS else "map"].append(dock.toggleViewAction())
        return actions

    @property
    def scene(self) -> str:
        """Name of the arrangement."""
        return self._arrangement.scene

    def show_scene(self, name: str) -> None:
        """Arrange the docks by a scene, as last saved for this screen size."""
        self._arrangement.show_scene(name)

    def reset_layout(self) -> None:
        """Delete the saved arrangement of the scene."""
        self._arrangement.reset()

    @property
    def card(self) -> Card:
        return self.panels.of(Card)

    @property
    def alarms(self) -> AlarmStrip:
        return self.panels.of(AlarmStrip)

    @property
    def report(self) -> ReportForm:
        return self.panels.of(ReportForm)

    @property
    def events(self) -> EventList:
        return self.panels.of(EventList)

    @property
    def closures(self) -> Closures:
        return self.panels.of(Closures)

    @property
    def shifts(self) -> ShiftsPanel:
        return self.panels.of(ShiftsPanel)

    @property
    def quality(self) -> DataQuality:
        return self.panels.of(DataQuality)

    @property
    def leader(self) -> LeaderPage:
        return self.panels.of(LeaderPage)

    @property
    def evaluation(self) -> Evaluation:
        return self.panels.of(Evaluation)

    def close_now(self) -> None:
        """Close without confirmation."""
        self._leaving = True
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.workspace.follow_window(wider=event.size().width() > event.oldSize().width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.session is not None and self.importer.files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = self.importer.files_of(event.mimeData())
        if self.session is not None and paths:
            event.acceptProposedAction()
            self.importer.put(paths)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.MouseButtonRelease:  # perhaps of a separator between docks
            self.workspace.keep_widths()
        return handled

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write_title()

    def _write_title(self) -> None:
        """The county and its realm, the name of the program before a county is open."""
        session = self.session
        if session is None:
            self.setWindowTitle(QCoreApplication.translate("WelcomeScreen", "County Command Centre"))
        else:
            title = session_title(session.package.manifest.name, session)
            if session.timeline is not None:
                title = f"{moments.full(session.timeline.moment.at_ms)} · {title}"
            self.setWindowTitle(title)

    def closeEvent(self, event: QCloseEvent) -> None:
        waiting = 0 if self.session is None else self.session.submissions.waiting
        if waiting and not self._leaving:
            event.ignore()
            self._confirm_close(waiting)
            return
        self._place.leave()
        self.motion.close()
        if self.session is not None:
            self._arrangement.end()
            self._release()
            self.session = None
        super().closeEvent(event)
        self.closed.emit()

    def _confirm_close(self, waiting: int) -> None:
        """Commands without a reply are lost with the window: ask for confirmation."""
        question = QMessageBox(
            QMessageBox.Icon.Warning,
            self.windowTitle(),
            self.tr("{n} commands have not been answered yet. They are lost when the window closes.").format(n=waiting),
            parent=self,
        )
        question.setObjectName("leave")
        question.setDefaultButton(question.addButton(self.tr("Wait"), QMessageBox.ButtonRole.RejectRole))
        discard = question.addButton(self.tr("Close and discard them"), QMessageBox.ButtonRole.DestructiveRole)
        discard.clicked.connect(self.close_now)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()

    def _follow_motion(self) -> None:
        if self.session is not None:
            self.session.focus.reduced_motion = self.motion.reduced

    def _report_ready(self) -> None:
        QTimer.singleShot(0, self, self.ready.emit)

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        return focus_next_seen(self, self.ring, lambda: super(MainWindow, self).focusNextPrevChild(next))

    def _release(self) -> None:
        assert self.session is not None
        if self.editor is not None:
            self.editor.close_now()
            self.editor = None
        if self._drafts is not None:
            self._drafts.release()
            self.draft_band.release()
        self._links.release()
        self.session.briefings.picture_of = None
        self.session.feed.restored.disconnect(self._show_restored)
        self.session.feed.sought.disconnect(self._show_sought)
        for notice in self.findChildren(RestoredNotice):
            notice.accept()
        bands = (self.emergency_band, self.realm_band, self.fault_band, self.response_band)
        if self.replay_bar is not None:
            self.replay_bar.release()
        for panel in (*self.panels.made, self.header, *bands, self.freshness, self.sound_control):
            panel.release()
        self.sound.close()
        self._shown_calls.close()
        self.importer.release()
        self.printing.release()
        self._picker.stop()
        self._courses.release()
        for pin in self._pins:
            pin.release()
        self._journal_search.release()
        self._stale.mark("")
        if self._marks is not None:
            self._marks.release()
        if self._aborts is not None:
            self._aborts.release()
        if self.live_strip is not None:
            self.live_strip.release()
        if self.session.realm.kind == "drill":
            self._calls.release()
            self.session.drill.changed.disconnect(self._follow_drill_role)
            self.session.drill.stop()
        self._kept_styles.release()
        self.colouring.release()
        self.heat_map.release()
        self.twin.close()
        self.map.close()
        for name in ("layers", "legend"):
            if (part := self.workspace.docks[name].panel) is not None:
                part.close()

    def _follow(self, session: Session) -> None:
        """What happens to the window as a whole: its scene follows who uses it, its marks what the backend tells."""
        self.menu.scene_wanted.connect(self._choose_scene)
        self.menu.reset_wanted.connect(self.reset_layout)
        self.menu.editor_wanted.connect(self.show_editor)
        self.panels.when_made(LeaderPage, self._follow_leader)
        self.freshness.stale.connect(self._stale.mark)
        session.feed.restored.connect(self._show_restored)
        session.feed.sought.connect(self._show_sought)
        if session.realm.kind == "drill":
            self._calls = DrillCalls(self, self.workspace, session)
            session.drill.changed.connect(self._follow_drill_role)
            QTimer.singleShot(0, self, self._follow_drill_role)  # what it shows may be known already
        if self._aborts is not None:
            self._aborts.evaluation_begun.connect(lambda: self.workspace.raise_dock("scores"))
        if self.follows_role and session.feed.has_begun:
            QTimer.singleShot(0, self, self._follow_role)
        elif self.follows_role:
            session.feed.begun.connect(self._follow_role, Qt.ConnectionType.SingleShotConnection)
        self.freshness.refresh()

    def _follow_leader(self, leader: LeaderPage) -> None:
        leader.moment_wanted.connect(self.past_wanted)
        leader.now_wanted.connect(self.past_left)
        leader.window_wanted.connect(self.moment_wanted)

    def show_editor(self) -> None:
        """Open the editor of scenarios; in a drill for those who may see its scenario."""
        from desktop.drill_editor.window import ScenarioEditor  # nobody needs it at the start

        session = self.session
        if session is None:
            return
        if session.realm.kind == "drill" and not session.drill.sees_all:
            text = self.tr("In a drill only those who direct or evaluate it open scenarios.")
            box = QMessageBox(QMessageBox.Icon.Information, self.windowTitle(), text, parent=self)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()
            return
        if self.editor is None:
            folder = scenario_drafts_folder(session.package.manifest.identity)
            drafts = None if session.drafts is None else DraftStore(folder)
            self.editor = ScenarioEditor(session, drafts, SystemClock(), session.run_drill)
            self.editor.closed.connect(self._forget_editor)
            put_strip(session, self.editor)
            self.editor.showMaximized()
        self.editor.raise_()
        self.editor.activateWindow()

    def _forget_editor(self) -> None:
        self.editor = None

    def _show_sought(self) -> None:
        """A moment that a hand chose is on the map with the next frame; those of a playback take their turns."""
        assert self.session is not None
        if self.session.timeline is None or not self.session.timeline.is_playing:
            self.map.follow_at_once()
            for hold in self.findChildren(PointerHold):  # what a hand aimed at is of another moment
                hold.end()

    def _show_restored(self, restored: JournalRestored) -> None:
        RestoredNotice(restored, self).show()

    def _follow_role(self) -> None:
        """A leader begins with the page that is made for it."""
        principal = None if self.session is None else self.session.source.health().principal
        if principal is not None and principal.roles == {Role.LEADER}:
            self.show_scene("leader")

    def _follow_drill_role(self) -> None:
        """Whoever directs or evaluates a drill begins with the arrangement that is made for it."""
        role = None if self.session is None else self.session.drill.who.role
        scene = None if role is None else SCENE_OF_SIDE.get(role.side)
        if self.follows_role and scene is not None:
            focused = QApplication.focusWidget()
            used = [name for name, dock in self.workspace.docks.items() if focused and dock.isAncestorOf(focused)]
            self._choose_scene(scene)
            for name in used:  # whoever binds roles is told its own one while it works in the list of them
                self.workspace.raise_dock(name)

    def _choose_scene(self, name: str) -> None:
        self.follows_role = False
        self.show_scene(name)
