"""Parts of conditions that a writer need not know by heart: each as a sentence of :mod:`county.drill.sentences`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from county.catalog import Name
from county.commands import ResponseLevel
from county.drill.conditions import Condition, Elapsed
from county.drill.editing import rows_of
from county.drill.sentences import EXPECTATION_FACTS, INJECT_FACTS, after_sentence, sentence
from county.durations import Span
from desktop.drill_editor.vocabulary import Vocabulary
from desktop.i18n import pick

AROUND = 20
"""Rows above and below an inject whose state is offered; others are typed."""
_QUARTER = Span(15 * 60_000)
_WORDS = ("且", "或", "非", "(", ")")


def timing_phrases(own: str, known: Vocabulary) -> Sequence[tuple[str, Sequence[str]]]:
    """By title: what an inject can wait for.  ``own``: its id; it does not wait for itself."""
    ids = list(known.rows("injects"))
    here = ids.index(own) if own in ids else 0
    injects = [id for id in ids[max(0, here - AROUND) : here + AROUND] if id != own]
    expectations = [row["id"] for row in rows_of(known.values, "expectations") if row.get("of") in injects]
    levels = get_args(ResponseLevel)
    groups: tuple[tuple[Name, list[str]], ...] = (
        (Name("在另一注入之后", "After another inject"), [after_sentence(id, _QUARTER) for id in injects]),
        (Name("注入的状态", "State of an inject"), _sentences(
            Condition(inject=id, is_=fact) for id in injects for fact in INJECT_FACTS)),
        (Name("送达已满时长", "Time since an inject"), _sentences(
            Condition(elapsed=Elapsed(since=id, at_least=_QUARTER)) for id in injects)),
        (Name("期望的状态", "State of an expectation"), _sentences(
            Condition(expectation=id, is_=fact) for id in expectations for fact in EXPECTATION_FACTS)),
        (Name("阶段已开始", "A phase has begun"), _sentences(Condition(phase=id) for id in known.rows("phases"))),
        (Name("响应级别", "Response level"), _sentences(Condition(response_level=level) for level in levels)),
        (Name("连接词", "Joining words"), list(_WORDS)),
    )  # fmt: skip
    return [(pick(title), texts) for title, texts in groups if texts]


def _sentences(conditions: Iterable[Condition]) -> list[str]:
    return [sentence(condition) for condition in conditions]
