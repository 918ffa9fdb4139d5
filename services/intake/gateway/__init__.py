"""The HTTP gateway: a process of its own, and the only package that imports starlette and uvicorn (ADR 31).

``endpoints.py`` is the table of what programs may call, ``gate.py`` limits every request, ``forms.py`` what a form may
hold in memory; ``backend_links.py`` holds the links.  ``reporting.py``, ``cases.py`` and ``figures.py`` do the work,
``sent_files.py`` checks files; ``page_routes.py`` serves the phone page (texts, style and script in
``resources/web/``).
"""
