"""Results of decision parts in a 专报: the document has the value that was pinned, and its verification counts it again
or says why it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from county.briefing.briefing import Briefing, chosen
from county.catalog import load
from county.figures.metric import Figure, FigureValue, Period
from county.names import Name
from services.brief.documents import write_documents
from services.brief.frame import framed
from services.brief.special_report import special_questions, special_report
from services.brief.verified import VerifiedBriefing
from services.brief.verify import JournalOfBriefing, verify
from services.results.counting import OtherBasis
from services.results.registry import NOTHING_ASKED
from tests.pinned_results import result
from tests.unit.test_brief import ms_of

CATALOG = load()
NOON_MS = ms_of(2026, 11, 26) + 12 * 3_600_000
GAP = result(
    "tours_longest_gap", value=FigureValue(8, None, 8, 6, 10, quality="ok"), period=Period(NOON_MS, NOON_MS + 1)
)
COVERED = result(period=Period(NOON_MS, NOON_MS + 1))
OPEN = result(
    "risk_open_cards", NOTHING_ASKED, period=COVERED.period, value=FigureValue(3, None, 3, quality="ok"), basis=""
)
RESULTS = (COVERED, GAP, OPEN)


def same(figure: Figure) -> FigureValue:
    """What the journal says is what was pinned."""
    return next(one.value for one in RESULTS if one.asked == figure.asked and one.metric == figure.metric)


def other_map(figure: Figure) -> FigureValue:
    if figure.basis:
        raise OtherBasis("it cannot be compared: the map is another one")
    return same(figure)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Of three results, for which nothing is asked."""
    figures = tuple(chosen(figure) for figure in RESULTS)
    special = Briefing(id="", state="draft", steps=(), kind="special", title="专报", figures=figures)
    assert special_questions(special) == []
    made = special_report(special, (), "示范县", CATALOG, lambda grain, group: Name(group, group))
    [table] = made.tables
    assert table.header[-1] == "分子/分母，区间"
    assert [row[1:3] for row in table.rows] == [
        ("医疗机构", "截至2026年11月26日12时00分"), ("医疗机构", "截至2026年11月26日12时00分"),
        ("全县", "截至2026年11月26日12时00分"),
    ]  # fmt: skip
    path, _, _ = write_documents(framed(made, None, None), CATALOG, tmp_path)
    return path


def verified(path: Path, again: Callable[[Figure], FigureValue]) -> VerifiedBriefing:
    journal = JournalOfBriefing(again, lambda seq: b"", lambda *_: "", lambda id: None, lambda _: [])
    return verify(path, CATALOG, journal)


def test_results_are_written_with_their_basis_or_range_and_counted_again(document: Path) -> None:
    found = verified(document, same)
    texts = [number.text(CATALOG.metrics[number.figure.metric]) for number in found.stated.numbers.values()]
    assert texts == ["80.0%", "40,000/50,000", "8 个工作日", "6–10", "3 张", ""]
    assert found.lines() == []
    assert "all 6 numbers and facts are those of" in found.summary()[0]


def test_a_result_that_does_not_know_everything_says_so() -> None:
    partial = chosen(replace(OPEN, value=FigureValue(3, None, 3, quality="partial")))
    special = Briefing(id="", state="draft", steps=(), kind="special", title="专报", figures=(partial,))
    made = special_report(special, (), "示范县", CATALOG, lambda grain, group: Name(group, group))
    assert made.tables[0].rows[0][1] == "全县（不完整）"


def test_a_result_that_the_journal_does_not_give_is_named(document: Path) -> None:
    found = verified(document, lambda figure: replace(same(figure), num=4, value=4.0))
    assert any("8 个工作日, the journal says 4 个工作日" in line for line in found.lines())


def test_a_changed_digit_is_found(document: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.docx"
    with ZipFile(document) as old, ZipFile(changed, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml":
                content = re.sub(rb"40,000/50,000", b"48,000/50,000", content)
            new.writestr(item, content)
    assert [one.written for one in verified(changed, same).differences] == ["48,000/50,000"]


def test_a_result_of_another_map_is_said_to_be_beyond_comparison_and_the_others_are_compared(document: Path) -> None:
    found = verified(document, other_map)
    assert len(found.differences) == 4
    assert all("cannot be compared" in line for line in found.lines())
