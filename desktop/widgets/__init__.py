"""Widgets that know no subject: labels, tables, lists, boxes, lines that wrap, charts' axes, bands."""
