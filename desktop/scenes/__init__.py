"""The scenes of the window: which panels, where."""
