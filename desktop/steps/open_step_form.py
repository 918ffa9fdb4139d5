"""The open form of a step, the buttons that send and leave it, and what happened to the event since it was opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county import commands as c
from county.events.event import Event
from county.events.table import allowed, guard_refusal
from desktop import theme
from desktop.drafts.source import Fields
from desktop.duty.seat_texts import step_text
from desktop.input.form_keys import FormKeys
from desktop.input.former_focus import FormerFocus
from desktop.named_refusals import named_refusal
from desktop.session import Session
from desktop.steps.command_form import CommandForm
from desktop.steps.command_forms import FORMS
from desktop.steps.kept_forms import KeptForms, fields_of, name_of
from desktop.units.ranked_unit_form import RankedUnitForm
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel, literal
from desktop.wording import VERBS, state, word


class OpenStepForm(QObject):
    """One form at a time.  It takes the focus, and gives it back to what had it.

    Its parts stand in the layout of its panel (:attr:`lines`): a widget around them would not tell that layout the
    least height of lines that wrap.
    """

    changed = Signal()
    """Another form is open, none is any more, or its input changed."""
    entered = Signal()
    """Enter was pressed in the form, perhaps by the hand that opened it."""
    told = Signal(str)
    """Why the form is not sent, one line; "" when it is sent: whatever was said before is out of date."""
    taken_back = Signal(str)
    """What was told holds no more."""
    considered = Signal()
    """Another reply about a unit is shown, or none is any more."""
    view_wanted = Signal()
    """The open form is to be scrolled into view: it was entered, or has grown around the hand that is in it.  Or it was
    closed, and what was in view before is to be again."""
    place_wanted = Signal(object)
    """See :attr:`desktop.steps.command_form.CommandForm.place_wanted`."""

    def __init__(self, session: Session, panel: QWidget) -> None:
        """``panel``: wherever in it the focus is, the keys of forms send and leave the open one."""
        super().__init__(panel)
        self._session = session
        self.form: CommandForm | None = None
        self.kept = KeptForms()
        self._seen = 0
        """Steps of the event's time line when the form was opened."""
        self._told = ""
        """What was told last of the open form."""
        self._left: list[CommandForm] = []
        """Forms that were left while their commands wait for files."""
        self._former_focus = FormerFocus(panel)
        self._grown = QTimer(self, singleShot=True, interval=0)  # what is around it is laid out first
        self._grown.timeout.connect(self._follow_growth)
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "primary")
        self.confirm.clicked.connect(self.give)
        self.cancel = QPushButton()
        self.cancel.clicked.connect(self.drop)
        for end in (self.confirm, self.cancel):
            end.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.news = PlainLabel()
        """What happened to the event meanwhile, and why the form's command cannot be given any more."""
        self.news.setWordWrap(True)
        self.news.hide()
        self._keys = FormKeys(panel, self.give, self.leave)
        self._place = QVBoxLayout()
        ends = QHBoxLayout()
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.confirm)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(theme.px(6))
        self.lines.addLayout(self._place)
        self.lines.addLayout(ends)
        self.lines.addWidget(self.news)  # below the form and its buttons, so that none of them moves
        self._show_ends(False)

    def open(self, event: Event, step: type[c.EventCommand]) -> None:
        """Show the form of a step with what was filled in before; the focus stays where it is."""
        self.close_form()
        self._former_focus.remember()
        self.form = form = FORMS[step](self._session, event, step)
        self._session.attendance.fill_in(step.__name__)
        self._seen = self.kept.fill_in(form, len(event.timeline))
        form.note.returnPressed.connect(self.entered)
        form.entered.connect(self.entered)
        form.edited.connect(lambda: self._edited(form))
        form.failed.connect(lambda why: self._failed(form, why))
        form.place_wanted.connect(self.place_wanted)
        if isinstance(form, RankedUnitForm):
            form.considered.connect(self.considered)
        form.installEventFilter(self)
        self._place.addWidget(form)
        name_controls(form, word(VERBS[step.__name__]))
        self.confirm.setText(word(VERBS[step.__name__]))
        self.cancel.setText(self.tr("Cancel"))
        self._show_ends(True)
        self.changed.emit()

    def enter(self) -> None:
        """Bring the focus into the form, and the form into view."""
        if self.form is not None:
            self.form.show()  # Qt shows what is added to a layout in a later turn
            self.form.first_input.setFocus()
            self.view_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and event.size().height() > event.oldSize().height():
            self._grown.start()
        return super().eventFilter(watched, event)

    def open_correction(self, event: Event) -> None:
        """A correction of ``event`` that is half written is open again, and says what happened meanwhile."""
        if self.form is None and self.kept.has_correction(event.id):
            self.open(event, c.CorrectEvent)

    def show_event(self, event: Event, *, is_sending: bool) -> None:
        """Tell what happened to ``event``.  ``is_sending``: a command about it is on its way."""
        blocked = "" if is_sending else self._show_news(event)
        self.confirm.setEnabled(not is_sending and not blocked and (self.form is None or self.form.ready))
        self.confirm.setToolTip(literal(blocked))

    def give(self) -> None:
        """Send the command as filled in, or say what is missing."""
        if self.form is None or not self.confirm.isEnabled():
            return
        missing = self.form.missing()
        self.tell(missing)
        if not missing:
            self.form.give()

    def tell(self, why: str) -> None:
        """Say why something cannot be done until the form is changed or closed; "": nothing that was said holds."""
        self._told = why
        self.told.emit(why)

    def leave(self) -> None:
        """Close the form; what was typed is there when it is opened again."""
        self.keep()
        self.drop()

    def drop(self) -> None:
        """Close the form and drop what was typed."""
        self.close_form(drop=True)
        self.changed.emit()

    def keep(self) -> None:
        """The open form is about to be removed, but not by who fills it in."""
        if self.form is not None:
            self.kept.keep(self.form, self._seen)

    def close_form(self, *, drop: bool = False) -> None:
        """Remove the form; a command that waits for its files is sent nevertheless, unless it is to be dropped."""
        if self.form is None:
            return
        self.taken_back.emit(self._told)
        self._former_focus.give_back()
        self._place.removeWidget(self.form)
        self.form.hide()
        if self.form.waiting and not drop:
            self._left.append(self.form)
        else:
            self._delete(self.form)
        self.form = None
        self._session.attendance.fill_in("")
        self.considered.emit()
        self.view_wanted.emit()
        self.news.hide()
        self._show_ends(False)

    def drafts(self) -> dict[str, Fields]:
        """What is half written in this form and in those that were left, by the names of
        :func:`desktop.steps.kept_forms.name_of`."""
        form, drafts = self.form, self.kept.drafts()
        fields = {} if form is None else fields_of(form, self._seen)
        return drafts | ({name_of(form.event_id, form.command): fields} if form is not None and fields else {})

    def release(self) -> None:
        """Drop what is not sent yet."""
        for form in (*self._left, *([self.form] if self.form is not None else [])):
            form.release()

    def _follow_growth(self) -> None:
        focused = QApplication.focusWidget()
        if self.form is not None and focused is not None and self.form.isAncestorOf(focused):
            self.view_wanted.emit()

    def _show_ends(self, on: bool) -> None:
        self.confirm.setVisible(on)
        self.cancel.setVisible(on)
        self._keys.enable(on)

    def _show_news(self, event: Event) -> str:
        """Show what happened since the form was opened; returns why its command is not possible any more, "" when it
        is."""
        form = self.form
        if form is None:
            return ""
        now_ms = self._session.clock.now_ms()
        lines = [step_text(step, now_ms) for step in event.timeline[self._seen :]]
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
        QApplication.sendEvent(self.news, QEvent(QEvent.Type.StyleChange))  # else a label keeps its former padding
        self.news.setText("\n".join(lines))
        self.news.setVisible(bool(lines))
        return blocked

    def _edited(self, form: CommandForm) -> None:
        """The form was changed, or its command was sent."""
        if form is self.form:
            self.taken_back.emit(self._told)
            self.changed.emit()
        elif form in self._left and not form.waiting:
            self._left.remove(form)
            self._delete(form)

    def _failed(self, form: CommandForm, why: str) -> None:
        if form is self.form:
            self.tell(why)
        else:
            self.told.emit(f"{form.event_id}: {why}")

    def _delete(self, form: CommandForm) -> None:
        form.release()
        form.deleteLater()
