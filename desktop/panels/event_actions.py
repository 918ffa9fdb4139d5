"""The steps that an event's state allows, as buttons; the usual next one is highlighted, its form opens below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county import commands as c
from county.clock import monotonic_ms
from county.events.event import Event, facts_of
from county.events.table import allowed, claim_refusal, guard_refusal
from desktop import theme
from desktop.accessible_names import name_controls
from desktop.action_keys import ACTION_KEYS, is_main_key, key_of
from desktop.armed_step import ArmedStep
from desktop.drafts.source import Fields
from desktop.held_enter import JUDGES
from desktop.i18n import pick
from desktop.keys import KEYS, label_of
from desktop.literal import PlainLabel, literal
from desktop.named_refusals import named_refusal
from desktop.next_step import main_step, next_step
from desktop.panels.command_form import CommandForm
from desktop.panels.command_forms import FORMS, sent_on_click
from desktop.panels.correct_form import CorrectForm, CorrectionDraft, correction_of
from desktop.panels.dispatch_proposal import DispatchProposal
from desktop.panels.form_keys import FormKeys
from desktop.panels.former_focus import FormerFocus
from desktop.panels.keyed_button import KeyedButton
from desktop.panels.panel import Panel
from desktop.panels.ranked_unit_form import RankedUnitForm
from desktop.panels.tab_order import inputs_of
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.seat_texts import step_text
from desktop.session import Session
from desktop.submissions import Answer, subject
from desktop.whose_turn import turn_of
from desktop.wording import VERBS, state, word
from layers.closures import ClosuresLayer
from layers.live import StatesLayer
from layers.unit_status import UnitStatusLayer

_COLUMNS = 3
"""Of the buttons; one less where a text would be cut."""
SPACING_PX = 6
RANK_AGAIN_MS = 30_000
"""Units move: a ranking is renewed this often."""


class EventActions(Panel):
    """The suggested unit, buttons, the open form, and the reason of a refusal.

    Every step has a key.  A click on a button leaves the focus where it was; a form takes it, and gives it back
    to what had it before.
    """

    considered = Signal(object)
    """SendingReply about the unit that is considered; None: none is."""
    event_wanted = Signal(str)
    """The event with this number is to be selected."""
    place_wanted = Signal(object)
    """The button of this :class:`desktop.panels.place_input.PlaceInput` was pressed or released."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self.setProperty(JUDGES, True)
        self._armed = ArmedStep(monotonic)
        self._event: Event | None = None
        self._shown: tuple[object, ...] = ()
        self._former_focus = FormerFocus(self)
        self.buttons: dict[type[c.EventCommand], KeyedButton] = {}
        """Those of the steps that the event allows."""
        self._made: dict[type[c.EventCommand], KeyedButton] = {}
        """All that were ever shown: to make, style and show new ones for each event takes longer than to fill them."""
        self._placed: list[tuple[KeyedButton, int, int, int]] = []
        """Each shown button with its row, column and span."""
        self.form: CommandForm | None = None
        self._columns = _COLUMNS
        self._begun = 0
        """Steps of the event's time line when the form was opened."""
        self.news = PlainLabel()
        """What happened to the event since then, and why the form's command cannot be given any more."""
        self.news.setWordWrap(True)
        self.news.hide()
        self._kept: dict[tuple[str, type[c.EventCommand]], Fields] = {}
        """What was filled in of forms that were open when another event was selected, by event and command."""
        self._drafts: dict[str, CorrectionDraft] = {}
        """Corrections that were open when another event was selected, by event: they open again with it."""
        self._left: list[CommandForm] = []
        """Forms that were left while their commands wait for files."""
        self.problem = PlainLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.problem.hide()
        self.denied = PlainLabel()
        """Why some of the buttons are disabled."""
        self.denied.setTextFormat(Qt.TextFormat.PlainText)
        self.denied.setWordWrap(True)
        self.denied.setProperty("role", "muted")
        self.denied.hide()
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "primary")
        self.confirm.clicked.connect(self._confirm)
        self.cancel = QPushButton()
        self.cancel.clicked.connect(self._cancel)
        for end in (self.confirm, self.cancel):
            end.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._form_keys = FormKeys(self, self._confirm, self._leave)
        for key in KEYS["card.approve"].sequences:
            QShortcut(key, self, self._approve).setAutoRepeat(False)
        for step in ACTION_KEYS:
            QShortcut(QKeySequence(key_of(step)), self, partial(self._press_key, step)).setAutoRepeat(False)
        self.proposal = DispatchProposal(session)
        self.proposal.considered.connect(self._follow_proposal)
        self._steps = QWidget()
        """Holds the buttons: each that appears has the layout of its parent done anew, which is stopped meanwhile."""
        self._grid = QGridLayout(self._steps)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(SPACING_PX))
        self._place = QVBoxLayout()
        self._ends = QHBoxLayout()
        self._ends.addStretch(1)
        self._ends.addWidget(self.cancel)
        self._ends.addWidget(self.confirm)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        box.addWidget(self.proposal)
        box.addWidget(self._steps)
        for part in (self._place, self._ends):
            box.addLayout(part)
        box.addWidget(self.news)  # below the form and its buttons, so that none of them moves
        box.addWidget(self.denied)
        box.addWidget(self.problem)
        self.listen(session.submissions.sent, lambda command: self._about(subject(command.body)))
        self.listen(session.submissions.answered, self._answered)
        for layer in (session.layers.of(ClosuresLayer), session.layers.of(UnitStatusLayer)):
            self.listen(layer.changed, partial(self._follow, layer))
        self.every(PERMISSIONS_MS, self._show)
        self.every(RANK_AGAIN_MS, self._rank_again)
        self._close_form()

    def show_event(self, event: Event) -> None:
        """Show the steps of ``event``; an open form and what was entered stay, whatever another seat did meanwhile."""
        if self._event is None or event.id != self._event.id:
            self.problem.hide()
            self._keep_input()
            self._close_form()
            self._drop_pressed()
        comes = self._event is None or event.id != self._event.id
        corrected = self._event is not None and event.id == self._event.id and facts_of(event) != facts_of(self._event)
        self._event = event
        self._show()
        if comes:
            self._open_draft()
        if corrected:
            self._rank_again()

    def begin(self, step: type[c.EventCommand]) -> None:
        """Open the form of ``step``, as a click on its button does; not where that is disabled."""
        button = self.buttons.get(step)
        if button is not None and button.isEnabled():
            self._start(step)
            self._armed.take()  # a board may have asked for it by an Enter that is still held

    def drafts(self) -> Mapping[str, Fields]:
        """See :class:`desktop.drafts.source.DraftSource`; a form is named by its event and command."""
        kept = {f"{event_id} {step.__name__}": fields for (event_id, step), fields in self._kept.items()}
        kept |= {f"{event_id} {c.CorrectEvent.__name__}": draft.fields for event_id, draft in self._drafts.items()}
        form = self.form
        if isinstance(form, CorrectForm):
            draft = form.draft(self._begun)
            fields = {} if draft is None else draft.fields
        else:
            fields = {} if form is None else form.draft_fields()
        return kept | ({f"{form.event_id} {form.command.__name__}": fields} if form is not None and fields else {})

    def take_draft(self, form: str, fields: Fields) -> bool:
        """Its event is selected, and its form opened where that is possible still.  False, too, where the event is not
        on the desk: the card says that."""
        event_id, step = _event_and_step(form)
        if step is None:
            return True
        if f"{event_id} {step.__name__}" in self.drafts():
            self._show_problem(self.tr("This form is half written again: send it or leave it first"))
            return False
        self.event_wanted.emit(event_id)
        if self._event is None or self._event.id != event_id:
            return False
        if step is c.CorrectEvent:
            with suppress(ValueError):
                self._drafts[event_id] = correction_of(fields)
        else:
            self._kept[event_id, step] = fields
        button = self.buttons.get(step)
        if button is None or not button.isEnabled():
            self.press(step)
        elif self.form is None:
            self._open(step)
        if self.form is not None:
            self.form.first_input.setFocus()
        return True

    def draft_title(self, form: str, fields: Fields) -> str:
        event_id, step = _event_and_step(form)
        event: Event | None = self._session.layers.states("event").get(event_id)
        title = event_id if event is None else pick(self._session.event_texts.title(event))
        verb = "" if step is None else word(VERBS[step.__name__])
        return " · ".join(part for part in (verb, title, fields.get("note", "").strip()) if part)

    def press(self, step: type[c.EventCommand]) -> None:
        """The key of ``step``: as a click on its button, or why that cannot be.  An open form is left by its own key
        only: what was typed into it is not dropped for another step."""
        if self._event is None:
            return
        if self.form is not None:
            if step is not self.form.command:
                self._show_problem(self.tr("Send the open form first, or leave it with Esc"))
            return
        button, verb = self.buttons.get(step), word(VERBS[step.__name__])
        if button is None:
            why = self.tr("{verb}: not possible, the event is “{state}”").format(
                verb=verb, state=state(self._event.state)
            )
            self._show_problem(why)
        elif button.isEnabled():
            self._start(step)
        elif button.toolTip():
            self._show_problem(f"{verb}: {why_not(self._session, step, self._event)}")

    def _press_key(self, step: type[c.EventCommand]) -> None:
        self._armed.arm()
        self.press(step)

    def _click(self, step: type[c.EventCommand]) -> None:
        self._armed.arm()
        self._start(step)

    def _approve(self) -> None:
        """The key of the suggestion: dispatch its unit, or why that cannot be."""
        if self._event is None:
            return
        if self.proposal.unit and self.form is None:
            self.proposal.give()
        elif self.proposal.is_asking and self.form is None:
            self._show_problem(self.tr("The recommended unit is being looked up …"))
        elif self.form is None and c.DispatchEvent in self.buttons and self.buttons[c.DispatchEvent].isEnabled():
            self._show_problem(self.tr("No unit is suggested: choose one"))
        else:
            self.press(c.DispatchEvent)

    def give_main(self) -> None:
        """Enter: the highlighted action, as a click on it does."""
        if self._event is not None and self.form is None and self.isVisible() and self._armed.take():
            self._give_main(self._event)

    def _give_main(self, event: Event) -> None:
        step = self._main_step(event)
        if step is c.DispatchEvent and self.proposal.unit:
            self.proposal.give()
        elif step is c.DispatchEvent and self.proposal.is_asking:
            self._show_problem(self.tr("The recommended unit is being looked up …"))
        elif step is not None:
            self.press(step)
        elif next_step(event) is c.AcceptTask:
            text = self.tr("{verb}: the unit does this; on its behalf press {key}")
            self._show_problem(text.format(verb=word(VERBS["AcceptTask"]), key=key_of(c.AcceptTask)))

    def _main_step(self, event: Event) -> type[c.EventCommand] | None:
        return main_step(event, turn_of(self._session.source.health().principal).unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key for the main action, on the button that has the focus or on none."""
        if event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hold_main()
        elif not is_main_key(event):
            super().keyPressEvent(event)
        else:
            self._enter()

    def hold_main(self) -> None:
        """Enter is still held, here or in the list."""
        self._armed.hold()

    def _enter(self) -> None:
        focused = next((step for step, button in self.buttons.items() if button.hasFocus()), None)
        if self.confirm.hasFocus():
            self._confirm_by_enter()
        elif self.cancel.hasFocus():
            self._cancel()
        elif focused is None:
            self.give_main()
        elif self._armed.take():
            self.press(focused)

    def retranslate(self) -> None:
        self._shown = ()
        self._keep_input()
        self._close_form()
        self._show()
        self._open_draft()

    def _show(self) -> None:
        event = self._event
        if event is None:
            return
        waiting = self._session.submissions.pending(event.id)
        if waiting is None and self.form is not None:
            waiting = self._session.submissions.pending(self.form.subject)
        steps = [step for step in allowed(event) if claim_refusal(event, step, self._session.author) is None]
        blocked = self._show_news(event) if waiting is None else ""
        denied = {step: why_not(self._session, step, event) for step in steps}
        suggests = c.DispatchEvent in steps and not denied[c.DispatchEvent] and waiting is None
        self.proposal.show_event(event if suggests and not isinstance(self.form, RankedUnitForm) else None)
        shown = (
            event.id, next_step(event), event.units, waiting.id if waiting else "", self.form is None,
            tuple(denied.items()), self.proposal.unit,
        )  # fmt: skip
        self.confirm.setEnabled(waiting is None and not blocked and (self.form is None or self.form.ready))
        self.confirm.setToolTip(literal(blocked))
        main = self._main_step(event)
        self._armed.show(event.id, (main, self.proposal.unit))
        if shown == self._shown:
            return
        self._shown = shown
        had_focus = self.hasFocus() or any(button.hasFocus() for button in self.buttons.values())
        if had_focus:
            self.setFocus()  # Qt would give the focus of a hidden button to any other widget of the window
        self.buttons = {}
        first = next_step(event)
        self.denied.setText(next((why for why in denied.values() if why), ""))
        self.denied.setVisible(any(denied.values()))
        ordered = sorted(steps, key=lambda step: step is not first)
        for step in ordered:
            self.buttons[step] = button = self._made.get(step) or self._make(step)
            asks = sent_on_click(self._session, event, step) is None
            text = word(VERBS[step.__name__]) + (" …" if asks else "")
            if step is c.DispatchEvent and self.proposal.unit:
                text = self.tr("Choose another unit …")
            if waiting is not None and type(waiting.body) is step:
                text = self.tr("{verb}: sending …").format(verb=word(VERBS[step.__name__]))
            is_main = step is main and not (step is c.DispatchEvent and self.proposal.unit)
            keys = (label_of("list.step") if is_main else "", key_of(step))
            button.show_step(text, " / ".join(key for key in keys if key), primary=is_main)
            button.setEnabled(waiting is None and not denied[step])
            button.setToolTip(literal(denied[step]))
        self._lay_out(first)
        self._order_tabs()
        if had_focus:
            self._focus_action()

    def _make(self, step: type[c.EventCommand]) -> KeyedButton:
        button = self._made[step] = KeyedButton()
        button.setParent(self._steps)
        button.hide()  # Qt shows what is added to a visible layout by a call of its own, after a first painting
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setObjectName(step.__name__)
        button.clicked.connect(lambda: self._click(step))
        return button

    def _drop_pressed(self) -> None:
        """What is pressed belongs to the event that is left: its release must not be a click for another one."""
        for step, button in [*self._made.items()]:
            if button.isDown():
                del self._made[step]
                self.buttons.pop(step, None)
                button.blockSignals(True)
                button.hide()
                button.deleteLater()

    def _lay_out(self, first: type[c.EventCommand] | None) -> None:
        """The main step over the whole width, the others in so many columns that no text is cut."""
        self._columns = columns = self._fitting_columns()
        placed, place = [], 0
        for step, button in self.buttons.items():
            span = columns if step is first else 1
            placed.append((button, place // columns, place % columns, span))
            place += span
        if placed == self._placed:
            return
        self._placed = placed
        self._grid.setEnabled(False)
        items = [self._grid.takeAt(0) for _ in range(self._grid.count())]
        known = {item.widget(): item for item in items if item is not None}
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))
        for button, row, column, span in placed:
            if button in known:
                self._grid.addItem(known[button], row, column, 1, span)
            else:
                self._grid.addWidget(button, row, column, 1, span)
        for button in self._made.values():
            button.setVisible(button in self.buttons.values())
        self._grid.setEnabled(True)
        self._grid.invalidate()
        self._steps.updateGeometry()

    def _fitting_columns(self) -> int:
        widest = max((button.sizeHint().width() for button in self.buttons.values()), default=0)
        fitting = (n for n in range(_COLUMNS, 1, -1) if widest <= (self.width() - (n - 1) * theme.px(SPACING_PX)) // n)
        return next(fitting, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.buttons and self._fitting_columns() != self._columns:
            self._shown = ()
            self._show()

    def _order_tabs(self) -> None:
        """The buttons, then the inputs of the form and its ends, follow each other where this part stands in the
        window's order: Qt appends new ones to it."""
        before: QWidget = self
        inputs = () if self.form is None else (*inputs_of(self.form.box), self.confirm, self.cancel)
        for after in (self.proposal.approve, *self.buttons.values(), *inputs):
            QWidget.setTabOrder(before, after)
            before = after

    def _focus_action(self) -> None:
        """Focus the first action that can be given; none where it belongs to the unit."""
        able = (button for button in self.buttons.values() if button.isEnabled())
        on_behalf = self._event is not None and self._main_step(self._event) is not next_step(self._event)
        first: QWidget = self.proposal.approve if self.proposal.unit else self if on_behalf else next(able, self)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_news(self, event: Event) -> str:
        """Show what happened since the form was opened; returns why its command is not possible any more, "" when it
        is."""
        form = self.form
        if form is None:
            self.news.hide()
            return ""
        now_ms = self._session.clock.now_ms()
        lines = [step_text(step, now_ms) for step in event.timeline[self._begun :]]
        blocked = ""
        if form.command not in allowed(event):
            verb, code = word(VERBS[form.command.__name__]), guard_refusal(event, form.command)
            if code:
                person = "" if event.claim is None else event.claim.person
                why = named_refusal(self._session, code, {"event": event.id, "person": person})
                blocked = self.tr("{verb} is not possible any more: {why}").format(verb=verb, why=why)
            else:
                blocked = self.tr("{verb} is not possible any more: the event is {state}.").format(
                    verb=verb, state=state(event.state)
                )
            lines.append(blocked)
        self.news.setProperty("role", "error" if blocked else "hint")
        self.news.style().polish(self.news)
        self.news.setText("\n".join(lines))
        self.news.setVisible(bool(lines))
        return blocked

    def _start(self, step: type[c.EventCommand]) -> None:
        event = self._event
        if event is None:
            return
        self.problem.hide()
        body = sent_on_click(self._session, event, step)
        if body is not None:
            self._session.submissions.send(body)
            return
        self._open(step)
        if self.form is not None:
            self.form.first_input.setFocus()

    def _open(self, step: type[c.EventCommand]) -> None:
        """Show the form of a step with what was filled in before; the focus stays where it is."""
        event = self._event
        assert event is not None
        self._close_form()
        self._former_focus.remember()
        self.form = form = FORMS[step](self._session, event, step)
        self._begun = len(event.timeline)
        self._session.attendance.fill_in(step.__name__)
        form.take_fields(self._kept.pop((event.id, step), {}))
        draft = self._drafts.pop(event.id, None) if isinstance(form, CorrectForm) else None
        if draft is not None and isinstance(form, CorrectForm):
            form.take(draft)
            self._begun = draft.seen
        form.note.returnPressed.connect(self._confirm_by_enter)
        form.entered.connect(self._confirm_by_enter)
        form.edited.connect(lambda: self._edited(form))
        form.failed.connect(lambda why: self._form_failed(form, why))
        form.place_wanted.connect(self.place_wanted)
        if isinstance(form, RankedUnitForm):
            form.considered.connect(self._consider)
        self._place.addWidget(form)
        name_controls(form, word(VERBS[step.__name__]))
        self.confirm.setText(word(VERBS[step.__name__]))
        self.cancel.setText(self.tr("Cancel"))
        self.confirm.show()
        self.cancel.show()
        self._form_keys.enable(True)
        self._show()

    def _confirm_by_enter(self) -> None:
        """Not by the Enter that opened the form and is still held."""
        if self._armed.take():
            self._confirm()

    def _confirm(self) -> None:
        if self.form is None or not self.confirm.isEnabled():
            return
        missing = self.form.missing()
        if missing:
            self._show_problem(missing)
            return
        self.problem.hide()
        self.form.give()

    def _leave(self) -> None:
        """Close the form; what was typed is there when it is opened again."""
        self._keep_input()
        self._cancel()

    def _cancel(self) -> None:
        """Close the form and drop what was typed."""
        self._close_form(drop=True)
        self._show()

    def _open_draft(self) -> None:
        """A correction of this event that is half written is open again, and says what happened meanwhile."""
        if self._event is not None and self.form is None and self._event.id in self._drafts:
            self._open(c.CorrectEvent)

    def _keep_input(self) -> None:
        """The open form is about to be removed, but not by who fills it in: a correction is opened again with its
        event, what was filled in of any other form is there when it is opened."""
        form = self.form
        if isinstance(form, CorrectForm):
            draft = form.draft(self._begun)
            if draft is not None:
                self._drafts[form.event_id] = draft
        elif form is not None and not form.waiting and form.draft_fields():
            self._kept[form.event_id, form.command] = form.draft_fields()

    def _close_form(self, *, drop: bool = False) -> None:
        """Remove the form; a command that waits for its files is sent nevertheless, unless it is to be dropped."""
        if self.form is not None:
            self._former_focus.give_back()
            self._place.removeWidget(self.form)
            self.form.hide()
            if self.form.waiting and not drop:
                self._left.append(self.form)
            else:
                self._delete(self.form)
            self.form = None
            self._session.attendance.fill_in("")
            self._consider()
        self.news.hide()
        self.confirm.hide()
        self.cancel.hide()
        self._form_keys.enable(False)

    def _delete(self, form: CommandForm) -> None:
        form.release()
        form.deleteLater()

    def _edited(self, form: CommandForm) -> None:
        """The form was changed, or its command was sent."""
        if form is self.form:
            self.problem.hide()
            self._show()
        elif form in self._left and not form.waiting:
            self._left.remove(form)
            self._delete(form)

    def _form_failed(self, form: CommandForm, why: str) -> None:
        self._show_problem(why if form is self.form else f"{form.event_id}: {why}")

    def release(self) -> None:
        for form in (*self._left, *([self.form] if self.form is not None else [])):
            form.release()
        self.proposal.release()
        super().release()

    def _follow(self, layer: StatesLayer) -> None:
        """Not where only marks moved."""
        if layer.last_change is None or layer.last_change:
            self._rank_again()

    def _rank_again(self) -> None:
        """The order of the units may have changed."""
        if isinstance(self.form, RankedUnitForm):
            self.form.request()
        self.proposal.refresh()

    def _consider(self) -> None:
        form = self.form
        self.considered.emit(form.reply if isinstance(form, RankedUnitForm) else self.proposal.reply)

    def _follow_proposal(self) -> None:
        self._consider()
        self._show()

    def _concerns(self, event_id: str) -> bool:
        """Whether a command about this event is one of the shown event, or was given by its form."""
        form = "" if self.form is None else self.form.subject
        return self._event is not None and event_id in (self._event.id, form)

    def _about(self, event_id: str) -> None:
        if self._concerns(event_id):
            self._show()

    def _answered(self, answer: Answer) -> None:
        if answer.refusal is None and isinstance(answer.command.body, c.EventCommand):
            self._kept.pop((answer.command.body.event_id, type(answer.command.body)), None)
            if isinstance(answer.command.body, c.CorrectEvent):
                self._drafts.pop(answer.command.body.event_id, None)
        if not self._concerns(subject(answer.command.body)):
            return
        if answer.refusal is not None:
            self._show_problem(named_refusal(self._session, answer.refusal.code, answer.refusal.params))
        elif self.form is not None and type(answer.command.body) is self.form.command:
            self._close_form()
        self._show()

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()


def _event_and_step(form: str) -> tuple[str, type[c.EventCommand] | None]:
    """Of the name of a draft; None for a command that this version of the program does not know."""
    event_id, _, name = form.partition(" ")
    return event_id, next((step for step in FORMS if step.__name__ == name), None)
