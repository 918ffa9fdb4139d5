"""The life of a batch from place to place."""

from __future__ import annotations

from county.tracing.batch_life import Delivery, LifeGap, Sight, life_of

FARM, MILL, MARKET, SHOP = range(4)
HOUR = 3_600_000
NOW = 1_000 * HOUR
ON_WAY = 48 * HOUR


def lived(*sights: Sight):  # type: ignore[no-untyped-def]
    return life_of(sights, NOW, ON_WAY)


def test_a_batch_that_was_sent_and_arrived_is_where_it_arrived() -> None:
    life = lived(
        Sight(1, FARM, "made", 100.0), Sight(2, FARM, "sent", 100.0, sent_to=MILL), Sight(3, MILL, "got", 100.0)
    )
    assert life.deliveries == [Delivery(FARM, MILL, 2, 3, 100.0, False)]
    assert {place: stay.holding for place, stay in life.stays.items()} == {FARM: "sent", MILL: "has"}
    assert (life.gaps, life.circles, life.amount) == ([], [], 100.0)


def test_a_lot_that_is_split_arrives_at_each_place_that_was_named_whatever_the_order() -> None:
    life = lived(
        Sight(1, FARM, "made", 100.0), Sight(2, FARM, "sent", 60.0, sent_to=MILL),
        Sight(3, FARM, "sent", 40.0, sent_to=MARKET), Sight(4, MARKET, "got", 40.0), Sight(5, MILL, "got", 60.0),
    )  # fmt: skip
    assert {(d.origin, d.target, d.amount) for d in life.deliveries} == {(FARM, MARKET, 40.0), (FARM, MILL, 60.0)}
    assert life.gaps == []


def test_what_is_left_of_a_lot_is_still_there() -> None:
    life = lived(Sight(1, SHOP, "made", 100.0), Sight(2, SHOP, "sold", 30.0))
    assert (life.stays[SHOP].holding, life.stays[SHOP].left) == ("has", 70.0)
    life = lived(Sight(1, SHOP, "made", 100.0), Sight(2, SHOP, "sold", 99.0))
    assert life.stays[SHOP].holding == "sold"


def test_a_batch_that_never_arrives_is_a_gap_and_the_place_it_was_sent_to_is_told() -> None:
    life = lived(Sight(1, FARM, "made"), Sight(2, FARM, "sent", sent_to=SHOP))
    assert life.gaps == [LifeGap("arrival", FARM, 2)]
    assert life.deliveries == [Delivery(FARM, SHOP, 2, 2, None, True)]
    assert life.stays[SHOP].holding == "has"


def test_a_delivery_of_an_hour_ago_is_on_its_way_and_no_gap() -> None:
    life = lived(Sight(1, FARM, "made"), Sight(NOW - HOUR, FARM, "sent", sent_to=SHOP))
    assert (life.on_way, life.gaps, life.deliveries) == (1, [], [])


def test_an_arrival_without_a_despatch_is_a_gap_from_where_it_was_last() -> None:
    life = lived(Sight(1, FARM, "made"), Sight(5, MILL, "got"))
    assert life.gaps == [LifeGap("departure", MILL, 5)]
    assert life.deliveries == [Delivery(FARM, MILL, 5, 5, None, True)]


def test_a_batch_that_begins_by_arriving_has_no_origin_and_is_no_source() -> None:
    assert lived(Sight(5, MILL, "got")).gaps == [LifeGap("origin", MILL, 5)]
    assert lived(Sight(5, MILL, "used")).gaps == [LifeGap("origin", MILL, 5)]


def test_two_steps_of_one_despatch_are_one_delivery() -> None:
    life = lived(
        Sight(1, FARM, "made"), Sight(2, FARM, "sent", step=1, sent_to=MILL), Sight(3, FARM, "sent", step=2),
        Sight(4, MILL, "got"),
    )  # fmt: skip
    assert (len(life.deliveries), life.gaps) == (1, [])


def test_goods_that_come_back_are_named_as_a_circle() -> None:
    life = lived(
        Sight(1, FARM, "made"), Sight(2, FARM, "sent", sent_to=SHOP), Sight(3, SHOP, "got"),
        Sight(4, SHOP, "sent", sent_to=FARM), Sight(5, FARM, "got"),
    )  # fmt: skip
    assert life.circles == [(FARM, SHOP, FARM)]
    assert {place: stay.holding for place, stay in life.stays.items()} == {FARM: "has", SHOP: "sent"}


def test_the_rest_of_a_delivery_that_arrives_later_is_no_gap() -> None:
    life = lived(
        Sight(1, FARM, "made", 10.0), Sight(2, FARM, "sent", 10.0, sent_to=MILL), Sight(3, MILL, "got", 6.0),
        Sight(4, MILL, "seen"), Sight(5, MILL, "used", 6.0), Sight(6, MILL, "got", 4.0),
    )  # fmt: skip
    assert (life.gaps, [d.amount for d in life.deliveries]) == ([], [6.0, 4.0])


def test_the_shipping_of_the_whole_leaves_nothing() -> None:
    life = lived(Sight(1, FARM, "made", 10.0), Sight(2, FARM, "ended", 10.0))
    assert life.stays[FARM].holding is None
