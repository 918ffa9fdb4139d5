"""Results of tracing: open recalls, whether places were told in time, and transformations out of balance."""

from __future__ import annotations

from pathlib import Path

from county.durations import DAY_MS, HOUR_MS
from county.figures.metric import FigureValue
from county.records import RecordBody
from county.tracing import recall as r
from county.tracing.scans import Goods, Scan, ScanCorrection, ScansCaptured
from services.results.counting import counted
from services.results.registry import NOTHING_ASKED
from tests.tracing_chain import CHAIN, MILL, T0_MS, kg
from tests.unit.test_results import CountingResults

Step = tuple[int, RecordBody]
PLACES = tuple(r.ToldPlace(f"shop-{number}") for number in range(4))
LEVEL = "1"
BEGIN_MS = 24 * HOUR_MS


def opened(number: int, at_ms: int) -> Step:
    return at_ms, r.RecallOpened(
        recall_id=f"R{number}", title="召回", level=LEVEL, batch=f"B{number}", places=PLACES, traced_ms=at_ms,
        as_of_seq=1, event_id=f"E{number}", x_m=0.0, y_m=0.0, due_ms={"begin": at_ms + BEGIN_MS},
    )  # fmt: skip


def begun(number: int, at_ms: int) -> Step:
    return at_ms, r.RecallBegun(recall_id=f"R{number}", due_ms={"finish": at_ms + 10 * DAY_MS})


def told(number: int, place: int, at_ms: int) -> Step:
    return at_ms, r.RecallPlaceTold(recall_id=f"R{number}", place=f"shop-{place}", means="phone")


def scans(*listed: Scan) -> Step:
    return T0_MS + 10 * HOUR_MS, ScansCaptured(sender="mill", scans=listed)


def value(folder: Path, metric: str, *steps: Step, seq: int = 0) -> FigureValue:
    made = CountingResults(steps, folder)
    try:
        return made.value(metric, NOTHING_ASKED, seq)
    finally:
        made.timeline.close()


def test_open_recalls_are_those_to_begin_and_those_under_way(tmp_path: Path) -> None:
    steps = [
        opened(1, T0_MS), opened(2, T0_MS), begun(2, T0_MS + 1), opened(3, T0_MS + 2),
        (T0_MS + 3, r.RecallWithdrawn(recall_id="R3", note="检验合格")),
    ]  # fmt: skip
    assert value(tmp_path / "all", "recalls_open", *steps).value == 2
    assert value(tmp_path / "before", "recalls_open", *steps, seq=4).value == 3, "it was withdrawn later"


def test_places_of_open_recalls_count_once_they_are_told_or_their_time_is_over(tmp_path: Path) -> None:
    steps = [opened(1, T0_MS), told(1, 0, T0_MS + HOUR_MS), begun(1, T0_MS + 2 * HOUR_MS)]
    soon = value(tmp_path / "soon", "recall_places_told", *steps)
    assert (soon.num, soon.den) == (1, 1), "there is time to tell the other three"
    steps.append(told(1, 1, T0_MS + BEGIN_MS + 1))
    late = value(tmp_path / "late", "recall_places_told", *steps)
    assert (late.num, late.den) == (1, 4), "one was told in time, one too late, two were not told"


def test_without_a_recall_there_is_no_share_of_places(tmp_path: Path) -> None:
    assert value(tmp_path, "recall_places_told", scans(*CHAIN)).value is None


def test_a_transformation_out_of_balance_counts_as_of_its_record(tmp_path: Path) -> None:
    found = value(tmp_path / "chain", "trace_unbalanced", scans(*CHAIN))
    assert (found.value, found.quality) == (1, "ok"), "100 kg of 1,500 are missing after milling"
    wrong = ScanCorrection(at_ms=T0_MS + 11 * HOUR_MS)
    correction = Scan(event_id="urn:uuid:6", at_ms=CHAIN[5].at_ms, kind="transformation", wrong=wrong)
    corrected = scans(*CHAIN), (T0_MS + 12 * HOUR_MS, ScansCaptured(sender="mill", scans=(correction,)))
    assert value(tmp_path / "now", "trace_unbalanced", *corrected).value is None, "no transformation is left"
    assert value(tmp_path / "then", "trace_unbalanced", *corrected, seq=1).value == 1


def test_transformations_without_a_balance_make_the_count_partial_and_old_ones_do_not_count(tmp_path: Path) -> None:
    unknown = Scan(
        event_id="urn:uuid:20", at_ms=T0_MS + HOUR_MS, kind="transformation", read_point=MILL,
        inputs=(kg("urn:epc:class:lgtin:9521234.00001.X1", 10),),
        outputs=(Goods("urn:epc:class:lgtin:9521234.00002.X2"),),
    )  # fmt: skip
    found = value(tmp_path / "partial", "trace_unbalanced", scans(*CHAIN, unknown))
    assert (found.value, found.quality) == (1, "partial")
    assert value(tmp_path / "alone", "trace_unbalanced", scans(unknown)).value is None, "nothing could be computed"
    much_later = T0_MS + 40 * DAY_MS, ScansCaptured(sender="mill", scans=(CHAIN[0],))
    assert value(tmp_path / "old", "trace_unbalanced", scans(*CHAIN), much_later).value is None


def test_results_of_tables_that_counties_replace_have_a_digest_of_them(tmp_path: Path) -> None:
    made = CountingResults([scans(*CHAIN)], tmp_path)
    assert all(
        counted(metric, NOTHING_ASKED, 0, made.sources).figure.basis
        for metric in ("recall_places_told", "trace_unbalanced")
    )
    made.timeline.close()
