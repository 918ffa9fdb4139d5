"""The assessment's tree and the vital signs as the analysis answers them: as of any record, by town, frozen or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from county import records as r
from county.catalog import load
from county.figures.excursions import ExcursionEnded, ExcursionOpened
from county.figures.indicators import IndicatorReported
from county.figures.integrity import IntegrityCard
from county.figures.kpi import TOTAL, leaf_share
from county.figures.kpi_freeze import FrozenLeaf, KpiFrozen, KpiRated, definitions_digest
from county.figures.kpi_table import leaves_of
from county.records import Record, RecordBody
from services.analysis.assessment.assessment import Assessment, told_cards
from services.analysis.assessment.sign_judge import GRACE_MS, SignJudge
from services.analysis.figures.figures import CannotCount, CountedCounty, Figures
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.protocol.assessment_messages import (
    CARDS_OF_KIND_MAX,
    KpiRequest,
    KpiTree,
    VitalSignsAnswer,
    VitalSignsRequest,
)
from services.store.upcast import RecordReader, schema_of
from tests.figure_day import COUNTY, END_MS, FIRST_MS, GRIDS, HOUR_MS, MOBILE, VILLAGES, records_of_month
from tests.plain_figures import PlainEvent, PlainJournal, indicators, of_events
from tests.timelines import IDENTITY, log_of

CATALOG = load()
TOWN = VILLAGES[0][:9] + "000"
QUARTER = "2026-Q4"
Q4 = (FIRST_MS, FIRST_MS + 92 * 86_400_000)


def reported(indicator: str, value: float, division: str = COUNTY, period: str = QUARTER) -> RecordBody:
    return IndicatorReported(indicator=indicator, division=division, period=period, value=value, note="统计局")


class AssessedMonth:
    """A month of records, some further ones at its end, and the assessment of it."""

    def __init__(self, folder: Path, more: list[RecordBody], events: int = 150, *, judges: bool = True) -> None:
        records: list[Record[Any]] = records_of_month(11, events=events)
        self.month_seq = len(records)
        self.append(records, more)
        self.log = log_of(records)
        self._timeline = new_timeline(folder, IDENTITY)
        TimelineWriter(self._timeline, self.log, RecordReader()).go_on(1 << 30, self.log.head)
        county = CountedCounty(
            CATALOG, lambda: GRIDS, tuple, lambda: MOBILE, COUNTY,
            lambda: {grid: (0.0, 3_000.0 * place) for place, grid in enumerate(GRIDS)},
        )  # fmt: skip
        figures = Figures(self._timeline, county, self.log, RecordReader())
        self.judge = SignJudge(folder, self._timeline, county, figures) if judges else None
        self._assessment = Assessment(self._timeline, county, figures, self.judge)

    @staticmethod
    def append(records: list[Record[Any]], more: list[RecordBody]) -> None:
        for place, body in enumerate(more):
            at_ms = END_MS + HOUR_MS + place
            records.append(Record(
                seq=len(records) + 1, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id="c", by="leader",
                schema=schema_of(body), body=body,
            ))  # fmt: skip

    def tree(self, period: str = QUARTER, division: str = "", seq: int = 0) -> KpiTree:
        asked = KpiRequest(request="r", period=period, division=division, as_of_seq=seq)
        return self._assessment.tree(asked)

    def signs(self, seq: int = 0) -> VitalSignsAnswer:
        return self._assessment.signs(VitalSignsRequest(request="r", as_of_seq=seq))

    def close(self) -> None:
        self._timeline.close()


def frozen(tree: KpiTree, **changed: float) -> KpiFrozen:
    leaves = tuple(
        FrozenLeaf(
            id=leaf.id, value=changed.get(leaf.id, leaf.value.value), num=leaf.value.num, den=leaf.value.den,
            quality=leaf.value.quality,
        )
        for leaf in tree.leaves
    )  # fmt: skip
    return KpiFrozen(
        division=COUNTY, period=QUARTER, leaves=leaves, scores=tuple(tree.scores), as_of_seq=tree.as_of_seq,
        definitions=tree.definitions, note="x",
    )  # fmt: skip


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssessedMonth]:
    more = [
        reported("income_growth", 0.01), reported("income_growth", 0.06), reported("income_growth", 0.02, TOWN),
        reported("environment_improvement", 0.9, period="2026-Q3"), reported("innovation_projects", 3.0),
        *(reported("income_growth", 0.02 * n, period=f"{2025 + n // 4}-Q{1 + n % 4}") for n in range(7)),
        ExcursionOpened(excursion_id="overdue:1", sign="overdue", band="orange", value=20.0),
        ExcursionOpened(excursion_id="mass:1", sign="mass", band="yellow", value=1.0),
        ExcursionEnded(excursion_id="mass:1", value=0.0),
    ]  # fmt: skip
    month = AssessedMonth(tmp_path_factory.mktemp("assessed") / "timeline", more)
    yield month
    month.close()


def test_every_leaf_and_its_score_are_what_a_plain_script_counts(month: AssessedMonth) -> None:
    tree = month.tree()
    raw = PlainJournal(month.log.records(1, month.log.head.seq), month.log.head.seq)
    events: Callable[[str], Any] = lambda name: of_events(raw, name, *Q4, lambda e: "")["*"]  # noqa: E731
    expected = {
        "grid_events": events("grid_closed_rate"), "disputes": events("dispute_solved_rate"),
        "service_satisfaction": indicators(raw, ("service_satisfied", "service_asked"), *Q4),
        "service_coverage": indicators(raw, ("service_covered", "service_entitled"), *Q4),
        "participation": indicators(raw, ("households_taking_part", "households"), *Q4),
    }  # fmt: skip
    found = {leaf.id: (leaf.value.num, leaf.value.den, leaf.value.value) for leaf in tree.leaves}
    assert {key: found[key] for key in expected} == expected
    [total] = [score for score in tree.scores if score.id == TOTAL]
    few = {leaf.id for leaf in tree.leaves if leaf.value.quality == "small_sample"}
    assert set(total.small) == few
    points = {
        leaf: node.weight * min(max((found[leaf][2] - node.floor) / (node.target - node.floor), 0), 1)
        for leaf, node in leaves_of(CATALOG.kpi).items() if found[leaf][2] is not None and leaf not in few
    }  # fmt: skip
    assert total.points == pytest.approx(sum(points.values()))
    assert total.missing == ("environment", "social_organisations", "promoted_experience")


def test_a_manual_leaf_is_what_was_reported_last_for_exactly_this_division_and_period(month: AssessedMonth) -> None:
    leaves = {leaf.id: leaf for leaf in month.tree().leaves}
    assert (leaves["income_growth"].value.value, leaves["innovation_projects"].value.value) == (0.06, 3.0)
    assert leaves["environment"].value.quality == "unknown", "that of another quarter is not that of this one"
    assert leaves["income_growth"].seq == month.month_seq + 2
    town = {leaf.id: leaf for leaf in month.tree(division=TOWN).leaves}
    assert (town["income_growth"].value.value, town["innovation_projects"].value.value) == (0.02, None)


def test_part_and_whole_of_one_record_are_seen_together_and_either_is_corrected_alone(tmp_path: Path) -> None:
    def covered(value: float, whole: float | None = None) -> RecordBody:
        return IndicatorReported(
            indicator="service_covered", division=COUNTY, period="2026-Q3", value=value, whole=whole, note="台账"
        )

    more = [covered(90.0, 120.0), reported("service_entitled", 150.0, period="2026-Q3"), covered(100.0)]
    month = AssessedMonth(tmp_path / "shares", more, events=3)
    last = month.log.head.seq
    found = []
    for seq in range(last - 3, last + 1):
        [value] = [leaf.value for leaf in month.tree("2026-Q3", seq=seq).leaves if leaf.id == "service_coverage"]
        found.append((value.num, value.den))
    month.close()
    assert found == [(None, None), (90.0, 120), (90.0, 150), (100.0, 150)]


def test_a_value_that_was_reported_without_the_evidence_that_its_leaf_requires_is_none(tmp_path: Path) -> None:
    def unproven(indicator: str, value: float, whole: float | None = None) -> RecordBody:
        return IndicatorReported(
            indicator=indicator, division=TOWN, period="2026-Q3", value=value, whole=whole, note=" "
        )

    more = [
        reported("income_growth", 0.05, TOWN, "2026-Q3"), unproven("income_growth", 0.07),
        unproven("service_covered", 90.0, 120.0), reported("innovation_projects", 2.0, TOWN, "2026-Q3"),
        reported("service_covered", 90.0, TOWN, "2026-Q3"), reported("service_entitled", 120.0, TOWN, "2026-Q3"),
    ]  # fmt: skip
    month = AssessedMonth(tmp_path / "unproven", more, events=3)
    last = month.log.head.seq
    found = [
        {leaf.id: (leaf.value.value, leaf.unproven) for leaf in month.tree("2026-Q3", TOWN, seq).leaves}
        for seq in (last - 5, last - 2, last)
    ]
    month.close()
    assert [one["income_growth"] for one in found] == [(0.05, False), (None, True), (None, True)]
    assert [one["service_coverage"] for one in found] == [(None, False), (None, True), (0.75, False)]
    assert found[-1]["innovation_projects"] == (2.0, False)


def test_the_quarters_before_lead_to_the_end_of_the_year(month: AssessedMonth) -> None:
    [leaf] = [leaf for leaf in month.tree(period="2026-Q3").leaves if leaf.id == "income_growth"]
    assert leaf.quarters == pytest.approx((None, 0.0, 0.02, 0.04, 0.06, 0.08, 0.10, 0.12), nan_ok=True)
    assert leaf.projection.value == pytest.approx(0.14)
    assert leaf.projection.outlook == "on_course"


def test_each_town_has_its_own_tree_and_a_rank_by_the_leaves_that_all_have(month: AssessedMonth) -> None:
    tree = month.tree()
    towns = {one.division: {score.id: score for score in one.scores} for one in tree.towns}
    own = {score.id: score for score in month.tree(division=TOWN).scores}
    assert towns[TOWN] == own
    assert sorted(one.division for one in tree.ranks) == sorted(towns)
    assert "innovation_projects" not in tree.compared


def test_leaves_of_too_small_a_sample_give_a_range_and_no_rank(tmp_path: Path) -> None:
    few = AssessedMonth(tmp_path / "few", [], events=3)
    tree = few.tree()
    small = {leaf.id: leaf.value for leaf in tree.leaves if leaf.value.quality == "small_sample"}
    assert "grid_events" in small
    scores = {score.id: score for score in tree.scores}
    for key, value in small.items():
        node, score = CATALOG.kpi[key], scores[key]
        assert (score.points, score.possible, score.small) == (0, 0, (key,))
        assert value.low is not None
        assert value.high is not None
        assert score.low == pytest.approx(node.weight * leaf_share(node, value.low))
        assert score.high == pytest.approx(node.weight * leaf_share(node, value.high))
    assert not set(tree.compared) & set(small)
    few.close()


def test_of_many_patterns_those_with_the_most_records_of_each_kind_are_told() -> None:
    photos = [IntegrityCard("reused_photo", f"{n:064}", n, n, None, (n,)) for n in range(2, 102)]
    bunched = IntegrityCard("bunching", "u", 9, 20, 0.0004, (1,))
    told, more = told_cards([*photos, bunched])
    assert [card.kind for card in told].count("reused_photo") == CARDS_OF_KIND_MAX
    assert bunched in told
    assert min(card.count for card in told if card.kind == "reused_photo") == 102 - CARDS_OF_KIND_MAX
    assert len(told) + len(more) == 101


def test_a_tree_as_of_a_record_stays_the_same_for_ever(month: AssessedMonth) -> None:
    seq = month.month_seq
    before = month.tree(seq=seq)
    assert before == month.tree(seq=seq)
    assert {leaf.id: leaf.value.value for leaf in before.leaves}["income_growth"] is None
    assert before.as_of_seq == seq
    assert before.head_hash == (month.log.hash_at(seq) or b"").hex()


def test_what_cannot_be_assessed_is_refused(month: AssessedMonth) -> None:
    for period in ("2026-11", "2026-11-05", "x"):
        with pytest.raises(CannotCount, match="no quarter"):
            month.tree(period=period)
    assert month.tree(period="2026-H2").period == "2026-H2"
    assert month.tree(period="2026").leaves[0].quarters == month.tree().leaves[0].quarters


def test_frozen_values_are_computed_again_and_one_that_was_changed_is_named(tmp_path: Path) -> None:
    first = AssessedMonth(tmp_path / "first", [], events=40)
    tree = first.tree()
    first.close()
    rating = KpiRated(division=COUNTY, period=QUARTER, institution="省师范大学", node="", points=71.0, note="x")
    later = [
        reported("income_growth", 0.07), reported("income_growth", 0.07, TOWN),
        *(reported("income_growth", 0.01 * n, period=f"2026-Q{n}") for n in (1, 2, 3)),
    ]  # fmt: skip
    honest = AssessedMonth(tmp_path / "honest", [frozen(tree), rating, *later], events=40)
    shown = honest.tree()
    assert shown.sheet is not None
    assert (shown.sheet.as_of_seq, shown.differs) == (tree.as_of_seq, [])
    assert [one.points for one in shown.sheet.ratings] == [71.0]
    assert {leaf.id: leaf.value.value for leaf in shown.leaves}["income_growth"] == 0.07, "what is reported later"
    assert {leaf.id: leaf.value for leaf in shown.sheet.leaves}["income_growth"] is None, "is not in what was frozen"
    assert shown.sheet.scores == tuple(tree.scores)
    assert shown.scores != tree.scores, "counted now"
    beside = [(leaf.quarters, leaf.projection) for leaf in shown.leaves]
    assert beside == [(leaf.quarters, leaf.projection) for leaf in tree.leaves], "of the record it was frozen by"
    assert (shown.towns, shown.ranks) == (tree.towns, tree.ranks)
    following = {leaf.id: leaf.quarters for leaf in honest.tree("2027-Q1").leaves}["income_growth"]
    assert following[-5:] == (0.01, 0.02, 0.03, None, None), "the frozen quarter keeps its value in later trends"
    honest.close()
    before = AssessedMonth(tmp_path / "before", [replace(frozen(tree), scores=())], events=40)
    sheet = before.tree().sheet
    assert sheet is not None
    assert sheet.scores == tuple(tree.scores), "of a record that does not tell them, by the same definitions"
    before.close()
    altered = AssessedMonth(tmp_path / "altered", [frozen(tree, service_coverage=0.99)], events=40)
    shown = altered.tree()
    assert shown.differs == ["service_coverage"]
    assert {leaf.id: leaf.quarters[-1] for leaf in shown.leaves}["service_coverage"] == 0.99
    altered.close()
    redefined = AssessedMonth(tmp_path / "redefined", [replace(frozen(tree), definitions="0" * 64)], events=40)
    shown = redefined.tree()
    assert {leaf.projection.outlook for leaf in shown.leaves} == {"redefined"}, "by these it cannot be counted again"
    assert {leaf.quarters[:-1] for leaf in shown.leaves} == {(None,) * 7}
    assert [leaf.quarters[-1] for leaf in shown.leaves] == [leaf.quarters[-1] for leaf in tree.leaves]
    assert (shown.towns, shown.ranks) == ([], [])
    redefined.close()


def test_a_sign_without_a_source_is_unknown_and_the_others_are_judged_by_their_figures(month: AssessedMonth) -> None:
    answer = month.signs()
    signs = {sign.id: sign for sign in answer.signs}
    assert set(signs) == {key for key, row in CATALOG.vital_signs.items() if row.plate}
    for key, row in CATALOG.vital_signs.items():
        if row.plate and not row.metric:
            assert (signs[key].raw, signs[key].band, signs[key].value.value) == ("unknown", "unknown", None), key
    assert signs["overdue"].value.value is not None
    assert (signs["overdue"].raw, signs["overdue"].band) == ("red", "orange"), "what was not held does not count yet"
    assert signs["overdue"].since_ms > END_MS
    assert signs["mass"].band == "green", "its excursion has ended"
    assert signs["mass"].since_ms == 0
    assert [(one.sign, one.ended_ms is None) for one in answer.excursions] == [("overdue", True), ("mass", False)]


def test_the_answer_says_up_to_when_the_signs_are_judged(tmp_path: Path) -> None:
    judged = AssessedMonth(tmp_path / "judged", [], events=20)
    assert judged.signs().judged_ms == 0
    assert judged.judge is not None
    judged.judge.turn(END_MS)
    assert judged.signs().judged_ms == END_MS - GRACE_MS
    judged.close()


def test_where_nobody_judges_a_sign_is_in_the_band_of_its_value(tmp_path: Path) -> None:
    drill = AssessedMonth(tmp_path / "drill", [], judges=False)
    answer = drill.signs()
    assert answer.judged_ms is None
    assert "red" in {sign.raw for sign in answer.signs}
    assert [sign.band for sign in answer.signs] == [sign.raw for sign in answer.signs]
    drill.close()


def test_the_signs_as_of_an_earlier_record_are_those_of_that_time(month: AssessedMonth) -> None:
    earlier = month.signs(month.month_seq // 2)
    assert earlier == month.signs(month.month_seq // 2)
    assert earlier.excursions == []
    assert earlier.as_of_ms < month.signs().as_of_ms


def test_a_share_of_few_is_no_reason_for_an_alarm(tmp_path: Path) -> None:
    few = AssessedMonth(tmp_path / "few", [], events=3)
    signs = {sign.id: sign for sign in few.signs().signs}
    small = [sign for sign in signs.values() if sign.value.quality == "small_sample"]
    assert small
    assert {sign.raw for sign in small} == {"unknown"}
    few.close()


def of_a_village(events: int, late: int) -> list[RecordBody]:
    """Closed events of one village, of which so many were fed back at their limit or later."""
    ids = [f"V{number}" for number in range(events)]
    due_ms = END_MS + HOUR_MS + 4 * events + events - late
    return [
        *(r.EventReported(
            event_id=id, subclass="rubble", title="x", source="hotline", x_m=0.0, y_m=0.0, division=VILLAGES[0],
            level="general",
        ) for id in ids),
        *(r.EventFiled(event_id=id) for id in ids),
        *(r.EventDispatched(event_id=id, unit="truck-1", due_ms=due_ms) for id in ids),
        *(r.TaskAccepted(event_id=id) for id in ids),
        *(r.HandlingFedBack(event_id=id, note="x") for id in ids),
        *(r.EventClosed(event_id=id) for id in ids),
    ]  # fmt: skip


@pytest.mark.parametrize(("events", "late", "band"), [(2, 1, "unknown"), (40, 20, "red"), (40, 0, "green")])
def test_one_late_of_two_in_a_village_raises_no_alarm_and_twenty_of_forty_do(
    tmp_path: Path, events: int, late: int, band: str
) -> None:
    month = AssessedMonth(tmp_path / "month", of_a_village(events, late), events=0)
    [sign] = [sign for sign in month.signs().signs if sign.id == "on_time"]
    assert (sign.value.num, sign.value.den) == (events - late, events)
    assert sign.raw == band
    month.close()


def test_an_empty_journal_is_unknown_everywhere(tmp_path: Path) -> None:
    empty = AssessedMonth(tmp_path / "empty", [reported("x", 1.0)], events=0)
    tree = empty.tree(period="2030-Q1")
    assert {leaf.value.quality for leaf in tree.leaves} == {"unknown"}
    assert tree.scores[0].possible == 0
    empty.close()


def test_random_leaves_of_random_towns_are_what_a_plain_script_counts(month: AssessedMonth) -> None:
    random, raw = Random(5), PlainJournal(month.log.records(1, month.log.head.seq), month.log.head.seq)
    towns = sorted({village[:9] + "000" for village in VILLAGES})
    for _ in range(12):
        town, period = random.choice(towns), random.choice(("2026-Q4", "2026-H2", "2026"))
        kept: Callable[[PlainEvent], bool] = lambda e, town=town: e.division[:9] == town[:9]  # type: ignore[misc]  # noqa: E731
        leaves = {leaf.id: leaf.value for leaf in month.tree(period=period, division=town).leaves}
        for leaf, name in (("grid_events", "grid_closed_rate"), ("disputes", "dispute_solved_rate")):
            expected = of_events(raw, name, *Q4, lambda e: "", kept)["*"]  # all records are of the quarter
            found = leaves[leaf]
            assert (found.num, found.den, found.value) == expected, (town, period, leaf)


def test_the_definitions_of_an_answer_are_those_of_the_catalogue(month: AssessedMonth) -> None:
    assert month.tree().definitions == definitions_digest(CATALOG)
