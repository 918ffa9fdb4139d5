"""What 点评 says of an earlier run of the same scenario: per expectation, per role, and over all runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from county.drill.compare import RunComparison, ScorePair, by_role, compare
from county.drill.scenario import Scenario
from county.drill.score import Score
from county.drill.words import status_name
from desktop import moments
from desktop.drill.words import elapsed
from desktop.i18n import pick

if TYPE_CHECKING:
    from services.drill_report.facts import RunPercent, RunScores

translate = QCoreApplication.translate


class EarlierScores:
    """The scores of an earlier run beside those of this one."""

    def __init__(self, run: RunScores, trend: Sequence[RunPercent]) -> None:
        """``trend``: what the earlier runs reached, in their order."""
        self._run, self._trend = run, trend

    def compared(self, scenario: Scenario, scores: Mapping[str, Score]) -> RunComparison | None:
        """None while scores of this run are missing."""
        if not all(expectation.id in scores for expectation in scenario.expectations):
            return None
        return compare((self._run.scenario, self._run.scores), (scenario, list(scores.values())))

    def cells(self, found: RunComparison, id: str) -> tuple[str, str]:
        """Status with time of the earlier run, and by how much longer or shorter it took now; a dash where the
        expectation is not compared."""
        pair = next((pair for pair in found.pairs if pair.later.id == id), None)
        if pair is None:
            return translate("DrillScores", "not comparable"), ""
        took = elapsed(pair.earlier.elapsed_ms)
        return " ".join(filter(None, (pick(status_name(pair.earlier)), took))), _change(pair)

    def lines(self, found: RunComparison, scenario: Scenario, percent: float | None) -> list[str]:
        """``percent``: the result of this run."""
        lines = []
        runs = [f"{moments.full(run.began_ms)[:10]} {_share(run.percent)}" for run in self._trend]
        if runs:
            now = translate("DrillScores", "now")
            said = translate("DrillScores", "Results of the runs: {runs}")
            lines.append(said.format(runs=" → ".join([*runs, f"{now} {_share(percent)}"])))
        roles = [f"{one.role} {_share(one.earlier)} → {_share(one.later)}" for one in by_role(found, scenario)]
        if roles:
            lines.append(translate("DrillScores", "By role: {roles}").format(roles="；".join(roles)))
        apart = {
            translate("DrillScores", "changed between the versions"): found.changed,
            translate("DrillScores", "only in the earlier run"): found.only_earlier,
            translate("DrillScores", "only in this run"): found.only_later,
        }
        lines += [f"{what}: {'、'.join(ids)}" for what, ids in apart.items() if ids]
        return lines


def _share(percent: float | None) -> str:
    return "—" if percent is None else f"{percent:.2f} %"


def _change(pair: ScorePair) -> str:
    """``+0:01:20``; nothing where a time is missing."""
    ms = pair.shown_change_ms
    if ms is None:
        return ""
    return "0" if not ms else f"{'+' if ms > 0 else '−'}{elapsed(abs(ms))}"
