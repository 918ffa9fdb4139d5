"""The evaluation report (演练评估报告) as a page: chapters by AQ/T 9009-2015 §7.4 and the order of GB/T 46792.

Every number names the records of the drill's journal that prove it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from county.drill.grading import DrillResult, letters, result
from county.drill.grading_table import DrillGrading
from county.drill.scenario import DrillRole, Expectation
from county.drill.sentences import duration_text
from county.drill.words import CALLED, COUNTS_FROM, DRILL_KINDS, INJECT_STATES, MEASURED, SIDES
from services.drill_report import words
from services.drill_report.comparison import compared, comparison_blocks
from services.drill_report.facts import EvaluatorEntry, PlayedInject, ReportFacts
from services.drill_report.interruptions import interruption_blocks
from services.drill_report.linter import gaps
from services.drill_report.live_medians import RECORDS_MAX
from services.drill_report.self_assessments import self_assessment_blocks
from services.paper.page import Block, PaperLine, PaperPage, PaperRows

MARK = "演练 · 演练 · 演练 非真实事件"
_FACTS = (1.2, 4.0)


def report_page(facts: ReportFacts, grading: DrillGrading) -> PaperPage:
    """The whole report; its gaps stand in a last chapter of their own until there are none."""
    heading = facts.scenario.scenario
    found = result(facts.scenario, facts.scores, grading)
    blocks: list[Block] = [PaperLine(MARK, "mark"), PaperLine(f"{heading.title} 演练评估报告", "title")]
    blocks.append(PaperLine(f"{facts.county} · {facts.realm} · {words.clock_time(facts.began_ms)}", "note"))
    blocks += [*_basics(facts), *_process(facts), *_analysis(facts, found, grading), *_improvements(facts)]
    blocks += [*_conclusion(facts, found), *_annexes(facts)]
    missing = gaps(facts)
    if missing:
        blocks.append(PaperLine(f"待补正（{len(missing)} 项，补正后方可签发）", "heading"))
        blocks.append(PaperRows((1.0, 6.0), tuple((gap.chapter, gap.text) for gap in missing), ("章节", "缺项")))
    return PaperPage(title=f"{heading.title} 演练评估报告", language="zh", blocks=tuple(blocks))


def _basics(facts: ReportFacts) -> Iterator[Block]:
    heading = facts.scenario.scenario
    yield PaperLine("1 演练基本情况", "heading")
    rows = (
        ("组织与承办单位", facts.organiser or words.NONE),
        ("演练形式", DRILL_KINDS[heading.kind].zh),
        ("模拟事件名称", heading.title),
        ("时间", f"{words.clock_time(facts.began_ms)} 至 {words.clock_time(facts.ended_ms)}"),
        ("演练时钟", f"{heading.drill_start:%Y-%m-%d %H:%M} 起，{_lasted(facts)}"),
        ("初始状态", words.baseline(facts.baseline)),
        ("地点", facts.place or words.NONE),
        ("情景概述", heading.summary or words.NONE),
        ("依据预案", "、".join(heading.plans) or words.NONE),
        ("脚本", f"{heading.id} 第 {heading.version} 版，SHA-256 {facts.scenario.digest}"),
        ("程序版本", facts.program),
    )
    yield PaperRows(_FACTS, (*rows, *((("中止", facts.aborted),) if facts.aborted else ())))
    yield PaperLine("情景注入", "strong")
    done = [inject for inject in facts.injects if inject.done_ms is not None and inject.end != "skipped"]
    done.sort(key=lambda inject: inject.done_ms or 0)
    yield _table((1.0, 4.0, 1.4), tuple(map(_shown, done)), ("演练时间", "内容", "佐证"))
    yield PaperLine("主要应急行动", "strong")
    actions = tuple((words.drill_time(one.drill_ms), one.text, words.proof((one.seq,))) for one in facts.actions)
    yield _table((1.0, 4.0, 1.4), actions, ("演练时间", "行动", "佐证"))
    if facts.unlisted_actions:
        yield PaperLine(f"其后另有 {facts.unlisted_actions} 项行动未列出，见演练日志。", "note")


def _table(widths: tuple[float, ...], rows: tuple[tuple[str, ...], ...], header: tuple[str, ...]) -> Block:
    """A table, or that there is nothing to stand in it: a head alone says neither."""
    return PaperRows(widths, rows, header) if rows else PaperLine("无记录。")


def _shown(inject: PlayedInject) -> tuple[str, str, str]:
    seqs = () if inject.seq is None else (inject.seq,)
    return words.drill_time(inject.done_ms), f"{inject.id} {inject.title}".strip(), words.proof(seqs)


def _process(facts: ReportFacts) -> Iterator[Block]:
    yield PaperLine("2 评估过程", "heading")
    rows = tuple(
        (role.name, SIDES[role.side].zh, "、".join(facts.members.get(role.id, ())) or words.NOBODY)
        for role in facts.scenario.roles
    )
    yield PaperRows((2.0, 1.0, 3.0), rows, ("角色", "分工", "人员"))
    yield PaperLine(f"评估方法：{facts.method or words.NONE}。用时按系统记录的时间计算，恰为目标或最迟用时的按超过计。")


def _analysis(facts: ReportFacts, found: DrillResult, grading: DrillGrading) -> Iterator[Block]:
    yield PaperLine("3 情况分析", "heading")
    yield PaperLine("3.1 演练准备", "strong")
    count = len(facts.scenario.injects)
    yield PaperLine(f"脚本含情景注入 {count} 条、期望 {len(facts.scenario.expectations)} 条、目标 "
                    f"{len(facts.scenario.objectives)} 个。")  # fmt: skip
    yield _roll_call(facts)
    yield PaperLine("3.2 组织实施", "strong")
    yield _table(
        (1.9, 1.1, 2.0, 1.0),
        tuple(
            (words.clock_time(change.wall_ms), words.drill_time(change.drill_ms),
             words.clock_order(change.rate, change.to_ms, change.event), words.proof((change.seq,)))
            for change in facts.clock
        ),
        ("时间", "演练时间", "时钟", "佐证"),
    )  # fmt: skip
    yield from interruption_blocks(facts)
    yield PaperLine("3.3 参演表现", "strong")
    by_objective = letters(facts.scenario, facts.scores, grading)
    yield _table(
        (3.0, 1.0),
        tuple((one.title, words.letter(by_objective.get(one.id))) for one in facts.scenario.objectives),
        ("目标", "评级"),
    )
    yield PaperLine("3.4 目标达成", "strong")
    yield _scores(facts)
    yield from _ratings(facts)
    yield from _unreached(facts)
    yield PaperLine(_result_line(found), "strong")
    if pending := _pending(facts):
        yield PaperLine(f"{len(pending)} 项期望尚未判定，未计入得分：{'、'.join(pending)}。")
    undue = [score.id for score in facts.scores if score.status == "not_due"]
    if undue:
        yield PaperLine(f"演练中止，{len(undue)} 项期望未评，不计入得分和等级：{'、'.join(undue)}。")
    yield PaperLine("3.5 各环节用时", "strong")
    yield from _times(facts)
    yield PaperLine("3.6 好的做法", "strong")
    yield _notes([note for note in facts.notes if note.kind == "strength"])
    yield PaperLine("3.7 问题", "strong")
    yield from _problems(facts)
    yield from self_assessment_blocks(facts)
    yield from comparison_blocks(facts, grading)


def _roll_call(facts: ReportFacts) -> Block:
    """Who of each role answered the roll call, and who did not."""

    def named(role: DrillRole, *, came: bool) -> str:
        if not facts.members.get(role.id):
            return words.NOBODY
        return "、".join(one for one in facts.members.get(role.id, ()) if (one in facts.present) == came) or words.NONE

    rows = tuple((role.name, named(role, came=True), named(role, came=False)) for role in facts.scenario.roles)
    return _table((2.0, 2.0, 2.0), rows, ("角色", "点名到场", "未到场"))


def _pending(facts: ReportFacts) -> list[str]:
    return [score.id for score in facts.scores if score.status == "pending"]


def _scores(facts: ReportFacts) -> Block:
    of = {expectation.id: expectation for expectation in facts.scenario.expectations}
    titles = {inject.id: inject.title for inject in facts.injects}
    waiting = {inject.id for inject in facts.injects if inject.end == "waiting"}
    rows = tuple(
        (
            score.id,
            of[score.id].title or of[score.id].question or _measured(of[score.id], titles, facts.demands),
            words.limits(of[score.id]),
            words.duration(score.elapsed_ms),
            words.status(score, of[score.id].of not in waiting) + ("（关键）" if of[score.id].critical else ""),
            f"{words.points(score.points)} / {words.points(score.weight)}" if score.counts else words.NONE,
            words.proof(score.proof),
        )
        for score in facts.scores
    )
    return _table(
        (0.7, 2.2, 2.0, 0.9, 1.4, 1.1, 1.3), rows, ("编号", "期望", "目标/最迟", "实际", "结果", "得分", "佐证")
    )


def _measured(expectation: Expectation, titles: Mapping[str, str], demands: Mapping[str, str]) -> str:
    """``派遣（消防车）：罐体泄漏``: what is measured, what it asks for, and after which inject."""
    about, asked = titles.get(expectation.of, ""), demands.get(expectation.id, "")
    what = f"{MEASURED[expectation.what].zh}（{asked}）" if asked else MEASURED[expectation.what].zh
    return f"{what}：{about}" if about else what


def _ratings(facts: ReportFacts) -> Iterator[Block]:
    """Who rated what was observed, and what was said with it: what the players did proves no such points."""
    if not facts.ratings:
        return
    of = {expectation.id: expectation for expectation in facts.scenario.expectations}
    rows = tuple(
        (rating.expectation, _step(of.get(rating.expectation), rating.share), rating.text or words.NONE, rating.by,
         words.proof((rating.seq,)))
        for rating in facts.ratings
    )  # fmt: skip
    yield PaperLine("观察评定", "strong")
    yield _table((0.8, 1.3, 3.2, 1.0, 1.0), rows, ("期望", "评定", "说明", "评价人", "佐证"))


def _step(expectation: Expectation | None, share: float) -> str:
    """``部分做到 50 %``: the step of the scale, where one has this share."""
    scale = () if expectation is None else expectation.scale
    names = [name for name, part in scale if round(part, 2) == round(share, 2)]
    percent = f"{100 * share:.0f} %"
    return f"{names[0]} {percent}" if names else percent


def _unreached(facts: ReportFacts) -> Iterator[Block]:
    rows = tuple(
        (score.id, facts.recipients.get(called.who, called.who), CALLED[called.finding].zh)
        for score in facts.scores
        for called in score.called
        if called.finding != "acknowledged"
    )
    if rows:
        yield PaperLine("未叫应", "strong")
        yield PaperRows((1.0, 2.0, 2.0), rows, ("期望", "对象", "结果"))
    reasons = tuple(
        (score.id, score.overruled.by, score.overruled.reason) for score in facts.scores if score.overruled is not None
    )
    if reasons:
        yield PaperLine("改判", "strong")
        yield PaperRows((1.0, 1.5, 4.0), reasons, ("期望", "评价人", "理由"))


def _result_line(found: DrillResult) -> str:
    if found.percent is None:
        return "得分：尚无可计分的期望"
    line = f"得分：{words.points(found.points)} / {words.points(found.weight)} = {found.percent:.2f} %"
    return f"{line}；关键期望未达成：{'、'.join(found.capped_by)}" if found.capped_by else line


def _times(facts: ReportFacts) -> Iterator[Block]:
    """Times of each step against its limit, the last run and the live median, where there are such."""
    comparison = compared(facts)
    last = {} if comparison is None else {pair.later.id: pair.earlier for pair in comparison.pairs}
    of = {expectation.id: expectation for expectation in facts.scenario.expectations}
    rows = tuple(
        (
            score.id,
            f"{MEASURED[of[score.id].what].zh}（{COUNTS_FROM[of[score.id].what].zh}）",
            words.duration(score.elapsed_ms),
            words.duration(of[score.id].limit),
            *((words.duration(last[score.id].elapsed_ms) if score.id in last else words.NONE,) if last else ()),
            *((_live_median(facts, of[score.id].what),) if facts.live_median_ms else ()),
        )
        for score in facts.scores
        if score.elapsed_ms is not None
    )
    header = ("期望", "环节", "本次", "最迟", *(("上次",) if last else ()),
              *(("实战中位数",) if facts.live_median_ms else ()))  # fmt: skip
    yield _table((0.8, 1.8, *(1.0 for _ in header[2:])), rows, header)
    if facts.live_unread:
        yield PaperLine("实况记录无法读取，未列实战中位数。", "note")
    elif facts.live_foreign:
        yield PaperLine("实况日志的位置上是其他域或其他县的日志，未列实战中位数；请恢复实况日志的备份。", "note")
    elif not facts.live_median_ms:
        yield PaperLine("实况记录中没有同类环节，未列实战中位数。", "note")
    else:
        text = f"实战中位数：实况最近 {RECORDS_MAX:,} 条记录内同类环节用时的中位数，不分事件类别，括号内为件数。"
        yield PaperLine(text, "note")


def _lasted(facts: ReportFacts) -> str:
    planned = f"计划 {duration_text(facts.scenario.scenario.duration)}"
    return planned if facts.lasted_ms is None else f"历时 {words.duration(facts.lasted_ms)}，{planned}"


def _live_median(facts: ReportFacts, what: str) -> str:
    """``0:04:05（12 件）``: one event is no median of many."""
    median_ms = facts.live_median_ms.get(what)
    return words.NONE if median_ms is None else f"{words.duration(median_ms)}（{facts.live_counts[what]} 件）"


def _notes(notes: list[EvaluatorEntry]) -> Block:
    rows = tuple(
        (words.drill_time(note.drill_ms), words.with_files(note.text, note.files), _about(note),
         words.letter(note.rating), note.by, words.proof((note.seq,)))
        for note in notes
    )  # fmt: skip
    return _table(
        (1.0, 2.7, 1.1, 1.0, 0.8, 1.0), rows, ("演练时间", "内容", "目标、期望", "评级", "评价人", "佐证")
    )


def _problems(facts: ReportFacts) -> Iterator[Block]:
    """What the records show first: no note of an evaluator is no sign that all went well."""
    measured = {expectation.id: MEASURED[expectation.what].zh for expectation in facts.scenario.expectations}
    short = [
        f"{score.id} {measured[score.id]}{words.status(score, came=True)}"
        for score in facts.scores if score.counts and score.status in ("late", "missed")
    ]  # fmt: skip
    if short:
        yield PaperLine(f"未按目标达成的期望：{'、'.join(short)}，见 3.4。")
    notes = [note for note in facts.notes if note.kind == "problem"]
    if notes or not short:
        yield _notes(notes)


def _about(note: EvaluatorEntry) -> str:
    return "、".join(filter(None, (note.objective, note.expectation))) or words.NONE


def _improvements(facts: ReportFacts) -> Iterator[Block]:
    yield PaperLine("4 改进意见和建议", "heading")
    if not facts.improvements:
        yield PaperLine("无。")
        return
    rows = tuple(
        (str(number), item.text, item.owner or words.NONE, item.department or words.NONE,
         words.NONE if item.due_ms is None else words.clock_time(item.due_ms)[:10], words.proof(item.proof),
         item.live_event or "未批准")
        for number, item in enumerate(facts.improvements, 1)
    )  # fmt: skip
    header = ("序号", "事项", "责任人", "责任单位", "时限", "佐证", "实况事件")
    yield PaperRows((0.6, 3.1, 0.9, 1.2, 1.2, 1.1, 1.3), rows, header)
    yield PaperLine("经批准后，每项在实况中立为“演练整改”事件。", "note")


def _conclusion(facts: ReportFacts, found: DrillResult) -> Iterator[Block]:
    yield PaperLine("5 评估结论", "heading")
    unassessed = any(score.status == "not_due" for score in facts.scores)
    none = "演练中止，尚有期望未评，不作建议" if unassessed else words.NONE
    pending = len(_pending(facts))
    still = f"（{pending} 项期望尚未判定）" if pending else ""
    proposed = none if found.grade is None else f"{found.grade.zh}{still}"
    yield PaperRows(
        _FACTS,
        (("建议等级", proposed), ("评定等级", facts.grade or words.NONE), ("理由", facts.grade_reason or words.NONE)),
    )


def _annexes(facts: ReportFacts) -> Iterator[Block]:
    yield PaperLine("附 A 实际执行的脚本", "heading")
    header = ("编号", "计划", "实际", "结果", "说明")
    yield _table((0.8, 1.0, 1.0, 1.0, 3.0), tuple(map(_played, facts.injects)), header)
    yield PaperLine("附 B 记录与校验", "heading")
    yield PaperLine(f"演练日志至记录 {facts.head_seq}，链值 {facts.head_hash}")
    yield PaperLine("附 C 评估记录", "heading")
    yield _notes(list(facts.notes))
    yield PaperLine("附 D 签字", "heading")
    yield PaperRows((1.0, 2.0, 1.0, 2.0), (("评估组组长", "", "日期", ""), ("总策划", "", "日期", "")))


def _played(inject: PlayedInject) -> tuple[str, ...]:
    changes = ((inject.improvised, "临时增加"), (inject.changed, "已调整"), (inject.held, "曾暂缓"),
               (bool(inject.released_by), f"由{inject.released_by}放行"))  # fmt: skip
    marks = [text for is_so, text in changes if is_so]
    reason = "；".join((*marks, *((inject.reason,) if inject.reason else ())))
    return (
        inject.id, words.drill_time(inject.planned_ms), words.drill_time(inject.done_ms), INJECT_STATES[inject.end].zh,
        f"{inject.title}{'：' if inject.title and reason else ''}{reason}",
    )  # fmt: skip
