"""Vital signs: bands, holding times, excursions that are opened, get worse and end once, plates with unknown signs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.authority import WATCH
from county.catalog import load
from county.figures.excursions import EndExcursion, OpenExcursion, WorsenExcursion, excursion_id
from county.figures.metric import share_of
from county.figures.vital_sign_table import SEVERITY, VitalSign, plates_of, vital_sign_faults
from county.figures.vital_signs import ExcursionStep, Standing, band_of, judge, judged_value, plate_state, shown_band
from county.names import Name
from county.refusals import Refused
from tests.unit.running_desk import NOON_MS, OPERATOR, RunningDesk

CATALOG = load()
SIGNS = CATALOG.vital_signs
MINUTE_MS = 60_000
SIGN = VitalSign(
    name=Name("x", "x"), plate="p", metric="overdue_stock", bands=(5, 10, 20), hold_s=120, period_s=60, source="x"
)


def steps_of(values: list[float | None], sign: VitalSign = SIGN, begin: Standing | None = None) -> list[ExcursionStep]:
    """What one value a minute changes, from minute 1 on."""
    standing, found = begin or Standing(), list[ExcursionStep]()
    for minute, value in enumerate(values, start=1):
        standing, steps = judge("s", sign, standing, minute * MINUTE_MS, value)
        found += steps
    return found


def test_the_county_has_eight_plates_of_at_least_five_signs() -> None:
    plates = plates_of(SIGNS)
    assert [SIGNS[plate].name.zh for plate in plates] == [
        "党建统领", "经济发展", "设施运行", "社会治理", "应急动员", "文明创建", "生态景观", "生产生活服务",
    ]  # fmt: skip
    assert all(len(signs) >= 5 for signs in plates.values())


def test_a_sign_without_a_source_names_what_is_missing() -> None:
    for key, sign in SIGNS.items():
        if sign.plate and not sign.metric:
            assert sign.missing.zh, key
            assert sign.missing.en, key
            assert band_of(sign, None) == "unknown"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"metric": "none"}, "no metric"), ({"bands": (9.0, 5.0, 1.0)}, "each worse"),
        ({"bands": (1.0,)}, "each worse"),
        ({"plate": "nobody"}, "no plate"), ({"source": ""}, "source"), ({"hold_s": 30.0}, "shorter"),
        ({"missing": Name("台账", "register")}, "missing source"), ({"owner": "nobody"}, "no department"),
    ],
)  # fmt: skip
def test_a_sign_that_cannot_be_judged_is_refused_with_the_reason(changed: dict[str, Any], why: str) -> None:
    signs = {**SIGNS, "overdue": replace(SIGNS["overdue"], **changed)}
    found = [text for _, text in vital_sign_faults(signs, CATALOG.metrics, CATALOG.departments)]
    assert any(why in text for text in found), found
    assert not list(vital_sign_faults(SIGNS, CATALOG.metrics, CATALOG.departments))


def test_a_band_begins_at_its_limit_in_either_direction() -> None:
    assert [band_of(SIGN, value) for value in (4.9, 5, 10, 20, 99)] == ["green", "yellow", "orange", "red", "red"]
    down = replace(SIGN, bands=(0.9, 0.8, 0.5), direction="down")
    assert [band_of(down, value) for value in (1.0, 0.9, 0.8, 0.5)] == ["green", "yellow", "orange", "red"]


def test_one_late_event_of_the_two_of_a_village_is_no_alarm_and_twenty_of_forty_are_one() -> None:
    """exposure-notifications-verification-server#2283: small denominators cry wolf."""
    late = replace(SIGN, bands=(0.1, 0.2, 0.4))
    assert band_of(late, judged_value(share_of(1, 2, 20))) == "unknown"
    assert band_of(late, judged_value(share_of(20, 40, 20))) == "red"


def test_a_sign_leaves_its_range_only_after_it_was_bad_for_hold_s() -> None:
    assert steps_of([6, 6, 4, 6, 6, 4]) == []
    assert steps_of([6, 6, 6]) == [ExcursionStep("open", "s", MINUTE_MS, MINUTE_MS, 6, "yellow")]


def test_a_peak_within_an_excursion_does_not_worsen_it_before_hold_s() -> None:
    assert [step.kind for step in steps_of([6, 6, 6, 25, 25, 6, 6])] == ["open"]
    found = steps_of([6, 6, 6, 25, 25, 25])
    assert [(step.kind, step.band, step.at_ms) for step in found] == [
        ("open", "yellow", MINUTE_MS), ("worsen", "red", 4 * MINUTE_MS),
    ]  # fmt: skip


def test_values_of_several_bands_are_together_as_bad_as_the_mildest() -> None:
    assert [step.band for step in steps_of([25, 12, 6])] == ["yellow"]
    assert [step.band for step in steps_of([25, 12, 25])] == ["orange"]


def test_it_ends_when_the_value_is_green_again_and_a_later_one_is_another_excursion() -> None:
    found = steps_of([6, 6, 6, 1, 6, 6, 6, 2])
    assert [(step.kind, step.began_ms, step.at_ms) for step in found] == [
        ("open", MINUTE_MS, MINUTE_MS), ("end", MINUTE_MS, 4 * MINUTE_MS),
        ("open", 5 * MINUTE_MS, 5 * MINUTE_MS), ("end", 5 * MINUTE_MS, 8 * MINUTE_MS),
    ]  # fmt: skip


def test_what_is_unknown_is_not_green_it_ends_nothing_and_proves_no_duration() -> None:
    assert [step.kind for step in steps_of([6, 6, 6, None, None])] == ["open"]
    assert steps_of([6, None, 6, None, 6, 6]) == []
    assert shown_band("unknown", "red") == "unknown"


@given(st.lists(st.sampled_from([None, 1.0, 6.0, 12.0, 30.0]), max_size=30), st.integers(0, 30))
def test_a_judge_that_is_started_again_with_its_standing_records_the_same(
    values: list[float | None], stop: int
) -> None:
    standing, found = Standing(), list[ExcursionStep]()
    for minute, value in enumerate(values[:stop], start=1):
        standing, steps = judge("s", SIGN, standing, minute * MINUTE_MS, value)
        found += steps
    for minute, value in enumerate(values[stop:], start=stop + 1):
        standing, steps = judge("s", SIGN, standing, minute * MINUTE_MS, value)
        found += steps
    assert found == steps_of(values)
    kinds = [step.kind for step in found if step.kind != "worsen"]
    assert kinds == ["open", "end"] * (len(kinds) // 2) + ["open"] * (len(kinds) % 2), "none twice, none lost"
    worst = 0
    for step in found:
        severity = SEVERITY[step.band]
        assert step.kind != "worsen" or severity > worst
        worst = 0 if step.kind == "end" else severity


def test_one_red_and_seven_unknown_signs_make_a_red_plate_that_says_so() -> None:
    found = plate_state(["red", *["unknown"] * 7])
    assert (found.band, found.red, found.unknown, found.signs) == ("red", 1, 7, 8)
    assert plate_state(["unknown"] * 3).band == "unknown"
    assert plate_state(["green", "unknown"]).band == "green", "beside it stands 1 unknown"
    assert plate_state([]).band == "unknown"


def test_a_screen_shows_a_sign_as_bad_only_when_it_was_recorded() -> None:
    assert shown_band("red", None) == "green"
    assert shown_band("red", "yellow") == "yellow"
    assert shown_band("yellow", "red") == "yellow"


def opened(minute: int = 0, band: Any = "yellow") -> OpenExcursion:
    return OpenExcursion(excursion_id=excursion_id("overdue", minute), sign="overdue", band=band, value=6.0)


def test_an_excursion_is_recorded_once_however_often_it_is_told() -> None:
    running = RunningDesk()
    for _ in range(3):
        running.give(opened(), by=WATCH)
        running.give(WorsenExcursion(excursion_id="overdue:0", band="red", value=30.0), by=WATCH, at_ms=NOON_MS + 1)
        running.give(WorsenExcursion(excursion_id="overdue:0", band="orange", value=12.0), by=WATCH)
    for _ in range(3):
        running.give(EndExcursion(excursion_id="overdue:0", value=1.0), by=WATCH, at_ms=NOON_MS + 2)
    assert [type(record.body).__name__ for record in running.log] == [
        "ExcursionOpened", "ExcursionWorsened", "ExcursionEnded",
    ]  # fmt: skip
    found = running.desk.find("excursion", "overdue:0")
    assert (found.band, found.value, found.began_ms, found.worst_ms, found.ended_ms) == (
        "red", 30.0, NOON_MS, NOON_MS + 1, NOON_MS + 2,
    )  # fmt: skip


def test_a_sign_has_one_open_excursion_at_a_time() -> None:
    running = RunningDesk()
    running.give(opened(), by=WATCH)
    assert running.give(opened(9), by=WATCH) == []
    running.give(EndExcursion(excursion_id="overdue:0", value=1.0), by=WATCH)
    assert running.give(opened(9), by=WATCH)


def test_only_the_backend_records_excursions_and_only_of_signs_that_exist() -> None:
    running = RunningDesk()
    with pytest.raises(Refused, match="watch_only"):
        running.give(opened(), by=OPERATOR)
    for body in (
        replace(opened(), sign="nobody"), replace(opened(), value=float("nan")),
        EndExcursion(excursion_id="x", value=1.0),
    ):  # fmt: skip
        assert running.give(body, by=WATCH) == []
    assert running.log == []
