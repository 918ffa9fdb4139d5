"""One module for each format of the package after the first: its change, and the migration from the previous one.

A step receives a folder with a copy of the package's files (:data:`county.package.manifest.FILES`), changes them there
and sets ``format`` to its own number.  It must not use anything that a later format may change, such as the schema or
the manifest class.
"""
