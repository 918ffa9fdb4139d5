"""Walls (ADR 52).

``program.py`` wires one with a link of its own, ``direction.py`` decides the scene, ``show.py`` holds contents and
paints, ``outputs.py`` has the windows; ``tiles/`` paint, ``contents/`` know.
"""
