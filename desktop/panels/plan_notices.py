"""Who is to be called by a plan (叫应), who answered, and one button that calls whoever was not called yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from county.division import enclosing
from county.notices import MEANS, NOTICE_STATES, AcknowledgeNotice, Notice, SendNotice
from county.plan_table import POSTS, PlanNotice
from county.response_plans import notice_id
from desktop import moments, theme
from desktop.i18n import pick
from desktop.literal import literal
from desktop.panels.empty_hint import EmptyHint
from desktop.panels.plan_part import PlanPart, fit_lines
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.unit_choice import unit_name
from desktop.wording import verb

LAYERS = {"town": "towns", "village": "villages"}
"""Layers of the divisions that a notice can name."""
ID_ROLE = int(Qt.ItemDataRole.UserRole)


class PlanNotices(PlanPart):
    """A notice of a run has an id derived from it, so that nobody is called twice by it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        self.tree.setWordWrap(True)
        header = self.tree.header()
        header.setStretchLastSection(True)
        for column, width in ((0, 110), (1, 92)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, theme.px(width))
        self.tree.itemSelectionChanged.connect(self._follow_buttons)
        self.hint = EmptyHint(self.tree)
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
        self._shown: list[tuple[str, str, str, str, str]] = []
        self.listen(session.layers.book("notice").changed, self.refresh)
        self.every(PERMISSIONS_MS, self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self.tree.setHeaderLabels([self.tr("Recipient"), self.tr("Answer"), self.tr("Text")])
        self.hint.setText(self.tr("Choose a run above, or start a plan"))
        self.answered.setText(verb(AcknowledgeNotice.__name__))
        self._shown = []
        self.refresh()

    def listed(self) -> list[tuple[PlanNotice, str]]:
        """The notices of the run's level, each with its recipient, "" where the county has none."""
        row = None if self.run is None else self.session.catalog.response_plans.get(self.run.plan)
        if row is None or self.run is None:
            return []
        return [(notice, self._recipient(notice)) for notice in row.notices_at(self.run.level)]

    def _recipient(self, notice: PlanNotice) -> str:
        if notice.kind != "division":
            return notice.to
        assert self.run is not None
        event = self.session.layers.states("event").get(self.run.about)
        return enclosing(self.run.division if event is None else event.division, notice.to)

    def sent(self, notice: PlanNotice) -> Notice | None:
        assert self.run is not None
        found: Notice | None = self.session.layers.states("notice").get(notice_id(self.run.id, notice))
        return found

    def refresh(self) -> None:
        now_ms = self.session.clock.now_ms()
        rows = [self._row(notice, to, now_ms) for notice, to in self.listed()]
        if rows != self._shown:
            chosen = self._chosen()
            self._shown = rows
            self.tree.blockSignals(True)
            self.tree.clear()
            for item_id, name, answer, text, color in rows:
                item = QTreeWidgetItem([name, answer, text])
                item.setData(0, ID_ROLE, item_id)
                for column in range(3):
                    item.setToolTip(column, literal(f"{name}\n{answer}\n{text}"))
                item.setForeground(1, QColor(color))
                self.tree.addTopLevelItem(item)
                fit_lines(self.tree, item)
                item.setSelected(item_id == chosen)
            self.tree.blockSignals(False)
            self.hint.follow()
        self._follow_buttons()

    def _row(self, notice: PlanNotice, to: str, now_ms: int) -> tuple[str, str, str, str, str]:
        assert self.run is not None
        sent, text = self.sent(notice), pick(notice.text)
        name = self._name(notice, to)
        if sent is None:
            answer = self.tr("not called") if to else self._why_nobody(notice)
            return notice_id(self.run.id, notice), name, answer, text, theme.WARNING if to else theme.MUTED
        answer = f"{pick(NOTICE_STATES[sent.state])} · {pick(MEANS[sent.means])}"
        answer += f" {moments.short(sent.steps[-1].happened_ms, now_ms)}"
        color = {"acknowledged": theme.TEXT, "failed": theme.DANGER}.get(sent.state, theme.WARNING)
        return sent.id, name, answer, sent.steps[0].note, color

    def _why_nobody(self, notice: PlanNotice) -> str:
        assert self.run is not None
        divisions = self.session.package.table(LAYERS[notice.to])
        if self.run.response and len(divisions["code"]):
            return self.tr("the area has several: call them in the panel Notices")
        return self.tr("no such place here")

    def _name(self, notice: PlanNotice, to: str) -> str:
        if notice.kind == "unit":
            return unit_name(self.session, to)
        if notice.kind == "division":
            return self.session.divisions.path(to) if to else pick(POSTS[notice.to])
        return to

    def _chosen(self) -> str:
        items = self.tree.selectedItems()
        return str(items[0].data(0, ID_ROLE)) if items else ""

    def missing(self) -> list[tuple[PlanNotice, str]]:
        """Notices that were not sent yet."""
        return [(notice, to) for notice, to in self.listed() if to and self.sent(notice) is None]

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
        self.send(*(
            SendNotice(
                notice_id=notice_id(run.id, notice), kind=notice.kind, to=to, means=notice.means, about=run.about,
                note=pick(notice.text),
            )
            for notice, to in self.missing()
        ))  # fmt: skip

    def _answer(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.send(AcknowledgeNotice(notice_id=chosen))
