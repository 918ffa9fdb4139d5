"""Figures: the one way to ask for them, their evaluation over periods, reported figures, the quality of data."""
