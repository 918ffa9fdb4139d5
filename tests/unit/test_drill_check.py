"""The check of a scenario: what would go wrong in the drill is told before it."""

from __future__ import annotations

from collections.abc import Set

import pytest

from county.drill.check import check
from county.drill.ids import id_of, is_id
from county.drill.loading import load
from services.drill.package_county import PackageForDrills
from tests.drill_scenario import TEXT, scenario
from tests.tiny_county import write_tiny_county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> PackageForDrills:
    return PackageForDrills(write_tiny_county(tmp_path_factory.mktemp("county")))


def errors(text: str, county: PackageForDrills, present: Set[str] | None = None) -> list[str]:
    found = check(scenario(text), county, present=present)
    return [str(fault.text) for fault in found if fault.severity == "error"]


def test_a_sound_scenario_has_no_error(county: PackageForDrills) -> None:
    assert errors(TEXT, county) == []
    assert [str(fault.text) for fault in check(scenario(), county)] == []


def test_more_rain_than_gauges_can_measure_is_a_warning(county: PackageForDrills) -> None:
    wet = TEXT.replace("[[phases]]", "[weather]\nrain_mm = [[30, 250], [60, 99]]\n[[phases]]")
    assert [(fault.severity, str(fault.text)) for fault in check(scenario(wet), county)] == [
        ("warning", "349 mm fall in one hour, gauges show 300 mm at most; let less rain fall, or over more time")
    ]  # fmt: skip


def test_a_report_that_is_to_be_merged_though_units_are_sent_to_it_is_a_warning(county: PackageForDrills) -> None:
    merged = TEXT.replace('expects = ["E03", "E04", "E05"]', 'expects = ["E03", "E04", "E05", "E07"]') + """
[[expectations]]
id = "E07"
objective = "OBJ1"
what = "merged"
of = "I02"
into = "I01"
target = "PT5M"
limit = "PT15M"
weight = 5
"""
    [fault] = [fault for fault in check(scenario(merged), county) if "merged" in fault.text]
    assert (fault.severity, fault.path) == ("warning", ("expectations", 6, "of"))
    alone = merged.replace('what = "dispatched"', 'what = "filed"').replace('what = "arrived"', 'what = "filed"')
    assert not any("merged" in fault.text for fault in check(scenario(alone), county))


@pytest.mark.parametrize(("village", "is_warned"), [("990199100201", False), ("990199101201", True)])
def test_a_sensor_of_another_village_than_the_inject_names_is_a_warning(
    village: str, is_warned: bool, county: PackageForDrills
) -> None:
    """The nearest one of its kind is fed: here ``bin-1`` of 990199100201."""
    chosen = TEXT.replace('sensor = "bin-1"', f'sensor = {{ kind = "bin", village = "{village}" }}')
    found = [(fault.severity, fault.path, str(fault.text)) for fault in check(scenario(chosen), county)]
    assert found == [("warning", ("injects", 0, "reading"), (
        "village 990199101201 has no sensor of kind bin: sensor bin-1 in 990199100201001 is fed; name the village of a "
        "sensor"))][:is_warned]  # fmt: skip


EVACUATED = """
[[expectations]]
id = "E07"
objective = "OBJ1"
what = "evacuated"
of = "I02"
village = "990199100201"
share = 0.9
target = "PT30M"
limit = "PT60M"
weight = 5
"""


@pytest.mark.parametrize(("people", "is_warned"), [({"990199100201": 100}, False), ({"990199100201": 0}, True)])
def test_an_evacuation_of_people_whom_nobody_counted_is_a_warning(
    people: dict[str, int], is_warned: bool, county: PackageForDrills, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEXT.replace('expects = ["E03", "E04", "E05"]', 'expects = ["E03", "E04", "E05", "E07"]') + EVACUATED
    monkeypatch.setattr(PackageForDrills, "population", people)
    found = [(fault.severity, fault.path) for fault in check(scenario(text), county) if "counted" in fault.text]
    assert found == [("warning", ("expectations", 6, "village"))][:is_warned]


I03_WHEN = TEXT[TEXT.index("[injects.when]") : TEXT.index("[[expectations]]")]


def branch(condition: str) -> str:
    return TEXT.replace(I03_WHEN, f"[injects.when]\nall = [ {condition} ]\n")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('inject = "I01", delay', 'inject = "I09", delay', "no inject I09"),
        ('delay = "PT12M"', 'delay = "PT4H"', "after the end of the drill"),
        ('at = "PT5M"', 'at = "PT181M"', "after the end of the drill"),
        ('duration = "PT3H"', 'duration = "-PT3H"', "ends before it starts"),
        ('at = "PT0M"', 'at = "PT9H"', "begins after the end"),
        ('duration = "PT3H"', 'duration = "PT3H"\nbackground_traffic = "noise"', "is no background traffic"),
        ("[[phases]]", "[weather]\nrain_mm = [[30, 2], [30, 4]]\n[[phases]]", "the minutes do not rise"),
        ('target = "PT3M"\n', "", "cannot be measured without target"),
        ('scale = [["已核对", 1.0], ["部分核对", 0.5], ["未核对", 0.0]]', "", "cannot be measured without scale"),
        ('limit = "PT8M"', 'limit = "PT2M"', "the limit is before the target"),
        ('to = ["duty"]', 'to = ["nobody"]', "no role nobody"),
        ('side = "evaluate"', 'side = "evaluate"\nmembers = ["u:wang"]', "u:wang has role 县防指值班室 already"),
        ('village = "990199100201" }', 'village = "990199100201", dx_m = 90000.0 }', "outside the county"),
        ('place = { village = "990199100201" }', "lon = 120.0, lat = 10.0", "outside the county"),
        ('place = { village = "990199100201" }, ', "", "needs a place"),
        ('sensor = "bin-1"', 'sensor = "bin-9"', "no sensor bin-9"),
        ('sensor = "bin-1"', 'sensor = { kind = "water", village = "990199100201" }', "no sensor of kind water"),
        ('channel = "fill"', 'channel = "rain"', "no channel rain"),
        ('["PT20M", 95.0]', '["PT0M", 95.0]', "must rise"),
        ('"collection_truck"]', '"tank"]', "no unit kind tank"),
        ('"division:990199100000"', '"division:330783107000"', "no division 330783107000"),
        ('"dept:water_resources"', '"water"', "water is no addressee"),
        ('county = "990199"', 'county = "330783"', "it is of county 330783"),
        ("没有人来", "请拨打 13912345678", "telephone number 13912345678"),
        ("没有人来", "电话 0579-85123456", "telephone number 0579-85123456"),
        ('expects = ["E06"]', "", "does not expect E06"),
        ('id = "I02"', 'id = "I01"', "occurs twice"),
        ('subclass = "road_flooding"', 'subclass = "tsunami"', "no subclass tsunami"),
        ('after = { inject = "I01"', 'at = "PT1M"\nafter = { inject = "I01"', "exactly one of at, after, when"),
        ('kind = "notice"', 'kind = "task"', "has no table task"),
        ('kind = "functional"', 'kind = "functional"\nbaseline = "live"', "'live' is no baseline; write empty"),
        ('kind = "functional"', 'kind = "functional"\nbaseline = "file:20260715-001@T+2"', "T+2 has no unit"),
        ('kind = "functional"', 'kind = "functional"\nbaseline = "file:昨晚@20:30"', "neither a drill of this machine"),
        ("2026-07-15T20:00:00+08:00", "9999-12-31T23:00:00+08:00", "between the years 2000 and 2100"),
        ('by = "eval"', 'by = "duty"', "role 县防指值班室 does not evaluate"),
        ('{ expectation = "E04", is = "met" }', '{ expectation = "E04", is = "arrived" }', "no fact of expectation"),
        ('id = "sc-night"', 'id = "../../../etc"', "'../../../etc' is no id; leave out '/'"),
        ('id = "P1"', 'id = "P:1"', "'P:1' is no id"),
        ('id = "OBJ1"', 'id = " OBJ1"', "' OBJ1' is no id"),
        ('id = "duty"', 'id = "du\\u202ety"', "is no id"),
        ('id = "E06"', 'id = ".."', "'..' is no id"),
        ('delay = "PT12M"', 'delay = "-PT2M"', "comes before the inject that it follows"),
        ('at_least = "PT15M"', 'at_least = "-PT1M"', "asks for a negative time"),
        ('at = "PT0M"', 'at = "-PT1M"', "begins before the start"),
        ('[["PT0M", 12.0]', '[["-PT1M", 12.0]', "must rise from 0 on"),
        ('["PT20M", 95.0]', '["PT20M", 1e308]', "what the channel can measure"),
        ('["PT20M", 95.0]', '["PT20M", nan]', "what the channel can measure"),
        ('["PT20M", 95.0]]', '["P900D", 95.0]], every = "PT1S"', "gives more than 100000 readings"),
        ('of = "I01"\ntarget = "PT3M"', 'of = "I02"\ntarget = "PT3M"', "raises no alarm and needs no acknowledgement"),
    ],
)
def test_a_mistake_is_told_with_a_remedy(old: str, new: str, why: str, county: PackageForDrills) -> None:
    assert old in TEXT
    found = errors(TEXT.replace(old, new, 1), county)
    assert any(why in line for line in found), found


@pytest.mark.parametrize("value", ["1e308", "inf", "nan", "-200000"])
def test_an_offset_larger_than_any_county_is_no_place(value: str) -> None:
    text = TEXT.replace('village = "990199100201" }', f'village = "990199100201", dx_m = {value} }}')
    [finding] = load(text.encode(), "night.toml").findings
    assert "dx_m" in str(finding)


def test_an_inject_before_the_start_comes_at_the_start_which_a_warning_says(county: PackageForDrills) -> None:
    """Sheets have such times: M-5."""
    found = check(scenario(TEXT.replace('at = "PT5M"', 'at = "-PT5M"')), county)
    assert [(fault.severity, str(fault.text)) for fault in found] == [
        ("warning", "comes before the start of the drill, and is delivered at the start; write PT0M or later")
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a/b", "..", "x:y", " \t", "灾情（二）", "C:\\scenarios\\night"])
def test_an_id_that_is_made_of_a_name_is_one(name: str) -> None:
    assert is_id(id_of(name))


def test_a_variable_without_a_value_is_a_warning(county: PackageForDrills) -> None:
    found = check(scenario(TEXT.replace("没有人来", "{{n}} 户没有人来", 1)), county)
    assert [str(fault) for fault in found if fault.severity == "error"] == []
    assert [str(fault.text) for fault in found] == ["there is no variable n; add it, or correct the text"]


def test_two_attachments_of_one_file_name_are_refused(county: PackageForDrills) -> None:
    """One may be shown several times."""
    notice = 'kind = "notice"\nto = ["duty"]\napproval = "approved"\nnotice = { text = "没有人来", needs_ack = true }'
    report = TEXT[TEXT.index('kind = "report"') : TEXT.index('expects = ["E03"')]
    media = 'kind = "media"\nto = ["duty"]\napproval = "approved"\n'
    media += 'media = {{ outlet = "县台", text = "x", attachment = "{}" }}\n'
    assert notice in TEXT

    def with_two(second: str) -> str:
        return TEXT.replace(report, media.format("a/map.png")).replace(notice, media.format(second))

    assert errors(with_two("a/map.png"), county) == []
    assert errors(with_two("b/map.png"), county) == [
        "attachments a/map.png and b/map.png have the same file name; rename one of them"
    ]


def test_injects_that_wait_for_one_another_are_a_cycle(county: PackageForDrills) -> None:
    text = TEXT.replace('at = "PT5M"', 'after = { inject = "I02", delay = "PT1M" }')
    assert "waits for itself: I01 → I02 → I01; break the circle" in errors(text, county)


@pytest.mark.parametrize(
    "condition",
    [
        '{ inject = "I02", is = "delivered" }, { inject = "I02", is = "skipped" }',
        '{ expectation = "E04", is = "met" }, { all = [ { expectation = "E04", is = "missed" } ] }',
        '{ inject = "I02", is = "delivered" }, { not = { inject = "I02", is = "delivered" } }',
    ],
)
def test_a_branch_that_contradicts_itself_is_unreachable(condition: str, county: PackageForDrills) -> None:
    assert any("can never be delivered" in line for line in errors(branch(condition), county))


def test_a_way_around_a_circle_is_no_cycle(county: PackageForDrills) -> None:
    text = TEXT.replace('at = "PT5M"', 'when = { any = [ { phase = "P1" }, { inject = "I02", is = "delivered" } ] }')
    assert errors(text, county) == []


def test_a_tree_of_more_than_six_is_too_deep(county: PackageForDrills) -> None:
    leaf = '{ inject = "I02", is = "delivered" }'
    for _ in range(6):
        leaf = f"{{ any = [ {leaf} ] }}"
    assert any("nested more than 6 deep" in line for line in errors(branch(leaf), county))


def test_a_role_without_a_member_is_told_once(county: PackageForDrills) -> None:
    found = check(scenario(TEXT.replace('members = ["u:wang"]\n', "")), county)
    assert [(fault.path, str(fault.text)) for fault in found] == [
        (("injects", 0, "to"), "role 县防指值班室 has no member yet; bind a person")
    ]  # fmt: skip


def test_at_the_roll_call_a_receiver_needs_a_present_member(county: PackageForDrills) -> None:
    assert errors(TEXT, county, present={"u:wang"}) == []
    assert set(errors(TEXT, county, present={"u:li"})) == {"no member of role 县防指值班室 is present; bind a person"}


def test_dates_codes_and_short_numbers_are_no_telephone_numbers(county: PackageForDrills) -> None:
    text = TEXT.replace("没有人来", "2026-07-15 20:00 拨打 119, 12 户, 案卷 20260715, 编码 990199100201")
    assert errors(text, county) == []
