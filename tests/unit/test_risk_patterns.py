"""Repeated and collective reports, and words that rise: counts and shares, never a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.catalog import load
from county.durations import DAY_MS
from county.risk.repeats import EXAMPLES, Repeat, RepeatedReports, ReportColumns, repeats
from county.risk.topics import TitleWords, topics
from services.analysis.risk.title_words import TitleWordReader
from services.store.upcast import RecordReader
from tests.risk_days import FIRST_MS
from tests.watched_realm import BUSY, WatchedRealm

LIMITS = RepeatedReports()


@pytest.fixture
def realm(tmp_path: Path) -> Iterator[WatchedRealm]:
    realm = WatchedRealm(tmp_path)
    yield realm
    realm.timeline.close()


Row = tuple[int, int, int, int]
"""Days before the judged moment, reporter, subclass, village."""


def reports(rows: Sequence[Row]) -> ReportColumns:
    back, reporter, subclass, village = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return ReportColumns(np.arange(len(rows)), back, reporter.astype(np.uint64), subclass, village)


def found(*rows: Row) -> list[Repeat]:
    return repeats(reports(rows), LIMITS)


def test_three_reports_of_one_person_in_ninety_days_are_repeated_and_two_are_not() -> None:
    [one] = found((0, 7, 1, 4), (40, 7, 1, 4), (89, 7, 2, 4), (3, 8, 1, 4), (5, 8, 1, 4))
    assert (one.kind, one.subclass, one.village, one.events, one.people) == ("person", 1, 4, 3, 1)
    assert (one.numbers.tolist(), one.oldest.tolist()) == ([0, 1, 2], [2])
    assert found((0, 7, 1, 4), (40, 7, 1, 4), (90, 7, 1, 4)) == []


def test_reports_of_one_person_in_several_villages_have_none() -> None:
    [one] = found((0, 7, 1, 4), (1, 7, 1, 5), (2, 7, 1, 4))
    assert one.village == -1


def test_five_persons_with_one_matter_are_collective_and_one_who_calls_five_times_is_not() -> None:
    [one] = found(*((n, 10 + n, 3, 2) for n in range(5)))
    assert (one.kind, one.subclass, one.village, one.events, one.people) == ("collective", 3, 2, 5, 5)
    assert [one.kind for one in found(*((n, 10, 3, 2) for n in range(5)))] == ["person"]
    assert found(*((n, 10 + n, 3, n % 2) for n in range(6))) == [], "another village is another matter"
    assert found(*((8 * n, 10 + n, 3, 2) for n in range(6))) == [], "within thirty days"


def test_reports_without_a_known_person_are_neither() -> None:
    assert found(*((n, 0, 3, 2) for n in range(9))) == []


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 6), st.integers(0, 3), st.integers(-1, 3)), min_size=1))
def test_every_repeat_is_what_counting_one_by_one_gives(rows: list[Row]) -> None:
    expected = {
        ("person", who): len(those)
        for who in {row[1] for row in rows} - {0}
        if len(those := [row for row in rows if row[1] == who and row[0] < LIMITS.person_days]) >= LIMITS.person_events
    }
    recent = [row for row in rows if row[0] < LIMITS.people_days and row[1] and row[3] >= 0]
    matters = [[row for row in recent if row[2:] == matter] for matter in {row[2:] for row in recent}]
    collective = sorted(len(those) for those in matters if len({row[1] for row in those}) >= LIMITS.people)
    told = repeats(reports(rows), LIMITS)
    assert sorted(one.events for one in told if one.kind == "person") == sorted(expected.values())
    assert sorted(one.events for one in told if one.kind == "collective") == collective
    assert all(len(one.numbers) == min(one.events, EXAMPLES) for one in told)


def titled(word: str, new: int, old: int, *, others: int = 100, subject: int = 0, first: int = 0) -> list[TitleWords]:
    """Events with the word, new and old ones, among ``others`` of each without it."""
    return [
        TitleWords(first + number, subject, (word,) if number % 1_000 < count else ("其他",), is_new)
        for is_new, count, start in ((True, new, 0), (False, old, 1_000))
        for number in range(start, start + count + others)
    ]


def test_a_word_that_rises_is_a_topic_with_its_newest_events() -> None:
    [topic] = topics(titled("发黑", 12, 1), 0.05)
    assert (topic.words, topic.events, topic.of) == (("发黑",), 12, 112)
    assert topic.share_before == pytest.approx(1 / 101)
    assert topic.z == pytest.approx(2.96, abs=0.01)
    assert topic.numbers == (11, 10, 9, 8, 7)


def test_a_word_that_was_always_there_is_none_nor_are_a_few_events() -> None:
    assert topics(titled("发黑", 12, 12), 0.05) == []
    assert topics(titled("发黑", 4, 0), 0.05) == []
    assert topics(titled("发黑", 8, 0, others=2), 0.05) == [], "of ten events there is no share"


def test_a_word_that_rises_in_one_class_is_no_topic_of_another() -> None:
    events = titled("发黑", 12, 1) + titled("发黑", 12, 12, subject=1, first=5_000)
    assert [topic.subject for topic in topics(events, 0.05)] == [0]


def test_words_of_one_phrase_are_one_topic() -> None:
    events = [
        event._replace(words=("河水", *event.words)) if "发黑" in event.words else event
        for event in titled("发黑", 12, 1)
    ]
    [topic] = topics(events, 0.05)
    assert sorted(topic.words) == ["发黑", "河水"]


def test_chance_alone_gives_a_topic_as_rarely_as_it_is_allowed_to() -> None:
    random = np.random.default_rng(5)
    told = 0
    for _ in range(60):
        said = random.integers(0, 40, 700)
        told += bool(topics([TitleWords(n, 0, (f"词{word}",), n < 200) for n, word in enumerate(said.tolist())], 0.05))
    assert told <= 60 * 0.05 + 3


def test_words_of_a_title_are_those_that_say_what_it_is_about(realm: WatchedRealm) -> None:
    realm.report(20, BUSY, title="金铺街道垃圾没有人清运 3 天")
    realm.report(20, BUSY, title="")
    reader = TitleWordReader(realm.log, RecordReader(), ["金铺街道"])
    last = len(realm.records)
    assert reader.words([last, last - 1], lambda: False) == [(), ("垃圾", "清运")]


def test_the_judgement_tells_who_reports_again_and_no_token(realm: WatchedRealm) -> None:
    for day in (18, 19, 20):
        realm.report(day, BUSY, reporter="r-same", title="河水发黑")
    told = realm.judged(21)
    assert [(one.kind, one.events, one.people) for one in told.repeats] == [("person", 3, 1)]
    assert told.repeats[0].division == BUSY
    assert len(told.repeats[0].evidence) == 3
    assert told.repeats[0].from_ms == FIRST_MS + 18 * DAY_MS
    for n in range(4):
        realm.report(20.5, BUSY, reporter=f"r-more{n}")
    told = realm.judged(21.1)
    assert [(one.kind, one.people) for one in told.repeats] == [("person", 1), ("collective", 5)]
    assert b"r-" not in b"".join(repr(one).encode() for one in told.repeats), "no token leaves the analysis"


def test_the_judgement_tells_what_is_talked_about_more_than_before(realm: WatchedRealm) -> None:
    realm.report(2, BUSY, 60)
    realm.report(50, BUSY, 25)
    realm.report(51, BUSY, 12, title="河水发黑")
    [topic] = realm.judged(60).topics
    assert (topic.subject, sorted(topic.words), topic.events, topic.of) == ("appearance", ["发黑", "河水"], 12, 37)
    assert topic.share_before == 0
    assert topic.evidence == tuple(f"E{number}" for number in range(96, 91, -1))


def test_the_limits_are_a_table_that_names_its_source() -> None:
    table = load().repeated_reports
    assert (table.person_events, table.person_days, table.people, table.people_days) == (3, 90, 5, 30)
    assert "惯例" in table.source.zh
