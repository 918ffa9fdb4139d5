"""What training tells a leader: how many of each group will miss their hours, the most first.  Nobody is named."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.training.outlook import MISS, REACH, YearOfTraining
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.i18n import pick
from desktop.session import Session
from desktop.training.shown_years import ShownYears
from services.results.registry import question_text
from services.results.training import TrainingQuestion

FIGURES = (ResultQuestion("training_reach", question_text(TrainingQuestion())),)
translate = QCoreApplication.translate


class TellTraining:
    """One result a group that somebody is in."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._years = ShownYears(session)

    def release(self) -> None:
        """It asks nothing."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        groups: dict[str, list[YearOfTraining]] = {}
        for one in self._years.follow():
            groups.setdefault(one.group, []).append(one)
        known = [key for key in self._session.catalog.training_targets.groups if key in groups]
        known.sort(key=lambda key: -_missing(groups[key]))
        nothing = translate("TellTraining", "Nobody is enrolled for training: open the panel and enrol keys or posts")
        return ToldPart(FIGURES, tuple(self._group(key, groups[key]) for key in known), nothing)

    def _group(self, key: str, people: list[YearOfTraining]) -> ToldResult:
        group, missing = self._session.catalog.training_targets.groups[key], _missing(people)
        untold = sum(one.outlook not in MISS | REACH for one in people)
        said = translate("TellTraining", "{group}: {n} of {all} will miss the {hours} hours of {year} at this pace")
        if untold == len(people):
            said = translate(
                "TellTraining", "{group}: too early to tell who of {all} will have {hours} hours in {year}"
            )  # fmt: skip
        elif untold:
            said = translate(
                "TellTraining",
                "{group}: {n} of {all} will miss the {hours} hours of {year} at this pace; "
                "too early to tell of {untold}",
            )
        year = self._years.today.year
        said = said.format(
            group=pick(group.name), n=missing, all=len(people), hours=f"{group.hours_in(year):g}", year=year,
            untold=untold,
        )  # fmt: skip
        short = sum((one.target or 0) - one.total for one in people if one.outlook in MISS)
        text = translate("TellTraining", "next: whoever plans training finds {hours} hours for them in all, this year")
        return ToldResult(
            said, text.format(hours=f"{short:g}") if missing else "",
            ResultQuestion("training_reach", question_text(TrainingQuestion(key))), target=key, grave=missing > 0,
        )  # fmt: skip


def _missing(people: list[YearOfTraining]) -> int:
    return sum(one.outlook in MISS for one in people)
