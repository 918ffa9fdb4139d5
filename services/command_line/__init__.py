"""The command line: one module for each group of verbs; ``main.py`` puts them together."""
