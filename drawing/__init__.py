"""Qt painting of batches, shared by the map and the twin."""
