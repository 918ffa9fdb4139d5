"""口径: how a number is computed, from which records, and as of when; so that anybody can compute it again."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from county.figures.metric import Figure, Metric
from county.figures.text import PARTIAL, basis_text, interval_text, value_text
from county.names import Name
from desktop import moments, theme
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel
from desktop.widgets.selectable_label import SelectableLabel

translate = QCoreApplication.translate
WIDTH_PX = 640
SOURCES: dict[str, Name] = {
    "events": Name("事件记录", "Records of events"),
    "calls": Name("热线话务填报", "Reported counts of calls"),
    "visits": Name("网格走访记录", "Records of visits"),
    "indicators": Name("填报指标", "Reported indicators"),
    "sensors": Name("设备告警记录", "Alarms of devices"),
    "results": Name("决策部分的计算", "Computed by a decision part"),
}
"""Of a metric, by its ``source``; an unknown one is shown by its key."""
BASES: dict[str, Name] = {
    "happened": Name("按发生时间", "by the time it happened"),
    "recorded": Name("按登记时间", "by the time it was recorded"),
    "due": Name("按时限（计入延期和挂账）", "by its limit, extensions and suspensions included"),
}
QUALITIES: dict[str, Name] = {
    "ok": Name("完整", "complete"), "small_sample": Name("样本不足", "sample too small"),
    "partial": PARTIAL, "unknown": Name("无数据", "no data"),
}  # fmt: skip


DefinitionLines = tuple[tuple[str, str], ...]
"""What each says, and the text."""


def definition_of(shown: ShownFigure, metric: Metric) -> DefinitionLines:
    """Of a figure: everything from which anybody can compute it again."""
    figure, value = shown.figure, shown.figure.value
    source = pick(SOURCES.get(metric.source, Name(metric.source, metric.source)))
    numerator = "–" if value.num is None else f"{value.num:,.10g}"
    denominator = "–" if value.den is None else f"{value.den:,}"
    interval = interval_text(metric, value)
    if metric.kind == "duration":
        numerator, denominator = "–", basis_text(metric, value) or "–"
    as_of = translate("DefinitionBox", "{time}, record {seq}")
    return (
        (translate("DefinitionBox", "Value"),
         pick(value_text(metric, value)) + (f"（{interval}，{100 * metric.confidence:g} %）" if interval else "")),
        (translate("DefinitionBox", "Formula"), pick(metric.formula)),
        (translate("DefinitionBox", "Numerator"), numerator),
        (translate("DefinitionBox", "Denominator"), denominator),
        (translate("DefinitionBox", "Period"), _period_text(figure, metric)),
        (translate("DefinitionBox", "Source"), "，".join(filter(None, (source, metric.source_ref)))),
        (translate("DefinitionBox", "Quality"), pick(QUALITIES[value.quality])),
        *_basis_lines(figure),
        (translate("DefinitionBox", "As of"),
         as_of.format(time=moments.full(shown.as_of_ms), seq=f"{figure.as_of_seq:,}")),
    )  # fmt: skip


def _period_text(figure: Figure, metric: Metric) -> str:
    """From when to when, by which time; of a result up to when, or at which moment."""
    begin, end = moments.full(figure.period.from_ms), moments.full(figure.period.to_ms)
    if not figure.asked:
        return f"{begin} – {end}，{pick(BASES[metric.time_basis])}"
    return end if figure.period.to_ms - figure.period.from_ms <= 1 else f"{begin} – {end}"


def _basis_lines(figure: Figure) -> DefinitionLines:
    """What else than the journal it was computed from."""
    if not figure.basis:
        return ()
    text = translate("DefinitionBox", "map, settings and search of digest {digest}")
    return ((translate("DefinitionBox", "Besides the journal"), text.format(digest=figure.basis)),)


def plain_definition(value: str, formula: str, source: str, as_of_ms: int) -> DefinitionLines:
    """Of a number that is no figure of a metric."""
    return (
        (translate("DefinitionBox", "Value"), value), (translate("DefinitionBox", "Formula"), formula),
        (translate("DefinitionBox", "Source"), source),
        (translate("DefinitionBox", "As of"), moments.full(as_of_ms)),
    )  # fmt: skip


class DefinitionBox(QDialog):
    """Lines that can be copied."""

    def __init__(self, title: str, lines: DefinitionLines, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("definition")
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(WIDTH_PX))
        table = QGridLayout()  # a form layout gives wrapped lines less height than they need
        table.setHorizontalSpacing(theme.px(18))
        table.setVerticalSpacing(theme.px(8))
        table.setColumnStretch(1, 1)
        self.lines: dict[str, str] = {}
        for row, (name, text) in enumerate(lines):
            label = SelectableLabel()
            label.setText(text)
            label.setWordWrap(True)
            table.addWidget(PlainLabel(name), row, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(label, row, 1)
            self.lines[name] = text
        heading = SelectableLabel()
        heading.setProperty("role", "title")
        heading.setText(title)
        box = QVBoxLayout(self)
        margin = theme.px(18)
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(theme.px(12))
        box.addWidget(heading)
        box.addLayout(table)
        name_controls(self, title)
