"""The timeline of a realm: columns on disk, into which the records of its journal are folded."""
