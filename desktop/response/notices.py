"""叫应: who was called, who answered, who did not answer and since when, and who was never called."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.commands import CommandBody
from county.events.event import ENDED, LONGEST_NOTE, Event
from county.response.notices import (
    MEANS,
    NOTICE_STATES,
    RECIPIENTS,
    AcknowledgeNotice,
    Addressee,
    FailNotice,
    Notice,
    SendNotice,
    addressees,
)
from county.units.dispatch import can_be_sent
from desktop import moments, theme
from desktop.backend.submissions import Answer
from desktop.i18n import pick
from desktop.named_refusals import named_refusal
from desktop.panels.record_panel import RecordPanel, Row
from desktop.places.division_box import FoundBox, division_choices
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.wrapping_line import line_of
from layers.focus import Selection

NEVER = "never/"
"""Start of the id of a row for somebody who was never called."""
SILENT_MS = 15 * 60_000
"""Whoever has not answered for longer is shown in red."""
ORDER = ("sent", "failed", "acknowledged")


class Notices(RecordPanel):
    """All notices, or those about the selected event and whoever should have been called about it."""

    command = SendNotice
    steps = (AcknowledgeNotice, FailNotice)

    def __init__(self, session: Session) -> None:
        self.about = ""
        self._calls: set[str] = set()
        """Ids of the commands to everybody that await their replies."""
        super().__init__(session, session.layers.book("notice"), session.layers["events"])
        self.table.itemSelectionChanged.connect(self._fill_recipient)
        self.listen(session.focus.selected, self._take_selection)
        self.retranslate()
        self._take_selection(session.focus.selection)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Notices", "Notices")

    def form(self) -> QLayout:
        self.what = ElidedLabel()
        self.what.setProperty("role", "muted")
        self.kind = QComboBox()
        for kind in RECIPIENTS:
            self.kind.addItem("", kind)
        self.kind.currentIndexChanged.connect(lambda _: self._offer())
        self.to = FoundBox(self.session.name_sounds)
        self.means = QComboBox()
        for means in MEANS:
            self.means.addItem("", means)
        self.text = QLineEdit()
        self.text.setMaxLength(LONGEST_NOTE)
        self.text.returnPressed.connect(self.send_form)
        self.call_all = QPushButton()
        self.call_all.clicked.connect(self._call_all)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.what, self.call_all, stretch={self.what: 1}))
        lines.addLayout(line_of(self.kind, self.to, self.means, self.text, self.button, stretch={self.text: 1}))
        return lines

    def retranslate(self) -> None:
        for row, name in enumerate(RECIPIENTS.values()):
            self.kind.setItemText(row, pick(name))
        for row, name in enumerate(MEANS.values()):
            self.means.setItemText(row, pick(name))
        line = self.to.lineEdit()
        assert line is not None, "it is editable"
        line.setPlaceholderText(self.tr("Recipient"))
        self.text.setPlaceholderText(self.tr("What is said; the reason why nobody was reached"))
        self.button.setText(self.tr("Send"))
        self.call_all.setText(self.tr("Call everybody who was never called"))
        self.hint.say(self.tr("Nobody was called"))
        self._offer()
        super().retranslate()

    def heads(self) -> list[str]:
        return [
            self.tr("Recipient"), self.tr("Answer"), self.tr("Means"), self.tr("Sent"), self.tr("Event"),
            self.tr("Text"),
        ]  # fmt: skip

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        never = [self._never(addressee) for addressee in self._never_called()]
        notices = sorted(self._notices(), key=_order)
        return [*never, *(self._row(notice, now_ms) for notice in notices)]

    def refresh(self) -> None:
        super().refresh()
        event = self._event()
        self.what.setText("" if event is None else pick(self.session.event_texts.title(event)) + f" · {event.id}")
        self.call_all.setEnabled(self.button.isEnabled() and bool(self._never_called()))

    def _event(self) -> Event | None:
        return self.session.layers.states("event").get(self.about) if self.about else None

    def _notices(self) -> list[Notice]:
        layers = self.session.layers
        found = layers.about("notice", self.about) if self.about else layers.states("notice").values()
        return [notice for notice in found if isinstance(notice, Notice)]

    def _never_called(self) -> list[Addressee]:
        """Those who are to be called about the selected event and were not."""
        event = self._event()
        if event is None or event.state in ENDED:
            return []
        called = {(notice.kind, notice.to) for notice in self._notices()}
        return [addressee for addressee in addressees(event) if tuple(addressee) not in called]

    def _never(self, addressee: Addressee) -> Row:
        cells = (self._name(*addressee), self.tr("never called"), "", "", self.about, "")
        return Row(f"{NEVER}{addressee.kind}/{addressee.to}", cells, theme.DANGER)

    def _row(self, notice: Notice, now_ms: int) -> Row:
        sent_ms, answer, color = notice.steps[0].happened_ms, pick(NOTICE_STATES[notice.state]), theme.TEXT
        if notice.state == "sent":
            answer = self.tr("no answer for {span}").format(span=moments.lasting(sent_ms, now_ms))
            color = theme.DANGER if now_ms - sent_ms >= SILENT_MS else theme.WARNING
        elif notice.state == "failed":
            answer, color = f"{answer}: {notice.steps[-1].note}", theme.DANGER
        else:
            last = notice.steps[-1]
            answer = f"{answer} {moments.short(last.happened_ms, now_ms)} · {last.actor}"
            if last.note:
                answer = f"{answer} · {last.note}"
        cells = (
            self._name(notice.kind, notice.to), answer, pick(MEANS[notice.means]), moments.short(sent_ms, now_ms),
            notice.about, notice.steps[0].note,
        )  # fmt: skip
        return Row(notice.id, cells, color)

    def _name(self, kind: str, to: str) -> str:
        match kind:
            case "unit":
                return unit_name(self.session, to)
            case "division":
                return self.session.divisions.path(to)
            case _:
                return to

    def body(self) -> CommandBody | str:
        to, text = self.to.value(), self.text.text().strip()
        if not to:
            return self.tr("Choose who is called")
        if not text:
            return self.tr("Write what is said")
        return self._notice(Addressee(self.kind.currentData(), to), text)

    def _notice(self, addressee: Addressee, text: str) -> SendNotice:
        return SendNotice(
            notice_id=uuid4().hex, kind=addressee.kind, to=addressee.to, means=self.means.currentData(),
            about=self.about, note=text,
        )  # fmt: skip

    def _call_all(self) -> None:
        """One notice to each; without a text, the event's title."""
        event = self._event()
        if event is None:
            return
        text = self.text.text().strip() or pick(self.session.event_texts.title(event))
        self.problem.hide()
        for addressee in self._never_called():
            self._calls.add(self.session.submissions.send(self._notice(addressee, text)).id)

    def _answered(self, answer: Answer) -> None:
        super()._answered(answer)
        if answer.command.id in self._calls:
            self._calls.discard(answer.command.id)
            if answer.refusal is None:
                self.sent(answer.command.body)
            else:
                self.show_problem(named_refusal(self.session, answer.refusal.code, answer.refusal.params))

    def sent(self, body: CommandBody) -> None:
        self.text.clear()

    def state(self, item_id: str) -> Notice | None:
        notice: Notice | None = self.session.layers.states("notice").get(item_id)
        return notice

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        notice, text = self.state(item_id), self.text.text().strip()
        if notice is None or notice.state == "acknowledged":
            return None
        if command is AcknowledgeNotice:
            return AcknowledgeNotice(notice_id=item_id, note=text)
        if notice.state != "sent":
            return None
        return FailNotice(notice_id=item_id, note=text) if text else self.tr("Write why nobody was reached")

    def open_row(self, item_id: str) -> None:
        notice = self.state(item_id)
        if notice is not None and notice.about:
            self.session.focus.pick("events", notice.about)

    def _offer(self) -> None:
        """The choices of the chosen kind."""
        kind = self.kind.currentData()
        self.to.only = kind != "post"
        if kind == "unit":
            catalog = self.session.catalog
            units = [(unit.name, unit.id) for unit in self.session.package.resources if can_be_sent(unit, catalog)]
            self.to.offer([(pick(name), key) for key, name in catalog.offered_departments().items()] + units)
        else:
            self.to.offer(division_choices(self.session, "towns", "villages") if kind == "division" else [])

    def _fill_recipient(self) -> None:
        """A chosen row of somebody who was never called fills the form."""
        if self.chosen.startswith(NEVER):
            kind, _, to = self.chosen.removeprefix(NEVER).partition("/")
            self.kind.setCurrentIndex(self.kind.findData(kind))
            self.to.choose(to)

    def _take_selection(self, selection: Selection | None) -> None:
        self.about = selection.ids[0] if selection is not None and selection.layer == "events" else ""
        self.follow()
        self.renew()


def _order(notice: Notice) -> tuple[int, int]:
    """Silent ones first, for the longest; the others by their newest step."""
    at_ms = notice.steps[-1].happened_ms
    return ORDER.index(notice.state), at_ms if notice.state == "sent" else -at_ms
