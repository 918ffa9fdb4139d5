"""The Qt desktop."""
