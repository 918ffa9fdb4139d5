"""Following batches through scans: an index of all scans, the walk through it, and its answer."""
