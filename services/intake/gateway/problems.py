"""Why the gateway refuses a request: one code, one HTTP status and one English text each."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from county.refusals import TEMPLATES, Refused, filled
from county.refusals import template as template_of


class Wording(NamedTuple):
    """Status and English template of a code."""

    status: int
    template: str


OWN: dict[str, Wording] = {
    "key_missing": Wording(401, "This needs an API key; send it in the header Authorization: Bearer KEY"),
    "key_unknown": Wording(401, "The API key is not known or was revoked; ask the county for a new one"),
    "channel_forbidden": Wording(403, "A key of channel {channel} may not do this; use one of {channels}"),
    "cross_site": Wording(403, "The form came from another site; open the page of the gateway and send it from there"),
    "not_found": Wording(404, "There is nothing at this address; see /api"),
    "method_forbidden": Wording(405, "This address does not answer this method; see /api"),
    "case_not_found": Wording(404, "No case has this number and this code; check both"),
    "body_too_slow": Wording(408, "The request arrives too slowly; send it again over a better connection"),
    "case_not_closed": Wording(409, "Case {event} is not closed yet; answer once it is"),
    "answers_spent": Wording(409, "Case {event} was answered {limit} times already; call the hotline"),
    "body_too_large": Wording(413, "The request is too large: at most {limit_kb} KB; send less at once"),
    "media_unsupported": Wording(415, "Content of type {media_type} is not read here; send {wanted}"),
    "file_kind": Wording(415, "{name} is not a file of a kind that is taken here; send {wanted}"),
    "request_invalid": Wording(422, "The request is not as described at /api: {why}"),
    "photo_format": Wording(415, TEMPLATES["photo_format"]),
    "photo_heic": Wording(415, TEMPLATES["photo_heic"]),
    "photo_damaged": Wording(422, TEMPLATES["photo_damaged"]),
    "photo_too_large": Wording(422, TEMPLATES["photo_too_large"]),
    "worker_missing": Wording(422, "The work number is missing; enter that of who made the visit"),
    "place_missing": Wording(422, "The place is missing; give lon and lat, x_m and y_m, or a village"),
    "village_unknown": Wording(422, "The county has no village {village}; choose one of the list at /"),
    "too_many_requests": Wording(429, "Too many requests; try again in {seconds} s"),
    "gateway_busy": Wording(503, "The gateway has too many requests at once; try again in {seconds} s"),
    "backend_away": Wording(503, "The county's backend does not answer; nothing was reported, send it again"),
    "answer_missing": Wording(
        503, "The county's backend did not answer: it is not known whether the request was carried out; send it again "
        "under the same Idempotency-Key"
    ),
    "gateway_failed": Wording(500, "The gateway failed; the request was not carried out, send it again or call"),
}  # fmt: skip
_STATUS_OF_REFUSAL = {
    403: ("not_authorised", "other_division", "report_other_division", "sensor_not_bound", "sensor_other_division"),
    404: ("event_unknown",),
    409: ("event_exists", "id_reused", "transition_forbidden", "too_often", "time_before_last_step", "reading_exists"),
    413: ("file_too_large",),
    503: ("disk_full", "journal_failed", "journal_read_only", "command_failed"),
}
_STATUS = {code: status for status, codes in _STATUS_OF_REFUSAL.items() for code in codes}
UNPROCESSABLE = 422
RETRY_AFTER_S = 10
"""After which a client tries again when the backend cannot do its part."""


class Problem(Exception):
    """A request that is refused, with everything that its answer says."""

    def __init__(self, code: str, *, retry_after_s: int | None = None, **params: str) -> None:
        super().__init__(code, params)
        own = OWN.get(code)
        self.code = code
        self.params = params
        self.status = _STATUS.get(code, UNPROCESSABLE) if own is None else own.status
        template = template_of(code, params) if own is None else own.template
        self.text = filled(template, params, params)
        """In English, one line."""
        self.retry_after_s = RETRY_AFTER_S if retry_after_s is None and self.status == 503 else retry_after_s

    @classmethod
    def of(cls, refused: Refused) -> Problem:
        """A refusal of the backend."""
        return cls(refused.code, retry_after_s=None, **refused.params)


class ProblemBody(Struct, frozen=True, kw_only=True):
    """The answer to a refused request."""

    code: str
    """Does not change with versions."""
    text: str
    """In English, one line: what is wrong and the way out."""
    params: dict[str, str] = {}


def body_of(problem: Problem) -> ProblemBody:
    return ProblemBody(code=problem.code, text=problem.text, params=problem.params)
