"""Rows of lists and tables, and what paints them."""
