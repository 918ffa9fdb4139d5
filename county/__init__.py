"""What a county is: divisions, events, sensors, alarms, resources, and the rules that move them.

No socket, no database, no window, and no clock read outside :mod:`county.clock`.
"""
