"""The registry of panels, what all have in common, and panels without a folder of their own."""
