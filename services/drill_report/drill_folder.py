"""What a window does with the journal of its drill, where that is on the same machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from county.package.open import CountyPackage
from county.realm import Realm

if TYPE_CHECKING:
    from services.drill_report.command import WrittenReport  # their libraries take long to load
    from services.drill_report.earlier_runs import EarlierRun
    from services.drill_report.facts import RunPercent, RunScores


class DrillFolder(NamedTuple):
    """Every method reads whole journals: call it in a thread."""

    package: Path
    data: Path
    """The data folder."""
    realm: Realm

    def write_report(self, folder: Path, against: str) -> WrittenReport:
        """The evaluation report, in ``folder``, compared with an earlier run; "" for none.  Raises as
        :func:`services.drill_report.command.report`."""
        from services.drill_report.command import ReportedRun, report

        run = ReportedRun(self.package, self.data, self.realm, Realm(against) if against else None)
        return report(run, folder, lambda share, what: None)

    def earlier_runs(self) -> list[EarlierRun]:
        """Raises as :func:`services.drill_report.earlier_runs.earlier_runs`."""
        from services.drill_report.earlier_runs import earlier_runs

        return earlier_runs(self.data, self.realm)

    def comparison(self, against: str) -> tuple[RunScores, Sequence[RunPercent]]:
        """The scores of an earlier run, and what all earlier ones reached.  Raises as
        :func:`services.drill_report.command.report`."""
        from services.drill_report.command import earlier_percents, earlier_scores

        county = CountyPackage(self.package)
        told = lambda share, what: None  # noqa: E731
        scores = earlier_scores(county, self.data, self.realm, Realm(against), told)
        return scores, earlier_percents(county, self.data, self.realm, told)

    def approve(self, item: str, person: str) -> str:
        """Make a live event of an improvement, and note that in the drill; returns its number.  Raises as
        :func:`services.drill_report.approval.approve`."""
        from services.drill_report.approval import approved

        [found] = approved(self.package, self.data, self.realm, [item], lambda share, what: None, person)
        return found.event_id
