"""Answers clients' questions about policies, by the files of the county package as they are now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from county.clock import monotonic_ms
from county.explained import Explained
from services.policies.answering import Cited, PolicyAnswers
from services.policies.lessons import Lessons, taught
from services.policies.library import Library, library_of, state_of_files
from services.protocol.policy_messages import CitedArticle, PolicyReply, PolicyRequest, WrongAmount

NOTHING = Lessons()
LOOKED_AT_MS = 2_000
"""How often the files are looked at for a change."""


class NoSuchDay(Explained):
    """A day that is not in the calendar; one line: which."""


class PolicyReplies:
    """Used by one thread; the files are read with the first question, and again when one has changed."""

    def __init__(
        self, folder: Path, *, synthetic: bool, lessons: Callable[[], Lessons] = lambda: NOTHING,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``folder``: of the package; ``synthetic``: it has the program's samples while it has no policies;
        ``lessons``: those that persons accepted, another object when they are others."""
        self._folder = folder
        self._synthetic = synthetic
        self._lessons = lessons
        self._used: Lessons | None = None
        self._monotonic = monotonic
        self._looked_at: int | None = None
        self._state: object = None
        self._library: Library | None = None
        self._answers: PolicyAnswers | None = None

    def with_lessons(self, lessons: Callable[[], Lessons]) -> PolicyReplies:
        """The same with what persons accepted."""
        return PolicyReplies(self._folder, synthetic=self._synthetic, lessons=lessons, monotonic=self._monotonic)

    def answer(self, asked: PolicyRequest, cancelled: Callable[[], bool] = bool) -> PolicyReply:
        """What the articles say.  Raises NoSuchDay, StoreError, UnreadableRecord."""
        try:
            on = date.fromisoformat(asked.on)
        except ValueError:
            raise NoSuchDay("{day} is no day of the calendar", day=asked.on) from None
        answers = self._current()
        found = answers.answer(asked.question, on)
        return PolicyReply(
            request=asked.request, question=asked.question, on=asked.on, kind=found.kind, more=found.more,
            cited=[_cited(one) for one in found.cited],
            former=[_cited(one) for one in found.former], documents=len(answers.library.docs),
            unreadable=len(answers.library.faults),
        )  # fmt: skip

    def _current(self) -> PolicyAnswers:
        now_ms = self._monotonic()
        if self._library is None or self._looked_at is None or now_ms - self._looked_at >= LOOKED_AT_MS:
            self._looked_at = now_ms
            state = state_of_files(self._folder)
            if self._library is None or state != self._state:
                self._state = state
                self._library = library_of(self._folder, synthetic=self._synthetic)
                self._answers = None
        lessons = self._lessons()
        if self._answers is None or self._used is None or _questions(lessons) != _questions(self._used):
            self._answers = PolicyAnswers(taught(self._library, lessons))
            self._used = None
        if lessons is not self._used:
            self._used = lessons
            self._answers.use_words(lessons.words)
        return self._answers


def _questions(lessons: Lessons) -> object:
    """What an index contains, other than the words."""
    return lessons.asked, lessons.unanswered


def _cited(found: Cited) -> CitedArticle:
    doc = found.doc
    return CitedArticle(
        doc_id=doc.id, title=doc.title, doc_no=doc.doc_no, issuer=doc.issuer, no=found.article.no,
        text=found.article.text, applies_to=found.article.applies_to,
        from_day=_day(doc.in_force_from), to_day=_day(doc.in_force_to), is_sample=doc.sample,
        matched=list(found.matched), unmatched=list(found.unmatched), like=found.like, excluded=list(found.excluded),
        wrong_amounts=[
            WrongAmount(str(asked), [str(each) for each in written]) for asked, written in found.contradicted.items()
        ],
    )  # fmt: skip


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
