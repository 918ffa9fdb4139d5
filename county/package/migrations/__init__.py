"""One module for each format of the package after the first: what it brought, and how to get there from the last.

A step gets a folder with a copy of the package's files (:data:`county.package.manifest.FILES`) and changes them there;
it leaves ``format`` at its own number.  It uses nothing that a later format may change: no schema, no manifest class.
"""
