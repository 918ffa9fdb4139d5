"""What the metrics of a bulletin were defined as: a digest of each, so that another definition is named as such."""

from __future__ import annotations

from collections.abc import Mapping

from county.catalog import Catalog
from county.figures.definition import definition_digest
from county.figures.metric import Metric

DIGITS = 16
"""Hex digits of a digest that a document carries."""


def definitions(catalog: Catalog) -> dict[str, str]:
    """Digests of the metrics that the catalogue offers, see :func:`county.figures.definition.definition_digest`."""
    return {name: _digest(metric, catalog) for name, metric in catalog.offered_metrics().items()}


def redefined(stated: Mapping[str, str], catalog: Catalog) -> list[str]:
    """The metrics of ``stated`` that this catalogue defines differently."""
    present = {name: _digest(metric, catalog) for name, metric in catalog.metrics.items()}
    return [name for name, digest in stated.items() if present.get(name, digest) != digest]


def _digest(metric: Metric, catalog: Catalog) -> str:
    return definition_digest(metric, catalog)[:DIGITS]
