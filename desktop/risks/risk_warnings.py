"""风险预警: the cards of what is unusual; a person assesses them, acts on them by events, and says whether they were
true."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from county.commands import CommandBody, ReportEvent
from county.events.event import LONGEST_NOTE, is_late
from county.risk.warning_card import (
    CARD_STATES,
    DETECTORS,
    WARNING_CARDS,
    ActOnWarning,
    AssessWarning,
    DismissWarning,
    EvaluateWarning,
    WarningCard,
)
from desktop import moments, theme
from desktop.cards.question import RepeatedQuestion
from desktop.figures.analysis_note import analysis_note
from desktop.i18n import pick
from desktop.input.pointer_hold import PointerHold
from desktop.panels.record_panel import RecordPanel, Row
from desktop.permission import why_not
from desktop.places.divisions_in_view import show_divisions
from desktop.risks.card_texts import count_text, detectors_text, matter_text, place_text, recurrence_text
from desktop.risks.patterns_table import PatternsTable, ToldPattern, patterns_of
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of
from services.protocol.messages import Trouble
from services.protocol.risk_messages import RiskReply

ASKED_MS = 5_000
"""How often it is asked when risks were judged."""
EVIDENCE_PX, EVIDENCE_GAP_PX = 44, 4
COUNT, RECURRENCE = 5, 6
ID_ROLE = Qt.ItemDataRole.UserRole


class EventToReport(NamedTuple):
    """An event that is to be reported about a card: its title, and where (working CRS, metres; None for nowhere)."""

    card: str
    title: str
    place: tuple[float, float] | None


class RiskWarnings(RecordPanel):
    """The table of cards stands above the evidence of the chosen one."""

    steps = (AssessWarning, DismissWarning, ActOnWarning, EvaluateWarning)
    event_wanted = Signal(EventToReport)
    """Somebody wants to report an event about a card."""

    def __init__(self, session: Session) -> None:
        self.asking = RepeatedQuestion(self._ask, session.clock.now_ms)
        self._asked_at = 0
        self._reply: RiskReply | None = None
        self._evidence_of: tuple[str, tuple[str, ...]] = ("", ())
        self._pattern: ToldPattern | None = None
        """The chosen row of the other table; its events stand where those of a card do."""
        super().__init__(session, session.layers.book("warning"))
        session.feed.arrived.connect(self._arrived)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.every(ASKED_MS, self._ask_again)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("RiskWarnings", "Risk warnings")

    def form(self) -> QLayout:
        self.judged = PlainLabel()
        """When it was judged, by which past and which detectors."""
        self.judged.setProperty("role", "muted")
        self.judged.setWordWrap(True)
        self.precision = PlainLabel()
        """How many of the cards of each detector were true."""
        self.precision.setProperty("role", "muted")
        self.precision.setWordWrap(True)
        self.again = QPushButton()
        self.again.clicked.connect(self._judge_again)
        self.text = QLineEdit()
        self.text.setMaxLength(LONGEST_NOTE)
        self.number = QLineEdit()
        self.button.hide()  # what is done about a card is a step about the chosen row
        self.report = QPushButton()
        self.report.clicked.connect(self._report)
        self.was_true = QComboBox()
        for value in (None, True, False):
            self.was_true.addItem("", value)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.judged, self.again, stretch={self.judged: 1}))
        lines.addWidget(self.precision)
        lines.addLayout(line_of(
            self.text, self.number, self.report, self.was_true, self.button, stretch={self.text: 3, self.number: 1}
        ))  # fmt: skip
        return lines

    def below(self) -> QLayout:
        self.evidence = QListWidget()
        self.evidence.setFlow(QListWidget.Flow.LeftToRight)  # one line, so that the cards have the room
        self.evidence.setSpacing(theme.px(EVIDENCE_GAP_PX))
        self.evidence.setFixedHeight(theme.px(EVIDENCE_PX))
        self.evidence.itemClicked.connect(self._show_event)
        self.evidence.itemActivated.connect(self._show_event)
        self.evidence_hold = PointerHold(self.evidence)
        self.evidence_hold.ended.connect(self._show_evidence)
        self.about = PlainLabel()
        """What the events beside it are."""
        self.about.setProperty("role", "hint")
        self.patterns = PatternsTable()
        self.patterns.chosen.connect(self._choose_pattern)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.about, self.evidence, stretch={self.evidence: 1}))
        lines.addWidget(self.patterns)
        return lines

    def retranslate(self) -> None:
        self.again.setText(self.tr("Judge now"))
        self.again.setToolTip(self.tr("Judge the days up to now; otherwise it is done once a day, at midnight"))
        self.text.setPlaceholderText(self.tr("What it is, why nothing is to be done, or what came of it"))
        self.number.setPlaceholderText(self.tr("Number of the event that deals with it"))
        self.report.setText(self.tr("Report an event …"))
        for place, text in enumerate((self.tr("Was it true?"), self.tr("It was true"), self.tr("It was not"))):
            self.was_true.setItemText(place, text)
        self.evidence.setAccessibleName(self.tr("Evidence"))
        self.hint.say(self.tr("No warning"))
        self.patterns.retranslate()
        self._show()
        super().retranslate()

    # ---- when it was judged

    def uncover(self) -> None:
        super().uncover()
        self._ask_again()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    def _judge_again(self) -> None:
        """The answer to it says that it is being judged; the next ones, which cards came of it."""
        if self.session.source.health().analysis is not None:
            self.session.source.risks(judge=True)

    def _ask_again(self) -> None:
        if self.is_seen:
            self._asked_at += 1
            self.asking.want(self._asked_at)
            self._show()

    def _ask(self) -> str:
        if self.session.source.health().analysis is None:
            return ""
        return self.session.source.risks()

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, RiskReply | Trouble):
            self.asking.take(answer)
            if isinstance(answer, RiskReply):
                self._reply = answer
            self._show()

    def _show(self) -> None:
        reply = self._reply
        self.judged.setText(self._judged_text(reply) if reply is not None else analysis_note(self.session, 0))
        self.again.setEnabled(reply is not None and not reply.is_judging)
        evaluated = {} if reply is None else {key: one for key, one in reply.detectors.items() if one.evaluated}
        parts = [
            self.tr("{detector} {true} of {all}").format(
                detector=pick(DETECTORS[key]), true=one.was_true, all=one.evaluated
            )
            for key, one in evaluated.items() if key in DETECTORS
        ]  # fmt: skip
        self.precision.setText(self.tr("True so far: {parts}").format(parts="，".join(parts)) if parts else "")
        self.precision.setVisible(bool(parts))
        session = self.session
        self.patterns.show_patterns(
            [] if reply is None else patterns_of(
                reply.repeats, reply.topics, session.catalog, session.divisions, session.clock.now_ms()
            )
        )  # fmt: skip

    def _judged_text(self, reply: RiskReply) -> str:
        if reply.is_judging:
            return self.tr("Judging …")
        if not reply.judged_ms:
            return self.tr("Not judged yet: it is done once a day, at midnight, or when you ask")
        able = [pick(DETECTORS[key]) for key, one in reply.detectors.items() if one.tested and key in DETECTORS]
        unable = [pick(DETECTORS[key]) for key, one in reply.detectors.items() if not one.tested and key in DETECTORS]
        time = moments.short(reply.judged_ms, self.session.clock.now_ms())
        if not able:
            return self.tr("As of {time}, with {n} days of records: too short a past for any detector").format(
                time=time, n=reply.past_days
            )
        text = self.tr("As of {time}, with {n} days of records; by {able}").format(
            time=time, n=reply.past_days, able="、".join(able)
        )
        return text if not unable else self.tr("{text}; too short a past for {unable}").format(
            text=text, unable="、".join(unable)
        )

    # ---- the cards

    def heads(self) -> list[str]:
        return [
            self.tr("State"), self.tr("Time limit"), self.tr("Matter"), self.tr("Place"), self.tr("Since"),
            self.tr("Observed / expected"), self.tr("By chance once in"), self.tr("Detectors"), self.tr("Department"),
        ]  # fmt: skip

    def numeric(self) -> tuple[int, ...]:
        return COUNT, RECURRENCE

    def rows(self) -> list[Row]:
        cards = [c for c in self.session.layers.states("warning").values() if isinstance(c, WarningCard)]
        cards.sort(key=lambda card: (_ORDER[card.state], -card.strongest.recurrence_days))
        now_ms = self.session.clock.now_ms()
        return [self._row(card, now_ms) for card in cards]

    def _row(self, card: WarningCard, now_ms: int) -> Row:
        due_ms, color, limit = card.due_ms.get("assess"), theme.MUTED, ""
        if card.state in ("new", "assessed"):
            color = theme.TEXT
        if due_ms is not None:
            limit = moments.short(due_ms, now_ms)
            if is_late(due_ms, now_ms):
                color, limit = theme.DANGER, self.tr("{time}, overdue").format(time=limit)
        owner = self.session.catalog.departments.get(card.owner)
        state = pick(CARD_STATES[card.state])
        if card.was_true is not None:
            state = self.tr("{state}: true") if card.was_true else self.tr("{state}: not true")
            state = state.format(state=pick(CARD_STATES[card.state]))
        strongest = card.strongest
        return Row(card.id, (
            state, limit, matter_text(card, self.session.catalog), place_text(card, self.session.divisions),
            moments.short(card.from_ms, now_ms), count_text(strongest), recurrence_text(strongest.recurrence_days),
            detectors_text(card), "" if owner is None else pick(owner),
        ), color)  # fmt: skip

    def state(self, item_id: str) -> WarningCard | None:
        card: WarningCard | None = self.session.layers.states("warning").get(item_id)
        return card

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        card, text = self.state(item_id), self.text.text().strip()
        if card is None or command not in WARNING_CARDS.allowed(card):
            return None
        if command is AssessWarning:
            missing = self.tr("Write what it is")
            return AssessWarning(warning_id=item_id, note=text) if text else missing
        if command is DismissWarning:
            missing = self.tr("Write why nothing is to be done")
            return DismissWarning(warning_id=item_id, note=text) if text else missing
        if command is ActOnWarning:
            event = self.number.text().strip()
            missing = self.tr("Choose or write the event that deals with it, or report one")
            return ActOnWarning(warning_id=item_id, events=(event,), note=text) if event else missing
        was_true = self.was_true.currentData()
        if was_true is None:
            return self.tr("Choose whether it was true")
        missing = self.tr("Write what came of it")
        return EvaluateWarning(warning_id=item_id, was_true=was_true, note=text) if text else missing

    def sent(self, body: CommandBody) -> None:
        self.text.clear()
        self.number.clear()
        self.was_true.setCurrentIndex(0)

    def fill(self) -> None:
        super().fill()
        self._show_evidence()

    def refresh(self) -> None:
        super().refresh()
        card = self.state(self.chosen) if self.chosen else None
        why = why_not(self.session, ReportEvent)
        self.report.setEnabled(not why and card is not None and ActOnWarning in WARNING_CARDS.allowed(card))
        self.report.setToolTip(literal(why or self.step_buttons[ActOnWarning].toolTip()))

    def show_result(self, target: str) -> None:
        """Choose a card."""
        self.choose(target)

    # ---- the chosen one

    def _chosen(self) -> None:
        """Its places on map and twin, and its events below."""
        card = self.state(self.chosen) if self.chosen else None
        if card is not None:
            self._pattern = None
            self.patterns.clear_choice()
        self._show_evidence()
        if card is not None:
            show_divisions(self.session, card.divisions)

    def _choose_pattern(self, pattern: ToldPattern) -> None:
        """Its village on map and twin, and its events in the line of the evidence."""
        self.table.clearSelection()
        self._pattern = pattern
        self._show_evidence()
        show_divisions(self.session, (pattern.division,) if pattern.division else ())

    def _show_evidence(self) -> None:
        card = self.state(self.chosen) if self.chosen else None
        shown: tuple[str, tuple[str, ...]] = ("", ())
        if card is not None:
            shown = card.id, (*card.events, *card.evidence)
        elif self._pattern is not None:
            shown = " ".join(self._pattern.cells), self._pattern.evidence
        is_same_card = shown[0] == self._evidence_of[0]
        if shown == self._evidence_of or (is_same_card and self.evidence_hold.holding):
            return
        self._evidence_of = shown
        self.evidence.clear()
        number = len(shown[1]) if card is None else len(card.evidence)
        self.about.setText(self.tr("{n} newest events:").format(n=number) if shown[0] else "")
        events = self.session.layers.states("event")
        for id in dict.fromkeys(shown[1]):
            event = events.get(id)
            text = self.tr("{id}  (archived)").format(id=id) if event is None else f"{id}  {event.title}"
            if card is not None and id in card.events:
                text = self.tr("{event}  · deals with it").format(event=text)
            item = QListWidgetItem(text)
            item.setData(ID_ROLE, id)
            self.evidence.addItem(item)

    def _show_event(self, item: QListWidgetItem) -> None:
        event_id = str(item.data(ID_ROLE))
        self.number.setText(event_id)
        if self.session.layers.states("event").get(event_id) is not None:
            self.session.focus.pick("events", event_id)

    def _report(self) -> None:
        card = self.state(self.chosen)
        if card is None:
            return
        title = self.tr("{matter}: {place}").format(
            matter=matter_text(card, self.session.catalog), place=place_text(card, self.session.divisions)
        )
        self.event_wanted.emit(EventToReport(card.id, title, self._place_of(card)))

    def _place_of(self, card: WarningCard) -> tuple[float, float] | None:
        """Of its newest event that is on the desk."""
        events = self.session.layers.states("event")
        found = (events.get(id) for id in card.evidence)
        return next(((event.x_m, event.y_m) for event in found if event is not None), None)

    def reported(self, card: str, event_id: str) -> None:
        """An event was reported about a card: it deals with the matter."""
        state = self.state(card)
        if state is not None and ActOnWarning in WARNING_CARDS.allowed(state):
            self._send(ActOnWarning(warning_id=card, events=(event_id,)))


_ORDER = {state: place for place, state in enumerate(("new", "assessed", "acted", "dismissed", "evaluated"))}
