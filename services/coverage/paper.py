"""An answer about coverage as a document: what was found, by what it was computed, and what data lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from county.catalog import Catalog, Name
from county.coverage.results import NOTES, ServiceCoverage, SitesFound, ToursFound
from county.coverage.siting import AIMS
from county.coverage.tours import REASONS, gaps
from county.package.manifest import Manifest
from services.coverage.answer_lines import clock
from services.paper.page import Block, PaperLine, PaperPage, PaperRows


class ToldAnswer(NamedTuple):
    """What a document tells: times, sites or tours of one service."""

    service: str
    limit_min: float
    as_of: str
    """When the record was recorded as of which roads were closed, and that it is of a drill; a text."""
    coverage: ServiceCoverage | None = None
    """None of a plan that was kept."""
    sites: SitesFound | None = None
    tours: ToursFound | None = None


class CoveragePaper:
    """Documents in one language."""

    def __init__(
        self, manifest: Manifest, catalog: Catalog, names: Mapping[str, str], language: Literal["zh", "en"]
    ) -> None:
        """``names``: of villages by code."""
        self._manifest = manifest
        self._services = catalog.public_services
        self._names = names
        self._language: Literal["zh", "en"] = language

    def page(self, told: ToldAnswer, title: str = "") -> PaperPage:
        """The document; ``title``: of a plan that was kept, "": what it is about."""
        service = self._services[told.service]
        about = title or f"{self._say(service.name)} · {self._say(_KIND[self._kind(told)])}"
        blocks: list[Block] = [PaperLine(about, "title"), PaperLine(" · ".join((*self._marks(), told.as_of)), "note")]
        blocks += self._basis(told)
        if told.tours is not None:
            blocks += self._tours(told.tours)
        elif told.sites is not None:
            blocks += self._sites(told.sites, told.limit_min)
        if told.coverage is not None:
            blocks += self._times(told.coverage)
            blocks += [
                PaperLine(self._say(NOTES[note.key]).format(n=note.count), "note") for note in told.coverage.notes
            ]
        return PaperPage(about, self._language, tuple(blocks))

    def _marks(self) -> Iterator[str]:
        """The county, and that its data are not real or not exact."""
        yield self._manifest.name
        if self._manifest.synthetic:
            yield self._say(Name("合成数据", "synthetic data"))
        if self._manifest.approximate_outlines:
            yield self._say(Name("边界为近似值", "approximate boundaries"))

    def _basis(self, told: ToldAnswer) -> Iterator[Block]:
        service = self._services[told.service]
        limit = f"{told.limit_min:g}"
        yield PaperLine(self._say(Name(
            f"时限 {limit} 分钟（依据：{service.source.zh}）；道路行程时间，按道路等级的速度。",
            f"Limit {limit} min (source: {service.source.en}); travel times over the roads, by the speeds of their "
            "classes.",
        )), "body")  # fmt: skip

    def _times(self, told: ServiceCoverage) -> Iterator[Block]:
        capacity = self._say(self._services[told.service].capacity_name)
        share = f"{100 * told.covered_people / told.people:.1f} %" if told.people else "–"
        yield PaperLine(self._say(Name(
            f"时限内人口 {told.covered_people:,}／{told.people:,}（{share}），村（社区）{told.covered_villages}／"
            f"{len(told.villages)} 个；设施 {len(told.facilities)} 个。",
            f"Within the limit {told.covered_people:,} of {told.people:,} people ({share}) in "
            f"{told.covered_villages} of {len(told.villages)} villages; {len(told.facilities)} facilities.",
        )), "strong")  # fmt: skip
        yield PaperLine(self._say(Name("各村（社区）", "Villages")), "heading")
        head: tuple[Name, ...] = (
            Name("代码", "Code"), Name("村（社区）", "Village"), Name("人口", "People"), Name("分钟", "Minutes"),
            Name(f"每千人{capacity} 2SFCA", f"{capacity} per 1,000, 2SFCA"), Name("E2SFCA", "E2SFCA"),
        )  # fmt: skip
        rows = (
            (village.code, self._village(village.code), "–" if village.people < 0 else str(village.people),
             _number(village.minutes), _number(village.simple), _number(village.decayed))
            for village in told.villages
        )  # fmt: skip
        yield self._table((2.2, 2.6, 1.2, 1.2, 2.0, 1.4), head, rows)
        yield PaperLine(self._say(Name("设施", "Facilities")), "heading")
        head = (
            Name("编号", "Id"), Name("名称", "Name"), Name(capacity, capacity), Name("时限内人口", "People within"),
            Name("每千人", "Per 1,000"),
        )  # fmt: skip
        facilities = (
            (one.id, one.name or "–", "–" if one.capacity < 0 else str(one.capacity), str(one.people),
             _number(one.per_1000))
            for one in told.facilities
        )  # fmt: skip
        yield self._table((2.0, 3.2, 1.4, 1.8, 1.4), head, facilities)

    def _sites(self, found: SitesFound, limit_min: float) -> Iterator[Block]:
        gap = f"{100 * found.gap:.1f}"
        proof = Name("已证明最优", "proven to be the best") if found.optimal else Name(
            f"限时内未证明最优，其他方案至多好 {gap} %",
            f"not proven in time: another one could be up to {gap} % better",
        )  # fmt: skip
        yield PaperLine(self._say(Name(
            f"目标：{AIMS[found.aim].zh}；{proof.zh}。{limit_min:g} 分钟内人口由 {found.covered_before:,} 增至 "
            f"{found.covered_after:,}，人均时间由 {_number(found.mean_before)} 降至 {_number(found.mean_after)} 分钟。",
            f"Aim: {AIMS[found.aim].en}; {proof.en}. People within {limit_min:g} min: {found.covered_before:,}, then "
            f"{found.covered_after:,}; mean minutes of a person: {_number(found.mean_before)}, then "
            f"{_number(found.mean_after)}.",
        )), "strong")  # fmt: skip
        yield PaperLine(self._say(Name("建议增设点", "Proposed sites")), "heading")
        head = (Name("代码", "Code"), Name("村（社区）", "Village"), Name("就近服务人口", "People it is nearest to"))
        rows = ((site.village, self._village(site.village), str(site.people)) for site in found.sites)
        yield self._table((2.0, 3.0, 2.0), head, rows)

    def _tours(self, found: ToursFound) -> Iterator[Block]:
        plan, longest = found.plan, gaps(found.plan)
        yield PaperLine(self._say(Name(
            f"{len(longest)}／{len(found.stops)} 个村（社区）可到访，每 {plan.cycle} 个工作日一轮，最长间隔 "
            f"{max(longest.values(), default=0)} 个工作日；每轮 {len(plan.tours)} 车次、出车 "
            f"{plan.driven_s / 3600:.1f} 小时。每次服务 {found.service_min} 分钟，每车每日至多 "
            f"{found.capacity_min} 分钟，班次 {found.shift}，由 {found.home.name} 出发。",
            f"{len(longest)} of {len(found.stops)} villages are visited, every {plan.cycle} working days; longest gap "
            f"{max(longest.values(), default=0)} working days; {len(plan.tours)} tours and "
            f"{plan.driven_s / 3600:.1f} h out a round. Visits of {found.service_min} min, at most "
            f"{found.capacity_min} min a vehicle and day, shift {found.shift}, from {found.home.name}.",
        )), "strong")  # fmt: skip
        if plan.short_s:
            minutes = f"{plan.short_s / 60:g}"
            yield PaperLine(self._say(Name(
                f"一轮还缺服务时间 {minutes} 分钟。", f"A round is short of {minutes} min of service."
            )))  # fmt: skip
        yield PaperLine(self._say(Name("各村时间表", "Timetable of the villages")), "heading")
        head: tuple[Name, ...] = (
            Name("村（社区）", "Village"), Name("到访日期", "Days"), Name("时间", "Time"), Name("车", "Vehicle"),
            Name("最长间隔（工作日）", "Longest gap (working days)"),
        )  # fmt: skip
        yield self._table((2.4, 5.0, 1.8, 0.8, 1.6), head, self._timetable(found))
        if plan.unserved:
            yield PaperLine(self._say(Name("未能安排的村（社区）", "Villages on no tour")), "heading")
            head = (Name("村（社区）", "Village"), Name("原因", "Reason"), Name("差额（分钟）", "Short by (min)"))
            left = (
                (self._village(one.village), self._say(REASONS[one.reason]),
                 f"{one.short_s / 60:g}" if one.short_s else "–")
                for one in plan.unserved
            )  # fmt: skip
            yield self._table((2.4, 3.0, 1.6), head, left)
        yield PaperLine(self._say(Name("车辆日程", "Tours of the vehicles")), "heading")
        head = (
            Name("日期", "Day"),
            Name("车", "Vehicle"),
            Name("出发", "Out"),
            Name("停靠", "Stops"),
            Name("返回", "Back"),
        )
        yield self._table((1.8, 0.8, 1.2, 6.0, 1.2), head, self._days(found))

    def _timetable(self, found: ToursFound) -> Iterator[tuple[str, ...]]:
        longest, days = gaps(found.plan), found.plan.days_of(len(found.dates))
        for village, gap in longest.items():
            first = next(
                (tour, visit) for tour in found.plan.tours for visit in tour.visits if visit.village == village
            )
            tour, visit = first
            dates = "、".join(found.dates[day] for day in days.get(village, []))
            yield self._village(village), dates, f"{clock(visit.begin_s)}–{clock(visit.end_s)}", tour.vehicle, str(gap)

    def _days(self, found: ToursFound) -> Iterator[tuple[str, ...]]:
        for day, date in enumerate(found.dates):
            for tour in found.plan.tours:
                if tour.day == day % found.plan.cycle:
                    stops = "；".join(f"{clock(visit.begin_s)} {self._village(visit.village)}" for visit in tour.visits)
                    yield date, tour.vehicle, clock(tour.out_s), stops, clock(tour.back_s)

    def _table(self, widths: tuple[float, ...], head: tuple[Name, ...], rows: Iterator[tuple[str, ...]]) -> PaperRows:
        return PaperRows(widths, tuple(rows), tuple(map(self._say, head)))

    def _village(self, code: str) -> str:
        return self._names.get(code, code)

    def _kind(self, told: ToldAnswer) -> str:
        return "tours" if told.tours is not None else "sites" if told.sites is not None else "times"

    def _say(self, name: Name) -> str:
        return name.zh if self._language == "zh" else name.en


_KIND = {
    "times": Name("服务覆盖", "Coverage"), "sites": Name("增设选址", "Further sites"),
    "tours": Name("流动服务车", "Tours of a mobile service"),
}  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
