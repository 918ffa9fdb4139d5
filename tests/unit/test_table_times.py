"""Times of cells in every form that files have; what could be two times, or is none of this century, is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as time_of_day

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from county.numbering import COUNTY_TIME
from county.tables.times import EARLIEST, LATEST, moment_ms, on_day, order_of, zone_in
from county.tables.values import BadValue

MOMENTS = st.datetimes(datetime(2001, 9, 10), datetime(2032, 12, 31)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=COUNTY_TIME)
)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def spoken(at: datetime) -> tuple[int, str]:
    """The hour from 1 to 12 and AM or PM."""
    return (at.hour - 1) % 12 + 1, "AM" if at.hour < 12 else "PM"


@given(MOMENTS)
def test_a_moment_is_read_from_every_form_to_the_precision_of_the_form(at: datetime) -> None:
    second = at.replace(microsecond=0)
    minute = second.replace(second=0)
    hour, half = spoken(at)
    zh = {"AM": "上午", "PM": "下午"}[half]
    day = f"{at.year}/{at.month}/{at.day}"
    since = ms(at)
    forms: dict[object, datetime] = {
        at.isoformat(): at,
        at.astimezone(UTC).isoformat().replace("+00:00", "Z"): at,
        at.replace(tzinfo=None).isoformat(" "): at,
        f"{at:%Y%m%dT%H%M%S}": second,
        f"{at:%Y%m%d%H%M}": minute,
        f"{at:%Y%m%d%H%M%S}": second,
        f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03}": at,
        f"{day} {at.hour}:{at:%M}": minute,
        f"{day} {at:%H:%M:%S}": second,
        f"{at.year}-{at.month}-{at.day} {zh}{hour}:{at:%M:%S}": second,
        f"{day} {zh} {hour}:{at:%M}": minute,
        f"{day} {hour}:{at:%M:%S} {half}": second,
        f"{at.year}年{at.month}月{at.day}日 {at.hour}时{at.minute}分{at.second}秒": second,
        f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分": minute,
        f"{at.year}.{at.month}.{at.day} {at:%H:%M}": minute,
        f"{at:%A, %B %d, %Y} {hour}:{at:%M:%S} {half}": second,
        f"{at:%d-%b-%Y %H:%M:%S}": second,
        f"{at:%Y-%m-%d %H:%M:%S} GMT+8": second,
        f"{at:%Y%m%d %H%M%S}": second,
        f"{at:%Y-%m-%d %H:%M:%S}:{at.microsecond // 1000:03}": at,
        f"{at:%Y\u2010%m\u2010%d} {at:%H:%M}（北京时间）": minute,
        f"{at:%Y-%m-%dT%H:%M:%S}+08:00[Asia/Shanghai]": second,
        at: at,
        at.replace(tzinfo=None): at,
    }  # fmt: skip
    forms |= {str(since): at, str(since * 1_000): at, str(since * 1_000_000): at, str(since // 1_000): second}
    forms |= {since: at, float(since): at, since / 1_000: at}
    for form, expected in forms.items():
        assert moment_ms(form) == ms(expected), form


@given(MOMENTS)
def test_days_and_orders_of_dates_are_read_as_the_option_says(at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0)
    hour, half = spoken(at)
    assert moment_ms(f"{at:%d/%m/%Y %H:%M}", "dmy") == ms(minute)
    assert moment_ms(f"{at:%m/%d/%Y} {hour:02}:{at:%M} {half}", "mdy") == ms(minute)
    assert moment_ms(f"{at:%y-%m-%d %H:%M}", "ymd") == ms(minute)
    midnight = minute.replace(hour=0, minute=0)
    assert moment_ms(at.date()) == moment_ms(f"{at:%Y%m%d}") == moment_ms(int(f"{at:%Y%m%d}")) == ms(midnight)
    assert moment_ms(f"{at:%Y-%m-%d} 24:00") == ms(midnight + timedelta(days=1))


@given(MOMENTS)
@example(datetime(2001, 9, 10, 2, 42, 19, 8_000, tzinfo=COUNTY_TIME))  # 37144.11272: few digits, so a whole second
def test_the_days_of_a_spreadsheet_are_read_to_the_millisecond_as_far_as_their_digits_say_it(at: datetime) -> None:
    days = (at.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)
    digits = len(repr(days).partition(".")[2])
    assert moment_ms(days) == moment_ms(repr(days))
    assert abs(moment_ms(days) - ms(at)) <= 86_400_000 // (2 * 10**digits)


@pytest.mark.parametrize(
    ("days", "clock"),
    [
        ("43202.333333", "08:00:00"), (43202.3333, "08:00:00"), ("43202.4660", "11:11:00"),
        ("43202.466273", "11:11:26"), ("43202.5", "12:00:00"), ("43202.0000", "00:00:00"),
    ],
)  # fmt: skip
def test_days_with_few_digits_are_the_whole_minute_or_second_that_they_stand_for(days: object, clock: str) -> None:
    assert moment_ms(days) == moment_ms(f"2018-04-12 {clock}")


@pytest.mark.parametrize("dress", ["'{}", '="{}"', " {}\u00a0", "\ufeff{}", "{} 星期四", "{} 周四"])
def test_a_time_is_read_in_the_dress_of_office_programs(dress: str) -> None:
    assert moment_ms(dress.format("2018-04-12 11:11")) == ms(datetime(2018, 4, 12, 11, 11, tzinfo=COUNTY_TIME))


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2018-4-12 上午12:00", 0), ("2018-4-12 下午12:00", 12), ("2018-4-12 12:00 AM", 0),
        ("2018-4-12 12:00 p.m.", 12),
        ("2018-4-12 凌晨2:00", 2), ("2018-4-12 凌晨12:00", 0), ("2018-4-12 晚上8点", 20), ("2018-4-12 晚上20:00", 20),
        ("2018-4-12 中午1:00", 13), ("2018-4-12 下午13:00", 13), ("2018-4-12 早上7:00", 7),
        ("2018年4月12日 傍晚6时", 18),
    ],
)  # fmt: skip
def test_the_words_for_a_part_of_the_day_fix_the_hour(written: str, hour: int) -> None:
    assert moment_ms(written) == ms(datetime(2018, 4, 12, hour, tzinfo=COUNTY_TIME))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (0, "is not a time: a number of 1 digits"),
        ("146000", "is not a time: a number of 6 digits"),
        ("0946600000", "is 1999-12-31 08:26, before 2000; check its unit and the clock"),
        (100_000_000, "is not a time: a number of 9 digits"),
        ("0000000000000", "is 1970-01-01 08:00, before 2000"),
        ("20000", "is 1954-10-03 00:00, before 2000"),
        ("1970-01-01 08:00:00", "is 1970-01-01 08:00, before 2000"),
        (datetime(1976, 5, 1), "is 1976-05-01 00:00, before 2000"),
        ("9999-12-31", "is 9999-12-31 00:00, after 2099"),
        ("9999999999999", "is 2286-11-21 01:46, after 2099"),
        ("2018041211", "is either yyyymmddHH or seconds"),
        ("04/12/2018", "has a day and a month that could be exchanged; give --date-order dmy or mdy"),
        ("4-12-2018 11:11", "has a day and a month that could be exchanged"),
        ("18/4/12", "has a year of two digits; give --date-order"),
        ("2018-02-30", "is not a time (day is out of range"),
        ("2018-13-01", "is not a time (month must be"),
        ("2018-04-12 24:01", "has no time of day"),
        ("2018-04-12 11:61", "has no time of day"),
        ("2018-04-12 上午 13:00", "has an hour that does not fit its part of the day"),
        ("2018-04-12 晚上12:30", "has an hour that does not fit"),
        (time_of_day(11, 11), "has no date"),
        ("11:11:26 AM", "is not a time like 2026-11-22 08:30:00"),
        ("yesterday", "is not a time like"),
        ("2018-04-12T00:00:00Z/2018-04-12T01:00:00Z", "is not a time like"),
        ("٢٠١٨-٠٤-١٢", "is not a time like"),
        (True, "is not a time like"),
        (float("inf"), "is not a time like"),
        (10**400, "is not a time"),
    ],
)  # fmt: skip
def test_what_is_no_time_of_this_century_or_could_be_two_is_refused_with_the_reason(value: object, why: str) -> None:
    with pytest.raises(BadValue) as bad:
        moment_ms(value)
    assert str(bad.value).startswith(why)


@given(st.one_of(st.integers(), st.floats(), st.text("0123456789-/: .TZ+年月日", max_size=30)))
def test_no_cell_whatever_becomes_a_time_outside_the_bounds(value: object) -> None:
    try:
        found = moment_ms(value)
    except BadValue:
        return
    assert found is None or ms(EARLIEST) <= found < ms(LATEST)


@pytest.mark.parametrize("gap", ["", " ", None, "NA", "-", "#N/A"])
def test_an_empty_cell_has_no_time(gap: str | None) -> None:
    assert moment_ms(gap) is None


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["04/12/2018", "04/13/2018"], "mdy"), (["04/12/2018", "13.04.2018 11:11"], "dmy"), (["04/12/2018"], None),
        (["13/04/2018", "04/13/2018"], None), (["2018-04-13"], None), ([], None), ([20180413, None, "x"], None),
    ],
)  # fmt: skip
def test_the_order_of_dates_is_that_of_the_days_after_the_12th(days: list[object], order: str) -> None:
    assert order_of(days) == order


def test_offsets_are_honoured() -> None:
    at = datetime(2018, 4, 12, 11, 11, 26, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    for offset in ("+05:30", "+0530", " UTC+5:30"):
        assert moment_ms(f"2018-04-12 11:11:26{offset}") == ms(at)
    assert moment_ms("20180412T111126-0330") == ms(datetime(2018, 4, 12, 14, 41, 26, tzinfo=UTC))
    assert moment_ms(date(2018, 4, 12)) == ms(datetime(2018, 4, 12, tzinfo=COUNTY_TIME))


@pytest.mark.parametrize(
    ("header", "hours"),
    [
        ("时间(UTC)", 0), ("time_utc", 0), ("UTC时间", 0), ("世界时", 0), ("Time [GMT]", 0), ("时间（UTC+0）", 0),
        ("时间(UTC+8)", 8), ("time (GMT+08:00)", 8), ("UTC-05:30", -5.5),
        ("时间", 8), ("北京时间", 8), ("outcome", 8), ("utcome", 8), ("", 8),
    ],
)  # fmt: skip
def test_a_header_states_the_zone_of_times_without_an_offset(header: str, hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    expected = ms(datetime(2018, 4, 12, 11, 11, tzinfo=zone))
    assert zone_in(header).utcoffset(None) == zone.utcoffset(None)
    for written in ("2018-04-12 11:11", "2018/4/12 11:11", "201804121111", "12.4.2018 11:11", "43202.4659722222",
                    "20180412T1111", datetime(2018, 4, 12, 11, 11)):  # fmt: skip
        assert moment_ms(written, "dmy", zone_in(header)) == expected, written
    for clock in ("11:11", time_of_day(11, 11), "11时11分"):
        assert on_day("2018-04-12", clock, zone=zone_in(header)) == expected, clock
    fixed = ms(datetime(2018, 4, 12, 11, 11, tzinfo=COUNTY_TIME))
    for own in ("2018-04-12 11:11+08:00", str(fixed), fixed):
        assert moment_ms(own, None, zone_in(header)) == fixed
