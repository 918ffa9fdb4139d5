"""Answers to refused requests: JSON for programs, a page for people."""

from __future__ import annotations

import msgspec
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from services.intake.gateway.page_texts import language_of
from services.intake.gateway.problem_page import problem_page
from services.intake.gateway.problems import Problem, body_of

PROBLEM = "county.problem"
PROGRAMS = ("/api/v1/", "/health")
"""Paths whose answers are read by programs."""


def problem_answer(problem: Problem, scope: Scope) -> Response:
    """The answer to a refused request, whose code is noted for the log."""
    note_problem(scope, problem)
    headers = {} if problem.retry_after_s is None else {"Retry-After": str(problem.retry_after_s)}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if scope["path"].startswith(PROGRAMS):
        return Response(
            msgspec.json.encode(body_of(problem)), status_code=problem.status, headers=headers,
            media_type="application/json",
        )  # fmt: skip
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    language = language_of(accepted.decode("latin-1"))
    return HTMLResponse(problem_page(problem, language), status_code=problem.status, headers=headers)


def note_problem(scope: Scope, problem: Problem) -> None:
    """Note why a request was refused, for the log and the counts."""
    scope[PROBLEM] = problem.code
