"""Migrates data folders of earlier versions to the current format: each step is a file with a test."""
