"""Builds the timeline of a journal in a process of its own: ``python -m bench.timeline_build JOURNAL FOLDER``.

Prints the share that is done, 0 to 1, a line each, and at last the seconds it took, the seconds of the processor, bytes
a record, and the MB of anonymous memory at its end.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from bench.analysis import timeline_of
from services.analysis.program import COLLECTED_AFTER
from services.store.sqlite.reading import LogReader


def main(journal: Path, folder: Path) -> None:
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
    began, worked = time.perf_counter(), time.process_time()
    timeline = timeline_of(LogReader(journal, unchanging=True), folder, lambda share: print(share, flush=True))
    elapsed_s, processor_s = time.perf_counter() - began, time.process_time() - worked
    print(elapsed_s, processor_s, timeline.bytes_per_record(), anonymous_mb(), flush=True)


def anonymous_mb() -> float:
    """Of this process; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1_024


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
