"""What messages about answers that take seconds have in common."""

from __future__ import annotations

from typing import Literal

StudyState = Literal["waiting", "working", "done", "refused"]
"""refused: the data of the county do not answer the question, or the computation failed."""
