"""The bar of a replay: time slider, step and play buttons, speed, repeated part, and what is worth knowing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from county.clock import monotonic_ms
from desktop import moments, theme
from desktop.drill.words import late_item_words, play_words
from desktop.panels.panel import Panel
from desktop.replay.replayed_drill import PlayMark
from desktop.replay.time_slider import TimeSlider
from desktop.session import Session
from desktop.widgets.bar_choice import BarChoice
from desktop.widgets.literal import literal
from desktop.widgets.steady import FillingLabel, SteadyLabel
from desktop.widgets.wrapping_line import line_of
from desktop.wording import explained
from drawing.icons import button_icon
from services.protocol.replay import ReplayMark, ReplayMoment, ReplayView, Timeline

RATES = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
VIEWS: tuple[ReplayView, ...] = ("known", "happened", "both")
REFRESH_MS = 40
BUFFERING_MS = 100
"""A seek that takes longer is told."""
ICON_PX = 20
SAYS_PX = 110
"""Least room for what the bar says."""
HELD_SHARE = 0.95
"""A playback that holds less of its speed shows the true one."""


class ReplayBar(Panel):
    """Follows the timeline 25 times a second.

    While a seek is under way only the newest place of the pointer is kept, and sought next.
    """

    moved = Signal()
    """Another moment is shown."""
    compared = Signal()
    """What changes from the shown moment is to be seen."""

    def __init__(self, session: Session, timeline: Timeline) -> None:
        super().__init__()
        self.setObjectName("replay")
        self._session, self._timeline = session, timeline
        self._next: ReplayMoment | None = None
        """To be sought once the present seek is done."""
        self._since: int | None = None
        """When the present seek began."""
        self._shown: tuple[object, ...] = ()
        self._pointer_ms: int | None = None
        """The time under the pointer; None: it is elsewhere."""
        self._begin_ms: int | None = None
        """Of a part to be repeated, whose end is not chosen yet."""
        self.slider = TimeSlider(timeline, session.comparison, session.replayed_drill)
        self.first, self.back, self.play, self.forward, self.last = (QToolButton() for _ in range(5))
        for button, icon in (
            (self.first, "mdi6.skip-backward"), (self.back, "mdi6.step-backward"), (self.play, "mdi6.play"),
            (self.forward, "mdi6.step-forward"), (self.last, "mdi6.skip-forward"),
        ):  # fmt: skip
            self._give_icon(button, icon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rates = BarChoice()
        for rate in RATES:
            self.rates.addItem(f"{rate:g}×", rate)
        self.rates.setCurrentIndex(RATES.index(timeline.rate) if timeline.rate in RATES else RATES.index(1.0))
        self.view = BarChoice()
        for view in VIEWS:
            self.view.addItem("", view)
        self.time = SteadyLabel(spare=False)
        self.time.setFont(theme.font(17, bold=True))
        self.gaps = QCheckBox()
        self.gaps.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.loop_begin, self.loop_end, self.loop_none = (QPushButton() for _ in range(3))
        for end in (self.loop_begin, self.loop_end, self.loop_none):
            end.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.compare = QPushButton()
        self.compare.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.state = FillingLabel()
        """Buffering, or the true speed where it is lower than asked for."""
        self.state.setStyleSheet(f"color: {theme.NOTICE};")
        self.pointed = FillingLabel()
        """The time under the pointer, and the mark there."""
        self.pointed.setProperty("role", "muted")
        self.notes = FillingLabel()
        self.notes.setStyleSheet(f"color: {theme.WARNING};")
        self._arrange()
        self._connect()
        self.every(REFRESH_MS, self.refresh)
        session.feed.sought.connect(self.refresh)
        self.retranslate()

    def _arrange(self) -> None:
        steps, says = QWidget(), QWidget()
        buttons, texts = QHBoxLayout(steps), QHBoxLayout(says)
        for line in (buttons, texts):
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(theme.px(4))
        for part in (self.first, self.back, self.play, self.forward, self.last, self.rates):
            buttons.addWidget(part)
        says.setMinimumWidth(theme.px(SAYS_PX))  # whatever they say: nothing else moves
        for text in (self.state, self.pointed, self.notes):
            texts.addWidget(text, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.px(10), theme.px(4), theme.px(10), theme.px(4))
        self._box.setSpacing(theme.px(2))
        self._box.addWidget(self.slider)
        about_all = (self.compare, self.gaps, self.loop_begin, self.loop_end, self.loop_none)
        self._box.addLayout(line_of(steps, self.view, self.time, says, *about_all, stretch={says: 1}))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A tool bar asks for no height by the width: with large texts the controls take several lines."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        self.setMinimumHeight(self._box.heightForWidth(self.width()))

    def _connect(self) -> None:
        replay = self._timeline.replay
        self.slider.wanted.connect(self.go)
        self.slider.stepped.connect(self._timeline.step)
        self.slider.toggled.connect(self._toggle)
        self.slider.hovered.connect(self._point)
        self.slider.compared.connect(self._compare)
        self.compare.clicked.connect(self._compare)
        drill = self._session.replayed_drill
        told = () if drill is None else (drill.play, drill.late)
        for marked in (self._session.comparison, *told):
            if marked is not None:
                self.listen(marked.changed, self._update_marks)
        self.first.clicked.connect(lambda: self.go(replay.extent.first))
        self.last.clicked.connect(lambda: self.go(replay.extent.last))
        self.back.clicked.connect(lambda: self._timeline.step(-1))
        self.forward.clicked.connect(lambda: self._timeline.step(1))
        self.play.clicked.connect(self._toggle)
        self.rates.currentIndexChanged.connect(lambda row: self._timeline.set_rate(float(self.rates.itemData(row))))
        self.view.activated.connect(lambda row: self._see(self.view.itemData(row)))
        for choice in (self.rates, self.view):
            choice.left.connect(self.slider.setFocus)
        self.gaps.toggled.connect(self._leave_out_gaps)
        self.loop_begin.clicked.connect(self._begin_loop)
        self.loop_end.clicked.connect(self._end_loop)
        self.loop_none.clicked.connect(self._clear_loop)

    def retranslate(self) -> None:
        for row, text in enumerate(
            (self.tr("As known then"), self.tr("As it happened"), self.tr("As it happened, known until here"))
        ):
            self.view.setItemText(row, text)
        self.view.setAccessibleName(self.tr("What is shown of a time"))
        self.view.setToolTip(literal(self.tr(
            "As known then: only what was recorded by the time shown. As it happened: what had happened by then, by "
            "all that was recorded later. The last one holds what was known at the time now shown, and the slider "
            "goes on through what had happened before"
        )))  # fmt: skip
        self._name_steps()
        self.rates.setToolTip(self.tr("Speed: seconds of the recorded time per second"))
        self.rates.setAccessibleName(self.tr("Speed"))
        self.gaps.setText(self.tr("Leave out times without records"))
        self.compare.setText(self.tr("Changes from here"))
        self.compare.setToolTip(self.tr("List what changes from the moment now shown (C)"))
        self.loop_begin.setText(self.tr("Repeat from here"))
        self.loop_end.setText(self.tr("Repeat until here"))
        self.loop_none.setText(self.tr("Do not repeat"))
        self.slider.setAccessibleName(self.tr("Time of the replay"))
        self.slider.setToolTip(self._usage())
        self._fit_height()
        self._shown = ()
        self.refresh()

    def _name_steps(self) -> None:
        for button, text in (
            (self.first, self.tr("To the beginning (Home)")),
            (self.back, self.tr("One record back (←)")),
            (self.forward, self.tr("One record forward (→)")),
            (self.last, self.tr("To the end (End)")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _see(self, view: ReplayView) -> None:
        self._next = None
        self._timeline.set_view(view)
        self.gaps.setEnabled(view == "known")
        self.refresh()

    def go(self, moment: ReplayMoment) -> None:
        """Show another moment; while one is being sought, the newest wish waits and replaces those before."""
        if self._timeline.is_seeking:
            self._next = moment
        else:
            self._timeline.seek(moment)
        self.refresh()

    def refresh(self) -> None:
        """Show what changed."""
        timeline = self._timeline
        if not timeline.is_seeking and self._next is not None:
            wanted, self._next = self._next, None
            timeline.seek(wanted)
        self._show_state()
        replay = timeline.replay
        shown = (timeline.moment, timeline.is_playing, timeline.loop, replay.read_share, tuple(replay.notes))
        if shown == self._shown:
            return
        moved = not self._shown or self._shown[0] != timeline.moment
        self._shown = shown
        self.time.setText(moments.full(timeline.moment.at_ms))
        self.view.setCurrentIndex(VIEWS.index(timeline.view))
        self._show_play(timeline.is_playing)
        self.loop_end.setEnabled(self._begin_ms is not None or timeline.loop is not None)
        self.loop_none.setEnabled(self._begin_ms is not None or timeline.loop is not None)
        self.notes.setText(" · ".join(explained(note) for note in replay.notes))
        self.notes.setToolTip(literal("\n".join(explained(note) for note in replay.notes)))
        self.notes.setVisible(bool(replay.notes))
        self.slider.show_moment()
        if moved:
            self.moved.emit()

    def _show_state(self) -> None:
        timeline, now = self._timeline, monotonic_ms()
        if not timeline.is_seeking:
            self._since = None
        elif self._since is None:
            self._since = now
        if self._since is not None and now - self._since >= BUFFERING_MS:
            share = timeline.replay.read_share
            text = self.tr("Buffering …") if share == 1 else self.tr("Reading {share} %").format(share=int(100 * share))
        elif timeline.is_playing and timeline.true_rate < HELD_SHARE * timeline.rate:
            text = self.tr("really {rate}×").format(rate=f"{timeline.true_rate:.3g}")
        else:
            text = ""
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _show_play(self, playing: bool) -> None:
        text = self.tr("Pause (Space)") if playing else self.tr("Play (Space)")
        if text != self.play.toolTip():
            self._give_icon(self.play, "mdi6.pause" if playing else "mdi6.play")
            self.play.setToolTip(text)
            self.play.setAccessibleName(text)

    def _give_icon(self, button: QToolButton, name: str) -> None:
        size = QSize(theme.px(ICON_PX), theme.px(ICON_PX))
        button.setIconSize(size)
        button.setIcon(button_icon(name, size, QColor(theme.TEXT)))

    def _toggle(self) -> None:
        if self._timeline.is_playing:
            self._timeline.pause()
        else:
            self._timeline.play()
        self.refresh()

    def _compare(self) -> None:
        if self._session.comparison is not None and not self._timeline.is_seeking:
            self._session.comparison.begin()
            self.compared.emit()

    def _update_marks(self) -> None:
        self.slider.update()
        self._point(self._pointer_ms)

    def _leave_out_gaps(self, on: bool) -> None:
        self._timeline.skips_gaps = on

    def _begin_loop(self) -> None:
        self._begin_ms = self._timeline.moment.at_ms
        if self._timeline.loop is not None:
            self._timeline.set_loop((self._begin_ms, self._timeline.loop[1]))
        self._shown = ()
        self.refresh()

    def _end_loop(self) -> None:
        begin_ms = self._timeline.loop[0] if self._begin_ms is None and self._timeline.loop else self._begin_ms
        if begin_ms is not None:
            ends = sorted((begin_ms, self._timeline.moment.at_ms))
            self._timeline.set_loop((ends[0], ends[1]))
        self._shown = ()
        self.refresh()

    def _clear_loop(self) -> None:
        self._begin_ms = None
        self._timeline.set_loop(None)
        self._shown = ()
        self.refresh()

    def _usage(self) -> str:
        usage = self.tr(
            "Click or drag: go to a time. Wheel: zoom, double click: all. "
            "← →: one record, with ⇧ one minute. Space: play or pause"
        )  # fmt: skip
        drill = self._session.replayed_drill
        if drill is None or not drill.late.marks:
            return usage
        return "\n".join((usage, self.tr("PgUp PgDn: to what was late or missed in the drill")))

    def _point(self, at_ms: int | None) -> None:
        self._pointer_ms = at_ms
        if at_ms is None:
            self.pointed.setText("")
            self.slider.setToolTip(self._usage())
            return
        x = self.slider.x_of(at_ms)
        near, late = self.slider.mark_at(x), [late_item_words(mark.item) for mark in self.slider.late_at(x)]
        here = self.tr("Pointer at {time}").format(time=moments.full(at_ms))
        self.pointed.setText(" · ".join([here, *late, *([self.mark_text(near)] if near else [])]))
        self.slider.setToolTip(literal("\n".join(late)) if late else self._usage())

    def mark_text(self, mark: ReplayMark | PlayMark) -> str:
        """What a mark is about, and when it became known."""
        kinds = {
            "alarm": self.tr("Critical alarm"), "response": self.tr("Response level"),
            "event": self.tr("Event of level major or above"), "inject": self.tr("Inject delivered"),
            "note": self.tr("Note of an evaluator"),
        }  # fmt: skip
        time = moments.clock(mark.moment.known_ms)
        if isinstance(mark, ReplayMark):
            return f"{kinds[mark.kind]} {time}"
        return f"{kinds[mark.item.kind]} {time} {play_words(mark.item.about)}".rstrip()
