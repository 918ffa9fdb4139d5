"""How far away something is, as text."""

from __future__ import annotations

KM_M = 1_000.0


def away_text(away_m: float) -> str:
    """``120 m``; from 1 km on ``29.8 km``."""
    return f"{away_m / KM_M:,.1f} km" if round(away_m) >= KM_M else f"{away_m:,.0f} m"
