"""What this program is: its version, as it stands in records and welcomes."""

from __future__ import annotations

VERSION = "0.2.0"
