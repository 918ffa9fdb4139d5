"""The analysis of ``bench leader``: ``python -m bench.leader_server PACKAGE FOLDER KEYS EVENTS``.

It serves figures and their records of the timeline in FOLDER, of a journal of EVENTS events that nobody writes.  It
prints its port, and ends with its stdin.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from threading import Event, Thread

from bench.analysis import IDENTITY
from bench.figure_tables import FIRST_MS
from bench.lives_journal import LivesJournal
from bench.replay_server import FixedAnswers, OneOwner
from county.package.open import CountyPackage
from services.analysis.answer_work import AnswerWork
from services.analysis.figures.figures import Figures, counted_county
from services.analysis.program import COLLECTED_AFTER
from services.analysis.requests import AnalysisRequests
from services.analysis.timeline.timeline import open_timeline
from services.log import RateLimitedLog, configure
from services.loop.allocator import return_large_blocks
from services.protocol.analysis_messages import FigureRecordsRequest, FiguresRequest
from services.protocol.codec import analysis_decoder
from services.protocol.server import Server
from services.store.upcast import RecordReader
from services.transport.zeromq.backend_link import ZeroMqBackendLink


def main(package: Path, folder: Path, keys: Path, events: int) -> None:
    """Serve until stdin ends."""
    configure()
    return_large_blocks()
    county = CountyPackage(package)
    journal = LivesJournal(county, events, FIRST_MS)
    timeline = open_timeline(folder, IDENTITY)
    figures = Figures(timeline, counted_county(county), journal, RecordReader())
    work: AnswerWork = {FiguresRequest: figures.table, FigureRecordsRequest: figures.records}
    link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=keys, log=RateLimitedLog())
    requests = AnalysisRequests(
        server=Server(link, "live", RateLimitedLog(), decoder=analysis_decoder("live")), realm="live",
        register=OneOwner(), follower=FixedAnswers(timeline, work), messages=RateLimitedLog(),
    )  # fmt: skip
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
    over = Event()
    Thread(target=_wait, args=(over,), daemon=True).start()
    print(link.endpoints["desk"].rpartition(":")[2], flush=True)
    while not over.is_set():
        requests.turn()
    requests.close()
    link.close()
    timeline.close()


def _wait(over: Event) -> None:
    """Until stdin ends."""
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
