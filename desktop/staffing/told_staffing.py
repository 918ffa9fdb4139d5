"""What staffing tells a leader: whether the agents of today answer the hotline in time, and how many would."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.session import Session
from services.results.registry import question_text
from services.results.staffing import agents_now

translate = QCoreApplication.translate


class TellStaffing:
    """By the shifts and targets of the catalogue, and the recorded calls."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release(self) -> None:
        """It asks nothing itself."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        settings, asked = self._session.catalog.staffing, agents_now(self._session.catalog)
        if asked is None:
            nothing = translate("TellStaffing", "The catalogue has no hotline with shifts: add them to staffing.toml")
            return ToldPart((), (), nothing)
        question = question_text(asked)
        in_time, needed = (
            ResultQuestion(metric, question) for metric in ("hotline_answered_now", "hotline_agents_needed")
        )
        reply = results.reply(in_time)
        share = None if reply is None or reply.figure is None else reply.figure.value.value
        is_short = share is not None and share < asked.share
        target, wanted = f"{asked.target_s:g}", f"{100 * asked.share:g}"
        of_today = translate("TellStaffing", "calls of a mean day that the agents of today answer within {target} s; "
                             "{share} % are wanted")  # fmt: skip
        of_need = translate("TellStaffing", "agents of all shifts together who answer {share} % within {target} s; "
                            "today there are {now}")  # fmt: skip
        next = translate("TellStaffing", "next: the hotline moves or adds agents by the half hours where they lack")
        assumed = translate("TellStaffing", "times of a call are assumptions until the telephone system's are set")
        now = sum(shift.agents for shift in settings.shifts.values())
        return ToldPart((), (
            ToldResult(
                of_today.format(target=target, share=wanted), next if is_short else assumed, in_time, target="agents",
                grave=is_short,
            ),
            ToldResult(of_need.format(target=target, share=wanted, now=now), assumed, needed, target="agents"),
        ), "")  # fmt: skip
