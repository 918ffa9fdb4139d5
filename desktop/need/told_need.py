"""What the need forecast tells a leader: where most is expected this week, of the classes with most of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from county.need.backtest import LEAST_WEEKS
from county.need.baselines import METHODS
from county.need.classes import need_classes
from county.need.kept_forecast import KeptForecast, ToldNeed
from county.need.question import NeedLevel
from county.need.sentences import NOT_NEED
from county.need.weeks import monday, week_of
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.i18n import pick
from desktop.session import Session
from services.results.need import ExpectedQuestion
from services.results.registry import question_text

SHOWN_MAX = 3
LEVELS: tuple[NeedLevel, ...] = ("village", "town")
"""The first one of which a forecast was kept is told."""
NAME_MAX = 100
translate = QCoreApplication.translate


class TellNeed:
    """Of the kept forecast of the week that runs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release(self) -> None:
        """It asks nothing itself."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        week = week_of(now_ms)
        known = [
            one for one in self._session.layers.states("need_forecast").values()
            if isinstance(one, KeptForecast) and (one.week, one.ahead) == (week, 1)
        ]  # fmt: skip
        nothing = translate("TellNeed", "No forecast of the week from {day} was kept: open it; it is made where at "
                            "least {least} whole weeks are recorded")  # fmt: skip
        if not known:
            return ToldPart((), (), nothing.format(day=monday(week).isoformat(), least=LEAST_WEEKS))
        kept = min(known, key=lambda one: LEVELS.index(one.level))
        most = sorted(  # those with an interval first
            ((place, float(told[place]), need) for need in kept.needs
             for told in [np.frombuffer(need.told, "<f2")] if len(told) for place in [int(told.argmax())]),
            key=lambda one: (not one[2].half, -one[1]),
        )  # fmt: skip
        nobody = translate("TellNeed", "Nothing is expected in the week from {day}; that is no proof of no need")
        found = tuple(self._result(kept, need, place) for place, told, need in most[:SHOWN_MAX] if told > 0)
        return ToldPart((), found, nobody.format(day=monday(week).isoformat()))

    def _result(self, kept: KeptForecast, need: ToldNeed, place: int) -> ToldResult:
        session, code = self._session, kept.codes[place]
        name, where = need_classes(session.catalog).get(need.need), session.divisions.path(code)
        said = translate("TellNeed", "{need}: most of it in the week from {day} is expected in {place} (by {method})")
        next = translate("TellNeed", "next: plan staff or a visit there")
        asked = ExpectedQuestion(level=kept.level, need=need.need, place=code, name=where[:NAME_MAX])
        return ToldResult(
            said.format(
                need=need.need if name is None else pick(name), day=monday(kept.week).isoformat(), place=where,
                method=pick(METHODS[need.method]),
            ),
            f"{next} · {pick(NOT_NEED)}", ResultQuestion("need_expected", question_text(asked)), divisions=(code,),
            target=f"{kept.level}/{need.need}/{code}",
        )  # fmt: skip
