"""The page that says why something was refused."""

from __future__ import annotations

from services.intake.gateway.markup import element
from services.intake.gateway.page_frame import framed, notice, stacked
from services.intake.gateway.page_texts import Language, PageTexts
from services.intake.gateway.problems import Problem


def problem_page(problem: Problem, language: Language) -> str:
    """A whole page."""
    texts = PageTexts(language)
    back = element("a", texts("back"), href="/", class_="button")
    body = stacked(notice("wrong", texts.problem(problem)), back)
    return framed(texts, county="", title=texts("problem"), body=body)
