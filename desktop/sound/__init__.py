"""Which tone is due when, the tones, the player (ADR 35)."""
