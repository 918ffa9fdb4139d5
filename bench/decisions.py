"""What leads to decisions: answers to questions about policies, their time among many articles and whether they are
right; tours of mobile services; staffing; the scan of risk early warning; tracing of food; the need forecast."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
from msgspec.structs import replace

from bench import coverage_tours, staffing
from bench.figure_tables import spent
from bench.figures import BenchFigure
from bench.need_forecast import need_figures
from bench.policy_questions import HELD_OUT, SETS, LabelledQuestion, measured, read_questions
from bench.risk_scan import scan_figures
from bench.rounds import Progress
from bench.traced_batches import trace_figures
from county.policy.documents import PolicyDoc
from services.policies.answering import PolicyAnswers
from services.policies.library import Library, library_of

ARTICLES = 20_000
ARTICLES_OF_ONE = 8
ASKED_OF_ONE, UNANSWERED_OF_ONE = 4, 8
"""Example questions of each further article, and unanswered ones of each further document."""
ON = date(2026, 6, 1)
ANSWER_MS = 20.0


def run(progress: Progress) -> list[BenchFigure]:
    """Scan for clusters; answer the labelled questions by the sample policies, then by more of the same words."""
    library = library_of(Path(), synthetic=True)
    answers = PolicyAnswers(library)
    questions = {name: read_questions(name) for name in SETS}
    figures = scan_figures(progress)
    for name in SETS:
        progress(0.1, f"{name} questions")
        shares = measured(answers, questions[name])
        is_goal = name == HELD_OUT
        figures += [
            BenchFigure(f"{name} questions answered", 100 * shares.answered, "%", at_least=80 if is_goal else None),
            BenchFigure(f"{name} questions answered wrongly", shares.wrong, "", at_most=0),
            BenchFigure(f"{name} questions answered though no article answers them", shares.shown, "",
                        at_most=0 if is_goal else None),
            BenchFigure(f"{name} questions refused of those without an answer", 100 * shares.refused, "%",
                        at_least=97 if is_goal else None),
            BenchFigure(f"{name} questions with the article among the first three", 100 * shares.among_first_three,
                        "%", at_least=92 if is_goal else None),
        ]  # fmt: skip
    figures += _times(library, [question for name in SETS for question in questions[name]], progress)
    progress(0.95, "tours of mobile services")
    figures += coverage_tours.figures()
    progress(0.97, "staffing")
    figures += staffing.figures()
    figures += need_figures(progress)
    return [*figures, *trace_figures(progress)]


def _times(library: Library, questions: list[LabelledQuestion], progress: Progress) -> list[BenchFigure]:
    progress(0.3, f"index of {ARTICLES:,} articles")
    found: list[PolicyAnswers] = []
    built = spent(lambda: found.append(PolicyAnswers(many(library, ARTICLES))))
    answers, times = found[0], []
    for number, question in enumerate(questions):
        progress(0.4 + 0.5 * number / len(questions), "answers")
        times.append(spent(lambda asked=question.question: answers.answer(asked, ON)))  # type: ignore[misc]
    clock_ms = np.array([each.wall_s for each in times]) * 1e3
    own_ms = np.array([each.processor_s for each in times]) * 1e3
    return [
        BenchFigure(f"index of {ARTICLES:,} articles", built.wall_s, "s"),
        BenchFigure("answer there, median", float(median(clock_ms)), "ms", at_most=ANSWER_MS),
        BenchFigure("answer there, 95th percentile", float(np.percentile(clock_ms, 95)), "ms", at_most=ANSWER_MS),
        BenchFigure("answer there, slowest", float(clock_ms.max()), "ms"),
        BenchFigure("answer there, processor, median", float(median(own_ms)), "ms"),
        BenchFigure("answer there, processor, 95th percentile", float(np.percentile(own_ms, 95)), "ms"),
        BenchFigure("answer there, processor of the slowest", float(own_ms.max()), "ms"),
    ]


def many(library: Library, articles: int) -> Library:
    """The same library with further documents, whose articles are two of its own each with some of the questions of the
    first, until there are so many."""
    picked = random.Random(20_000)
    own = [article for doc in library.docs for article in doc.articles]
    docs: list[PolicyDoc] = list(library.docs)
    for number in range((articles - len(own)) // ARTICLES_OF_ONE + 1):
        of = library.docs[number % len(library.docs)]
        mixed = tuple(
            replace(article, text=article.text + picked.choice(own).text, asked=article.asked[:ASKED_OF_ONE])
            for article in picked.sample(own, ARTICLES_OF_ONE)
        )
        unanswered = of.unanswered[:UNANSWERED_OF_ONE]
        docs.append(replace(of, id=f"more-{number}", supersedes=(), articles=mixed, unanswered=unanswered))
    return Library(
        tuple(docs), library.synonyms, library.stop_words, library.people, unanswered=library.unanswered
    )
