"""Searches sites with HiGHS (branch and cut): a proposal, and the bound that no other one passes.

Only the process of :mod:`services.coverage.solver_process` imports this module in the program: a search takes seconds
of a processor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from county.coverage.siting import SiteProblem, SiteProposal, exchanged, least_median, value_of

GAP = 1e-9
"""Relative gap at which the search ends."""


@dataclass
class _Constraints:
    """Rows ``at_least <= sum`` of a sparse matrix."""

    at_least: list[float] = field(default_factory=list)
    start: list[int] = field(default_factory=lambda: [0])
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, terms: list[tuple[int, float]], at_least: float) -> None:
        self.column += [column for column, _ in terms]
        self.value += [value for _, value in terms]
        self.start.append(len(self.column))
        self.at_least.append(at_least)


def proposed(problem: SiteProblem, progress: Callable[[float], None] = lambda share: None) -> SiteProposal:
    """The best sites within the problem's time; ``progress``: the share of the time that has passed."""
    begun = exchanged(problem)
    if problem.count >= problem.candidates or not sum(problem.people):
        value = value_of(problem, begun)
        return SiteProposal(sites=begun, value=value, bound=value, optimal=True)
    cost, constant, rows = _median(problem) if problem.aim == "median" else _cover(problem)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, option in (
        ("output_flag", False), ("threads", 1), ("random_seed", 1), ("time_limit", problem.search_s),
        ("mip_rel_gap", GAP), ("mip_abs_gap", 1e-6),
    ):  # fmt: skip
        solver.setOptionValue(name, option)
    solver.passModel(_model(problem, cost, rows))
    warm = highspy.HighsSolution()
    warm.col_value = [float(j in begun) for j in range(problem.candidates)] + [0.0] * (len(cost) - problem.candidates)
    if problem.aim == "cover":  # a cover of 0 is possible; the levels of a median follow from the sites
        solver.setSolution(warm)

    def told(event: Any) -> None:
        progress(min(1.0, event.data_out.running_time / problem.search_s))

    solver.cbMipInterrupt.subscribe(told)
    solver.run()
    info = solver.getInfo()
    sign = 1.0 if problem.aim == "median" else -1.0
    found = solver.getSolution().col_value[: problem.candidates]
    sites = tuple(int(j) for j in np.argsort(-np.array(found), kind="stable")[: problem.count]) if found else begun
    best = min((tuple(sorted(sites)), begun), key=lambda some: sign * value_of(problem, some))
    value = value_of(problem, best)
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if optimal:
        return SiteProposal(sites=best, value=value, bound=value, optimal=True)
    bound = sign * (constant + float(info.mip_dual_bound))
    if problem.aim == "median":
        bound = max(bound if np.isfinite(bound) else 0.0, least_median(problem, value))
    return SiteProposal(
        sites=best, value=value, bound=min(bound, float(sum(problem.people))) if sign < 0 else bound, optimal=False
    )


def _median(problem: SiteProblem) -> tuple[list[float], float, _Constraints]:
    """Cost of the columns, constant and rows of the p-median by levels of distance (Elloumi 2010, Journal of
    Combinatorial Optimization 19): column ``z`` of a village and a level is 1 when no site is as near as that."""
    cost, constant, rows = [0.0] * problem.candidates, 0.0, _Constraints()
    for people, minutes, before in zip(problem.people, problem.matrix, problem.before, strict=True):
        if not people:
            continue
        levels = np.unique(minutes[minutes < before])
        ends = np.append(levels, before)
        constant += people * float(ends[0])
        farther: int | None = None
        for level, step in zip(levels, np.diff(ends), strict=True):
            column = len(cost)
            cost.append(people * float(step))
            terms = [(column, 1.0), *((int(j), 1.0) for j in np.flatnonzero(minutes == level))]
            if farther is not None:
                terms.append((farther, -1.0))
            rows.add(terms, 1.0 if farther is None else 0.0)
            farther = column
    return cost, constant, rows


def _cover(problem: SiteProblem) -> tuple[list[float], float, _Constraints]:
    """The same of the MCLP, as a minimum: column ``x`` of a village is 1 when a site covers it."""
    cost, constant, rows = [0.0] * problem.candidates, 0.0, _Constraints()
    for people, minutes, before in zip(problem.people, problem.matrix, problem.before, strict=True):
        near = np.flatnonzero(minutes <= problem.limit_min)
        if before <= problem.limit_min:
            constant -= people
        elif people and len(near):
            column = len(cost)
            cost.append(-people)
            rows.add([(column, -1.0), *((int(j), 1.0) for j in near)], 0.0)
    return cost, constant, rows


def _model(problem: SiteProblem, cost: list[float], rows: _Constraints) -> Any:
    count, columns, of = problem.candidates, len(cost), len(rows.at_least)
    rows.add([(j, 1.0) for j in range(count)], problem.count)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, of + 1
    model.col_cost_ = np.array(cost)
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_ = np.array(rows.at_least)
    model.row_upper_ = np.append(np.full(of, highspy.kHighsInf), problem.count)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(rows.start)
    model.a_matrix_.index_ = np.array(rows.column)
    model.a_matrix_.value_ = np.array(rows.value)
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole] * count + [part] * (columns - count)
    return model
