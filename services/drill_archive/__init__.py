"""Archives of drills (``.drill``): packed and verified, with the photos that the records name (``attached.py``)."""
