"""Metrics, their periods and texts, and the counts that are recorded for them."""
