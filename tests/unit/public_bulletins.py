"""Six public bulletins with the figures that the specification gives; all sentences, and what it does not give, are
made up here."""

from __future__ import annotations

from county.briefing.linted import LintedDocument, LintedTable, LintedText

TANGSHAN_PARTS = (68_436, 39_106, 29_330, 23_464, 17_598, 11_732, 5_866)
"""Seven classes that sum to 195,532; of the parts only the sum is public."""
YICHUN_PARTS = (12_345, 10_986, 8_020, 5_101, 1_995)
"""They sum to 38,447."""
WEEK_PARTS = (40_112, 21_072, 10_000)
"""They sum to 71,184."""


def document(title: str, *lines: str, tables: tuple[LintedTable, ...] = ()) -> LintedDocument:
    """An internal bulletin whose numbers have no figures."""
    texts = tuple(LintedText(f"p{number}", line) for number, line in enumerate(lines, start=1))
    return LintedDocument("monthly", title, texts, tables)


def grid(title: str, header: tuple[str, ...], *rows: tuple[str, ...]) -> LintedTable:
    """A table whose cells are named by their row and column."""
    cells = tuple(
        tuple(LintedText(f"{title} {number}.{column}", text) for column, text in enumerate(row))
        for number, row in enumerate(rows, start=1)
    )
    return LintedTable(title, header, cells)


def _classes(parts: tuple[int, ...]) -> str:
    total = sum(parts)
    return "，".join(f"第{number}类 {part:,} 件，占 {100 * part / total:.2f}%" for number, part in enumerate(parts, 1))


TANGSHAN = document(
    "2024年11月热线运行情况",
    f"2024年11月共受理来电 284,406 件，分为七类，其中{_classes(TANGSHAN_PARTS)}。",
)
DAYING = document("二月份热线情况通报", "2017年3月，热线受理群众来电若干。")
NINGGUO = document("热线月报", "本月受理量较上月同比增长1.3%。")


def _table(title: str, parts: tuple[int, ...]) -> LintedTable:
    total = sum(parts)
    shown = [(f"类别{n}", f"{part:,}", f"{100 * part / total:.2f}%") for n, part in enumerate(parts, 1)]
    return grid(title, ("类别", "受理量（件）", "占比"), *shown, ("合计", f"{total:,}", "100.00%"))


YICHUN_MONTH = document(
    "2023年5月热线运行通报",
    f"2023年5月，热线共受理诉求 {sum(YICHUN_PARTS):,} 件。",
    tables=(_table("按类别", YICHUN_PARTS), _table("按地区", tuple(reversed(YICHUN_PARTS)))),
)
YICHUN_WEEK = document(
    "热线一周情况（7月8日—7月14日）",
    f"7月8日至7月14日，热线共受理 {sum(WEEK_PARTS):,} 件，其中咨询 {WEEK_PARTS[0]:,} 件，"
    f"求助 {WEEK_PARTS[1]:,} 件，投诉 {WEEK_PARTS[2]:,} 件。",
)
TAIZHOU = document("热线办理情况", "应办结工单 19,668 件，按时办结 18,851 件，按时办结率 95.84%。")
