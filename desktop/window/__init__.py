"""The main window: its parts and the ways between them, docks and their places, menus, header, bands, status.

``main_window.py`` makes the parts, ``part_links.py`` says what one of them wants of another; ``drill_calls.py`` brings
to the front what calls somebody in a drill; ``arrangement.py`` and ``workspace.py`` place the docks, ``place.py`` the
window.
"""
