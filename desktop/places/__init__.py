"""Places as people give them: typed, chosen from a list or picked on the map; names of divisions."""
