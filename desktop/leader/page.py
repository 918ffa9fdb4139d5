"""领导视图: what is to be decided today, what rises, which promises are overdue; then how the county is.

Eleven tiles.  Three steps lead from a number to its records, Esc leads back.  The slider rewinds the page in its place.
Nothing moves by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.figures.figure_menu import FigureMenu
from desktop.figures.shown_figure import ShownFigure
from desktop.leader.as_of_note import as_of_note
from desktop.leader.as_of_slider import AsOfSlider
from desktop.leader.figure_detail import FigureDetail
from desktop.leader.figure_record_list import FigureRecordList
from desktop.leader.first_view import FirstView
from desktop.leader.look import BY_DAY, BY_NIGHT, LeaderLook, style_sheet
from desktop.leader.overview import LeaderOverview
from desktop.leader.page_steps import PageSteps
from desktop.leader.rewinding import Rewinding
from desktop.leader.row_list import RowList
from desktop.leader.row_opening import RowOpening
from desktop.leader.story import Story
from desktop.leader.story_keys import StoryKeys
from desktop.leader.story_view import StoryView
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.literal import PlainLabel

REFRESH_MS = 1_000
"""Of the lists; figures are asked for again when there are newer records."""
FIGURES_MS = 15_000
PLAYED_MS = 100
"""How soon a moment that is played is followed; one that is sought is at once."""
DAY_LOOK_KEY = "leader/day"
FRAME_PX = 6


class LeaderPage(Panel):
    """Follows the desk and the analysis while it is seen."""

    form_wanted = Signal(str, object)
    """Number of an event and the step whose form is to be opened."""
    card_wanted = Signal()
    panel_wanted = Signal(str)
    moment_wanted = Signal(object)
    """Time in ms as of which a session for this page is to be opened: then :meth:`Rewinding.show` of ``rewinding``."""
    now_wanted = Signal()
    """That session is not needed any more."""
    window_wanted = Signal(object)
    """Time in ms at which a window is to show everything."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("leader")
        self._session = session
        self._settings: QSettings = session.operator.settings
        self.menu, self.opening = FigureMenu(session, self), RowOpening(session, self)
        names = self.menu.names
        self.look = BY_DAY if self._settings.value(DAY_LOOK_KEY) == "true" else BY_NIGHT
        self._asked_ms = -FIGURES_MS
        look_of = self._look_of
        self.title_label, self.note = PlainLabel(), ElidedLabel()
        self.look_button, self.story_button, self.decisions_button = QPushButton(), QPushButton(), QPushButton()
        self.overview = LeaderOverview(session, self)
        self.first = FirstView(session, look_of, names)
        self.detail = FigureDetail(session, look_of, names)
        self.records = FigureRecordList(session, names)
        self.rows = RowList(look_of)
        self.story = Story(session, names, self._show_story)
        self._keys = StoryKeys(self.story, self)
        self.story_view = StoryView(look_of, session.catalog)
        self.slider = AsOfSlider(look_of, session.clock.now_ms)
        self.at = PageSteps(self.first, self.detail, self.records, self.rows, self.story_view)
        self.present = QWidget()
        self.rewinding = Rewinding(self.present, self.slider, self._past_page)
        self._arrange()
        self._connect()
        self._restyle()
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("LeaderPage", "Leader's page")

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(410), theme.px(300))

    def retranslate(self) -> None:
        self.story_button.setText(self.tr("▶  Two minutes of story (Space)"))
        self.decisions_button.setText(self.tr("Decisions"))
        self.decisions_button.setToolTip(self.tr("What rises, whether it is real, and who should do what"))
        self.slider.retranslate()
        self.rewinding.retranslate()
        self._show_look()
        self.show_now()
        self.at.retranslate(self.title())

    def uncover(self) -> None:
        self._follow()

    def release(self) -> None:
        self._stop_story()
        for part in (self.overview, self.detail, self.records, self.story, self.rewinding):
            part.release()
        super().release()

    # ---- what is shown

    def show_now(self) -> None:
        """Show the lists of the desk and the figures that are here."""
        self.first.show_now(self.overview.figures)
        self.slider.began_ms = self.overview.began_ms
        self._show_note()
        self.at.show_rows(self._session.clock.now_ms())

    def _show_note(self) -> None:
        text, color = as_of_note(self._session, self.overview, self.look)
        self.note.setText(text)
        theme.restyle(self.note, f"color: {color};")

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.color("ground"))
            if self._session.timeline is not None:
                width = theme.px(FRAME_PX)
                painter.setPen(QPen(self.look.color("past"), width))
                painter.drawRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2))

    # ---- steps

    @property
    def steps(self) -> tuple[str, ...]:
        """As :attr:`PageSteps.steps`."""
        return self.at.steps

    def show_trend(self, shown: ShownFigure) -> None:
        """The second step."""
        self._stop_story()
        self.overview.hold()
        self.at.show_trend(shown)

    def show_records(self, shown: ShownFigure) -> None:
        """The third step."""
        self._stop_story()
        self.overview.hold()
        self.at.show_records(shown)

    def show_all(self, of_list: int) -> None:
        """All rows of one of the three lists."""
        self.at.show_all(of_list, self._session.clock.now_ms())

    def _show_title(self) -> None:
        question = self.tr("What am I to decide today?")
        self.title_label.setText(self._session.package.manifest.name if self.steps else question)
        if not self.steps and self.is_seen and self.overview.is_cut:
            self.overview.follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.rewinding.is_past:
                self.rewinding.leave()
            case _ if self.rewinding.past is not None:
                super().keyPressEvent(event)
            case Qt.Key.Key_Escape if self.steps:
                self.at.back()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.steps == ("detail",) and self.detail.shown is not None:
                self.show_records(self.detail.shown)
            case Qt.Key.Key_Space if not self.steps:
                self.tell_story()
            case _:
                super().keyPressEvent(event)

    # ---- the story

    def tell_story(self) -> None:
        """Begin it."""
        self.story.start(self.overview.figures, self.first.waiting.shown)
        self.at.show_story()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keys.watch()

    def _show_story(self) -> None:
        chapter = self.story.chapter
        if chapter is None:
            self._keys.leave()
            if self.steps == ("story",):
                self.at.back()
            return
        self.story_view.show_chapter(chapter, self.story.place, len(self.story.chapters))

    def _stop_story(self) -> None:
        if self.story.is_told:
            self.story.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop_story()
        super().hideEvent(event)

    # ---- following

    def _follow(self) -> None:
        """Once a second, only while it is seen."""
        if not self.is_seen:
            return
        self.story_button.setVisible(self.rewinding.past is None)
        if self.rewinding.past is not None:
            self.slider.update()
            return
        now_ms = self._session.clock.now_ms()
        if self.overview.figures is None or not 0 <= now_ms - self._asked_ms < FIGURES_MS:
            self._asked_ms = now_ms
            self.overview.follow()
        self.slider.update()
        self.show_now()

    def _follow_moment(self) -> None:
        if self.is_seen and not self.steps:
            self.overview.follow()

    def _follow_sought(self) -> None:
        if self.is_seen and not self.steps:
            self.overview.follow_sought()

    def _past_page(self, session: Session) -> Panel:
        """The page of an earlier moment; what it would open of then, a window shows."""
        past = LeaderPage(session)

        def show_then() -> None:
            if session.timeline is not None:
                self.window_wanted.emit(session.timeline.moment.at_ms)

        past.card_wanted.connect(show_then)
        past.panel_wanted.connect(show_then)
        self._stop_story()
        self.story_button.hide()
        return past

    def _show_present(self) -> None:
        self.story_button.show()
        self.now_wanted.emit()
        self._follow()
        self.slider.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_of(self) -> LeaderLook:
        return self.look

    def _switch_look(self) -> None:
        self.look = BY_NIGHT if self.look is BY_DAY else BY_DAY
        self._settings.setValue(DAY_LOOK_KEY, "true" if self.look is BY_DAY else "false")
        self._restyle()
        self._show_look()
        self._show_note()

    def _show_look(self) -> None:
        self.look_button.setText(self.tr("Night") if self.look is BY_DAY else self.tr("Day"))
        self.look_button.setToolTip(self.tr("Light or dark ground of this page"))

    def _restyle(self) -> None:
        self.setStyleSheet(style_sheet(self.look))
        self.update()

    def _connect(self) -> None:
        self.first.row_opened.connect(self.opening.open)
        self.first.all_wanted.connect(self.show_all)
        self.first.pressed.connect(self.show_trend)
        self.first.menu_wanted.connect(self.menu.open_on)
        self.first.decisions_wanted.connect(lambda: self.panel_wanted.emit("decisions"))
        self.rows.opened.connect(self.opening.open)
        self.opening.trend_wanted.connect(self.show_trend)
        self.opening.form_wanted.connect(self.form_wanted)
        self.opening.card_wanted.connect(self.card_wanted)
        self.opening.panel_wanted.connect(self.panel_wanted)
        self.detail.records_wanted.connect(self.show_records)
        self.detail.menu_wanted.connect(self.menu.open_on)
        self.records.opened.connect(self.opening.select_event)
        self.story_view.chosen.connect(self.show_trend)
        self.story_view.menu_wanted.connect(self.menu.open_on)
        self.at.changed.connect(self._show_title)
        self.menu.records_wanted.connect(self.show_records)
        self.menu.trend_wanted.connect(self.show_trend)
        self.look_button.clicked.connect(self._switch_look)
        self.story_button.clicked.connect(self.tell_story)
        self.decisions_button.clicked.connect(lambda: self.panel_wanted.emit("decisions"))
        self.rewinding.moment_wanted.connect(self.moment_wanted)
        self.rewinding.left.connect(self._show_present)
        self.rewinding.moved.connect(self._session.past_beside.show)
        self.rewinding.window_wanted.connect(self.window_wanted)
        self.overview.changed.connect(self.show_now)
        self.every(REFRESH_MS, self._follow)
        if self._session.timeline is not None:
            self.every(PLAYED_MS, self._follow_moment)
            self._session.feed.sought.connect(self._follow_sought)

    def _arrange(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title_label.setFont(theme.font(26, bold=True))
        self.note.setFont(theme.font(17))
        for button in (self.look_button, self.story_button, self.decisions_button):
            button.setFont(theme.font(17))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        head.addWidget(self.title_label)
        head.addWidget(self.note, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(18))
        story = foot if self._session.timeline is None else head  # a page of then has a foot of now below it
        story.addWidget(self.story_button)
        head.addWidget(self.decisions_button)
        head.addWidget(self.look_button)
        for part in self.rewinding.parts:
            foot.addWidget(part)
        foot.addWidget(self.slider, 1)
        present = QVBoxLayout(self.present)
        present.setContentsMargins(0, 0, 0, 0)
        present.setSpacing(theme.px(10))
        present.addLayout(head)
        present.addWidget(self.at, 1)
        box = QVBoxLayout(self)
        margin = theme.px(16)
        box.setContentsMargins(margin, theme.px(12), margin, theme.px(8))
        box.setSpacing(theme.px(10))
        box.addWidget(self.rewinding.times, 1)
        box.addLayout(foot)
        self.slider.setVisible(self._session.timeline is None)
