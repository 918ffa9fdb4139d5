"""The main window: its parts and the ways between them, docks and their places, menus, header, bands, status."""
