"""Results of decision parts as figures: numbers that are pinned to walls, the leader's page and briefings, and that can
be counted again as of their record.

``registry.py`` says what counts which result and what can be asked of it; ``sources.py`` what they are counted from;
``counting.py`` makes figures of them, and counts those of a document again.  ``replies.py`` answers clients.
"""
