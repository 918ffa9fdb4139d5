"""The locale that Qt finds: with UTF-8, without which it writes English lines to the terminal of a Chinese user."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping

FOR_ALL = "LC_ALL"
PLAIN = ("C", "POSIX")


def take_utf8(environment: MutableMapping[str, str], platform: str = sys.platform) -> None:
    """The plain locale for all purposes becomes the same one in UTF-8.  Where none or another variable names it,
    Python has done so already (PEP 538).  Only Linux has that locale everywhere."""
    if platform == "linux" and environment.get(FOR_ALL) in PLAIN:
        environment[FOR_ALL] = "C.UTF-8"
