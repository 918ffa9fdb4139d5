"""Figures as of any record, counted from events, reports, sensors and what is in stock."""
