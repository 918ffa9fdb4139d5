"""What painters need besides their batch."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from layers.style import StyleSheet


@dataclass(frozen=True)
class PaintContext:
    """The style sheet, a worker for long preparations, and a callback on the worker's thread when one is done."""

    styles: StyleSheet
    worker: Executor
    ready: Callable[[], None]
