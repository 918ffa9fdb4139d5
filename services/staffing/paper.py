"""An answer about staffing as a document: both columns, by which assumptions, and what data lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from county.catalog import Catalog
from county.names import Name
from county.package.manifest import Manifest
from county.staffing.day_slots import slot_text
from county.staffing.questions import AnyQuestion
from county.staffing.results import QUANTITIES, StaffingAnswer, estimate_text
from county.staffing.titles import CHANGED, DIFFERENCE, UNCHANGED, title_of
from services.paper.page import Block, PaperLine, PaperPage, PaperRows


class StaffingPaper:
    """Documents in one language."""

    def __init__(
        self, manifest: Manifest, catalog: Catalog, names: Mapping[str, str], language: Literal["zh", "en"]
    ) -> None:
        """``names``: of villages by code."""
        self._manifest = manifest
        self._shifts = catalog.staffing.shifts
        self._names = names
        self._language: Literal["zh", "en"] = language

    def page(self, question: AnyQuestion, answer: StaffingAnswer, as_of: str) -> PaperPage:
        """``as_of``: the record as of which, and that it is of a drill; a text."""
        about = self._say(title_of(question))
        blocks: list[Block] = [
            PaperLine(about, "title"), PaperLine(" · ".join(filter(None, (*self._marks(), as_of))), "note")
        ]  # fmt: skip
        blocks += self._quantities(answer)
        blocks += self._shift_rows(answer)
        blocks += self._slots(answer)
        blocks += self._villages(answer)
        blocks.append(PaperLine(self._say(Name("假设与说明", "Assumptions and notes")), "heading"))
        blocks += [PaperLine(note.said(self._language), "note") for note in answer.notes]
        return PaperPage(about, self._language, tuple(blocks))

    def _marks(self) -> Iterator[str]:
        """The county, and that its data are not real."""
        yield self._manifest.name
        if self._manifest.synthetic:
            yield self._say(Name("合成数据", "synthetic data"))

    def _quantities(self, answer: StaffingAnswer) -> Iterator[Block]:
        rows = (
            (self._say(QUANTITIES[one.key][0]), estimate_text(one.unchanged, one.key),
             estimate_text(one.changed, one.key), "–" if one.change is None else estimate_text(one.change, one.key),
             self._say(QUANTITIES[one.key][1].name))
            for one in answer.quantities
        )  # fmt: skip
        head = (Name("指标", "Quantity"), UNCHANGED, CHANGED, DIFFERENCE, Name("单位", "Unit"))
        yield self._table((3.0, 2.6, 2.6, 2.6, 1.2), head, rows)

    def _shift_rows(self, answer: StaffingAnswer) -> Iterator[Block]:
        if answer.shifts:
            yield PaperLine(self._say(Name("班次", "Shifts")), "heading")
            head = (
                Name("班次", "Shift"), Name("时间", "Times"), Name("现有在岗", "At work now"),
                Name("需要在岗", "Needed at work"), Name("需要排班", "On the roster"),
            )  # fmt: skip
            rows = (
                (self._say(self._shifts[one.key].name), self._shifts[one.key].span, str(one.now), str(one.needed),
                 str(one.roster))
                for one in answer.shifts if one.key in self._shifts
            )  # fmt: skip
            yield self._table((2.0, 2.0, 1.6, 1.6, 1.6), head, rows)

    def _slots(self, answer: StaffingAnswer) -> Iterator[Block]:
        if answer.slots:
            yield PaperLine(self._say(Name("各时段", "Half hours")), "heading")
            head = (
                Name("时段", "From"), Name("人次／小时", "People an hour"), Name("需要", "Needed"),
                Name("在岗（若不改变）", "At work if nothing changes"), Name("在岗（改变后）", "With the change"),
                Name("等待秒（若不改变）", "Wait, s, if nothing changes"), Name("等待秒（改变后）", "With the change"),
            )  # fmt: skip
            rows = (
                (slot_text(one.slot), f"{one.rate:.1f}", "–" if one.needed is None else str(one.needed),
                 str(one.agents_now), str(one.agents_then), estimate_text(one.wait_now, "mean_wait_s"),
                 estimate_text(one.wait_then, "mean_wait_s"))
                for one in answer.slots
            )  # fmt: skip
            yield self._table((1.0, 1.2, 0.9, 1.4, 1.2, 2.2, 2.2), head, rows)

    def _villages(self, answer: StaffingAnswer) -> Iterator[Block]:
        key = answer.village_key
        if key is not None and answer.villages:
            name, unit = QUANTITIES[key]
            yield PaperLine(f"{self._say(name)} · {self._say(unit.name)}".strip(" ·"), "heading")
            head = (Name("代码", "Code"), Name("村（社区）", "Village"), UNCHANGED, CHANGED)
            rows = (
                (one.code, self._names.get(one.code, one.code), estimate_text(one.unchanged, key),
                 estimate_text(one.changed, key))
                for one in answer.villages
            )  # fmt: skip
            yield self._table((2.2, 2.6, 2.6, 2.6), head, rows)

    def _table(self, widths: tuple[float, ...], head: tuple[Name, ...], rows: Iterator[tuple[str, ...]]) -> PaperRows:
        return PaperRows(widths, tuple(rows), tuple(map(self._say, head)))

    def _say(self, name: Name) -> str:
        return name.zh if self._language == "zh" else name.en
