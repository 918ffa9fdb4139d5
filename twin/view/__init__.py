"""The 3D twin: the only place that imports VTK."""
