"""Staffing and what changes of policies would do: answers by the county package and by what its journal knew."""
