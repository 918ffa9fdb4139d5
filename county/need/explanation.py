"""What a model looked at: permutation importance and partial dependence, in the fold that it had not seen."""

from __future__ import annotations

from typing import Final

import numpy as np

from county.need.backtest import HeldOut
from county.need.baselines import Values
from county.need.features import FEATURES, Features
from county.need.results import Dependence, Influence

REPEATS: Final = 3
ROWS: Final = 300
"""Of a class; all of them would take minutes."""
LEADING: Final = 3
"""Features whose dependence is told."""
POINTS: Final = 8
Explanation = tuple[tuple[Influence, ...], tuple[Dependence, ...]]


def explanations(held: HeldOut, needs: int, seed: int) -> list[Explanation]:
    """Of each modelled class; all are told together, since a forest answers many rows as fast as few."""
    weeks, series, _ = held.rows.shape
    n = series // needs
    random = np.random.default_rng(seed)
    rows = held.rows.reshape(weeks, needs, n, -1).transpose(1, 0, 2, 3).reshape(needs, weeks * n, -1)
    came = held.came.reshape(weeks, needs, n).transpose(1, 0, 2).reshape(needs, weeks * n)
    chosen = random.permutation(weeks * n)[:ROWS]
    rows, came = np.ascontiguousarray(rows[:, chosen]), came[:, chosen]

    def error(changed: Features) -> Values:
        told = held.model.told(changed.reshape(-1, changed.shape[-1])).reshape(came.shape)
        errors: Values = np.abs(came - told).mean(axis=1)
        return errors

    plain = error(rows)
    rises = np.zeros((needs, len(FEATURES)))
    for feature in range(len(FEATURES)):
        for _ in range(REPEATS):
            changed = rows.copy()
            changed[:, :, feature] = rows[:, random.permutation(len(chosen)), feature]
            rises[:, feature] += (error(changed) - plain) / REPEATS
    names = list(FEATURES)
    found: list[Explanation] = []
    for need in range(needs):
        order = np.argsort(-rises[need], kind="stable")
        influences = tuple(Influence(names[f], round(float(rises[need, f]), 6)) for f in order)
        leading = [int(f) for f in order[:LEADING] if rises[need, f] > 0]
        found.append((influences, tuple(_dependence(held, rows[need], f) for f in leading)))
    return found


def _dependence(held: HeldOut, rows: Features, feature: int) -> Dependence:
    values = rows[:, feature]
    known = values[np.isfinite(values)]
    points = np.unique(np.quantile(known, np.linspace(0, 1, POINTS))) if len(known) else np.zeros(0)
    told = []
    for point in points:
        changed = rows.copy()
        changed[:, feature] = point
        told.append(round(float(held.model.told(changed).mean()), 4))
    return Dependence(list(FEATURES)[feature], tuple(round(float(p), 4) for p in points), tuple(told))
