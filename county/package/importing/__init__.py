"""Import of real files into the layers of a county package: the steps used by :mod:`county.package.importer`."""
