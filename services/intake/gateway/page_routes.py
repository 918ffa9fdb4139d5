"""Serves the phone page: report, follow, log in; for people, with or without scripts in their browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from county.catalog import Catalog
from county.numbering import COUNTY_TIME
from services.intake.gateway import openapi
from services.intake.gateway.answers import note_problem
from services.intake.gateway.api_page import api_page
from services.intake.gateway.bodies import NewEvent, ReporterAnswer, VisitRow
from services.intake.gateway.case_page import case_page, find_page
from services.intake.gateway.figures import rows_stored
from services.intake.gateway.follow_codes import LOGIN_MS
from services.intake.gateway.forms import MULTIPART, URLENCODED, form_of
from services.intake.gateway.gate import caller_of
from services.intake.gateway.gateway import Gateway
from services.intake.gateway.login_page import VISIT_FIELDS, login_page
from services.intake.gateway.page_texts import WEB, PageTexts, language_of
from services.intake.gateway.problems import Problem
from services.intake.gateway.report_page import POINT_FIELDS, REPORT_KEY, report_page
from services.intake.gateway.requests import media_type, struct_of

COOKIE = "county_login"
VISITOR = "grid_worker"
"""Channel of the keys that record visits."""
TITLE_MAX = 40
"""Characters of a description that become the title."""
_END_OF_TITLE = re.compile(r"[。！？!?；;\n]")
_STATIC = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
_WHOLE_HOUR = {"Cache-Control": "max-age=3600"}


class PageForm(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The fields of the form to report; more than NewEvent has, and only what the page sends."""

    report_key: str
    note: str = ""
    subclass: str = ""
    village: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    x_m: float | None = None
    y_m: float | None = None
    name: str = ""
    phone: str = ""

    def fields(self) -> dict[str, Any]:
        """As those of a report; what is longer than allowed is refused when they are converted."""
        reporter = " ".join(filter(None, (self.name.strip(), self.phone.strip())))
        place = {name: getattr(self, name) for name in (*POINT_FIELDS, "village")}
        note = self.note.strip()
        stated = {"title": title_of(note), "note": note, "subclass": self.subclass, "address": self.address.strip()}
        return {**stated, "reporter": reporter, **place}


def title_of(note: str) -> str:
    """The first sentence of a description, shortened."""
    first = _END_OF_TITLE.split(note, maxsplit=1)[0].strip() or note.strip()
    return first if len(first) <= TITLE_MAX else f"{first[: TITLE_MAX - 1]}…"


class Pages:
    """The handlers of one gateway."""

    def __init__(self, gateway: Gateway, catalog: Catalog) -> None:
        self._gateway = gateway
        self._catalog = catalog
        self._described = openapi.document(gateway.county_name)

    def routes(self) -> list[Route]:
        return [
            Route("/", self.form, methods=["GET"]),
            Route("/report", self.report, methods=["POST"]),
            Route("/case", self.find, methods=["GET"]),
            Route("/case", self.found, methods=["POST"]),
            Route("/case/{event_id}/{code}", self.case, methods=["GET"]),
            Route("/case/{event_id}/{code}/answer", self.answer, methods=["POST"]),
            Route("/login", self.login, methods=["GET"]),
            Route("/login", self.log_in, methods=["POST"]),
            Route("/logout", self.log_out, methods=["POST"]),
            Route("/visit", self.visit, methods=["POST"]),
            Route("/api", self.api, methods=["GET"]),
            *(_static(name, media_type) for name, media_type in _STATIC.items()),
        ]

    async def form(self, request: Request) -> Response:
        return HTMLResponse(self._form(request, given={}))

    async def report(self, request: Request) -> Response:
        """A refusal of what was filled in shows the form again, with everything but the photos."""
        fields: dict[str, str] = {}
        try:
            _require(request, MULTIPART)
            async with form_of(request) as sent:
                fields = sent.fields
                form = struct_of(fields, PageForm)
                if not form.note.strip():
                    raise Problem("title_missing")
                new = struct_of(form.fields(), NewEvent)
                checked = await self._gateway.checked(sent.files, caller_of(request.scope))
                work = self._gateway.reporter.report(new, checked, caller_of(request.scope).sender, form.report_key)
                event_id = await self._gateway.links.run(work)
        except Problem as problem:
            return self._refused(request, problem, self._form(request, given=fields, problem=problem))
        self._gateway.counts.accepted["report"] += 1
        code = self._gateway.codes.code_of(event_id)
        return RedirectResponse(f"/case/{event_id}/{code}?new=1", status_code=303)

    async def find(self, request: Request) -> Response:
        return HTMLResponse(find_page(_texts(request), county=self._gateway.county_name))

    async def found(self, request: Request) -> Response:
        fields: dict[str, str] = {}
        try:
            fields = await self._fields(request)
            number, code = fields.get("event_id", "").strip(), fields.get("code", "").strip()
            number = number if self._gateway.codes.is_code(number, code) else number.upper()
            if not self._gateway.codes.is_code(number, code):
                raise Problem("case_not_found")
        except Problem as problem:
            texts = _texts(request)
            page = find_page(
                texts, county=self._gateway.county_name, number=fields.get("event_id", ""),
                problem=texts.problem(problem),
            )  # fmt: skip
            return self._refused(request, problem, page)
        return RedirectResponse(f"/case/{number}/{self._gateway.codes.code_of(number)}", status_code=303)

    async def case(self, request: Request) -> Response:
        return HTMLResponse(await self._case(request))

    async def answer(self, request: Request) -> Response:
        event_id, code = self._checked_case(request)
        try:
            fields = await self._fields(request)
            said = struct_of({name: value for name, value in fields.items() if value}, ReporterAnswer)
            await self._gateway.links.run(self._gateway.cases.answer(event_id, said))
        except Problem as problem:
            return self._refused(request, problem, await self._case(request, problem=problem))
        self._gateway.counts.accepted["answer"] += 1
        return RedirectResponse(f"/case/{event_id}/{code}", status_code=303)

    async def login(self, request: Request) -> Response:
        return HTMLResponse(self._login(request))

    async def log_in(self, request: Request) -> Response:
        try:
            fields = await self._fields(request)
            key = self._gateway.keys.find(fields.get("key", "").strip())
            if key is None:
                raise Problem("key_unknown")
        except Problem as problem:
            return self._refused(request, problem, self._login(request, problem=problem))
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            COOKIE, self._gateway.codes.login(key, self._gateway.clock.now_ms()), max_age=LOGIN_MS // 1_000,
            httponly=True, samesite="strict", secure=request.url.scheme == "https",
        )  # fmt: skip
        return answer

    async def log_out(self, request: Request) -> Response:
        _check_same_site(request)
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    async def visit(self, request: Request) -> Response:
        """A visit that a grid worker records is one of now.  Who was there is stated: a key is that of a channel."""
        given: dict[str, str] = {}
        try:
            key = caller_of(request.scope).key
            if key is None:
                raise Problem("key_missing")
            if key.channel != VISITOR:
                raise Problem("channel_forbidden", channel=key.channel, channels=VISITOR)
            fields = await self._fields(request)
            at = datetime.fromtimestamp(self._gateway.clock.now_ms() / 1000, COUNTY_TIME)
            given = {name: fields.get(name, "").strip() for name in VISIT_FIELDS}
            if not given["worker"]:
                raise Problem("worker_missing")
            row = struct_of({**given, "at": at}, VisitRow)
            await self._gateway.links.run(rows_stored([row]))
        except Problem as problem:
            return self._refused(request, problem, self._login(request, given=given, problem=problem))
        self._gateway.counts.accepted["visit"] += 1
        return HTMLResponse(
            self._login(request, given={"worker": row.worker}, visited=row.grid), status_code=201
        )

    async def api(self, request: Request) -> Response:
        page = api_page(_texts(request), county=self._gateway.county_name, described=self._described)
        return HTMLResponse(page)

    def _form(self, request: Request, *, given: Mapping[str, str], problem: Problem | None = None) -> str:
        texts = _texts(request)
        return report_page(
            texts, county=self._gateway.county_name, places=self._gateway.places, catalog=self._catalog,
            key=given.get(REPORT_KEY) or uuid.uuid4().hex, sender=_sender(request), given=given,
            problem="" if problem is None else texts.problem(problem),
        )  # fmt: skip

    def _login(
        self, request: Request, *, given: Mapping[str, str] | None = None, problem: Problem | None = None,
        visited: str = "",
    ) -> str:  # fmt: skip
        texts, key = _texts(request), caller_of(request.scope).key
        return login_page(
            texts, county=self._gateway.county_name, sender=_sender(request),
            visits=key is not None and key.channel == VISITOR, visit=given or {}, visited=visited,
            problem="" if problem is None else texts.problem(problem),
        )  # fmt: skip

    async def _case(self, request: Request, *, problem: Problem | None = None) -> str:
        """Raises Problem."""
        event_id, code = self._checked_case(request)
        texts = _texts(request)
        case = await self._gateway.links.run(self._gateway.cases.status(event_id))
        subclass = self._catalog.subclasses.get(case.subclass)
        return case_page(
            texts, case, county=self._gateway.county_name, code=code,
            subclass=case.subclass if subclass is None else texts.of(subclass.name),
            new=request.query_params.get("new") == "1", problem="" if problem is None else texts.problem(problem),
        )  # fmt: skip

    def _checked_case(self, request: Request) -> tuple[str, str]:
        """Number and code of the case in the path.  Raises Problem."""
        event_id, code = request.path_params["event_id"], request.path_params["code"]
        if not self._gateway.codes.is_code(event_id, code):
            raise Problem("case_not_found")
        return event_id, self._gateway.codes.code_of(event_id)

    async def _fields(self, request: Request) -> dict[str, str]:
        """Fields of a form without files.  Raises Problem."""
        _require(request, URLENCODED)
        async with form_of(request) as sent:
            return sent.fields

    def _refused(self, request: Request, problem: Problem, page: str) -> Response:
        note_problem(request.scope, problem)
        headers = {} if problem.retry_after_s is None else {"Retry-After": str(problem.retry_after_s)}
        return HTMLResponse(page, status_code=problem.status, headers=headers)


def _require(request: Request, kind: str) -> None:
    """Check that a form of this kind comes from our own page.  Raises Problem."""
    _check_same_site(request)
    if media_type(request) != kind:
        raise Problem("media_unsupported", media_type=media_type(request)[:60] or "(none)", wanted=kind)


def _check_same_site(request: Request) -> None:
    """Raises Problem for a form that another site has sent."""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") or (
        origin is not None and origin.partition("://")[2] != request.headers.get("host", "")
    ):
        raise Problem("cross_site")


def _sender(request: Request) -> str:
    key = caller_of(request.scope).key
    return "" if key is None else key.name


def _texts(request: Request) -> PageTexts:
    return PageTexts(language_of(request.headers.get("accept-language", "")))


def _static(name: str, media_type: str) -> Route:
    content = (WEB / name).read_bytes()

    async def serve(request: Request) -> Response:
        return Response(content, media_type=media_type, headers=_WHOLE_HOUR)

    return Route(f"/{name}", serve, methods=["GET"])
