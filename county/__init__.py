"""Domain model of a county: divisions, events, sensors, alarms, resources, and their rules.

No sockets, no database, no windows; only :mod:`county.clock` reads a clock.
"""
