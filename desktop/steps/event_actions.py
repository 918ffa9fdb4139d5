"""The steps that an event's state allows, as buttons; the usual next one is highlighted, its form opens below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from county import commands as c
from county.clock import monotonic_ms
from county.events.event import Event, facts_of
from county.events.table import allowed, claim_refusal
from desktop import theme
from desktop.backend.submissions import Answer, subject
from desktop.drafts.source import Fields
from desktop.events.whose_turn import turn_of
from desktop.i18n import pick
from desktop.input.action_keys import ACTION_KEYS, is_main_key, key_of
from desktop.input.armed_step import ArmedStep
from desktop.input.covered_docks import is_covered
from desktop.input.held_enter import JUDGES
from desktop.input.keyed_button import KeyedButton
from desktop.input.keys import KEYS, label_of
from desktop.input.tab_order import inputs_of
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.steps.buttons import StepButtons
from desktop.steps.command_form import CommandForm
from desktop.steps.command_forms import sent_on_click
from desktop.steps.correct_form import CorrectForm
from desktop.steps.kept_forms import event_and_step, name_of
from desktop.steps.next_step import main_step, next_step
from desktop.steps.open_step_form import OpenStepForm
from desktop.units.dispatch_proposal import DispatchProposal
from desktop.units.ranked_unit_form import RankedUnitForm
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.problem_label import ProblemLabel
from desktop.wording import VERBS, state, word
from layers.closures import ClosuresLayer
from layers.live import StatesLayer
from layers.unit_status import UnitStatusLayer

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
    """The button of this :class:`desktop.places.input.PlaceInput` was pressed or released."""
    view_wanted = Signal()
    """See :attr:`desktop.steps.open_step_form.OpenStepForm.view_wanted`."""
    pressed_unseen = Signal(str)
    """A key of a step, by its name in the table of keys, was pressed while the card was behind another tab: no step is
    given, and no form opened, where nobody sees it."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self.setProperty(JUDGES, True)
        self._armed = ArmedStep(monotonic)
        self._event: Event | None = None
        self._shown: tuple[object, ...] = ()
        self._buttons = StepButtons()
        self._buttons.clicked.connect(self._click)
        self.problem = ProblemLabel()
        self._opened = OpenStepForm(session, self)
        self._opened.changed.connect(self._show)
        self._opened.entered.connect(self._confirm_by_enter)
        self._opened.told.connect(self._show_problem)
        self._opened.taken_back.connect(self.problem.take_back)
        self._opened.considered.connect(self._consider)
        self._opened.place_wanted.connect(self.place_wanted)
        self._opened.view_wanted.connect(self.view_wanted)
        self.confirm, self.cancel, self.news = self._opened.confirm, self._opened.cancel, self._opened.news
        self.denied = PlainLabel()
        """Why some of the buttons are disabled."""
        self.denied.setTextFormat(Qt.TextFormat.PlainText)
        self.denied.setWordWrap(True)
        self.denied.setProperty("role", "muted")
        self.denied.hide()
        for key in KEYS["card.approve"].sequences:
            QShortcut(key, self, partial(self._press_key, "card.approve", self._approve)).setAutoRepeat(False)
        for step in ACTION_KEYS:
            press = partial(self._press_key, f"action.{step.__name__}", partial(self._press_step, step))
            QShortcut(QKeySequence(key_of(step)), self, press).setAutoRepeat(False)
        self.proposal = DispatchProposal(session, monotonic)
        self.proposal.considered.connect(self._follow_proposal)
        self.proposal.approved_too_soon.connect(self._tell_too_soon)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        box.addWidget(self.proposal)
        box.addWidget(self._buttons)
        box.addLayout(self._opened.lines)
        box.addWidget(self.denied)
        box.addWidget(self.problem)
        self.listen(session.submissions.sent, lambda command: self._about(subject(command.body)))
        self.listen(session.submissions.answered, self._answered)
        for layer in (session.layers.of(ClosuresLayer), session.layers.of(UnitStatusLayer)):
            self.listen(layer.changed, partial(self._follow, layer))
        self.every(PERMISSIONS_MS, self._show)
        self.every(RANK_AGAIN_MS, self._rank_again)

    @property
    def buttons(self) -> Mapping[type[c.EventCommand], KeyedButton]:
        """Those of the steps that the event allows."""
        return self._buttons.shown

    @property
    def form(self) -> CommandForm | None:
        """The open one."""
        return self._opened.form

    def show_event(self, event: Event) -> None:
        """Show the steps of ``event``; an open form and what was entered stay, whatever another seat did meanwhile."""
        if self._event is None or event.id != self._event.id:
            self.problem.hide()
            self._opened.keep()
            self._opened.close_form()
            self._buttons.drop_pressed()
        elif event.state is not self._event.state:
            self.problem.hide()  # it tells what the former state did not allow
        comes = self._event is None or event.id != self._event.id
        corrected = self._event is not None and event.id == self._event.id and facts_of(event) != facts_of(self._event)
        self._event = event
        self._show()
        if comes:
            self._opened.open_correction(event)
        if corrected:
            self._rank_again()

    def begin(self, step: type[c.EventCommand]) -> None:
        """Open the form of ``step``, as a click on its button does; not where that is disabled."""
        button = self.buttons.get(step)
        if button is not None and button.isEnabled():
            self._start(step)
            self._armed.take()  # a board may have asked for it by an Enter that is still held

    def correct_level(self, level: c.EventLevel, why: str) -> None:
        """Open a correction to this level, or say why that cannot be; one that is open is filled in."""
        self.press(c.CorrectEvent)
        if isinstance(self.form, CorrectForm):
            self.form.propose_level(level, why)

    def drafts(self) -> Mapping[str, Fields]:
        """See :class:`desktop.drafts.source.DraftSource`; a form is named by its event and command."""
        return self._opened.drafts()

    def take_draft(self, form: str, fields: Fields) -> bool:
        """Its event is selected, and its form opened where that is possible still.  False, too, where the event is not
        on the desk: the card says that."""
        event_id, step = event_and_step(form)
        if step is None:
            return True
        if name_of(event_id, step) in self.drafts():
            self._show_problem(self.tr("This form is half written again: send it or leave it first"))
            return False
        self.event_wanted.emit(event_id)
        if self._event is None or self._event.id != event_id:
            return False
        self._opened.kept.keep_draft(event_id, step, fields)
        button = self.buttons.get(step)
        if button is None or not button.isEnabled():
            self.press(step)
        elif self.form is None:
            self._opened.open(self._event, step)
        self._opened.enter()
        return True

    def draft_title(self, form: str, fields: Fields) -> str:
        event_id, step = event_and_step(form)
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
                self._opened.tell(self.tr("Send the open form first, or leave it with Esc"))
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

    def _press_key(self, name: str, do: Callable[[], None]) -> None:
        if is_covered(self):
            self.pressed_unseen.emit(name)
        else:
            do()

    def _press_step(self, step: type[c.EventCommand]) -> None:
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

    def _tell_too_soon(self) -> None:
        self._show_problem(self.tr("Another unit has just been suggested: check it, then approve again"))

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
            self._opened.drop()
        elif focused is None:
            self.give_main()
        elif self._armed.take():
            self.press(focused)

    def retranslate(self) -> None:
        self._shown = ()
        self._opened.keep()
        self._opened.close_form()
        self._show()
        if self._event is not None:
            self._opened.open_correction(self._event)

    def _show(self) -> None:
        event = self._event
        if event is None:
            return
        waiting = self._session.submissions.pending(event.id)
        if waiting is None and self.form is not None:
            waiting = self._session.submissions.pending(self.form.subject)
        author = self._session.author
        steps = [step for step in allowed(event) if claim_refusal(event, step, author) is None]
        denied = {step: why_not(self._session, step, event) for step in steps}
        suggests = c.DispatchEvent in steps and not denied[c.DispatchEvent] and waiting is None
        self.proposal.show_event(event if suggests and not isinstance(self.form, RankedUnitForm) else None)
        shown = (
            event.id, next_step(event), event.units, waiting.id if waiting else "", self.form is None,
            tuple(denied.items()), self.proposal.unit,
        )  # fmt: skip
        self._opened.show_event(event, is_sending=waiting is not None)
        main = self._main_step(event)
        self._armed.show(event.id, (main, self.proposal.unit))
        if shown == self._shown:
            return
        self._shown = shown
        had_focus = self.hasFocus() or any(button.hasFocus() for button in self.buttons.values())
        if had_focus:
            self.setFocus()  # Qt would give the focus of a hidden button to any other widget of the window
        buttons: dict[type[c.EventCommand], KeyedButton] = {}
        first = next_step(event)
        self.denied.setText(next((why for why in denied.values() if why), ""))
        self.denied.setVisible(any(denied.values()))
        ordered = sorted(steps, key=lambda step: step is not first)
        for step in ordered:
            buttons[step] = button = self._buttons.button_of(step)
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
        self._buttons.show_these(buttons, first)
        self._order_tabs()
        if had_focus:
            self._focus_action()

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

    def _start(self, step: type[c.EventCommand]) -> None:
        event = self._event
        if event is None:
            return
        self.problem.hide()
        body = sent_on_click(self._session, event, step)
        if body is not None:
            self._session.submissions.send(body)
            return
        self._opened.open(event, step)
        self._opened.enter()

    def _confirm_by_enter(self) -> None:
        """Not by the Enter that opened the form and is still held."""
        if self._armed.take():
            self._opened.give()

    def release(self) -> None:
        self._opened.release()
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
            self._opened.kept.forget(answer.command.body)
        if not self._concerns(subject(answer.command.body)):
            return
        if answer.refusal is not None:
            self._show_problem(named_refusal(self._session, answer.refusal.code, answer.refusal.params))
        elif self.form is not None and type(answer.command.body) is self.form.command:
            self._opened.close_form()
        self._show()

    def _show_problem(self, text: str) -> None:
        """``text`` "": there is none any more."""
        if text:
            self.problem.say(text)
        else:
            self.problem.hide()
