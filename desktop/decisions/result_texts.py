"""What is written of a result while it is counted, and when it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import theme
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.result_number import NumberText
from desktop.figures.analysis_note import analysis_note
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.session import Session
from desktop.wording import explained

translate = QCoreApplication.translate


def shown_result(results: AskedResults, question: ResultQuestion) -> ShownFigure | None:
    """The result, for its menu; None while there is none."""
    reply = results.reply(question)
    return None if reply is None or reply.figure is None else ShownFigure(reply.figure, reply.as_of_ms)


def number_text(session: Session, results: AskedResults, question: ResultQuestion, now_ms: int) -> NumberText:
    """The number, or why there is none."""
    metric = session.catalog.metrics[question.metric]
    name, shown = pick(metric.name), shown_result(results, question)
    if shown is not None:
        return NumberText.of(metric, name, shown.figure.value, shown.as_of_ms, now_ms)
    reply, share = results.reply(question), results.waiting(question)
    if reply is not None:
        return _unknown(name, translate("decisions", "cannot be computed"), explained(reply.why))
    if results.trouble(question):
        return _unknown(name, translate("decisions", "not answered"), results.trouble(question))
    if share is not None:
        text = translate("decisions", "computing, {share} %").format(share=round(100 * share))
        return _unknown(name, text, "")
    return _unknown(name, translate("decisions", "not computed yet"), analysis_note(session, 0))


def _unknown(name: str, value: str, why: str) -> NumberText:
    below = (why,) if why else ()
    return NumberText(name, value, below, theme.MUTED, False, tip="\n".join((name, value, *below)))
