"""The page on which grid workers log in with their key, and record their visits."""

from __future__ import annotations

from collections.abc import Mapping

from county.figures.inputs import WORK_NUMBER_MAX
from services.intake.gateway.markup import Markup, element
from services.intake.gateway.page_frame import card, field, framed, icon, notice, stacked
from services.intake.gateway.page_texts import PageTexts

VISIT_FIELDS = ("grid", "worker", "note")


def login_page(
    texts: PageTexts,
    *,
    county: str,
    visit: Mapping[str, str],
    sender: str = "",
    visits: bool = False,
    visited: str = "",
    problem: str = "",
) -> str:
    """A whole page.  ``sender``: the key that is logged in, "" for none; ``visits``: whether it records visits;
    ``visit``: what was filled in of one before; ``visited``: the grid of which one was recorded just now."""
    if sender:
        form = element(
            "form",
            card(element("p", icon("login"), texts("logged_in", name=sender), class_="sender")),
            element("button", texts("log_out"), type="submit", class_="button plain"),
            action="/logout", method="post",
        )  # fmt: skip
    else:
        key = element(
            "input", type="password", name="key", required=True, maxlength=200, autocomplete="current-password"
        )
        form = element(
            "form",
            card(field(texts("key"), key), element("p", texts("login_hint"), class_="hint")),
            element("button", texts("log_in"), type="submit", class_="button"),
            action="/login", method="post",
        )  # fmt: skip
    body = stacked(
        notice("wrong", problem) if problem else None,
        notice("done", texts("visit_stored", grid=visited)) if visited else None,
        _visit_form(texts, visit) if visits else None,
        form,
    )
    return framed(texts, county=county, title=texts("nav_login" if sender else "login"), active="login", body=body)


def _visit_form(texts: PageTexts, given: Mapping[str, str]) -> Markup:
    grid = element(
        "input", type="text", name="grid", required=True, inputmode="numeric", maxlength=15, autocomplete="on",
        value=given.get("grid", ""),
    )  # fmt: skip
    worker = element(
        "input", type="text", name="worker", required=True, maxlength=WORK_NUMBER_MAX, autocomplete="on",
        value=given.get("worker", ""),
    )  # fmt: skip
    return element(
        "form",
        card(
            field(texts("visit_grid"), grid, hint=texts("visit_hint")),
            field(texts("visit_worker"), worker, hint=texts("visit_worker_hint")),
            field(
                texts("visit_note"), element("textarea", given.get("note", ""), name="note", rows="2", maxlength=1_000)
            ),
            element("button", texts("visit_send"), type="submit", class_="button", data_busy=texts("sending")),
            title=texts("visit"),
        ),
        action="/visit", method="post",
    )  # fmt: skip
