"""The engine of a drill on its real desk: what is delivered, when, and what is never delivered twice."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from county.authority import Author
from county.commands import Command, DispatchEvent, FileEvent, ReportEvent
from county.drill.hazard_area import HazardArea
from county.drill.inject_run import DelayInject, HoldInject, InjectDelivered, ReleaseInject, SkipInject
from county.drill.run import AbortDrill, DrillInterrupted, EndDrill, EvaluateDrill, JumpDrill, StartDrill
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.records import AlarmRaised, EventReported
from county.refusals import Refused
from services.drill.engine import REFUSED_MS
from services.drill.package_county import PackageForDrills
from services.protocol import messages as m
from services.store.ports import Commit, StoreFailed
from tests.drill_scenario import HAZARD, TEXT, scenario
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE, DrillDay, tiny_package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


@pytest.fixture
def day(package: CountyPackage) -> DrillDay:
    return DrillDay(package)


def fast(day: DrillDay, rate: float = 60) -> None:
    assert day.give("zhou", SetClockRate(rate=rate)) == ""


def scenario_text(day: DrillDay) -> str:
    """As the director's console is told it."""
    reply = day.ask("zhou", m.MselRequest(request="r", person="zhou"))
    assert isinstance(reply, m.MselReply)
    return reply.text


def scenario_now(day: DrillDay) -> tuple[str, str, list[str]]:
    """Its text, the digest of its content, and those of its stored files."""
    text, [loaded] = scenario_text(day), day.realm.desk.states_of("scenario")
    stored = [day.realm.blobs.get(file.sha256, 0, file.size) or b"" for file in loaded.attachments]
    return text, scenario(text).digest, [sha256(data).hexdigest() for data in stored]


def times_fed(day: DrillDay) -> list[int]:
    """Of the readings in the 20 minutes in which the first inject gives some, since its delivery."""
    begun_ms = BEGINS_MS + day.deliveries()[0][1]
    found = day.realm.history.between("readings", 0, begun_ms, begun_ms + 20 * MINUTE, 1_000)
    return [at_ms - begun_ms for at_ms in found.at_ms.tolist()]


def test_the_clock_stands_until_the_start_and_then_shows_that_of_the_scenario(package: CountyPackage) -> None:
    day = DrillDay(package, before_ms=10 * MINUTE)
    assert day.load() == ""
    standing_ms = day.now_ms
    day.wait(60_000)
    assert (day.now_ms, day.run.state) == (standing_ms, "checked")
    day = DrillDay(package, before_ms=10 * MINUTE)
    day.start()
    assert day.run.zero_ms == BEGINS_MS


def test_injects_are_delivered_at_their_times_after_one_another_and_under_their_conditions(day: DrillDay) -> None:
    day.start()
    fast(day)
    day.pass_to(40 * MINUTE)
    assert day.deliveries() == [("I01", 5 * MINUTE), ("I02", 17 * MINUTE), ("I03", 32 * MINUTE)]


def test_injected_readings_are_judged_by_the_real_rules(day: DrillDay) -> None:
    day.start()
    fast(day)
    day.pass_to(30 * MINUTE)
    alarms = [record for record in day.realm.records() if isinstance(record.body, AlarmRaised)]
    assert [record.body.rule for record in alarms if record.body.sensor_id == "bin-1"] == ["bin_full"]
    [at_ms] = [record.recorded_ms - BEGINS_MS for record in alarms if record.body.rule == "bin_full"]
    assert 5 * MINUTE < at_ms <= 25 * MINUTE
    events = [record.body for record in day.realm.records() if isinstance(record.body, EventReported)]
    assert events
    assert all(event.event_id.startswith("演") for event in events)


def test_a_delivery_records_the_sensor_that_it_feeds_which_goes_on_after_a_restart(package: CountyPackage) -> None:
    chosen = TEXT.replace('sensor = "bin-1"', 'sensor = { kind = "bin", village = "990199100201" }')
    day = DrillDay(package, chosen)
    day.start()
    fast(day)
    day.pass_to(10 * MINUTE)
    assert day.realm.desk.find("inject", "I01").sensor_id == "bin-1"
    day.restart()
    day.wait(1_000)
    fast(day)
    day.pass_to(26 * MINUTE)
    assert times_fed(day) == [n * MINUTE for n in range(21)]


def test_a_delivered_hazard_says_where_it_is_and_how_far_it_reaches(package: CountyPackage) -> None:
    day = DrillDay(package, TEXT + HAZARD)
    day.start()
    fast(day)
    day.pass_to(2 * MINUTE)
    [told] = [record.body for record in day.realm.records() if isinstance(record.body, InjectDelivered)]
    x_m, y_m = PackageForDrills(package).village_places["990199100201"]
    assert told.area == HazardArea(x_m=x_m + 50, y_m=y_m, radius_m=1_000.0)


def test_an_untaken_branch_is_skipped_with_its_reason(day: DrillDay) -> None:
    day.start()
    fast(day)
    day.pass_to(18 * MINUTE)
    event_id = day.realm.desk.find("inject", "I02").event_id
    fast(day, 1)
    assert day.give("wang", FileEvent(event_id=event_id)) == ""
    assert day.give("wang", DispatchEvent(event_id=event_id, unit="truck-1")) == ""
    day.realm.turn(5)
    assert day.skipped() == {"I03": "branch"}
    assert day.realm.desk.find("inject", "I03").note == "expectation E04 not met: met"


def test_a_release_after_a_long_pause_delivers_at_once_and_moves_nothing_else(day: DrillDay) -> None:
    day.start()
    fast(day, 0)
    day.wait(30 * MINUTE)
    before_ms = day.monotonic.now_ms
    assert day.give("zhou", ReleaseInject(drill=DRILL.id, inject_id="I01")) == ""
    while not day.deliveries():
        day.realm.turn()
    assert day.monotonic.now_ms - before_ms <= 250
    assert day.deliveries() == [("I01", day.now_ms - BEGINS_MS)]
    fast(day)
    day.pass_to(40 * MINUTE)
    (_, first_ms), *rest = day.deliveries()
    assert rest == [("I02", first_ms + 12 * MINUTE), ("I03", first_ms + 27 * MINUTE)]


def test_one_that_is_held_through_a_pause_and_released_moves_no_other_and_leaves_the_scenario_as_it_was(
    package: CountyPackage,
) -> None:
    text = TEXT.replace('after = { inject = "I01", delay = "PT12M" }', 'at = "PT17M"')
    day = DrillDay(package, text)
    day.start()
    loaded = scenario_now(day)
    assert day.give("zhou", HoldInject(drill=DRILL.id, inject_id="I01")) == ""
    fast(day)
    day.pass_to(10 * MINUTE)
    fast(day, 0)
    day.wait(30 * MINUTE)
    at_ms, before_ms = day.now_ms - BEGINS_MS, day.monotonic.now_ms
    assert day.give("zhou", ReleaseInject(drill=DRILL.id, inject_id="I01")) == ""
    while not day.deliveries():
        day.realm.turn()
    assert day.monotonic.now_ms - before_ms <= 250
    fast(day)
    day.pass_to(40 * MINUTE)
    assert day.deliveries() == [("I01", at_ms), ("I02", 17 * MINUTE), ("I03", 32 * MINUTE)]
    assert scenario_now(day) == loaded
    again = DrillDay(package, scenario_text(day))
    again.start()
    fast(again)
    again.pass_to(40 * MINUTE)
    assert again.deliveries() == [("I01", 5 * MINUTE), ("I02", 17 * MINUTE), ("I03", 32 * MINUTE)]


def test_after_a_pause_of_a_week_nothing_fires_in_a_burst_and_nothing_expires(day: DrillDay) -> None:
    day.start()
    fast(day)
    day.pass_to(6 * MINUTE)
    fast(day, 0)
    records = len(day.realm.records())
    day.monotonic.advance(7 * 86_400_000)
    day.wait(1_000)
    assert len(day.realm.records()) == records
    fast(day, 1)
    day.wait(3_000)
    assert [id for id, _ in day.deliveries()] == ["I01"]
    fast(day)
    day.pass_to(18 * MINUTE)
    assert day.deliveries() == [("I01", 5 * MINUTE), ("I02", 17 * MINUTE)]


def test_an_inject_that_is_held_waits_and_one_that_is_skipped_never_comes(day: DrillDay) -> None:
    day.start()
    assert day.give("zhou", HoldInject(drill=DRILL.id, inject_id="I01")) == ""
    assert day.give("zhou", SkipInject(drill=DRILL.id, inject_id="I03", note="时间不够")) == ""
    fast(day)
    day.pass_to(20 * MINUTE)
    assert (day.state("I01"), day.deliveries()) == ("held", [])
    assert day.give("zhou", ReleaseInject(drill=DRILL.id, inject_id="I01")) == ""
    day.pass_to(60 * MINUTE)
    assert [id for id, _ in day.deliveries()] == ["I01", "I02"]


def test_a_delay_of_all_later_ones_keeps_their_gaps(package: CountyPackage) -> None:
    text = TEXT.replace('after = { inject = "I01", delay = "PT12M" }', 'at = "PT17M"')
    day = DrillDay(package, text)
    day.start()
    assert day.give("zhou", DelayInject(drill=DRILL.id, inject_id="I01", by_ms=3 * MINUTE, later=True)) == ""
    fast(day)
    day.pass_to(25 * MINUTE)
    assert day.deliveries() == [("I01", 8 * MINUTE), ("I02", 20 * MINUTE)]


def test_one_that_waits_for_two_persons_needs_two_different_ones(package: CountyPackage) -> None:
    text = TEXT.replace('at = "PT5M"\n', 'at = "PT5M"\nrelease = "two-person"\n')
    text += '\n[[roles]]\nid = "c"\nname = "控制"\nside = "control"\nmay = ["release"]\nmembers = ["u:sun"]\n'
    day = DrillDay(package, text)
    day.start()
    fast(day)
    day.pass_to(6 * MINUTE)
    assert (day.state("I01"), day.deliveries()) == ("due", [])
    release = ReleaseInject(drill=DRILL.id, inject_id="I01")
    assert day.give("sun", release) == ""
    assert day.state("I01") == "due"
    assert day.give("sun", release) == "inject_needs_another"
    assert day.give("zhou", release) == ""
    day.realm.turn(5)
    assert [id for id, _ in day.deliveries()] == ["I01"]


@pytest.mark.parametrize(("between", "skipped"), [("deliver", {}), ("skip", {"I01": "jump"})])
def test_a_jump_delivers_what_lies_between_at_its_own_time_or_skips_it(
    day: DrillDay, between: str, skipped: dict[str, str]
) -> None:
    day.start()
    jump = JumpDrill(drill=DRILL.id, to_ms=BEGINS_MS + 10 * MINUTE, between=between)  # type: ignore[arg-type]
    assert day.give("zhou", jump) == ""
    day.pass_to(10 * MINUTE)
    assert ({id: why for id, why in day.skipped().items() if why == "jump"}) == skipped
    assert day.deliveries() == ([] if skipped else [("I01", 5 * MINUTE)])


def test_after_a_crash_the_drill_comes_back_paused_with_nothing_lost_or_doubled(day: DrillDay) -> None:
    day.start()
    fast(day)
    day.pass_to(6 * MINUTE)
    day.restart()
    assert day.pace.clock.rate == 0
    lines = [record.body for record in day.realm.records() if isinstance(record.body, DrillInterrupted)]
    assert len(lines) == 1
    assert "paused" in lines[0].note
    day.wait(10_000)
    assert len(day.deliveries()) == 1
    fast(day)
    day.pass_to(40 * MINUTE)
    assert [id for id, _ in day.deliveries()] == ["I01", "I02", "I03"]
    assert times_fed(day) == [n * MINUTE for n in range(21)]


def test_a_drill_is_paused_also_when_the_journal_cannot_be_written_at_its_start(day: DrillDay) -> None:
    day.start()
    fast(day)
    day.pass_to(4 * MINUTE)
    day.realm.log.failure = StoreFailed("journal_failed", "the disk is full")
    day.restart()
    day.wait(1_000)
    assert day.pace.clock.rate == 60
    day.realm.log.failure = None
    day.wait(10_000)
    assert day.pace.clock.rate == 0
    assert len([record for record in day.realm.records() if isinstance(record.body, DrillInterrupted)]) == 1


def test_a_start_while_the_disk_is_full_is_refused_and_succeeds_once_there_is_room(day: DrillDay) -> None:
    day.prepare()
    day.realm.log.failure = StoreFailed("journal_failed", "the disk is full")
    assert day.give("zhou", StartDrill(drill=DRILL.id)) == "journal_failed"
    assert day.run.state == "armed"
    day.realm.log.failure = None
    day.wait(10_000)
    assert day.give("zhou", StartDrill(drill=DRILL.id)) == ""
    assert day.run.state == "running"


@pytest.mark.parametrize("from_ms", [4 * MINUTE + 30_000, 16 * MINUTE + 30_000])
def test_what_the_journal_refuses_for_two_minutes_is_late_and_not_lost(day: DrillDay, from_ms: int) -> None:
    day.start()
    fast(day)
    day.pass_to(from_ms)
    day.realm.log.failure = StoreFailed("journal_failed", "the disk is full")
    day.pass_to(from_ms + 2 * MINUTE)
    day.realm.log.failure = None
    day.pass_to(45 * MINUTE)
    assert day.skipped() == {}
    assert [id for id, _ in day.deliveries()] == ["I01", "I02", "I03"]
    assert times_fed(day) == [n * MINUTE for n in range(21)]


def test_commits_that_fail_now_and_then_are_no_refusals_of_the_desk(day: DrillDay) -> None:
    """The journal refuses every delivery for ten seconds, and is found writable between them."""
    day.start()
    fast(day)
    failed = []

    def fail(commit: Commit) -> None:
        fails = BEGINS_MS + 5 * MINUTE <= commit.recorded_ms < BEGINS_MS + 5 * MINUTE + 10_000 and not commit.empty
        failed.extend([commit] if fails else [])
        day.realm.log.failure = StoreFailed("journal_failed", "the disk is full") if fails else None

    day.realm.log_hooks["begin"] = fail
    fast(day, 1)
    day.pass_to(6 * MINUTE)
    assert len(failed) > 1
    assert day.skipped() == {}
    assert [id for id, _ in day.deliveries()] == ["I01"]


def test_a_delivery_that_the_desk_refuses_for_some_seconds_is_given_up(
    day: DrillDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide, refused_ms = day.realm.desk.decide, []

    def without_reports(command: Command[Any], author: Author, now_ms: int) -> Any:
        if isinstance(command.body, ReportEvent):
            refused_ms.append(now_ms)
            raise Refused("subclass_unknown", subclass=command.body.subclass)
        return decide(command, author, now_ms)

    day.start()
    monkeypatch.setattr(day.realm.desk, "decide", without_reports)
    fast(day)
    day.pass_to(18 * MINUTE)
    assert day.skipped()["I02"] == "refused"
    assert refused_ms[-1] - refused_ms[0] == REFUSED_MS


def test_after_the_end_and_after_an_abort_the_desk_takes_nothing_more(package: CountyPackage) -> None:
    report = ReportEvent(event_id="演1", subclass="road_flooding", title="x", source="hotline", x_m=500_500.0,
                         y_m=3_100_500.0)  # fmt: skip
    for body, code in (
        (EndDrill(drill=DRILL.id), "drill_ended"),
        (AbortDrill(drill=DRILL.id, note="雷击"), "drill_aborted"),
    ):
        day = DrillDay(package)
        day.start()
        assert day.give("wang", report) == ""
        assert day.give("zhou", body) == ""
        day.realm.turn(2)
        assert day.pace.clock.rate == 0
        assert day.give("wang", FileEvent(event_id="演1")) == code
        assert day.give("zhou", SetClockRate(rate=1.0)) == code
        assert day.give("zhou", EvaluateDrill(drill=DRILL.id, grade="中", note="复盘")) == ""
        assert day.give("zhou", SetClockRate(rate=1.0)) == code, "what it was evaluated as changes nothing"


def test_numbers_of_a_drill_begin_with_their_sign(day: DrillDay) -> None:
    day.start()
    body = ReportEvent(event_id="E1", subclass="road_flooding", title="x", source="hotline", x_m=500_500.0,
                       y_m=3_100_500.0)  # fmt: skip
    assert day.give("wang", body) == "drill_number_missing"


def test_a_start_without_a_present_member_of_a_role_is_refused(day: DrillDay) -> None:
    from county.drill.run import ArmDrill, StartDrill

    assert day.load() == ""
    assert day.give("zhou", ArmDrill(drill=DRILL.id)) == ""
    assert day.give("zhou", StartDrill(drill=DRILL.id)) == "drill_role_absent"


def test_commands_of_a_clock_that_is_a_day_off_are_refused_and_change_nothing(day: DrillDay) -> None:
    """The event exists and may be filed: it is for their time alone that they are refused."""
    day.start()
    fast(day)
    day.pass_to(18 * MINUTE)
    [event] = [record.body for record in day.realm.records() if isinstance(record.body, EventReported)]
    reported = ReportEvent(
        event_id="演77", subclass="road_flooding", title="漫水", source="hotline", x_m=event.x_m, y_m=event.y_m
    )  # fmt: skip
    count = len(day.realm.records())
    for body in (FileEvent(event_id=event.event_id), reported):
        assert day.give("wang", body, clock_ms=-24 * 60 * MINUTE) == "time_before_drill"
        assert day.give("wang", body, clock_ms=24 * 60 * MINUTE) == "time_ahead"
    assert len(day.realm.records()) == count
    assert day.give("wang", FileEvent(event_id=event.event_id)) == ""


def test_what_happened_minutes_before_the_start_can_be_reported(day: DrillDay) -> None:
    """As far as clocks may differ."""
    day.start()
    reported = ReportEvent(
        event_id="演77", subclass="road_flooding", title="漫水", source="hotline", x_m=500_500.0, y_m=3_100_500.0
    )
    assert day.give("wang", reported, clock_ms=-9 * MINUTE) == ""


def test_a_scenario_with_an_error_is_not_accepted(package: CountyPackage) -> None:
    day = DrillDay(package, TEXT.replace('sensor = "bin-1"', 'sensor = "none"'))
    assert day.load() == ""
    assert day.run.state == "draft"
    [line] = [line for line in day.realm.messages.messages if "is not accepted" in line]
    assert "no sensor none" in line


def test_reading_times_do_not_depend_on_the_rate(package: CountyPackage, tmp_path: Path) -> None:
    journals = []
    for rate in (1, 60):
        day = DrillDay(package)
        day.start()
        fast(day, rate)
        day.pass_to(8 * MINUTE)
        journals.append(
            [(r.happened_ms, r.recorded_ms, r.body) for r in day.realm.records() if r.by in ("drill", "watch")][6:]
        )
    assert journals[0] == journals[1]
