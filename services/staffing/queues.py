"""Answers about queues: agents that the hotline needs, and waiting with another staffing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from county.catalog import Catalog
from county.staffing.agent_groups import AgentGroup, agents_by_slot
from county.staffing.arrivals import CallArrivals
from county.staffing.day_slots import SLOT_MIN, SLOTS, slot_text, span_slots, stretches
from county.staffing.erlang import QueueFigures, queue_figures, servers_needed
from county.staffing.notes import NoteKey, StaffingNote
from county.staffing.questions import AGENTS_MAX, AgentsQuestion, WaitingQuestion
from county.staffing.queue_simulation import QueueModel
from county.staffing.results import Estimate, QuantityKey, ResultQuantity, ShiftQuantity, SlotQuantity, StaffingAnswer
from county.staffing.settings import QueueSettings
from county.staffing.shift_cover import covered, on_roster, shift_cover
from county.staffing.simulated import SimulatedPair, SimulationProblem
from services.staffing.journal_facts import FactsMoment, StaffingFacts, StaffingFault
from services.studies.apart import Cancelled, Progress, computed_apart

PROCESS = "services.staffing.staffing_process"
_HOURS = SLOT_MIN / 60


def agents_needed(catalog: Catalog, facts: StaffingFacts, asked: AgentsQuestion, at: FactsMoment) -> StaffingAnswer:
    """By Erlang in each half hour, and the fewest agents whose shifts cover that.  Raises StaffingFault."""
    settings = catalog.staffing
    queue = _queue(catalog, "hotline")
    if not settings.shifts:
        raise StaffingFault("no shifts are known; add them to the table staffing of the catalogue")
    came = _recorded(facts, at, settings.days)
    rates = _in_slots(came)
    patience_s = asked.patience_s or None

    def needed(rate: float) -> int:
        try:
            return servers_needed(rate, asked.handle_s, asked.target_s, asked.share, patience_s)
        except ValueError as error:
            raise StaffingFault("{why}; check the times and the calls", why=error) from error

    need = [needed(rate) for rate in rates]
    cover = shift_cover(need, settings.shifts)
    now = covered(settings.shifts, {key: shift.agents for key, shift in settings.shifts.items()})

    def figures(agents: Sequence[int]) -> list[QueueFigures]:
        return [
            queue_figures(n, rate, asked.handle_s, asked.target_s, patience_s)
            for n, rate in zip(agents, rates, strict=True)
        ]  # fmt: skip

    before, after = figures(now), figures(cover.covered)
    slots = tuple(
        SlotQuantity(
            slot, rates[slot], need[slot], now[slot], cover.covered[slot], Estimate(before[slot].mean_wait_s),
            Estimate(after[slot].mean_wait_s),
        )
        for slot in range(SLOTS)
    )  # fmt: skip
    shifts = tuple(
        ShiftQuantity(key, shift.agents, cover.agents[key], on_roster(cover.agents[key], asked.shrinkage))
        for key, shift in settings.shifts.items()
    )
    agents_now = sum(shift.agents for shift in settings.shifts.values())
    calls = Estimate(sum(rates) * _HOURS)
    quantities = (
        ResultQuantity("calls_day", calls, calls),
        ResultQuantity("agents_peak", Estimate(max(now)), Estimate(max(cover.covered))),
        ResultQuantity("agents_sum", Estimate(agents_now), Estimate(sum(cover.agents.values()))),
        ResultQuantity("roster_sum", None, Estimate(sum(shift.roster for shift in shifts))),
        ResultQuantity("in_time", _weighted(before, rates, "in_time"), _weighted(after, rates, "in_time")),
        ResultQuantity("mean_wait_s", _weighted(before, rates, "mean_wait_s"), _weighted(after, rates, "mean_wait_s")),
        *_hang_up(before, after, rates, patience_s),
    )
    notes = [
        *_grows_slots(before, "grows_slots_now"), *_grows_slots(after, "grows_slots_then"),
        *([StaffingNote("no_shift", {"slots": slot_ranges(cover.lacking)})] if cover.lacking else []),
        StaffingNote("target_source", source=queue.source), StaffingNote("times_source", source=queue.times_source),
        *_came_notes(came), StaffingNote("calls_counted"), StaffingNote("exponential"), StaffingNote("agents_steady"),
        StaffingNote("shrinkage", {"share": f"{100 * asked.shrinkage:g}"}, settings.source),
    ]  # fmt: skip
    return StaffingAnswer(
        as_of_seq=at.seq, as_of_ms=at.at_ms, quantities=quantities, notes=tuple(notes), slots=slots, shifts=shifts
    )


def waiting(
    catalog: Catalog, facts: StaffingFacts, asked: WaitingQuestion, at: FactsMoment, progress: Progress,
    cancelled: Cancelled,
) -> StaffingAnswer:
    """By simulation in a process of its own.  Raises StaffingFault, StudyFailed, StudyCancelled."""
    settings, queue = catalog.staffing, _queue(catalog, asked.queue)
    staffings = asked.now, asked.then
    for groups in staffings:
        _check(groups)
    is_hotline = asked.queue == "hotline"
    came = None if asked.daily else _recorded(facts, at, settings.days) if is_hotline else None
    if came is None and not asked.daily:
        raise StaffingFault("fill in how many people come a day: those at counters are not recorded")
    rates = [_in_slots(came) if came is not None else _evenly(asked.daily, groups, queue) for groups in staffings]
    patience_s = asked.patience_s or None
    models = [
        QueueModel(
            rates=tuple(rate), handle_s=asked.handle_s, patience_s=patience_s, target_s=asked.target_s,
            second_share=asked.second_share, call_back=asked.call_back if patience_s else 0.0,
            warm_up_days=int(is_hotline), stays=not is_hotline,
        )
        for rate in rates
    ]  # fmt: skip
    too_many = [_too_many(model, groups) for model, groups in zip(models, staffings, strict=True)]
    problem = SimulationProblem(
        now=models[0], then=models[1], groups_now=asked.now if not too_many[0] else None,
        groups_then=asked.then if not too_many[1] else None, runs=settings.replications, seed=settings.seed,
        day_factors=came.factors if came is not None else (1.0,),
    )  # fmt: skip
    pair: SimulatedPair = computed_apart(PROCESS, problem, SimulatedPair, progress, cancelled)
    agents = [agents_by_slot(groups) for groups in staffings]
    slots = tuple(
        SlotQuantity(
            slot, max(rate[slot] for rate in rates), None, agents[0][slot], agents[1][slot],
            pair.waits_now[slot] if pair.waits_now else Estimate(None),
            pair.waits_then[slot] if pair.waits_then else Estimate(None),
        )
        for slot in range(SLOTS)
    )  # fmt: skip
    keys: list[QuantityKey] = ["people_day", "in_time", "mean_wait_s", "waited", "busy"]
    keys += ["second_in_time"] if asked.second_share else []
    keys += ["abandoned"] if patience_s else []
    keys += ["called_back"] if patience_s and asked.call_back else []
    keys += ["left_over"] if is_hotline else ["overtime_min"]
    notes = [
        *([StaffingNote("grows_now", {"n": f"{too_many[0]:,.0f}"})] if too_many[0] else []),
        *([StaffingNote("grows_then", {"n": f"{too_many[1]:,.0f}"})] if too_many[1] else []),
        *([] if too_many[0] else _slots_with_too_much(models[0], agents[0], "grows_slots_now")),
        *([] if too_many[1] else _slots_with_too_much(models[1], agents[1], "grows_slots_then")),
        StaffingNote("replications", {"runs": str(settings.replications), "seed": str(settings.seed)}),
        *([StaffingNote("same_people")] if rates[0] == rates[1] else []),
        StaffingNote("target_source", source=queue.source), StaffingNote("times_source", source=queue.times_source),
        *(_came_notes(came) if came is not None else [StaffingNote("arrivals_given", {"n": f"{asked.daily:,}"})]),
        *([StaffingNote("one_day", {"days": str(len(came.factors))})] if came is not None else []),
        *([StaffingNote("calls_counted")] if is_hotline else []), StaffingNote("exponential"),
    ]  # fmt: skip
    return StaffingAnswer(
        as_of_seq=at.seq, as_of_ms=at.at_ms, seed=settings.seed, runs=settings.replications, slots=slots,
        quantities=tuple(_simulated(key, pair) for key in keys), notes=tuple(notes),
    )  # fmt: skip


def slot_ranges(slots: Sequence[int]) -> str:
    """Half hours as spans: 03:00-05:00, 12:00-12:30."""
    parts: list[list[int]] = []
    for slot in slots:
        if parts and parts[-1][1] == slot:
            parts[-1][1] = slot + 1
        else:
            parts.append([slot, slot + 1])
    return ", ".join(f"{slot_text(a)}–{slot_text(b) if b < SLOTS else '24:00'}" for a, b in parts)


def _queue(catalog: Catalog, key: str) -> QueueSettings:
    queue: QueueSettings | None = getattr(catalog.staffing, key)
    if queue is None:
        raise StaffingFault("the catalogue has no settings of the queue {queue}; add them to staffing.toml", queue=key)
    return queue


def _recorded(facts: StaffingFacts, at: FactsMoment, days: int) -> CallArrivals:
    came = facts.calls(at.seq, at.at_ms, days)
    if came is None:
        raise StaffingFault(
            "no calls of the hotline are recorded in the last {days} days, or nothing tells at which hours they come; "
            "report calls of hours (Input of figures, or `main.py send F`), or fill in how many come a day",
            days=days,
        )  # fmt: skip
    if not sum(came.rates):
        raise StaffingFault("not one call was offered in the recorded time: nothing is to be staffed")
    return came


def _check(groups: Sequence[AgentGroup]) -> None:
    """Raises StaffingFault."""
    for group in groups:
        try:
            stretches(group.span, group.breaks)
        except ValueError as error:
            raise StaffingFault("{why}; write times like 08:00-16:00 in half hours", why=error) from error
        if not 0 <= group.second <= group.agents:
            raise StaffingFault(
                "{second} of {agents} agents are to serve special matters; give no more than there are",
                second=group.second, agents=group.agents,
            )  # fmt: skip
    total = sum(group.agents for group in groups)
    if total > AGENTS_MAX:
        raise StaffingFault("{n} agents are more than the {most} that are simulated", n=total, most=AGENTS_MAX)


def _in_slots(came: CallArrivals) -> list[float]:
    """People an hour in each half hour."""
    return [rate for rate in came.rates for _ in range(SLOTS // len(came.rates))]


def _evenly(daily: int, groups: Sequence[AgentGroup], queue: QueueSettings) -> list[float]:
    """The same in each half hour in which anybody works, else in which it is open."""
    is_open = {slot for group in groups for slot in span_slots(group.span)} or set(span_slots(queue.open))
    return [daily / (len(is_open) * _HOURS) if slot in is_open else 0.0 for slot in range(SLOTS)]


def _too_many(model: QueueModel, groups: Sequence[AgentGroup]) -> float:
    """People a day whose work is more than the agents can do, of the kind that has most of them; 0: none.  Where people
    hang up no queue grows for ever."""
    if model.patience_s is not None:
        return 0.0
    people = sum(model.rates) * _HOURS
    hours = sum(
        (end - begin) / 60 * np.array([group.agents, group.second])
        for group in groups for begin, end in stretches(group.span, group.breaks)
    ) + np.zeros(2)  # fmt: skip
    can = hours * 3600 / model.handle_s
    needed = np.array([people, people * model.second_share])
    excess = float(np.max((needed - can)[needed > 0], initial=-1.0))
    return max(math.ceil(excess), 1) if excess >= 0 else 0.0


def _slots_with_too_much(model: QueueModel, agents: Sequence[int], key: NoteKey) -> list[StaffingNote]:
    slots = [
        slot for slot, rate in enumerate(model.rates) if rate and rate * model.handle_s / 3600 >= agents[slot]
    ]  # fmt: skip
    return [StaffingNote(key, {"slots": slot_ranges(slots)})] if slots else []


def _grows_slots(figures: Sequence[QueueFigures], key: NoteKey) -> list[StaffingNote]:
    slots = [slot for slot, one in enumerate(figures) if one.grows]
    return [StaffingNote(key, {"slots": slot_ranges(slots)})] if slots else []


def _weighted(figures: Sequence[QueueFigures], rates: Sequence[float], name: str) -> Estimate:
    """The mean of a person; no value where the queue of some half hour grows."""
    values = [getattr(one, name) for one in figures]
    if any(value is None for value in values):
        return Estimate(None)
    return Estimate(sum(value * rate for value, rate in zip(values, rates, strict=True)) / sum(rates))


def _hang_up(
    before: Sequence[QueueFigures], after: Sequence[QueueFigures], rates: Sequence[float], patience_s: float | None
) -> list[ResultQuantity]:
    if patience_s is None:
        return []
    return [ResultQuantity("abandoned", _weighted(before, rates, "abandoned"), _weighted(after, rates, "abandoned"))]


def _came_notes(came: CallArrivals) -> list[StaffingNote]:
    if came.basis == "hourly":
        return [StaffingNote("arrivals_hourly", {"days": str(came.days)})]
    return [StaffingNote("arrivals_spread", {"days": str(came.days), "events": f"{came.events:,}"})]


def _simulated(key: QuantityKey, pair: SimulatedPair) -> ResultQuantity:
    name = "people" if key == "people_day" else key
    nothing = Estimate(None)
    return ResultQuantity(key, pair.now.get(name, nothing), pair.then.get(name, nothing), pair.change.get(name))
