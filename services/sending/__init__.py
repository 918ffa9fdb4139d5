"""Sends the rows of a file into a running backend: read, named, previewed, submitted, reported."""
