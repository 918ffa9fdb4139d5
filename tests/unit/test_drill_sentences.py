"""Conditions as sentences: what they read like, that they are read back as they were, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.alarm_state_names import ALARM_STATE_NAMES
from county.alarms import AlarmState
from county.drill.conditions import DEEPEST, Condition, Elapsed, SensorChoice, depth
from county.drill.sentences import ALARM_STATES, EVENT_STATES, BadSentence, condition_of, sentence
from county.drill.words import STATUSES
from county.durations import Span
from county.events.event import State

ODD_IDS = ["I02", "a」b", "且", "期望", "( ) . * $ ' \"", "是", "注入 1"]
IDS = st.text(min_size=1, max_size=12) | st.sampled_from(ODD_IDS)
LEAVES = st.one_of(
    st.builds(Condition, inject=IDS, is_=st.sampled_from(["delivered", "acknowledged", "skipped"])),
    st.builds(Condition, expectation=IDS, is_=st.sampled_from(["met", "late", "missed"])),
    st.builds(Condition, event=IDS, is_=st.sampled_from([*map(str, State), "no such state"])),
    st.builds(
        Condition,
        alarm=IDS | st.builds(SensorChoice, kind=IDS, village=IDS),
        is_=st.sampled_from(list(map(str, AlarmState))),
    ),
    st.builds(Condition, response_level=st.sampled_from(["I", "II", "III", "IV"])),
    st.builds(Condition, elapsed=st.builds(Elapsed, since=IDS, at_least=st.integers(0, 10**9).map(Span))),
    st.builds(Condition, phase=IDS),
    st.builds(
        Condition,
        variable=IDS,
        compare=st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        value=st.text(max_size=9) | st.booleans() | st.integers() | st.floats(allow_nan=False),
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(Condition, all_=st.lists(parts, min_size=1, max_size=4).map(tuple)),
        st.builds(Condition, any_=st.lists(parts, min_size=1, max_size=4).map(tuple)),
        st.builds(Condition, not_=parts),
    ),
    max_leaves=8,
)


@given(CONDITIONS.filter(lambda condition: depth(condition) <= DEEPEST))
def test_a_sentence_is_read_back_as_the_same_condition(condition: Condition) -> None:
    assert condition_of(sentence(condition)) == condition


def test_the_branch_of_the_specification_reads_like_a_sentence() -> None:
    condition = Condition(
        all_=(
            Condition(inject="I02", is_="delivered"),
            Condition(not_=Condition(expectation="E04", is_="met")),
            Condition(elapsed=Elapsed(since="I02", at_least=Span(15 * 60_000))),
        )
    )
    assert sentence(condition) == "I02 已送达 且 非 期望 E04 达成 且 自 I02 送达起满 15分"


@pytest.mark.parametrize(
    "text",
    [
        "I02已送达", "", "I02 已送达 且", "(I02 已送达", "I02 已送达)", "I02 已送达 I03 已送达", "期望 E04 完成",
        "自 I02 送达起满 15",
        "响应级别 达到 V", "变量 x ~ 3", "变量 x = 三", "事件 I02 已立案", "自 I02 送达起满 M+",
        "I$2 已送达", "「I02 已送达",
        "非 " * 30 + "I02 已送达", "(" * 3000 + "I02 已送达" + ")" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(BadSentence) as refused:
        condition_of(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("（I02 已送达 或者 I03 已跳过）并且 阶段 P1 已开始", "(I02 已送达 或 I03 已跳过) 且 阶段 P1 已开始"),
        ("I01 已送达 且 I02 已送达 或 I03 已送达", "(I01 已送达 且 I02 已送达) 或 I03 已送达"),
        ("变量 水位>=3.5", "变量 水位 ≥ 3.5"),
        ("自 I02 送达起满 PT90M", "自 I02 送达起满 1小时30分"),
        ("I02 delivered", "I02 已送达"),
        ("期望 E04 逾期", "期望 E04 逾期达成"),
        ("报警 bin-1 为 停用", "告警 bin-1 为 已停用"),
    ],
)
def test_other_ways_to_write_the_same(written: str, meant: str) -> None:
    assert sentence(condition_of(written)) == meant


def test_conditions_use_the_words_of_the_screens() -> None:
    assert ALARM_STATES[AlarmState.OUT_OF_SERVICE] == ALARM_STATE_NAMES[AlarmState.OUT_OF_SERVICE].zh
    assert sentence(Condition(expectation="E04", is_="late")) == f"期望 E04 {STATUSES['late'].zh}"


def test_every_state_has_its_word() -> None:
    assert set(EVENT_STATES) == set(State)
    assert set(ALARM_STATES) == set(AlarmState)
