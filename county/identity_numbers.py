"""Identity numbers of citizens in texts (GB 11643: code of a division, date of birth, order, check digit)."""

from __future__ import annotations

import re

IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dXx])")
