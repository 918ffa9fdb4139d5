"""What processes that are started beside the program have in common."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

if sys.platform == "win32":
    NO_WINDOW: Final = subprocess.CREATE_NO_WINDOW
else:
    NO_WINDOW: Final = 0
"""Creation flags of a process without a console window, which Windows would open."""
