"""The demo county opened by benchmarks: the user's own, built if missing."""

from __future__ import annotations

from pathlib import Path

from bench.rounds import Progress


def demo_package(progress: Progress) -> Path:
    """Its folder.  Raises OSError."""
    from county.package.demo.build import build_demo
    from desktop.process.demo_county import folder, is_built

    if not is_built():
        build_demo(folder(), progress=progress, cancelled=lambda: False)
    return folder()
