"""Tables of any office program and system, read row by row: what `county import`, `send` and the desk's importer share.

No module here knows what a row is for: :mod:`county.package.importing` and :mod:`services.intake` interpret the values.
"""
