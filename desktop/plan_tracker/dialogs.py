"""Dialogs of plans: a new plan from a template, and an item that is added or revised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from county.figures.text import in_unit
from county.plan_tracker.commands import AddPlanItem, BeginPlan, RevisePlanItem
from county.plan_tracker.days import county_day, day_of
from county.plan_tracker.item import PlanItem
from county.plan_tracker.stated import NOTE_MAX, TITLE_MAX, Milestone, PlanIndicator
from county.refusals import Refused
from desktop import theme
from desktop.i18n import pick
from desktop.panels.sent_dialog import SentDialog
from desktop.plan_tracker.texts import WAN
from desktop.session import Session

if TYPE_CHECKING:
    from county.commands import CommandBody

LINES_PX, LIST_PX = 108, 96
MOST_WAN = 1e8
translate = QCoreApplication.translate


def places_of(session: Session, text: str) -> tuple[str, ...] | str:
    """Codes of the towns and villages that are named in ``text``, by name or code; or what is none of them."""
    known: dict[str, str] = {}
    for layer in ("villages", "towns"):
        table = session.package.table(layer)
        for code, name in zip(table["code"].astype(str), table["name"].astype(str), strict=True):
            known[code] = known[name] = code
    found = []
    for part in (part.strip() for part in text.replace("，", "、").replace(",", "、").split("、")):
        if part and part not in known:
            return translate("PlanTracker", "{name} is no town or village of this county").format(name=part)
        found += [known[part]] if part else []
    return tuple(dict.fromkeys(found))


class NewPlanDialog(SentDialog):
    """Begins a plan with the items of a template."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(
            session, translate("NewPlanDialog", "New plan from a template"), "",
            translate("NewPlanDialog", "Begin the plan"), parent,
        )  # fmt: skip
        self.setObjectName("new_plan")
        self.item_id = uuid4().hex[:12]
        self.template, self.name, self.starts, self.places = QComboBox(), QLineEdit(), QLineEdit(), QLineEdit()
        for key, row in session.catalog.offered_plan_templates().items():
            self.template.addItem(pick(row.name), key)
        self.name.setMaxLength(TITLE_MAX)
        self.starts.setText(county_day(session.clock.now_ms()).isoformat())
        self.places.setPlaceholderText(self.tr("Towns and villages of a pilot, with 、 between them"))
        self.template.currentIndexChanged.connect(self._follow)
        self.arrange(
            (self.tr("Template"), self.template), (self.tr("Title"), self.name), (self.tr("First day"), self.starts),
            (self.tr("Places"), self.places),
        )  # fmt: skip
        self._follow()

    def _follow(self) -> None:
        row = self.session.catalog.plan_templates.get(self.template.currentData())
        if row is None:
            return
        self.heading.setText(self.tr("{n} items in {months} months. Source: {source}").format(
            n=len(row.items), months=row.months, source=row.source
        ))  # fmt: skip
        self.places.setEnabled(row.is_pilot)
        if not self.name.isModified():
            self.name.setText(pick(row.name))

    def bodies(self) -> Sequence[CommandBody] | str:
        row = self.session.catalog.plan_templates.get(self.template.currentData())
        if row is None:
            return self.tr("This county's catalogue has no template")
        places = places_of(self.session, self.places.text()) if row.is_pilot else ()
        if isinstance(places, str):
            return places
        return [BeginPlan(
            item_id=self.item_id, template=self.template.currentData(), title=self.name.text().strip(),
            starts=self.starts.text().strip(), divisions=places,
            language="zh" if pick(row.name) == row.name.zh else "en",
        )]  # fmt: skip


class ItemDialog(SentDialog):
    """States an item: a new one below ``parent_item``, or ``item`` anew with a reason."""

    def __init__(
        self, session: Session, items: Sequence[PlanItem], parent_item: PlanItem, item: PlanItem | None, parent: QWidget
    ) -> None:
        """``items``: the others of the plan, which it can depend on."""
        title = translate("ItemDialog", "Add an item") if item is None else translate("ItemDialog", "Revise the item")
        super().__init__(session, title, parent_item.title if item is None else item.title, title, parent)
        self.setObjectName("plan_item")
        self._above, self._item = parent_item, item
        self.item_id = uuid4().hex[:12] if item is None else item.id
        self.name, self.lead, self.starts, self.due = QLineEdit(), QComboBox(), QLineEdit(), QLineEdit()
        self.budget, self.indicator, self.target = QDoubleSpinBox(), QComboBox(), QDoubleSpinBox()
        self.milestones, self.depends, self.reason = QPlainTextEdit(), QListWidget(), QLineEdit()
        self._fill(items)
        self.arrange(
            (self.tr("Title"), self.name), (self.tr("Lead"), self.lead), (self.tr("First day"), self.starts),
            (self.tr("Last day"), self.due), (self.tr("Budget"), self.budget), (self.tr("Indicator"), self.indicator),
            (self.tr("Target"), self.target), (self.tr("Milestones"), self.milestones),
            (self.tr("After"), self.depends), *(() if item is None else ((self.tr("Reason"), self.reason),)),
        )  # fmt: skip

    def _fill(self, items: Sequence[PlanItem]) -> None:
        of, catalog = self._item or self._above, self.session.catalog
        self.name.setMaxLength(TITLE_MAX)
        self.reason.setMaxLength(NOTE_MAX)
        for key, row in catalog.offered_departments().items():
            self.lead.addItem(pick(row), key)
        towns = self.session.package.table("towns")
        for code, name in zip(towns["code"].astype(str), towns["name"].astype(str), strict=True):
            self.lead.addItem(name, code)
        if self.lead.findData(of.lead) < 0:
            self.lead.addItem(self.session.divisions.path(of.lead), of.lead)
        self.lead.setCurrentIndex(self.lead.findData(of.lead))
        self.starts.setText(of.starts)
        self.due.setText(of.due)
        self.budget.setRange(0, MOST_WAN)
        self.budget.setSuffix(self.tr(" 10,000 yuan"))
        self.budget.setSpecialValueText(self.tr("none stated"))
        self.indicator.addItem(self.tr("none"), "")
        for key, metric in catalog.offered_metrics().items():
            self.indicator.addItem(pick(metric.name), key)
        self.target.setRange(-1e9, 1e9)
        self.target.setDecimals(2)
        self.indicator.currentIndexChanged.connect(self._show_unit)
        self.milestones.setFixedHeight(theme.px(LINES_PX))
        self.milestones.setTabChangesFocus(True)
        self.milestones.setPlaceholderText(self.tr("One a line: day, weight, title\n2026-12-31 1 …"))
        self.depends.setFixedHeight(theme.px(LIST_PX))
        if self._item is not None:
            self.name.setText(of.title)
            self.budget.setValue((of.budget_yuan or 0) / WAN)
            if of.indicator is not None:
                self.indicator.setCurrentIndex(max(0, self.indicator.findData(of.indicator.metric)))
                self.target.setValue(of.indicator.target * self._in_unit())
            self.milestones.setPlainText("\n".join(f"{one.due} {one.weight} {one.title}" for one in of.milestones))
        for other in items:
            if other.id != self.item_id:
                entry = QListWidgetItem(other.title)
                entry.setData(Qt.ItemDataRole.UserRole, other.id)
                chosen = self._item is not None and other.id in self._item.depends_on
                entry.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
                self.depends.addItem(entry)
        self._show_unit()

    def _in_unit(self) -> float:
        metric = self.session.catalog.metrics.get(self.indicator.currentData() or "")
        return 1.0 if metric is None else in_unit(metric)

    def _show_unit(self) -> None:
        metric = self.session.catalog.metrics.get(self.indicator.currentData() or "")
        self.target.setEnabled(metric is not None)
        self.target.setSuffix("" if metric is None else f" {pick(metric.unit)}")

    def _milestones(self) -> tuple[Milestone, ...] | str:
        """As written; one that was there before, by its title, keeps its key."""
        before = {} if self._item is None else {one.title: one.key for one in self._item.milestones}
        taken, found = {*before.values()}, []
        lines = filter(None, map(str.strip, self.milestones.toPlainText().splitlines()))
        for number, line in enumerate(lines, start=1):
            day, _, rest = line.partition(" ")
            weight, _, title = rest.strip().partition(" ")
            try:
                day_of(day)
            except Refused:
                weight = ""
            if not (weight.isdecimal() and title.strip()):
                return self.tr("Milestone in line {n}: write a day, a weight and a title").format(n=number)
            title = title.strip()
            key = before.get(title) or next(f"m{n}" for n in range(1, 1_000) if f"m{n}" not in taken)
            taken.add(key)
            found.append(Milestone(key=key, title=title, due=day, weight=int(weight)))
        return tuple(found)

    def bodies(self) -> Sequence[CommandBody] | str:
        milestones = self._milestones()
        if isinstance(milestones, str):
            return milestones
        metric = self.indicator.currentData()
        entries = [self.depends.item(row) for row in range(self.depends.count())]
        stated: dict[str, Any] = {
            "item_id": self.item_id, "title": self.name.text().strip(), "lead": self.lead.currentData(),
            "starts": self.starts.text().strip(), "due": self.due.text().strip(), "milestones": milestones,
            "budget_yuan": round(self.budget.value() * WAN) or None,
            "indicator": PlanIndicator(metric=metric, target=self.target.value() / self._in_unit()) if metric else None,
            "depends_on": tuple(
                entry.data(Qt.ItemDataRole.UserRole) for entry in entries
                if entry.checkState() == Qt.CheckState.Checked
            ),
        }  # fmt: skip
        if self._item is None:
            return [AddPlanItem(parent=self._above.id, **stated)]
        reason = self.reason.text().strip()
        if not reason:
            return self.tr("Write why it is revised")
        item = self._item
        return [RevisePlanItem(**stated, goal=item.goal, supports=item.supports, divisions=item.divisions, note=reason)]
