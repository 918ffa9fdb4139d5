"""How sure it is that an article answers a question: a calibrated weighing of what speaks for and against it.

The weights are in ``resources/knowledge/answer_weights.toml``, fitted by ``python -m bench.policy_fit``.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
from msgspec import Struct, convert

from services.policies.example_index import FEATURES
from services.policies.unit_terms import Floats

WEIGHTS = Path(__file__).parents[2] / "resources" / "knowledge" / "answer_weights.toml"
FORMAT = 1


class FeatureWeight(Struct, frozen=True, forbid_unknown_fields=True):
    """Of one of FEATURES: it counts by weight * (value - mean) / deviation."""

    mean: float
    deviation: float
    weight: float


class AnswerWeights(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of weights."""

    format: int
    fitted_by: str
    """On what, and how."""
    intercept: float
    answered: float
    """Confidence from which an article is an answer, …"""
    agreed: float
    """… from which it is one where its own words answer as well, …"""
    related: float
    """… and from which it may have to do with the question."""
    features: dict[str, FeatureWeight]

    def confidence(self, features: Floats) -> float:
        """Between 0 and 1; ``features`` as in FEATURES."""
        of = [self.features[name] for name in FEATURES]
        parts = [one.weight * (value - one.mean) / one.deviation for one, value in zip(of, features, strict=True)]
        return 1 / (1 + math.exp(-float(np.clip(self.intercept + sum(parts), -30, 30))))


@cache
def answer_weights() -> AnswerWeights:
    """Read from the program's file once.  Raises ValueError for one that is not of this program."""
    weights = convert(tomllib.loads(WEIGHTS.read_text("utf-8")), AnswerWeights)
    if weights.format != FORMAT or set(weights.features) != set(FEATURES):
        raise ValueError(
            f"{WEIGHTS.name}: format {weights.format} with {sorted(weights.features)} is of another program"
        )
    return weights
