"""The pages on which a reporter follows a case: the form to find it, and its stages."""

from __future__ import annotations

from datetime import datetime

from county.events.event import State
from county.numbering import COUNTY_TIME
from services.intake.gateway.bodies import CaseStage, CaseStatus
from services.intake.gateway.markup import Markup, element
from services.intake.gateway.page_frame import card, field, framed, icon, notice, stacked
from services.intake.gateway.page_texts import PageTexts

ANSWER_MAX = 1_000
STEPS = ("reported", "filed", "dispatched", "handling", "closed")
_STEP_OF = {
    State.REPORTED: 0, State.FILED: 1, State.MERGED: 1, State.DISPATCHED: 2, State.HANDLING: 3, State.SUSPENDED: 3,
    State.FED_BACK: 3, State.CLOSED: 4, State.EVALUATED: 4,
}  # fmt: skip
REFRESH_S = 60


def find_page(texts: PageTexts, *, county: str, number: str = "", problem: str = "") -> str:
    """A whole page."""
    form = element(
        "form",
        card(
            field(texts("case_number"), element("input", type="text", name="event_id", required=True, maxlength=64,
                                                value=number, autocapitalize="characters", autocomplete="off",
                                                placeholder="20261126-7K4Q2M9")),
            field(texts("case_code"), element("input", type="text", name="code", required=True, maxlength=20,
                                              autocapitalize="characters", autocomplete="off",
                                              placeholder="XXXX-XXXX-XXXX")),
            element("p", texts("follow_hint"), class_="hint"),
        ),
        element("button", texts("find"), type="submit", class_="button"),
        action="/case", method="post",
    )  # fmt: skip
    body = stacked(notice("wrong", problem) if problem else None, form)
    return framed(texts, county=county, title=texts("follow"), active="follow", body=body)


def case_page(
    texts: PageTexts, case: CaseStatus, *, county: str, code: str, subclass: str, new: bool, problem: str = ""
) -> str:
    """A whole page.  ``new``: the case was reported just now."""
    head = card(
        element("p", element("span", subclass, class_="badge"), class_="badges"),
        element("p", case.title, class_="title"),
        element(
            "dl",
            element("div", element("dt", texts("case_number")), element("dd", case.event_id, id="number")),
            element("div", element("dt", texts("case_code")), element("dd", code, id="code")),
            class_="numbers",
        ),
        element("button", icon("link"), element("span", texts("link_copy")), type="button", id="copy",
                class_="button plain js", data_copied=texts("link_copied")),
        element("p", texts("merged_note"), class_="hint") if case.merged else None,
    )  # fmt: skip
    thanks = texts("answered_unsolved") if case.solved is False else texts("answered_thanks")
    body = stacked(
        notice("done", texts("received"), texts("received_hint")) if new else None,
        notice("wrong", problem) if problem else None,
        notice("done", thanks) if case.satisfied is not None else None,
        head,
        card(_steps(texts, case.state), _stages(texts, case.stages), title=texts("progress")),
        _answer_form(texts, case.event_id, code) if case.may_answer and case.satisfied is None else None,
        element("p", class_="js", data_refresh=str(REFRESH_S), hidden=True) if not case.may_answer else None,
    )
    return framed(texts, county=county, title=texts("case"), active="follow", body=body)


def _steps(texts: PageTexts, state: State) -> Markup | None:
    """How far the case is, as a row of its main steps; None for one that is not accepted."""
    if state not in _STEP_OF:
        return None
    reached = _STEP_OF[state]
    rows = (
        element("li", texts(f"step_{name}"), class_="done" if place <= reached else None,
                aria_current="step" if place == reached else None)
        for place, name in enumerate(STEPS)
    )  # fmt: skip
    return element("ol", *rows, class_="steps")


def _stages(texts: PageTexts, stages: list[CaseStage]) -> Markup:
    rows = (
        element(
            "li",
            element("strong", texts(f"stage_{stage.stage}")),
            element("time", _moment(stage.at_ms)),
            element("span", texts("unit", unit=stage.unit), class_="unit") if stage.unit else None,
            element("p", stage.note) if stage.note else None,
            class_=f"stage {stage.stage}",
        )
        for stage in reversed(stages)
    )
    return element("ol", *rows, class_="stages")


def _answer_form(texts: PageTexts, event_id: str, code: str) -> Markup:
    return element(
        "form",
        card(
            _choice(
                texts("satisfied"), "satisfied",
                (("true", texts("satisfied_yes")), ("false", texts("satisfied_no"))),
            ),
            _choice(
                texts("solved"), "solved",
                (("true", texts("solved_yes")), ("false", texts("solved_no")), ("", texts("solved_unknown"))),
            ),
            field(texts("answer_note"), element("textarea", "", name="note", rows="2", maxlength=ANSWER_MAX)),
            element("button", texts("answer_send"), type="submit", class_="button", data_busy=texts("sending")),
            title=texts("answer"),
        ),
        action=f"/case/{event_id}/{code}/answer", method="post",
    )  # fmt: skip


def _choice(title: str, name: str, options: tuple[tuple[str, str], ...]) -> Markup:
    buttons = (
        element("label", element("input", type="radio", name=name, value=value, required=True), element("span", text))
        for value, text in options
    )
    return element("fieldset", element("legend", title), element("div", *buttons, class_="choice"))


def _moment(at_ms: int) -> str:
    """A time of the county, to the minute."""
    return f"{datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME):%Y-%m-%d %H:%M}"
