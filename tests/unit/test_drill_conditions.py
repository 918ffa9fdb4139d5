"""Conditions of injects: what holds, what can no longer become true and why, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.commands import ResponseLevel
from county.drill.conditions import (
    Blocker,
    Condition,
    InjectStage,
    SensorChoice,
    Truth,
    Variable,
    blockers,
    depth,
    leaves,
    next_edge_ms,
    truth,
)
from county.toml_files.strict import convert

MINUTE = 60_000


@dataclass
class Facts:
    """Facts of a drill, as a test states them."""

    now_ms: int = 0
    stages: dict[str, InjectStage] = field(default_factory=dict)
    delivered: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    alarms: dict[str | SensorChoice, str] = field(default_factory=dict)
    level: ResponseLevel | None = None
    begun: frozenset[str] = frozenset()
    variables: dict[str, Variable] = field(default_factory=dict)

    def stage(self, inject: str) -> InjectStage:
        return self.stages.get(inject, "waiting")

    def delivered_ms(self, inject: str) -> int | None:
        return self.delivered.get(inject)

    def status(self, expectation: str) -> str:
        return self.statuses.get(expectation, "pending")

    def event_state(self, inject: str) -> str:
        return self.events.get(inject, "")

    def alarm_state(self, sensor: str | SensorChoice) -> str:
        return self.alarms.get(sensor, "")

    def response_level(self) -> ResponseLevel | None:
        return self.level

    def has_begun(self, phase: str) -> bool:
        return phase in self.begun

    def variable(self, name: str) -> Variable | None:
        return self.variables.get(name)


def condition(raw: object) -> Condition:
    found = convert(raw, Condition)
    assert isinstance(found, Condition)
    return found


NOBODY_CAME = condition({
    "all": [
        {"inject": "I02", "is": "delivered"},
        {"not": {"expectation": "E04", "is": "met"}},
        {"elapsed": {"since": "I02", "at_least": "PT15M"}},
    ]
})  # fmt: skip


def test_a_branch_opens_at_the_edge_of_its_time_and_not_before() -> None:
    facts = Facts(stages={"I02": "delivered"}, delivered={"I02": MINUTE}, now_ms=16 * MINUTE - 1)
    assert truth(NOBODY_CAME, facts) is Truth.NOT_YET
    assert next_edge_ms(NOBODY_CAME, facts) == 16 * MINUTE
    facts.now_ms += 1
    assert truth(NOBODY_CAME, facts) is Truth.HOLDS
    assert next_edge_ms(NOBODY_CAME, facts) is None


def test_a_branch_not_taken_names_what_decided_it() -> None:
    facts = Facts(stages={"I02": "delivered"}, statuses={"E04": "met"})
    assert truth(NOBODY_CAME, facts) is Truth.NEVER
    assert blockers(NOBODY_CAME, facts) == (Blocker("expectation", "E04", "not met", "met"),)


def test_nothing_blocks_a_branch_that_can_still_be_taken() -> None:
    assert blockers(NOBODY_CAME, Facts()) == ()


@pytest.mark.parametrize(
    ("stage", "wanted", "value"),
    [
        ("waiting", "delivered", Truth.NOT_YET), ("delivered", "delivered", Truth.ALWAYS),
        ("acknowledged", "delivered", Truth.ALWAYS), ("skipped", "delivered", Truth.NEVER),
        ("delivered", "acknowledged", Truth.NOT_YET), ("acknowledged", "acknowledged", Truth.ALWAYS),
        ("skipped", "acknowledged", Truth.NEVER), ("waiting", "skipped", Truth.NOT_YET),
        ("delivered", "skipped", Truth.NEVER), ("skipped", "skipped", Truth.ALWAYS),
    ],
)  # fmt: skip
def test_a_stage_decides_an_inject(stage: InjectStage, wanted: str, value: Truth) -> None:
    assert truth(condition({"inject": "A", "is": wanted}), Facts(stages={"A": stage})) is value


def test_leaves_that_can_change_hold_for_the_moment_only() -> None:
    facts = Facts(events={"A": "filed"}, alarms={"s": "unacknowledged"}, level="II", begun=frozenset({"P2"}),
                  variables={"伤员": 3, "原因": "暴雨"})  # fmt: skip
    holds = [
        {"event": "A", "is": "filed"}, {"alarm": "s", "is": "unacknowledged"}, {"response_level": "III"},
        {"variable": "伤员", "compare": ">=", "value": 3}, {"variable": "原因", "value": "暴雨"},
    ]  # fmt: skip
    assert {truth(condition(raw), facts) for raw in holds} == {Truth.HOLDS}
    assert {truth(condition(raw), Facts()) for raw in holds} == {Truth.NOT_YET}
    assert truth(condition({"response_level": "I"}), facts) is Truth.NOT_YET
    assert truth(condition({"phase": "P2"}), facts) is Truth.ALWAYS
    assert truth(condition({"variable": "原因", "compare": "<", "value": 3}), facts) is Truth.NOT_YET


NAMES = ["(", ")", "a.b*", "$x", "it's", '"quoted"', "上陈村 (模拟)", "'; drop", "{{x}}", "\\", "T+2"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_contain_any_character(name: str) -> None:
    raw = {"all": [{"inject": name, "is": "delivered"}, {"not": {"inject": name, "is": "skipped"}}]}
    assert truth(condition(raw), Facts(stages={name: "delivered"})) is Truth.ALWAYS
    assert blockers(condition(raw), Facts(stages={name: "skipped"}))[0].subject == name


def test_a_tree_may_be_six_deep() -> None:
    raw: dict[str, object] = {"inject": "A", "is": "delivered"}
    for node in ("all", "any", "not", "all", "any", "not"):
        raw = {node: raw if node == "not" else [raw]}
    assert depth(condition(raw)) == 6
    assert truth(condition(raw), Facts(stages={"A": "delivered"})) is Truth.ALWAYS


LEAF = st.builds(lambda name, fact: {"inject": name, "is": fact}, st.sampled_from("ABC"),
                 st.sampled_from(["delivered", "acknowledged", "skipped"]))  # fmt: skip
TREES = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=12,
)
NEXT: dict[InjectStage, tuple[InjectStage, ...]] = {
    "waiting": ("waiting", "delivered", "skipped"), "delivered": ("delivered", "acknowledged"),
    "acknowledged": ("acknowledged",), "skipped": ("skipped",),
}  # fmt: skip


@given(TREES, st.data())
def test_what_is_decided_for_ever_is_never_decided_otherwise_later(raw: object, data: st.DataObject) -> None:
    tree, facts, before = condition(raw), Facts(), Truth.NOT_YET
    for _ in range(4):
        now = truth(tree, facts)
        assert before not in (Truth.NEVER, Truth.ALWAYS) or now is before
        assert bool(blockers(tree, facts)) is (now is Truth.NEVER)
        assert {blocker.subject for blocker in blockers(tree, facts)} <= {leaf.inject for leaf in leaves(tree)}
        facts.stages = {name: data.draw(st.sampled_from(NEXT[facts.stage(name)])) for name in "ABC"}
        before = now
