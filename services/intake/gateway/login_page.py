"""The page on which grid workers log in with their key."""

from __future__ import annotations

from services.intake.gateway.markup import element
from services.intake.gateway.page_frame import card, field, framed, icon, notice, stacked
from services.intake.gateway.page_texts import PageTexts


def login_page(texts: PageTexts, *, county: str, sender: str = "", problem: str = "") -> str:
    """A whole page.  ``sender``: who is logged in, "" for nobody."""
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
    body = stacked(notice("wrong", problem) if problem else None, form)
    return framed(texts, county=county, title=texts("login"), active="login", body=body)
