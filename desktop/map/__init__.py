"""The map: base picture in slices, live picture, layers, legend, styles of areas and events, search, measuring."""
