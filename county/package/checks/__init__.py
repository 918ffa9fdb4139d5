"""Checks of a county package, one subject per module; run by :mod:`county.package.check`."""
