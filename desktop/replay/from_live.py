"""What was recorded of a live window's realm, opened from that window: in a second window, or on the leader's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSettings

from county.realm import LIVE
from desktop.backend.live_beside import LiveBeside, live_beside
from desktop.backend.live_county import LiveCounty
from desktop.drill.window_watch import WindowWatch
from desktop.replay.told_of_drill import told_of_drill
from desktop.session import Session
from desktop.window.main_window import MainWindow
from desktop.wording import explained
from layers.events import EventsLayer

if TYPE_CHECKING:
    from desktop.replay.opening import ReplayOpener  # it imports the store: after the first paint
    from desktop.replay.past_session import PastSession
    from desktop.replay.window import ReplayWindow


class ReplaysFromLive:
    """Of one window, until :meth:`close`."""

    def __init__(self, window: MainWindow, live: LiveCounty, settings: QSettings) -> None:
        self._window, self._live, self._settings = window, live, settings
        self._second: ReplayWindow | None = None
        """While it is open."""
        self._past: PastSession | None = None
        """While the leader's page shows an earlier moment."""
        self._opened = False
        """Whether anything recorded was opened."""
        self._closed = False
        window.menu.offer_replay()
        window.menu.replay_wanted.connect(self._show)
        window.moment_wanted.connect(self._show)
        window.record_wanted.connect(self._show_record)
        window.past_wanted.connect(self._rewind_page)
        window.past_left.connect(self._end_past)

    def close(self) -> None:
        """Close the second window, let the page show the present, and wait for all that is being released."""
        self._closed = True
        if self._second is not None:
            self._second.close()
        if self._past is not None and self._window.session is not None:
            self._window.leader.rewinding.leave()
        self._end_past()
        application = QCoreApplication.instance()
        if self._opened and application is not None:
            from desktop.replay.past_session import PastSession

            for past in application.findChildren(PastSession):
                past.finish()

    def _show(self, at_ms: int | None = None) -> None:
        """Show what was recorded in a second window, as of a time; None: it begins with the present."""
        second = self._shown_second()
        if second is not None and at_ms is not None:
            second.go_to(at_ms)

    def _show_record(self, seq: int, event: str) -> None:
        """Show what was recorded in a second window, as of a record, with an event selected; "" for none."""
        second = self._shown_second()
        if second is not None:
            second.go_to_record(seq, event)

    def _shown_second(self) -> ReplayWindow | None:
        """The second window, in front; None where nothing is shown yet of which it could be."""
        if self._window.session is None:
            return None
        if self._second is not None:
            self._second.show_again(told_of_drill(self._window.session.drill))
            return self._second
        from desktop.replay.window import ReplayWindow

        session = self._window.session
        opener = self._opener(session, None, self._live_beside(session))
        self._second = ReplayWindow(self._live.folder, opener, self._settings, self._window.scene)
        self._second.closed.connect(self._forget)
        return self._second

    def _live_beside(self, session: Session) -> LiveBeside | None:
        """The realm of this window, or the one beside its drill; None where that is on another machine."""
        target = self._live.target
        if target.realm == LIVE:
            return LiveBeside(lambda county: WindowWatch(session), self._show_live)
        return live_beside(self._live.folder, target)

    def _show_live(self, event: str) -> None:
        """Bring this window to the front, and select an event in it; "" for none."""
        if event and self._window.session is not None:
            self._window.session.focus.select(EventsLayer.key, event)
        self._window.raise_()
        self._window.activateWindow()

    def _forget(self) -> None:
        self._second = None
        if not self._closed and self._window.isVisible():
            self._window.activateWindow()

    def _rewind_page(self, at_ms: int) -> None:
        """Open what was recorded for the leader's page, which shows it in its place."""
        if self._window.session is None:
            return
        from desktop.replay.past_session import PastSession

        self._end_past()
        rewinding = self._window.leader.rewinding
        self._past = PastSession(self._live.folder, self._opener(self._window.session, at_ms), self._settings)
        self._past.opened.connect(lambda session: session.feed.start())
        self._past.opened.connect(rewinding.show)
        self._past.failed.connect(lambda line: rewinding.fail(explained(line)))

    def _end_past(self) -> None:
        if self._past is not None:
            self._past.close()
            self._past = None

    def _opener(self, session: Session, at_ms: int | None, live: LiveBeside | None = None) -> ReplayOpener:
        """Opens what this window's backend has recorded, as of a time; None: now.  ``live``: of which it tells."""
        from desktop.replay.opening import ReplayOpener
        from services.replay.analysis_place import AnalysisPlace

        assert self._live.client is not None
        self._opened = True
        target, endpoint = self._live.target, self._live.client.analysis_endpoint
        return ReplayOpener(
            None, target.data, target.realm, session.clock.now_ms() if at_ms is None else at_ms, from_live=True,
            place=AnalysisPlace(target.analysis_link, endpoint) if endpoint or target.data is None else None,
            catalog=session.catalog, told=told_of_drill(session.drill), live=live,
        )  # fmt: skip
