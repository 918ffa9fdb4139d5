"""Who is to be called by a plan (叫应), who answered, and one button that calls whoever was not called yet.

A plan for a county calls each of its towns: one notice per recipient, below a row that counts them by their answers.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTreeWidgetItem, QVBoxLayout

from county.names import BETWEEN
from county.response.notices import MEANS, NOTICE_STATES, AcknowledgeNotice, Notice, SendNotice
from county.response.plan_table import POSTS, PlanNotice
from county.response.plans import PlanRun, notice_id, recipients
from desktop import moments, theme
from desktop.i18n import pick
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.response.plan_tree_part import ID_ROLE, PlanTreePart
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.literal import literal
from desktop.widgets.wrapped_rows import fit_lines
from desktop.wording import verb

LAYERS = {"town": "towns", "village": "villages"}
"""Layers of the divisions that a notice can name."""
AT_ONCE = 200
"""Notices sent together at most; the next ones follow when those are answered."""
COLORS = {"never": theme.WARNING, "sent": theme.WARNING, "failed": theme.DANGER, "acknowledged": theme.TEXT}
"""By state; ``never``: not called."""
ORDER = ("failed", "sent", "never", "acknowledged")
"""Of the counts of a row: what is to be done comes first."""


class NoticeCall(NamedTuple):
    """A recipient of one notice of the plan, and the id that the notice to it has."""

    notice: PlanNotice
    to: str
    id: str


class _Line(NamedTuple):
    """What is shown of a recipient, or of all recipients of a notice."""

    id: str
    name: str
    answer: str
    text: str
    color: str
    parts: tuple[_Line, ...] = ()


class PlanNotices(PlanTreePart):
    """A notice of a run has an id derived from it and from its recipient, so that nobody is called twice by it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tree.setColumnCount(3)
        self.tree.setIndentation(theme.px(14))
        self.tree.setAlternatingRowColors(True)
        header = self.tree.header()
        header.setStretchLastSection(True)
        for column, width in ((0, 130), (1, 96)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, theme.px(width))
        self.tree.itemSelectionChanged.connect(self._follow_buttons)
        self.hold.ended.connect(self._let_go)
        self.answered = QPushButton()
        self.answered.clicked.connect(self._answer)
        self.call = QPushButton()
        self.call.setProperty("role", "primary")
        self.call.clicked.connect(self._call)
        line = QHBoxLayout()
        line.addWidget(self.answered)
        line.addStretch(1)
        line.addWidget(self.call)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.px(4), 0, 0)
        box.setSpacing(theme.px(5))
        box.addWidget(self.tree, 1)
        box.addWidget(self.problem)
        box.addLayout(line)
        self._shown: list[_Line] = []
        self._listed: tuple[tuple[object, ...], list[list[NoticeCall]]] = ((), [])
        """What :meth:`listed` depends on, and its result."""
        self._to_call: list[SendNotice] = []
        """Notices that wait until those before them are answered."""
        self.listen(session.layers.book("notice").changed, self.refresh)
        self.every(PERMISSIONS_MS, self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self.tree.setHeaderLabels([self.tr("Recipient"), self.tr("Answer"), self.tr("Text")])
        self.hint.say(self.tr("Choose a run above, or start a plan"))
        self.answered.setText(verb(AcknowledgeNotice.__name__))
        self._shown = []
        self.refresh()

    def show_run(self, run: PlanRun | None) -> None:
        if run is None or self.run is None or run.id != self.run.id:
            self._to_call = []
        super().show_run(run)

    def listed(self) -> list[list[NoticeCall]]:
        """For each notice of the run's level its recipients; one with "" where the county has none."""
        run = self.run
        row = None if run is None else self.session.catalog.response_plans.get(run.plan)
        if run is None or row is None:
            return []
        area = self._area(run)
        basis = (run.id, run.level, area)
        if basis != self._listed[0]:
            self._listed = basis, [self._calls(run, notice, area) for notice in row.notices_at(run.level)]
        return self._listed[1]

    def _area(self, run: PlanRun) -> str:
        event = self.session.layers.states("event").get(run.about)
        return run.division if event is None else str(event.division)

    def _calls(self, run: PlanRun, notice: PlanNotice, area: str) -> list[NoticeCall]:
        if notice.kind != "division":
            return [NoticeCall(notice, notice.to, notice_id(run.id, notice))]
        found: tuple[str, ...]
        if run.response:
            found = recipients(notice, area, map(str, self.session.package.table(LAYERS[notice.to])["code"]))
        else:  # where an event happened is one place, known or not
            found = recipients(notice, area, ())
        if len(found) > 1:
            return [NoticeCall(notice, to, notice_id(run.id, notice, to)) for to in found]
        only = NoticeCall(notice, "".join(found), notice_id(run.id, notice))
        known = self.sent(only)
        if known is not None and known.to != only.to:  # the place of the event was corrected since
            return [only._replace(id=notice_id(run.id, notice, only.to))]
        return [only]

    def sent(self, call: NoticeCall) -> Notice | None:
        found: Notice | None = self.session.layers.states("notice").get(call.id)
        return found

    def missing(self) -> list[NoticeCall]:
        """Recipients that were not called yet."""
        return [call for calls in self.listed() for call in calls if call.to and self.sent(call) is None]

    def refresh(self) -> None:
        self._call_next()
        now_ms = self.session.clock.now_ms()
        lines = [self._line(calls, now_ms) for calls in self.listed()]
        are_others = [_ids(line) for line in lines] != [_ids(line) for line in self._shown]
        if lines != self._shown and not (are_others and self.keeps_lines):
            self.tree.blockSignals(True)
            if are_others:
                self._build(lines)
            self._shown = lines
            for place, line in enumerate(lines):
                item = self.tree.topLevelItem(place)
                assert item is not None
                self._put(item, line)
                for number, part in enumerate(line.parts):
                    child = item.child(number)
                    assert child is not None
                    self._put(child, part)
            if are_others or not self.keeps_lines:
                self._fit()
            self.tree.blockSignals(False)
            self.hint.follow()
        self._follow_buttons()

    def _fit(self) -> None:
        for place in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(place)
            assert item is not None
            fit_lines(self.tree, item)

    def _let_go(self) -> None:
        self._fit()
        self.refresh()

    def _build(self, lines: list[_Line]) -> None:
        """Items without texts for other lines; the chosen one stays chosen."""
        chosen = self._chosen()
        self.tree.clear()
        for line in lines:
            item = QTreeWidgetItem(self.tree)
            for part in line.parts or (line,):
                one = QTreeWidgetItem(item) if line.parts else item
                one.setData(0, ID_ROLE, part.id)
                one.setSelected(part.id == chosen)
        self.hint.follow()

    def _put(self, item: QTreeWidgetItem, line: _Line) -> None:
        if (item.text(0), item.text(1), item.text(2)) == line[1:4]:
            return
        tip = literal("\n".join(filter(None, line[1:4])))
        for column, text in enumerate(line[1:4]):
            item.setText(column, text)
            item.setToolTip(column, tip)
        item.setForeground(1, QColor(line.color))

    def _line(self, calls: list[NoticeCall], now_ms: int) -> _Line:
        if len(calls) == 1:
            return self._one(calls[0], now_ms)
        states = Counter("never" if (sent := self.sent(call)) is None else sent.state for call in calls)
        counts = [f"{self._state(state)} {states[state]}" for state in ORDER if states[state]]
        worst = next(state for state in ORDER if states[state])
        name = self.tr("{who}: {n}").format(who=pick(POSTS[calls[0].notice.to]), n=len(calls))
        parts = tuple(self._part(call, now_ms) for call in calls)
        return _Line(calls[0].id, name, " · ".join(counts), pick(calls[0].notice.text), COLORS[worst], parts)

    def _one(self, call: NoticeCall, now_ms: int) -> _Line:
        sent, text, name = self.sent(call), pick(call.notice.text), self._name(call)
        if sent is None:
            answer, color = self._state("never"), COLORS["never"]
            if not call.to:
                answer, color = self.tr("no such place here"), theme.MUTED
            return _Line(call.id, name, answer, text, color)
        answer = f"{self._state(sent.state)} · {pick(MEANS[sent.means])}"
        answer += f" {moments.short(sent.steps[-1].happened_ms, now_ms)}"
        return _Line(sent.id, name, answer, sent.steps[0].note, COLORS[sent.state])

    def _part(self, call: NoticeCall, now_ms: int) -> _Line:
        """One of several recipients: its own name, its state, and by what means and where it is."""
        sent, (above, _, name) = self.sent(call), self._name(call).rpartition(BETWEEN)
        if sent is None:
            return _Line(call.id, name, self._state("never"), above, COLORS["never"])
        details = [pick(MEANS[sent.means]), moments.short(sent.steps[-1].happened_ms, now_ms)]
        if len(sent.steps) > 1:
            details.append(sent.steps[-1].note)
        text = BETWEEN.join(filter(None, (*details, above)))
        return _Line(call.id, name, self._state(sent.state), text, COLORS[sent.state])

    def _state(self, state: str) -> str:
        return self.tr("not called") if state == "never" else pick(NOTICE_STATES[state])

    def _name(self, call: NoticeCall) -> str:
        if call.notice.kind == "unit":
            return unit_name(self.session, call.to)
        if call.notice.kind == "division":
            return self.session.divisions.path(call.to) if call.to else pick(POSTS[call.notice.to])
        return call.to

    def _chosen(self) -> str:
        items = self.tree.selectedItems()
        return str(items[0].data(0, ID_ROLE)) if items else ""

    def _follow_buttons(self) -> None:
        missing = self.missing()
        self.call.setText(self.tr("Call {n} recipients").format(n=len(missing)))
        why = ""
        if self.run is None or not self.run.active:
            why = self.tr("Choose a run that has not ended")
        elif not missing:
            why = self.tr("Everybody was called")
        elif self.waiting:
            why = self.tr("The last command awaits its reply")
        else:
            why = why_not(self.session, SendNotice)
        self.call.setEnabled(not why)
        self.call.setToolTip(literal(why))
        notice = self.session.layers.states("notice").get(self._chosen())
        why = why_not(self.session, AcknowledgeNotice, notice)
        if notice is None or notice.state == "acknowledged":
            why = self.tr("Choose a recipient that was called and has not answered")
        self.answered.setEnabled(not why)
        self.answered.setToolTip(literal(why))

    def _call(self) -> None:
        run = self.run
        if run is None:
            return
        self._to_call = [
            SendNotice(
                notice_id=call.id, kind=call.notice.kind, to=call.to, means=call.notice.means, about=run.about,
                note=pick(call.notice.text),
            )
            for call in self.missing()
        ]  # fmt: skip
        self.problem.hide()
        self.refresh()

    def _call_next(self) -> None:
        if self.run is None or not self.run.active:
            self._to_call = []
        if self._to_call and not self.waiting:
            now, self._to_call = self._to_call[:AT_ONCE], self._to_call[AT_ONCE:]
            self.send_also(*now)

    def _answer(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.send(AcknowledgeNotice(notice_id=chosen))


def _ids(line: _Line) -> tuple[str, ...]:
    return (line.id, *(part.id for part in line.parts))
