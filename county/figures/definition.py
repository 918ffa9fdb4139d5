"""What defines a metric: a digest, so that another definition is recognised as such."""

from __future__ import annotations

from msgspec.structs import replace

from county.catalog import Catalog, digest_of
from county.figures.metric import Metric


def definition_digest(metric: Metric, catalog: Catalog) -> str:
    """64 hex digits (SHA-256).

    What a metric is called, where and for how long it is shown, where it comes from and which reports are refused does
    not define it; the working hours define what is measured in working time.
    """
    defining = replace(
        metric, name=metric.formula, theme="volume", good="none", source_ref="", retired=False, values="any",
        fresh_h=24,
    )  # fmt: skip
    return digest_of((defining, catalog.working_hours if metric.working else ()))
