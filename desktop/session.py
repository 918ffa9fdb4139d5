"""What one window works with: everything that a panel may need, put together once in :mod:`desktop.app`."""

from __future__ import annotations

from dataclasses import dataclass

from county.catalog import Catalog
from county.clock import Clock
from county.package.open import CountyPackage
from desktop.division_names import DivisionNames
from desktop.event_query import Question
from desktop.feed import Feed
from desktop.operator import Operator
from desktop.submissions import Submissions
from layers.focus import Focus
from layers.registry import LayerSet
from layers.style import StyleSheet
from services.protocol.source import Source


@dataclass(frozen=True)
class Session:
    """One county, one realm, one person at the desk."""

    package: CountyPackage
    catalog: Catalog
    divisions: DivisionNames
    layers: LayerSet
    styles: StyleSheet
    focus: Focus
    question: Question
    operator: Operator
    submissions: Submissions
    source: Source
    feed: Feed
    clock: Clock
