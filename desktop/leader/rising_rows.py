"""Risks that rise, as rows: alarms, subclasses of which significantly more is reported, numbers that became worse."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.figures.text import short_text
from county.waiting import ITEMS_MAX
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.leader.overview import LeaderFigures, RisingSubclass
from desktop.leader.waiting_rows import LeaderRow, LeaderRows, RowTarget, waiting_alarms
from desktop.session import Session
from desktop.units.choice import unit_name
from services.brief.group_names import GroupNames

translate = QCoreApplication.translate


def rising_risks(session: Session, figures: LeaderFigures | None, names: GroupNames) -> LeaderRows:
    """What rises first, then what became worse, then the alarms; ``figures`` None: only the alarms are known."""
    alarms = waiting_alarms(session)
    found: list[LeaderRow] = []
    further = 0
    if figures is not None:
        further = figures.further_rises
        found += [_of_subclass(session, one, figures, names) for one in figures.rises]
        found += [_of_number(session, one, figures) for one in figures.worse(session)]
    first = [row for row in alarms.rows if row.grave]
    rest = [row for row in alarms.rows if not row.grave]
    rows = (*first[:1], *found, *first[1:], *rest)
    return LeaderRows(len(found) + further + alarms.total, rows[:ITEMS_MAX])


def _of_subclass(session: Session, rising: RisingSubclass, figures: LeaderFigures, names: GroupNames) -> LeaderRow:
    rise = rising.rise
    subclass = session.catalog.subclasses.get(rise.group)
    year = translate("leader", "no data of last year") if rise.year_ago is None else translate(
        "leader", "a year ago {n}"
    ).format(n=rise.year_ago)  # fmt: skip
    why = translate("leader", "{now} in 7 days, the 7 days before {before}, {year}")
    place = pick(names.name_of("town", rising.town)) if rising.town else ""
    where = translate("leader", "{town} {n}").format(town=place, n=rising.in_town) if place else ""
    return LeaderRow(
        translate("leader", "{what} rises").format(what=pick(names.name_of("subclass", rise.group))), where,
        figures.weeks.now.from_ms, why.format(now=rise.now, before=rise.before, year=year),
        "" if subclass is None else unit_name(session, subclass.department), translate("leader", "Trend"),
        RowTarget("figure", rise.group), figure=rising.shown,
    )  # fmt: skip


def _of_number(session: Session, shown: ShownFigure, figures: LeaderFigures) -> LeaderRow:
    metric = shown.metric(session.catalog)
    why = translate("leader", "{now}, the 7 days before {before}").format(
        now=pick(short_text(metric, shown.figure.value)), before=pick(short_text(metric, shown.before))
    )
    return LeaderRow(
        translate("leader", "{what} became worse").format(what=pick(metric.name)), "", figures.weeks.now.from_ms, why,
        "", translate("leader", "Trend"), RowTarget("figure", shown.figure.metric), figure=shown,
    )  # fmt: skip
