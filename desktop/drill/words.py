"""What the screens say of injects, expectations and the state of a drill, in the words of :mod:`county.drill.words`."""

from __future__ import annotations

from collections.abc import Collection

from county.catalog import Name
from county.drill.discussion import Discussion
from county.drill.inject_run import WAITING, InjectDelivered, InjectRun, waits_for
from county.drill.late_items import LateItem
from county.drill.run import DrillInterrupted, DrillRun
from county.drill.scenario import Expectation, Inject
from county.drill.score import Score
from county.drill.sentences import after_sentence, sentence
from county.drill.standing import PERSON
from county.drill.told import ToldAnswer, ToldNote
from county.drill.words import (
    DRILL_STATES,
    INJECT_KINDS,
    INJECT_STATES,
    MEASURED,
    NOT_DELIVERED,
    SKIPPED,
    span,
    status_name,
    status_reason,
    with_start,
)
from county.durations import SECOND_MS
from county.records import Record
from desktop.i18n import pick

BEGINNING_MAX = 32
"""Characters of a text that stand at its mark."""
_LEFT = Name("讨论剩余 {time}", "{time} left for discussion")
_NO_TIME_LEFT = Name("讨论时间到", "time for discussion is over")
_OVER_FOR = Name("，已超 {time}", " for {time}")
_ANSWERED = Name("已答 {n}/{all}", "{n} of {all} answered")
_TOOK = Name("用时 {time}", "took {time}")
_LIMITS = Name("目标／最迟 {limits}", "target / limit {limits}")
_STARTED = Name("开始演练后 {rate}×", "{rate}× once the drill is started")
_JUDGED = Name("已判定 {n}/{all} 项", "{n} of {all} judged")
_RESUMED = Name("继续后 {rate}×", "{rate}× once it is resumed")


def elapsed(ms: int | None) -> str:
    """``0:04:30``; "" for None."""
    return "" if ms is None else span(ms)


def judged(scores: Collection[Score]) -> str:
    """How many expectations are judged, while some are not: until then a result is of those alone; "" when all are."""
    done = sum(score.status != "pending" for score in scores)
    return "" if done == len(scores) else pick(_JUDGED).format(n=done, all=len(scores))


def condition_words(inject: Inject) -> str:
    """What an inject waits for besides a time; "" for nothing."""
    if inject.when is not None:
        return sentence(inject.when)
    return "" if inject.after is None else after_sentence(inject.after.inject, inject.after.delay)


def inject_title(inject: Inject) -> str:
    """What an inject is about, one line."""
    content = inject.content
    text = getattr(content, "title", "") or getattr(content, "text", "") or getattr(content, "reason", "")
    if inject.reading is not None:
        sensor = inject.reading.sensor
        where = sensor if isinstance(sensor, str) else f"{sensor.kind} {sensor.village}"
        text = f"{inject.reading.channel} · {where}"
    return " ".join(str(text).split())


def inject_whole(inject: Inject, title: str) -> str:
    """All that an inject says, after its title, and what it waits for."""
    content = inject.content
    said = [getattr(content, name, "") for name in ("outlet", "address", "note", "text", "reason")]
    parts = [title, *said, condition_words(inject), inject.remark]
    return " · ".join(dict.fromkeys(line for part in parts if (line := " ".join(part.split()))))


def state_at(known: InjectRun | None, inject: Inject, *, is_time: bool) -> str:
    """Its state in this run, as :data:`INJECT_STATES` names it.  ``is_time``: its time has come; what becomes of an
    inject then is known a moment later."""
    state = "armed" if known is None else known.state
    if state != "armed" or not is_time:
        return state
    return "coming" if inject.release == "auto" else "due"


_SECOND = Name("待第二人放行（{who} 已放行）", "waits for a second person ({who} has released it)")
"""First in the state of an inject: a column cuts its end."""


def inject_state(known: InjectRun | None, inject: Inject, *, over: bool, is_time: bool) -> str:
    """:func:`state_at` in words, and why it was skipped; in a run that is over also why it was not delivered."""
    if over and (known is None or known.state in WAITING):
        waited_for = NOT_DELIVERED[waits_for(known, inject)]
        return f"{pick(INJECT_STATES['waiting'])} · {pick(waited_for)}"
    state = pick(INJECT_STATES[state_at(known, inject, is_time=is_time)])
    if known is None:
        return state
    seconded_by = known.seconded_by.removeprefix("u:") if known.state in ("armed", "held", "due") else ""
    waits = pick(_SECOND).format(who=seconded_by)
    parts = [waits, state if known.state == "held" else ""] if seconded_by else [state]
    if known.state == "skipped":
        parts.append(pick(SKIPPED[known.why]) if known.why in SKIPPED else known.why)
        parts.append(known.note if known.why == "person" else "")  # else the program wrote it
    delay_ms = known.delay_ms + known.shift_ms
    if delay_ms and known.delivered_ms is None:
        parts.append(f"+{elapsed(delay_ms)}")
    return " · ".join(part for part in parts if part)


def expectation_title(expectation: Expectation) -> str:
    return expectation.title or expectation.question or pick(MEASURED[expectation.what])


def expectation_name(expectation: Expectation) -> str:
    """What is measured, and its title where that says more; a question to evaluators says that it is observed."""
    title, measured = expectation_title(expectation), pick(MEASURED[expectation.what])
    return title if title in (measured, expectation.question) else f"{measured} · {title}"


def limits_of(expectation: Expectation) -> str:
    """``自派遣起 0:05:00 / 0:15:00``: its target and its limit, as far as it has them."""
    limits = " / ".join(filter(None, (elapsed(expectation.target), elapsed(expectation.limit))))
    return limits and pick(with_start(expectation.what, limits))


def late_item_words(item: LateItem) -> str:
    """``逾期达成 · E04 派遣 · 用时 0:07:12 · 目标／最迟 自接报起 0:05:00 / 0:15:00``"""
    expectation, score = item.expectation, item.score
    why = status_reason(score, came=True) if score.overruled is None else None
    status = " · ".join(pick(name) for name in (status_name(score), why) if name is not None)
    parts = [status, f"{expectation.id} {expectation_name(expectation)}"]
    if score.elapsed_ms is not None:
        parts.append(pick(_TOOK).format(time=elapsed(score.elapsed_ms)))
    if limits := limits_of(expectation):
        parts.append(pick(_LIMITS).format(limits=limits))
    return " · ".join(parts)


def left_words(discussion: Discussion, now_ms: int) -> str:
    """How long a question is discussed still, in whole seconds that are begun; or that its time is over."""
    left_ms = discussion.left_ms(now_ms)
    if left_ms > 0:
        return pick(_LEFT).format(time=span(left_ms + SECOND_MS - 1))
    over = pick(_OVER_FOR).format(time=span(-left_ms)) if left_ms <= -SECOND_MS else ""
    return pick(_NO_TIME_LEFT) + over


def discussion_words(discussion: Discussion, now_ms: int, *, counted: bool) -> str:
    """The same, while somebody has not answered; ``counted``: and how many have."""
    left = "" if discussion.is_answered else left_words(discussion, now_ms)
    answered = pick(_ANSWERED).format(n=len(discussion.answered), all=len(discussion.asked)) if counted else ""
    return " · ".join(filter(None, (left, answered)))


def answer_words(answer: ToldAnswer) -> str:
    """``王磊：同意提前转移``"""
    return f"{answer.body.person.removeprefix(PERSON)}：{answer.body.note or pick(INJECT_STATES['acknowledged'])}"


def play_words(about: Record[InjectDelivered] | ToldNote) -> str:
    """``I05 问题 · 是否提前转移？``, or the begin of a note."""
    if isinstance(about, ToldNote):
        return _beginning(about.text)
    body = about.body
    kind = pick(INJECT_KINDS[body.kind]) if body.kind in INJECT_KINDS else body.kind
    return " · ".join(filter(None, (f"{body.inject_id} {kind}".rstrip(), _beginning(body.text))))


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING_MAX else f"{line[: BEGINNING_MAX - 1]}…"


def state_words(run: DrillRun | None, rate: float, now_ms: int) -> str:
    """The life of the drill; a running one whose clock stands is paused."""
    if run is None:
        return pick(Name("尚未载入脚本", "No scenario loaded"))
    if run.state == "running" and rate == 0:
        return paused_words(run, now_ms)
    return pick(DRILL_STATES[run.state])


def paused_words(run: DrillRun | None, now_ms: int) -> str:
    """That the clock stands, and that nobody has paused it where it stands since the backend came back."""
    interrupted = [] if run is None else [step for step in run.steps if step.kind == DrillInterrupted.__name__]
    if interrupted and now_ms - interrupted[-1].recorded_ms < SECOND_MS:
        return pick(Name("后台中断后恢复，已自动暂停", "Paused by itself: the backend ended and is back"))
    return pick(Name("已暂停", "Paused"))


def standing_words(run: DrillRun, next_rate: float) -> str:
    """At which rate a drill that stands still goes on, and by what; "" for one that is over."""
    if run.over_ms is not None:
        return ""
    name = _STARTED if run.zero_ms is None else _RESUMED
    return pick(name).format(rate=f"{next_rate:g}")


def points_of(score: Score) -> str:
    """``5.00 / 10``; a dash where none can be had, as in the report."""
    can_count = score.counts or score.status == "pending"
    return f"{score.points:.2f} / {score.weight:g}" if can_count else "—"
