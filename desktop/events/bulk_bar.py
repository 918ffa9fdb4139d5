"""What can be done with several selected events of the list, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from county import commands as c
from county.clock import monotonic_ms
from county.events.event import LEVELS, LONGEST_NOTE, Event
from county.events.table import allowed
from county.explained import of_os_error
from desktop import moments, theme
from desktop.events.bulk import AT_ONCE, BulkRun, claimed_by_other
from desktop.events.export import write_events
from desktop.events.view import EventView
from desktop.i18n import pick
from desktop.input.action_keys import BULK_KEYS, is_main_key
from desktop.input.armed_step import ArmedStep
from desktop.input.form_keys import FormKeys
from desktop.input.held_enter import JUDGES
from desktop.input.keyed_button import KeyedButton
from desktop.input.keys import label_of
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.steps.next_step import next_step
from desktop.widgets.band import Band
from desktop.widgets.literal import PlainLabel, literal
from desktop.wording import VERBS, explained, word
from layers.events import LEVEL_NAMES, EventsLayer

Asked = Literal["", "dispatch", "supervise", "merge"]
"""The step whose inputs are open."""
SLICE_MS = 4
REFUSALS_PX = 110
SPACE_PX = 8
"""Between it and the rows."""
COLUMNS = 3
MAIN: dict[type[c.EventCommand] | None, str] = {c.FileEvent: "file", c.DispatchEvent: "dispatch"}
"""Next steps that can be taken for several events at once."""


class BulkBar(Band):
    """Hidden while fewer than two events are selected and no run is shown.

    The step that is next for all of them is highlighted and has Enter.
    """

    left = Signal()
    """The focus was in it, and goes back to the rows."""

    def __init__(
        self,
        session: Session,
        view: EventView,
        selected: Callable[[], Sequence[str]],
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``view``: the rows that it stands below; ``selected``: numbers of the selected events in their order."""
        super().__init__()
        self._view = view
        self.setProperty(JUDGES, True)
        self._armed = ArmedStep(monotonic)
        self._session = session
        self._selected = selected
        self._asked: Asked = ""
        self._ids: tuple[str, ...] = ()
        self._run = BulkRun(session, self)
        self._run.changed.connect(self._show)
        self.heading = PlainLabel()
        self.heading.setFont(theme.font(14, bold=True))
        self.heading.setWordWrap(True)
        self.claims = PlainLabel()
        """Which of the selected events others have claimed."""
        self.claims.setWordWrap(True)
        self.claims.setProperty("role", "hint")
        self.buttons = {step: KeyedButton(key) for step, (key, _) in BULK_KEYS.items()}
        self._main = ""
        """The highlighted one."""
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.into = QComboBox()
        self.into.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.into.currentIndexChanged.connect(lambda _: self._show_asked())
        self.warning = PlainLabel()
        """That the chosen event has a lower level than others."""
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "error")
        self.about = PlainLabel()
        """What the open step does."""
        self.about.setWordWrap(True)
        self.about.setProperty("role", "hint")
        self.confirm, self.cancel = QPushButton(), QPushButton()
        self.confirm.setProperty("role", "primary")
        self.result = PlainLabel()
        self.result.setWordWrap(True)
        self.refusals = QPlainTextEdit()
        """One line for each refused event."""
        self.refusals.setReadOnly(True)
        self.refusals.setMaximumHeight(theme.px(REFUSALS_PX))
        self._export: Iterator[int] = iter(())
        self._path, self._rows = Path(), 0
        """File and rows of the last export."""
        self._written = ""
        """What became of it."""
        self._exporting = QTimer(self, interval=0)
        self._exporting.timeout.connect(self._go_on)
        self._arrange()
        self.every(PERMISSIONS_MS, self._show)
        self.retranslate()

    def retranslate(self) -> None:
        self.buttons["file"].setText(word(VERBS[c.FileEvent.__name__]))
        self.buttons["dispatch"].setText(word(VERBS[c.DispatchEvent.__name__]) + " …")
        self.buttons["supervise"].setText(word(VERBS[c.SuperviseEvent.__name__]) + " …")
        self.buttons["merge"].setText(word(VERBS[c.MergeEvent.__name__]) + " …")
        self.buttons["export"].setText(self.tr("Export …"))
        self.note.setPlaceholderText(self.tr("What is required, of whom, by when (required)"))
        self.cancel.setText(self.tr("Cancel"))
        self._show()

    def is_in_the_way(self) -> bool:
        """Whether a hand aims at one of the lowest rows, where it appears."""
        rows, height = self._view.viewport(), self.sizeHint().height() + theme.px(SPACE_PX)
        lowest = QRect(rows.mapToGlobal(QPoint(0, rows.height() - height)), rows.mapToGlobal(rows.rect().bottomRight()))
        return self.isHidden() and self._view.hold.aims_into(lowest)

    def follow_selection(self) -> None:
        """The selection of the list changed."""
        ids = tuple(self._selected())
        if ids == self._ids:
            return
        self._ids = ids
        if len(ids) > 1 and not self._run.running:
            self._run.forget()
            self._written = ""
        self._ask("")

    def release(self) -> None:
        self._exporting.stop()
        self._run.release()
        super().release()

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(theme.px(4))
        for place, (step, button) in enumerate(self.buttons.items()):
            row, column = divmod(place, COLUMNS)
            grid.addWidget(button, row, column)
            grid.setColumnStretch(column, 1)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, step=step: self._begin(step))
            QShortcut(QKeySequence(button.key), self, button.click).setAutoRepeat(False)
        ends = QHBoxLayout()
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.confirm)
        FormKeys(self, self._give, self._leave)
        self.confirm.clicked.connect(self._give)
        self.cancel.clicked.connect(self._leave)
        self.note.returnPressed.connect(self._give_by_enter)
        self.note.textEdited.connect(lambda _: self._show())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(4))
        box.addWidget(self.heading)
        box.addWidget(self.claims)
        box.addLayout(grid)
        for part in (self.about, self.note, self.into, self.warning):
            box.addWidget(part)
        box.addLayout(ends)
        box.addWidget(self.result)
        box.addWidget(self.refusals)

    def hold_main(self) -> None:
        """Enter is still held in the list."""
        self._armed.hold()

    def give_main(self) -> None:
        """Enter: the highlighted step, as a click on it does."""
        if self._main and self._armed.take():
            self.buttons[self._main].click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: the step whose inputs are open, or the button that has the focus."""
        focused = next((button for button in (*self.buttons.values(), self.cancel) if button.hasFocus()), None)
        if event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hold_main()
        elif not is_main_key(event):
            super().keyPressEvent(event)
        elif focused is self.cancel:
            self._leave()
        elif focused is not None:
            if self._armed.take():
                focused.click()
        elif not self.note.hasFocus():  # which gives it by itself
            self._give_by_enter()

    def _give_by_enter(self) -> None:
        """Not by the Enter that asked and is still held."""
        if self._armed.take():
            self._give()

    def _leave(self) -> None:
        self._armed.arm()
        self._give_focus_back()  # before Qt gives that of a hidden button to whatever is next
        self._ask("")

    def _give_focus_back(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.left.emit()

    def _begin(self, step: str) -> None:
        if step == "export":
            self._start_export()
        elif step == "file":
            self._give_focus_back()
            self._run.file(self._ids[:AT_ONCE])
        elif step in ("dispatch", "supervise", "merge"):
            self._ask(step)  # type: ignore[arg-type]

    def _ask(self, asked: Asked) -> None:
        self._asked = asked
        if asked == "merge":
            self.into.clear()
            for event in self._targets():
                title, level = pick(self._session.event_texts.title(event)), pick(LEVEL_NAMES[event.level])
                self.into.addItem(f"{level} · {title} · {event.id}", event.id)
        self._show()
        first = {"supervise": self.note, "merge": self.into, "dispatch": self.confirm}.get(asked)
        if first is not None:
            first.setFocus()

    def _targets(self) -> list[Event]:
        """The selected events that others can be merged into: the highest level first, then the oldest."""
        events = [event for event in map(self._event, self._ids) if event is not None and event.open]
        return sorted(events, key=lambda event: (LEVELS.index(event.level), event.happened_ms))

    def _lower_warning(self) -> str:
        """That events of a higher level would be merged into the chosen one; "" where none would."""
        targets = self._targets()
        into = next((event for event in targets if event.id == self.into.currentData()), None)
        if into is None or into.level == targets[0].level:
            return ""
        higher = sum(LEVELS.index(event.level) < LEVELS.index(into.level) for event in targets)
        names = {"level": pick(LEVEL_NAMES[into.level]), "highest": pick(LEVEL_NAMES[targets[0].level]), "n": higher}
        return self.tr(
            "{n} of them have a higher level (up to {highest}) than the chosen one ({level}), and the level of the "
            "main event counts: choose the first in the list instead."
        ).format(**names)

    def _event(self, event_id: str) -> Event | None:
        event: Event | None = self._session.layers.states("event").get(event_id)
        return event

    def _give(self) -> None:
        if not self.confirm.isEnabled() or not self._asked:
            return
        ids, asked = self._ids[:AT_ONCE], self._asked
        self._asked = ""
        self._give_focus_back()
        if asked == "dispatch":
            self._run.dispatch(ids)
        elif asked == "supervise":
            self._run.supervise(ids, self.note.text().strip())
            self.note.clear()
        else:
            self._run.merge(ids, self.into.currentData())

    def _start_export(self) -> None:
        now = moments.local(self._session.clock.now_ms())
        path = self._session.dialogs.save_events(self, f"events {now:%Y-%m-%d %H%M}.csv")
        if path is None:
            return
        self._path, self._rows = path, 0
        if not self._run.running:
            self._run.forget()  # the result is that of the export
        self._export = write_events(self._session, self._ids, path)
        self._exporting.start()

    def _go_on(self) -> None:
        """Write further rows for a while."""
        until_ms = monotonic_ms() + SLICE_MS
        try:
            for rows in self._export:
                self._rows = rows
                if monotonic_ms() >= until_ms:
                    return
            text = self.tr("{n} events were written to {path}").format(n=self._rows, path=self._path)
        except OSError as error:
            text = f"{self._path}: {explained(of_os_error(error))}"
        self._exporting.stop()
        self._written = text
        self._show()

    def _why_not(self) -> dict[str, str]:
        """Why each of the steps cannot be taken now; "" where it can."""
        steps: dict[str, type[c.EventCommand]] = {
            "file": c.FileEvent, "dispatch": c.DispatchEvent, "supervise": c.SuperviseEvent, "merge": c.MergeEvent,
        }  # fmt: skip
        if self._run.running:
            return dict.fromkeys(steps, self.tr("Answers of the backend are still missing"))
        if len(self._ids) > AT_ONCE:
            return dict.fromkeys(steps, self.tr("At most {n} events at once").format(n=AT_ONCE))
        return {step: why_not(self._session, command) for step, command in steps.items()}

    def _count(self) -> str:
        """How many are selected; of a box on the map that holds more, why some are not."""
        chosen = self._session.focus.selection
        text = self.tr("{n} events selected").format(n=f"{len(self._ids):,}")
        boxed = frozenset(chosen.ids) if chosen is not None and chosen.layer == EventsLayer.key else frozenset()
        if len(boxed) <= len(self._ids) or not boxed.issuperset(self._ids):
            return text
        more = self.tr("{text}: of {all} in the box, {n} are not in this list (its filter)")
        return more.format(text=text, all=f"{len(boxed):,}", n=f"{len(boxed) - len(self._ids):,}")

    def _show(self) -> None:
        several = len(self._ids) > 1
        run = self._run
        self.heading.setVisible(several)
        self.heading.setText(self._count())
        claims = self._claims()
        self.claims.setText(claims)
        self.claims.setVisible(several and bool(claims))
        denied = self._why_not()
        for step, why in denied.items():
            self.buttons[step].setEnabled(not why)
            self.buttons[step].setToolTip(literal(why))
        self._highlight(self._common_step(denied) if several else "")
        for button in self.buttons.values():
            button.setVisible(several and not self._asked)
        self.note.setVisible(self._asked == "supervise")
        self.into.setVisible(self._asked == "merge")
        self.confirm.setVisible(bool(self._asked))
        self.cancel.setVisible(bool(self._asked))
        self.about.setVisible(bool(self._asked))
        self.confirm.setEnabled(self._asked != "supervise" or bool(self.note.text().strip()))
        self._show_asked()
        self._show_result()
        self.show_band(several or run.running or bool(run.outcomes))  # its height is that of its parts

    def _common_step(self, denied: dict[str, str]) -> str:
        """The step that is next for every selected event and can be taken; "" where there is none."""
        if len(self._ids) > AT_ONCE:
            return ""
        events = map(self._event, self._ids)
        steps = {MAIN.get(None if event is None else next_step(event), "") for event in events}
        common = steps.pop() if len(steps) == 1 else ""
        return "" if denied.get(common) else common

    def _highlight(self, main: str) -> None:
        if main == self._main:
            return
        self._main = main
        for step, button in self.buttons.items():
            key = BULK_KEYS[step].key
            button.set_key(f"{label_of('list.bulk')} / {key}" if step == main else key)
            button.setProperty("role", "primary" if step == main else "")
            button.style().polish(button)

    def _claims(self) -> str:
        """Who else has claimed how many of the selected events, one line; "" for nobody."""
        others = Counter(claimed_by_other(self._event(event_id), self._session.author) for event_id in self._ids)
        del others[""]
        if not others:
            return ""
        names = self.tr(", ").join(f"{person} ({n})" for person, n in others.most_common())
        return self.tr("{n} are claimed by others and are left out: {names}").format(n=others.total(), names=names)

    def _show_asked(self) -> None:
        n = len(self._ids)
        warning = self._lower_warning() if self._asked == "merge" else ""
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        if self._asked == "dispatch":
            self.about.setText(self.tr("Each event goes to the unit that is recommended first for it."))
            able = sum(map(self._can_dispatch, self._ids))
            part = self.tr("Dispatch {n} events") if able == n else self.tr("Dispatch {able} of {n} events")
            self.confirm.setText(part.format(able=able, n=n))
        elif self._asked == "supervise":
            self.about.setText(self.tr("The same requirement for each event:"))
            self.confirm.setText(self.tr("Supervise {n} events").format(n=n))
        elif self._asked == "merge":
            self.about.setText(self.tr("All others are merged into:"))
            self.confirm.setText(self.tr("Merge {n} events").format(n=n - 1))

    def _can_dispatch(self, event_id: str) -> bool:
        event = self._event(event_id)
        if event is None or c.DispatchEvent not in allowed(event):
            return False
        is_claimed = claimed_by_other(event, self._session.author)
        return not is_claimed and not why_not(self._session, c.DispatchEvent, event)

    def _show_result(self) -> None:
        run = self._run
        refused = [outcome for outcome in run.outcomes if outcome.why]
        if run.total:
            done, left_out = len(run.outcomes) - len(refused), sum(outcome.left_out for outcome in refused)
            texts = [self.tr("{done} of {n} done").format(done=done, n=run.total)]
            texts += [self.tr("{n} refused").format(n=len(refused) - left_out)] if len(refused) > left_out else []
            texts += [self.tr("{n} left out").format(n=left_out)] if left_out else []
            texts += [self.tr("waiting for answers …")] if run.running else []
            self.result.setText(" · ".join(texts))
        else:
            self.result.setText(self._written)
        self.result.setVisible(bool(self.result.text()))
        text = "\n".join(self._refusal(outcome.event_id, outcome.why) for outcome in refused)
        if text != self.refusals.toPlainText():
            self.refusals.setPlainText(text)
        self.refusals.setVisible(bool(refused))

    def _refusal(self, event_id: str, why: str) -> str:
        event = self._event(event_id)
        title = event_id if event is None else f"{pick(self._session.event_texts.title(event))} · {event_id}"
        return f"{title}: {why}"
