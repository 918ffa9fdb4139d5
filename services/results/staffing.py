"""Results of the staffing of the hotline, by formula from the recorded calls: nothing in them is random.  Shifts are
those of the catalogue, so that there is a digest of them."""

from __future__ import annotations

import hashlib

import msgspec

from county.catalog import Catalog
from county.figures.metric import FigureValue, Period, Quality
from county.names import Name
from county.staffing.questions import AgentsQuestion
from county.staffing.results import ResultQuantity, StaffingAnswer
from services.results.coverage import DIGITS
from services.results.sources import Counted, ResultMoment, ResultSources
from services.staffing.journal_facts import FactsMoment


def agents_now(catalog: Catalog) -> AgentsQuestion | None:
    """What the settings of the catalogue ask; None where it has no hotline with shifts."""
    settings = catalog.staffing
    hotline = settings.hotline
    if hotline is None or not settings.shifts:
        return None
    return AgentsQuestion(
        target_s=hotline.target_s, share=hotline.share, handle_s=hotline.handle_s, patience_s=hotline.patience_s,
        shrinkage=settings.shrinkage,
    )  # fmt: skip


def hotline_of(asked: AgentsQuestion, catalog: Catalog) -> Name:
    """What is asked, in words."""
    target, share, handle = f"{asked.target_s:g}", f"{100 * asked.share:g}", f"{asked.handle_s:g}"
    return Name(f"{target} 秒内接通 {share} %，每次通话 {handle} 秒", f"{share} % within {target} s, {handle} s a call")


def answered_now(sources: ResultSources, asked: AgentsQuestion, moment: ResultMoment) -> Counted:
    """Of the calls of a mean day, those answered in time with the agents of today; no value where a queue grows."""
    answer = _answer(sources, asked, moment)
    quantities = _by_key(answer)
    calls, in_time = quantities["calls_day"].unchanged, quantities["in_time"].unchanged
    assert calls is not None, "of both columns"
    assert calls.value is not None, "without calls there is no answer"
    assert in_time is not None, "of both columns"
    day = round(calls.value)
    if in_time.value is None or not day:
        return _counted(sources, FigureValue(None, day), moment)
    num = round(in_time.value * day, 1)
    return _counted(sources, FigureValue(num, day, in_time.value, quality=_quality(answer)), moment)


def agents_needed(sources: ResultSources, asked: AgentsQuestion, moment: ResultMoment) -> Counted:
    """At work on all shifts together, so that the share is answered in time."""
    answer = _answer(sources, asked, moment)
    needed = _by_key(answer)["agents_sum"].changed
    assert needed is not None, "of both columns"
    return _counted(sources, FigureValue(needed.value, None, needed.value, quality=_quality(answer)), moment)


def _answer(sources: ResultSources, asked: AgentsQuestion, moment: ResultMoment) -> StaffingAnswer:
    """Raises StaffingFault."""
    from services.staffing import queues  # loaded with the first question: its statistics take 30 MB

    return queues.agents_needed(sources.catalog, sources.staffing, asked, FactsMoment(moment.seq, moment.recorded_ms))


def _by_key(answer: StaffingAnswer) -> dict[str, ResultQuantity]:
    return {one.key: one for one in answer.quantities}


def _quality(answer: StaffingAnswer) -> Quality:
    """Partial where the hours of the calls are not recorded, or no shift covers some."""
    return "partial" if any(note.key in ("arrivals_spread", "no_shift") for note in answer.notes) else "ok"


def _counted(sources: ResultSources, value: FigureValue, moment: ResultMoment) -> Counted:
    digest = hashlib.sha256(msgspec.msgpack.encode(sources.catalog.staffing)).hexdigest()[:DIGITS]
    return Counted(value, Period(moment.recorded_ms, moment.recorded_ms + 1), digest)
