"""What can be wrong with a county package, one subject a module; run by :mod:`county.package.check`."""
