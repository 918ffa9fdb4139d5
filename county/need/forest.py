"""The random forest of a need forecast; the only module that imports scikit-learn."""

from __future__ import annotations

import os
from typing import Final

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from county.need.baselines import Values
from county.need.features import Features

TREES: Final = 300
LEAF: Final = 20
TRIED: Final = 1 / 3
"""Share of the features that a split tries."""


class Forest:
    """Implements :class:`county.need.backtest.Trained`."""

    def __init__(self, rows: Features, came: Values, seed: int) -> None:
        """Grown by all processors of the machine; the same rows and seed give the same forest."""
        grown = RandomForestRegressor(
            n_estimators=TREES, min_samples_leaf=LEAF, max_features=TRIED, random_state=seed, n_jobs=os.cpu_count()
        ).fit(rows, came)
        self._trees = [tree.tree_ for tree in grown.estimators_]

    def told(self, rows: Features) -> Values:
        """The trees one after the other: threads would add them up in another order each time."""
        total = np.zeros(len(rows))
        for tree in self._trees:
            total += tree.predict(rows)[:, 0]
        return total / len(self._trees)
