"""Real files become the layers of a county package; each step here, assembled in :mod:`county.package.importer`."""
