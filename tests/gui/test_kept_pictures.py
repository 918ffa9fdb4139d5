"""A picture that is kept costs its pixels, not what was needed to paint it."""

from __future__ import annotations

import gc
import os
import sys

import pytest
from PySide6.QtWidgets import QApplication

from bench.memory import anonymous_mb
from drawing.label_renderer import LabelRenderer
from layers.style import StyleSheet
from services.loop.allocator import free_unused_memory

LABELS = 400


def memory_mb() -> float:
    gc.collect()
    free_unused_memory()
    found = anonymous_mb(os.getpid())
    assert found is not None
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="measures by Linux's smaps")
def test_four_hundred_labels_take_less_than_ten_megabytes(qapp: QApplication) -> None:
    renderer, styles = LabelRenderer(), StyleSheet.load()
    style = next(styles[key] for key in styles if key.startswith("label"))
    renderer.picture("县城", style, 1.0)
    before_mb = memory_mb()
    pictures = [renderer.picture(f"村{number}", style, 1.0) for number in range(LABELS)]
    assert memory_mb() - before_mb < 10
    assert renderer.picture("村1", style, 1.0).cacheKey() == pictures[1].cacheKey(), "they are kept"
    assert renderer.picture("村1", style, 2.0).devicePixelRatio() == 2.0
