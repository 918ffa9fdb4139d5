"""What a trace says: who has the goods, what they are made of, balances, gaps, circles, and by which scans."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from county.catalog import load
from county.durations import HOUR_MS
from county.tracing.question import TraceQuestion
from county.tracing.results import TraceAnswer, TraceFound, TracePlace
from county.tracing.scans import Goods, Scan, ScanCorrection
from services.store.ports import Cancelled
from services.tracing.places import ReadPoints
from services.tracing.scan_index import ScanIndex
from services.tracing.tracer import Tracer
from tests.tracing_chain import (
    BRAN,
    CHAIN,
    FARM_A,
    FARM_B,
    MILL,
    PADDY_A,
    PADDY_B,
    PALLET,
    RICE,
    SHOP_1,
    SHOP_2,
    T0_MS,
    kg,
)

LATER_MS = T0_MS + 100 * HOUR_MS
PLACES = ReadPoints({
    id: TracePlace(id=id, name=name, kind=kind, stage=stage, x_m=1.0, y_m=2.0)  # type: ignore[arg-type]
    for id, name, kind, stage in (
        (FARM_A, "甲合作社", "farm", "source"), (FARM_B, "乙合作社", "farm", "source"),
        (MILL, "米厂", "mill", "processing"),
        (SHOP_1, "一店", "shop", "outlet"),
    )
}, 4547)  # fmt: skip
"""Shop 2 is not known."""


def traced(*scans: Scan, seqs: int = 1) -> Tracer:
    index = ScanIndex()
    part = -(-len(scans) // seqs)
    index.take([(n + 1, T0_MS, scans[n * part : (n + 1) * part]) for n in range(seqs)])
    return Tracer(index, load(), PLACES)


def found(tracer: Tracer, batch: str, at_ms: int = LATER_MS, seq: int | None = None) -> TraceFound:
    answer = tracer.answer(TraceQuestion(batch=batch), at_ms, seq)
    assert answer.found is not None
    return answer.found


def names(trace: TraceFound, *places: int) -> list[str]:
    return [trace.places[place].name or trace.places[place].id for place in places]


def test_of_bad_paddy_whoever_has_the_rice_is_told_also_where_nothing_was_received() -> None:
    trace = found(traced(*CHAIN), PADDY_A)
    held = {names(trace, one.place)[0]: one.holding for one in trace.holdings}
    assert held == {"甲合作社": "sent", "米厂": "has", "一店": "has", SHOP_2: "has"}, "bran is left at the mill"
    assert {batch.epc: batch.way for batch in trace.batches} == {PADDY_A: "seed", RICE: "forward", BRAN: "forward"}
    assert (trace.forward, trace.backward) == (2, 0)


def test_of_bad_rice_the_paddy_of_both_farms_is_a_source() -> None:
    trace = found(traced(*CHAIN), RICE)
    assert {batch.epc for batch in trace.batches if batch.way == "backward"} == {PADDY_A, PADDY_B}
    sources = {names(trace, batch.places[0])[0] for batch in trace.batches if batch.way == "backward"}
    assert sources == {"甲合作社", "乙合作社"}


def test_a_missing_link_is_a_gap_and_not_an_end() -> None:
    trace = found(traced(*CHAIN), RICE)
    gaps = {(gap.kind, gap.batch, *names(trace, gap.place)) for gap in trace.gaps}
    assert gaps == {("departure", PADDY_B, "米厂"), ("arrival", RICE, "米厂")}
    flows = {(*names(trace, flow.origin, flow.target), flow.is_gap) for flow in trace.flows}
    assert ("乙合作社", "米厂", True) in flows, "the walk goes on beyond it"
    assert ("米厂", SHOP_2, True) in flows
    assert ("米厂", "一店", False) in flows, "the rice rode on the pallet"


def test_more_than_two_per_cent_that_nothing_explains_are_marked() -> None:
    [milling] = found(traced(*CHAIN), RICE).processings
    assert (milling.input_amount, milling.output_amount, milling.unit) == (1_500.0, 1_400.0, "kg")
    assert milling.unexplained == pytest.approx(100 / 1_500)
    assert milling.is_unbalanced


def milled(inputs: tuple[Goods, ...], outputs: tuple[Goods, ...]) -> TraceFound:
    scan = Scan(event_id="m", kind="transformation", at_ms=T0_MS, inputs=inputs, outputs=outputs, read_point=MILL)
    return found(traced(scan), inputs[0].epc)


def test_units_are_converted_where_a_table_says_how_and_nowhere_else() -> None:
    [balanced] = milled((Goods(PADDY_A, 1.0, "TNE"),), (Goods(RICE, 39.5, "BG"),)).processings
    assert (balanced.output_amount, balanced.is_unbalanced) == (987.5, False), "a bag of rice has 25 kg"
    [unknown] = milled((Goods(PADDY_A, 1.0, "TNE"),), (Goods(BRAN, 39.5, "BG"),)).processings
    assert (unknown.unexplained, unknown.unit, unknown.is_unbalanced) == (None, "", False), "of bran nobody says it"
    [single] = milled((Goods("urn:pig:1"),), (kg(RICE, 80),)).processings
    assert single.unexplained is None


def test_what_grows_has_no_balance() -> None:
    scan = Scan(
        event_id="m", kind="transformation", at_ms=T0_MS, inputs=(kg("urn:seed", 1),), outputs=(kg(PADDY_A, 500),),
        read_point=FARM_A, biz_step="farming",
    )  # fmt: skip
    [grown] = found(traced(scan), PADDY_A).processings
    assert (grown.unexplained, grown.is_unbalanced) == (None, False)


def test_a_transformation_without_inputs_is_a_gap() -> None:
    scan = Scan(event_id="m", kind="transformation", at_ms=T0_MS, outputs=(kg(RICE, 1),), read_point=MILL)
    assert [gap.kind for gap in found(traced(scan), RICE).gaps] == ["inputs"]


def test_goods_that_go_in_a_circle_end_the_walk_and_are_named() -> None:
    again = Scan(
        event_id="again", kind="transformation", at_ms=T0_MS + 10 * HOUR_MS, inputs=(kg(RICE, 10),),
        outputs=(kg(PADDY_A, 10),), read_point=MILL,
    )  # fmt: skip
    trace = found(traced(*CHAIN, again), PADDY_A)
    assert {PADDY_A, RICE} in [set(circle.batches) for circle in trace.circles]


def test_as_of_an_hour_the_rice_is_still_at_the_mill() -> None:
    trace = found(traced(*CHAIN), RICE, at_ms=T0_MS + 6 * HOUR_MS)
    assert [(names(trace, one.place)[0], one.holding) for one in trace.holdings] == [("米厂", "has")]


def test_as_of_a_record_later_ones_are_not_known_and_corrections_are_counted() -> None:
    correction = replace(CHAIN[8], wrong=ScanCorrection(at_ms=LATER_MS))
    tracer = traced(*CHAIN, correction, seqs=12)
    held = {names(found(tracer, RICE, seq=11), one.place)[0] for one in found(tracer, RICE, seq=11).holdings}
    assert "一店" in held
    trace = found(tracer, RICE)
    assert ("corrected", 1) in [(note.key, note.count) for note in trace.notes]
    assert ("arrival", "米厂") in [(gap.kind, *names(trace, gap.place)) for gap in trace.gaps]


def test_a_delivery_of_the_last_hours_is_on_its_way() -> None:
    trace = found(traced(*CHAIN), RICE, at_ms=T0_MS + 10 * HOUR_MS)
    assert (trace.on_way, [gap.kind for gap in trace.gaps]) == (1, ["departure"])


def test_the_answer_does_not_depend_on_the_order_of_arrival() -> None:
    shuffled = list(CHAIN)
    random.Random(7).shuffle(shuffled)
    one, other = found(traced(*CHAIN), RICE), found(traced(*shuffled), RICE)

    def said(trace: TraceFound) -> object:
        return (
            sorted((batch.epc, batch.way, batch.quantity or 0) for batch in trace.batches),
            sorted((names(trace, held.place)[0], held.holding, held.quantity or 0) for held in trace.holdings),
            sorted((*names(trace, flow.origin, flow.target), flow.is_gap) for flow in trace.flows),
            sorted((gap.kind, gap.batch) for gap in trace.gaps),
        )

    assert said(one) == said(other)


def test_a_pallet_stands_for_what_is_on_it() -> None:
    trace = found(traced(*CHAIN), PALLET)
    assert {batch.epc: batch.way for batch in trace.batches} == {
        PALLET: "seed", RICE: "seed", PADDY_A: "backward", PADDY_B: "backward",
    }  # fmt: skip


def test_what_was_made_before_it_was_packed_has_no_missing_origin() -> None:
    """The scans of the rice on the pallet count from its packing on; that it was milled before is no gap."""
    trace = found(traced(*CHAIN), PALLET)
    assert "origin" not in [gap.kind for gap in trace.gaps if gap.batch == RICE]


def test_a_part_of_an_identifier_or_a_product_lists_the_batches_that_may_be_meant() -> None:
    tracer = traced(*CHAIN)
    assert matches(tracer.answer(TraceQuestion(batch="00001."), LATER_MS)) == {PADDY_A, PADDY_B}
    assert matches(tracer.answer(TraceQuestion(batch="大米"), LATER_MS)) == {RICE}
    nothing = tracer.answer(TraceQuestion(batch="no such"), LATER_MS)
    assert (nothing.found, nothing.matches, nothing.scans) == (None, (), len(CHAIN))


def matches(answer: TraceAnswer) -> set[str]:
    return {one.epc for one in answer.matches}


def test_a_batch_whose_scans_are_all_later_is_not_found_at_that_moment() -> None:
    assert traced(*CHAIN).answer(TraceQuestion(batch=RICE, at_ms=T0_MS), LATER_MS).found is None


def test_a_read_point_may_say_its_own_position() -> None:
    place = PLACES.find("geo:27.95,109.6")
    assert place.x_m is not None
    assert PLACES.find("geo:127.95,109.6") == TracePlace(id="geo:127.95,109.6")


def test_an_answer_that_is_not_needed_any_more_is_given_up() -> None:
    with pytest.raises(Cancelled):
        traced(*CHAIN).answer(TraceQuestion(batch=RICE), LATER_MS, cancelled=lambda: True)
