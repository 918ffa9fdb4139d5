"""A question is discussed from its delivery on; how long still, and who has answered, follows from the records."""

from __future__ import annotations

from typing import Any

from county.drill.discussion import Discussion, discussions
from county.drill.inject_run import InjectAcknowledged, InjectDelivered
from county.drill.standing import BoundRole
from county.records import Record
from desktop import i18n
from desktop.drill.words import discussion_words

AT_MS, MINUTE = 1_784_116_800_000, 60_000
ROLES = (
    BoundRole(id="duty", name="值班室", side="player", members=("u:wang", "u:zhao")),
    BoundRole(id="town", name="镇", side="player", members=("u:qian",)),
)


def record(seq: int, body: Any) -> Record[Any]:
    at_ms = AT_MS + seq * MINUTE
    return Record(seq=seq, realm="drill:1", happened_ms=at_ms, recorded_ms=at_ms, command_id=str(seq), body=body)


def asked(
    seq: int, minutes: float | None = 10.0, kind: str = "question", to: tuple[str, ...] = ("duty",)
) -> Record[Any]:
    return record(seq, InjectDelivered(drill="drill:1", inject_id=f"I{seq:02}", attempt=1, due_ms=0, to=to, kind=kind,
                                       text="是否提前转移？", minutes=minutes))  # fmt: skip


def answered(seq: int, inject: str, person: str) -> Record[Any]:
    return record(seq, InjectAcknowledged(drill="drill:1", inject_id=inject, person=person, note="同意"))


def test_only_questions_with_a_time_are_timed_and_only_those_asked_count() -> None:
    delivered = [asked(1), asked(2, None), asked(3, kind="notice"), asked(4, 2.5, to=("duty", "town"))]
    answers = [answered(5, "I01", "u:wang"), answered(6, "I01", "u:sun"), answered(7, "I04", "u:qian")]
    first, second = discussions(delivered, answers, ROLES)
    assert (first.inject_id, first.asked, first.answered) == ("I01", {"u:wang", "u:zhao"}, {"u:wang"})
    assert (second.until_ms - delivered[3].recorded_ms, second.answered) == (150_000, {"u:qian"})
    assert not first.is_answered
    [first] = discussions([asked(1)], [*answers, answered(8, "I01", "u:zhao")], ROLES)
    assert first.is_answered


def test_the_time_left_counts_in_seconds_that_are_begun_and_is_over_on_its_end() -> None:
    one = Discussion("I01", "", AT_MS, frozenset({"u:wang", "u:zhao"}), frozenset({"u:wang"}))
    i18n.set_language("zh")
    said = {
        left_ms: discussion_words(one, AT_MS - left_ms, counted=left_ms > 1_000)
        for left_ms in (90_000, 1_001, 1, 0, -999, -1_000, -3_725_999)
    }
    i18n.set_language("en")
    assert said == {
        90_000: "讨论剩余 0:01:30 · 已答 1/2", 1_001: "讨论剩余 0:00:02 · 已答 1/2", 1: "讨论剩余 0:00:01",
        0: "讨论时间到", -999: "讨论时间到", -1_000: "讨论时间到，已超 0:00:01", -3_725_999: "讨论时间到，已超 1:02:05",
    }  # fmt: skip
