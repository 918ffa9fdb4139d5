"""The analysis that a replay asks: that of a running backend, or one that is started for the replay."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

from county.explained import Explained
from county.realm import Realm
from county.streams import KeyTable
from services.analysis.presence import AnalysisPresence
from services.disk.data_folder import analysis_folder, keys_folder, realm_folder
from services.protocol.analysis_client import AnalysisClient, MakeAnalysisLink
from services.protocol.analysis_messages import AnalysisAnswer
from services.protocol.messages import Trouble
from services.replay.analysed import AnalysedReplay
from services.replay.analysed_seeks import FirstShown
from services.replay.given_up import check_wanted
from services.replay.package_fit import PackageFit
from services.supervision.companion import AnalysisCommand, Companion
from services.supervision.presence import running_in
from services.transport.zeromq.client_link import ZeroMqClientLink, on_host_of
from services.transport.zeromq.keys import make_keys

PATIENCE_S = 20.0
"""For an answer of an analysis that was told to run."""
START_S = 60.0
"""For one that is started."""
POLL_S = 0.1
_HOST = "tcp://127.0.0.1:0"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnalysisPlace:
    """Where an analysis listens."""

    make_link: MakeAnalysisLink
    endpoint: str
    """A value of ``Welcome.endpoints``."""

    def open(
        self, realm: Realm, keys: Mapping[str, KeyTable], first_shown: FirstShown,
        building: Callable[[float], None] = lambda share: None, given_up: Event | None = None,
        fit: PackageFit | None = None,
    ) -> AnalysedReplay:  # fmt: skip
        """A replay that asks it; ``fit`` is told what its records name.  Waits while its timeline is built;
        ``building`` is told how much of it is.  Raises NoAnalysis, NothingRecorded; OpeningGivenUp once ``given_up``
        is set."""

        def connect(deliver: Callable[[AnalysisAnswer | Trouble], None]) -> AnalysisClient:
            client = AnalysisClient(self.make_link, realm.id, deliver)
            client.connect(self.endpoint)
            return client

        replay = AnalysedReplay(connect, realm.id, keys, first_shown, fit=fit)
        try:
            replay.open(PATIENCE_S, building, given_up)
        except Explained:
            replay.close()
            raise
        return replay


def local_place(data: Path, realm: Realm) -> AnalysisPlace | None:
    """The analysis of the backend that runs with a data folder of this machine; None when none does."""
    if running_in(realm_folder(data, realm)) is None:
        return None
    endpoint = AnalysisPresence(analysis_folder(data, realm)).endpoint()
    return _place(data, endpoint) if endpoint else None


def _place(data: Path, endpoint: str) -> AnalysisPlace:
    return AnalysisPlace(
        lambda told: ZeroMqClientLink(lambda: on_host_of(_HOST, told()), keys_folder(data)), endpoint
    )


class OwnAnalysis:
    """An analysis that runs from :meth:`start` to :meth:`stop`, for a journal that no backend writes."""

    def __init__(self, package: Path, data: Path, realm: Realm) -> None:
        self._data = data
        self._presence = AnalysisPresence(analysis_folder(data, realm))
        self._before = self._presence.announced
        self._complained = Event()
        self._companion = Companion(AnalysisCommand(str(package), data, realm), self._hear, first_s=0.0)

    def start(self, given_up: Event) -> AnalysisPlace | None:
        """Where it listens; None when it does not start within START_S, or says why it does not.  Raises BadKeys,
        OSError; OpeningGivenUp once ``given_up`` is set."""
        make_keys(keys_folder(self._data))
        self._companion.start()
        deadline = monotonic() + START_S
        while monotonic() < deadline and not self._complained.wait(POLL_S):
            check_wanted(given_up)
            endpoint = self._presence.endpoint()
            if endpoint and self._presence.announced != self._before:
                return _place(self._data, endpoint)
        return None

    def stop(self) -> None:
        self._companion.stop()

    def _hear(self, line: str) -> None:
        """A line of its log, in another thread."""
        if line.startswith("error: "):
            _log.warning("the analysis of the replay does not run: %s", line.strip())
            self._complained.set()
