"""Benchmarks for ``main.py bench NAME``: each module measures one performance figure against its goal."""
