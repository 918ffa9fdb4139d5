"""The integrity watch: planted frauds of every kind are found with the records that prove them, honest work is not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from scipy.stats import binom

from county.catalog import load
from county.events.deadlines import COUNTY_OFFSET_MS
from county.figures.integrity import (
    KIND_NAMES,
    METRICS_OF,
    Closing,
    Feedback,
    FollowUp,
    IntegrityCard,
    Recurrences,
    ReportedValue,
    Visit,
    all_satisfied,
    bulk_closes,
    bunching,
    close_then_recur,
    implausible_patrols,
    repeated_values,
    reused_photos,
    tail,
)
from county.figures.metric import Period
from services.analysis.assessment.assessment import Assessment
from services.analysis.assessment.integrity_facts import IntegrityFacts
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.protocol.assessment_messages import KpiRequest
from services.store.upcast import RecordReader
from tests.figure_day import DAY_MS, FIRST_MS, HOUR_MS, MINUTE_MS
from tests.planted_frauds import GRID_PLACES, expected, records_with_frauds
from tests.timelines import IDENTITY, log_of

CATALOG = load()
MONTH = Period(FIRST_MS, FIRST_MS + 31 * DAY_MS)
FALSE_MAX = 2


class WatchedMonth:
    """The cards of a month of records, and its assessment."""

    def __init__(self, folder: Path, seed: int, *, planted: bool = True) -> None:
        self.records = records_with_frauds(seed, planted=planted)
        log = log_of(self.records)
        timeline = new_timeline(folder, IDENTITY)
        TimelineWriter(timeline, log, RecordReader()).go_on(1 << 30, log.head)
        county = CountedCounty(CATALOG, tuple, tuple, tuple, "990123", lambda: GRID_PLACES)
        figures = Figures(timeline, county, log, RecordReader())
        self.cards = IntegrityFacts(timeline, county, figures).cards(MONTH, log.head.seq)
        self.tree = Assessment(timeline, county, figures, None).tree(KpiRequest(request="r", period="2026-Q4"))
        timeline.close()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> WatchedMonth:
    return WatchedMonth(tmp_path_factory.mktemp("watched") / "timeline", 2026)


def test_all_planted_frauds_are_found_and_at_most_two_cards_are_false(month: WatchedMonth) -> None:
    found = {(card.kind, card.who) for card in month.cards}
    assert expected() - found == set()
    assert len(found - expected()) <= FALSE_MAX, found - expected()
    assert Counter(kind for kind, _ in expected()) == dict.fromkeys(KIND_NAMES, 5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_honest_months_have_at_most_two_cards(tmp_path: Path, seed: int) -> None:
    assert len(WatchedMonth(tmp_path / "timeline", seed, planted=False).cards) <= FALSE_MAX


def test_each_card_names_the_records_that_prove_it(month: WatchedMonth) -> None:
    bodies = {record.seq: record for record in month.records}
    for card in month.cards:
        assert 1 <= len(card.proof) <= card.count
        proof = [bodies[seq] for seq in card.proof]
        match card.kind:
            case "bunching":
                assert {one.who for one in proof} == {card.who}
            case "reused_photo":
                assert all(one.body.attachments[0].sha256 == card.who for one in proof)
                assert len({one.body.event_id for one in proof}) >= 2
            case "bulk_close" | "all_satisfied":
                assert {one.who for one in proof} == {card.who}
            case "implausible_patrol":
                assert {one.body.worker for one in proof} == {card.who}
            case "close_then_recur":
                assert {type(one.body).__name__ for one in proof} == {"EventReported"}
            case "repeated_value":
                assert len({one.body.value for one in proof}) == 1


def test_cards_stand_beside_the_leaves_whose_records_they_doubt(month: WatchedMonth) -> None:
    leaves = {leaf.id: leaf for leaf in month.tree.leaves}
    kinds = {month.tree.cards[place].card.kind for place in leaves["grid_events"].cards}
    assert kinds == {"bunching", "reused_photo", "bulk_close", "close_then_recur"}
    assert leaves["grid_events"].doubts == len(leaves["grid_events"].cards) > 0
    assert leaves["service_satisfaction"].cards == ()
    [row, *_] = month.tree.cards[leaves["grid_events"].cards[0]].rows
    assert row.happened_ms in {record.happened_ms for record in month.records if record.seq == row.seq}


def test_every_kind_has_names_and_metrics_that_exist() -> None:
    for kind, name in KIND_NAMES.items():
        assert name.zh
        assert name.en
        assert METRICS_OF[kind] <= CATALOG.metrics.keys()


@pytest.mark.parametrize(
    ("count", "of", "share"), [(10, 10, 0.5), (7, 30, 0.1), (1, 9, 0.3), (0, 5, 0.5), (40, 60, 0.5)]
)
def test_the_tail_is_that_of_the_binomial_distribution(count: int, of: int, share: float) -> None:
    assert tail(count, of, share) == pytest.approx(binom.sf(count - 1, of, share))


def kinds_of(cards: list[IntegrityCard]) -> list[str]:
    return [card.who for card in cards]


def test_few_late_feedbacks_are_no_bunch() -> None:
    def feedbacks(last: int, before: int) -> list[Feedback]:
        used = [0.97] * last + [0.93] * before + [0.5] * 40 + [1.2] * 9
        return [Feedback(seq, "u", f"E{seq}", share) for seq, share in enumerate(used)]

    assert kinds_of(list(bunching(feedbacks(10, 0)))) == ["u"]
    assert not list(bunching(feedbacks(9, 0)))
    assert not list(bunching(feedbacks(20, 14)))


def test_a_photo_twice_for_one_event_is_no_fraud() -> None:
    same = [Feedback(1, "u", "E1", None, ("a",)), Feedback(2, "u", "E1", None, ("a", "b"))]
    assert not list(reused_photos(same))
    [card] = reused_photos([*same, Feedback(3, "u", "E2", None, ("b",))])
    assert (card.who, card.proof) == ("b", (2, 3))


def test_ten_within_a_minute_are_many_and_nine_are_not() -> None:
    def closings(count: int, apart_ms: int) -> list[Closing]:
        return [Closing(n, "x", n * apart_ms) for n in range(count)]

    assert kinds_of(list(bulk_closes(closings(10, 6_000)))) == ["x"]
    assert not list(bulk_closes(closings(9, 1_000)))
    assert not list(bulk_closes(closings(40, 7_000)))


def test_a_worker_in_a_car_is_plausible() -> None:
    def visits(minutes: int) -> list[Visit]:
        return [Visit(n, "W1", f"g{n}", n * minutes * MINUTE_MS, n * 10_000.0, 0.0) for n in range(4)]

    assert not list(implausible_patrols(visits(6)))
    assert kinds_of(list(implausible_patrols(visits(4)))) == ["W1"]
    assert not list(implausible_patrols([one._replace(worker="") for one in visits(1)]))


def test_a_worker_of_one_grid_that_goes_there_on_many_days_is_plausible() -> None:
    day = [Visit(n, "W1", "g", n * HOUR_MS, 0.0, 0.0) for n in range(8)]
    assert kinds_of(list(implausible_patrols(day))) == ["W1"]
    assert not list(implausible_patrols(day[:7]))
    assert not list(implausible_patrols([one._replace(at_ms=n * DAY_MS) for n, one in enumerate(day)]))


@pytest.mark.parametrize(("from_hour", "is_one_day"), [(6, True), (20, False)])
def test_a_day_of_visits_is_one_of_the_county(from_hour: int, is_one_day: bool) -> None:
    begin_ms = DAY_MS + from_hour * HOUR_MS - COUNTY_OFFSET_MS
    visits = [Visit(n, "W1", "g", begin_ms + n * HOUR_MS, 0.0, 0.0) for n in range(8)]
    assert bool(list(implausible_patrols(visits))) is is_one_day


def test_where_everything_recurs_no_unit_stands_out() -> None:
    assert not list(close_then_recur([Recurrences("a", 20, 12), Recurrences("b", 30, 18)]))
    assert kinds_of(list(close_then_recur([Recurrences("a", 20, 12), Recurrences("b", 300, 9)]))) == ["a"]
    assert not list(close_then_recur([Recurrences("alone", 20, 20)]))


def test_a_few_satisfied_people_are_no_fraud() -> None:
    others = [FollowUp(n, "other", n % 5 > 0) for n in range(100)]
    kind = [FollowUp(1_000 + n, "kind", True) for n in range(40)]
    assert kinds_of(list(all_satisfied([*others, *kind]))) == ["kind"]
    assert not list(all_satisfied([*others, *kind[:20]]))
    assert not list(all_satisfied(kind))


def test_zero_may_be_true_for_ever_and_a_gap_ends_a_run() -> None:
    def values(count: int, value: float = 5.0, gap: int = -1) -> list[ReportedValue]:
        return [ReportedValue(n, "i", "d", n + (n > gap >= 0), value) for n in range(count)]

    assert kinds_of(list(repeated_values(values(6)))) == ["d"]
    assert not list(repeated_values(values(5)))
    assert not list(repeated_values(values(20, 0.0)))
    assert not list(repeated_values(values(8, gap=3)))
