"""What the gateway hands out and recognises again without storing it: codes of cases and log-ins, made with its key."""

from __future__ import annotations

import hmac
from pathlib import Path
from urllib.parse import quote, unquote

from county.durations import DAY_MS
from services.intake.gateway.api_keys import ApiKey
from services.store.keyfiles import ensure_key

FILE = "intake.key"
CODE_LENGTH = 12
"""Characters of 5 bits: 60 bits, with the limit of requests far beyond trying."""
LOGIN_MS = 14 * DAY_MS
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class CaseSecrets:
    """Codes made with the key in the gateway's folder; another key makes all of them invalid."""

    def __init__(self, folder: Path) -> None:
        """Raises BadKeyFile."""
        self._key = ensure_key(folder / FILE)

    def code_of(self, event_id: str) -> str:
        """The follow code (查询码) of a case, in groups of four: whoever has it sees the case."""
        number = int.from_bytes(self._digest("case", event_id)[:8], "big") >> 4
        signs = ""
        for _ in range(CODE_LENGTH):
            number, digit = divmod(number, 32)
            signs = _ALPHABET[digit] + signs
        return "-".join(signs[i : i + 4] for i in range(0, CODE_LENGTH, 4))

    def is_code(self, event_id: str, code: str) -> bool:
        """Whether ``code`` is that of the case, however people write it."""
        return hmac.compare_digest(_plain(code), _plain(self.code_of(event_id)))

    def login(self, key: ApiKey, now_ms: int) -> str:
        """The log-in of a page with an API key, valid for LOGIN_MS: ASCII, as cookies are."""
        until = now_ms + LOGIN_MS
        return f"{until}.{self._login_mark(key, until)}.{quote(key.name)}"

    def logged_in(self, login: str) -> tuple[str, int]:
        """The name in a log-in and until when it is valid; ("", 0) for what is none.  See :meth:`is_login`."""
        until, _, rest = login.partition(".")
        name = unquote(rest.partition(".")[2])
        return (name, int(until)) if until.isascii() and until.isdigit() and len(until) < 16 else ("", 0)

    def is_login(self, login: str, key: ApiKey, now_ms: int) -> bool:
        """Whether ``login`` was made for ``key`` and is still valid; not after the key was replaced."""
        _, until = self.logged_in(login)
        mark = login.partition(".")[2].partition(".")[0]
        return until > now_ms and hmac.compare_digest(mark.encode(), self._login_mark(key, until).encode())

    def _login_mark(self, key: ApiKey, until: int) -> str:
        return self._digest("login", key.name, key.sha256, str(until)).hex()[:32]

    def _digest(self, *words: str) -> bytes:
        return hmac.digest(self._key, "\0".join(words).encode("utf-8", "surrogatepass"), "sha256")


def _plain(code: str) -> bytes:
    return code.upper().translate(_ALIKE).encode("utf-8", "surrogatepass")
