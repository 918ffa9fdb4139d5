"""A monthly bulletin of 20 tables as DOCX, XLSX and PDF, and its verification."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from bench.analysis import timeline_of
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.lives_journal import LIVES, LivesJournal
from bench.rounds import Progress
from county.briefing.linter import findings
from county.catalog import Catalog
from county.figures.metric import Figure, Scope
from county.figures.periods import period_at
from county.package.open import CountyPackage
from services.analysis.figures.figures import Figures, counted_county
from services.analysis.timeline.timeline import RecordTimeline
from services.brief.bulletin import bulletin
from services.brief.document import BriefDocument, BriefTable, Number, Piece
from services.brief.documents import made_files
from services.brief.docx_file import docx_bytes
from services.brief.frame import framed
from services.brief.group_names import GroupNames
from services.brief.linting import linted
from services.brief.questions import KEY_METRICS, Question, Told, questions
from services.brief.verify import JournalOfBriefing, verify
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.store.upcast import RecordReader

EVENTS = 10_000 * LIVES
FIRST_MS = 1_790_784_000_000
ROUNDS = 5
TABLES = 20
NUMBERS_MIN = 60
LIMIT_S = 5.0


def run(progress: Progress) -> list[BenchFigure]:
    """Count a month of some 30,000 events, then write it."""
    package = CountyPackage(demo_package(progress))
    journal = LivesJournal(package, EVENTS, FIRST_MS)
    with tempfile.TemporaryDirectory() as name:
        timeline = timeline_of(journal, Path(name), lambda share: progress(share, "events"))
        with closing(timeline):
            return _measured(timeline, journal, package, Path(name), progress)


def _measured(
    timeline: RecordTimeline, journal: LivesJournal, package: CountyPackage, folder: Path, progress: Progress
) -> list[BenchFigure]:
    catalog = package.catalog
    county = counted_county(package)
    figures = Figures(timeline, county, journal, RecordReader())
    month = period_at("month", journal.head.recorded_ms)
    begun = time.perf_counter()
    document = _document(figures, package, catalog, month, journal)
    counted_s = time.perf_counter() - begun
    tables = len(document.tables)
    if tables < TABLES or len(document.numbers) < NUMBERS_MIN:
        raise ValueError(f"the bulletin has {tables} tables and {len(document.numbers)} numbers only")
    spent = []
    for turn in range(ROUNDS):
        progress(turn / ROUNDS, "files")
        begun = time.perf_counter()
        made_files(document, catalog)
        spent.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    findings(linted(document, catalog, document.as_of_ms))
    linted_s = time.perf_counter() - begun
    path = folder / "bulletin.docx"
    path.write_bytes(docx_bytes(document, catalog).content)
    begun = time.perf_counter()
    known = JournalOfBriefing(
        figures.again, journal.hash_at, lambda stated, fact: fact.text, lambda id: None, lambda stated: []
    )
    found = verify(path, catalog, known)
    verified_s = time.perf_counter() - begun
    if found.is_wrong:
        raise ValueError(f"the bulletin was not verified: {found.lines()[:3]}")
    return [
        BenchFigure("numbers", len(document.numbers), ""), BenchFigure("tables", tables, ""),
        BenchFigure("figures counted", counted_s, "s"),
        BenchFigure("DOCX, XLSX and PDF, first time", spent[0], "s", at_most=LIMIT_S),
        BenchFigure("DOCX, XLSX and PDF", median(spent), "s", at_most=LIMIT_S),
        BenchFigure("16 rules", linted_s, "s"), BenchFigure("every number verified", verified_s, "s"),
    ]  # fmt: skip


def _document(
    figures: Figures, package: CountyPackage, catalog: Catalog, month: str, journal: LivesJournal
) -> BriefDocument:
    """The bulletin, and a table of each of the first towns."""
    names = GroupNames(package, catalog)
    told = Told("monthly", month, journal.head.seq, journal.head.recorded_ms)
    asked = questions(catalog, told)
    answers = [_answer(figures, question) for question in asked]
    text = bulletin(catalog, package.manifest.name, told, answers, names.name_of, synthetic=True)
    own = len(text.tables)
    towns = [str(code) for code in package.table("towns")["code"].tolist()]
    key = tuple(name for name in KEY_METRICS if name in catalog.offered_metrics())
    more = []
    for number in range(TABLES - own):
        town = towns[number % len(towns)]
        scope = Scope(division=town, channel="hotline" if number >= len(towns) else "")
        question = Question(key, scope, asked[0].periods[:1], "class", answers[0].as_of_seq)
        more.append(_table(question, _answer(figures, question), catalog, names, f"{number + 1} {town}"))
    return framed(text._replace(blocks=(*text.blocks, *more)), None, None)


def _table(
    question: Question, answer: FigureTable, catalog: Catalog, names: GroupNames, title: str
) -> BriefTable:
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (names.name_of("class", group).zh, *(
            Number(form="value", figure=Figure(
                metric=metric, scope=question.scope, period=question.periods[0], grain="class", group=group,
                as_of_seq=answer.as_of_seq, value=answer.values[0][place][column],
            ))
            for place, metric in enumerate(question.metrics)
        ))
        for column, group in enumerate(answer.groups)
    )  # fmt: skip
    header = ("事件大类", *(catalog.metrics[metric].name.zh for metric in question.metrics))
    share = 0.76 / len(question.metrics)
    return BriefTable(title, header, rows, (0.24, *(share for _ in question.metrics)))


def _answer(figures: Figures, question: Question) -> FigureTable:
    return figures.table(FiguresRequest(
        request="b", metrics=question.metrics, scope=question.scope, periods=question.periods, grain=question.grain,
        as_of_seq=question.as_of_seq,
    ))  # fmt: skip
