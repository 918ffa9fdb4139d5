"""The leader's page.

``overview.py`` asks for its figures, ``waiting_rows.py`` and ``rising_rows.py`` make its lists; ``figure_detail.py``
and ``figure_record_list.py`` are the steps from a number to its records, ``story.py`` the chapters.
"""
