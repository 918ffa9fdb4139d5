"""``main.py run`` that reports when the window shows the county with its hillshade and panels, and exits.

Arguments: package, settings file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import main as command_line
from county.realm import LIVE


def main(package: Path, settings: Path) -> int:
    """Show the window with its county, report when it is interactive, and exit."""
    assert command_line.app is not None  # its import is part of the start
    from desktop.app import Program  # like the command line, before any other import of Qt

    # isort: split
    from bench.first_paint import WINDOW_PX, NextPaint, report_interactive, without_display
    from desktop.scenes.registry import DEFAULT

    without_display()
    program = Program(scene=DEFAULT, off_screen=False, settings=settings)
    program.window.resize(*WINDOW_PX)
    try:
        program.open(package, connect=None, keys=None, realm=LIVE)
        window = program.window

        def interactive() -> None:
            report_interactive()
            window.close()

        window.ready.connect(lambda: NextPaint(window, interactive))
        return program.run_window(None)
    finally:
        program.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
