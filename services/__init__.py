"""The backend: desk, watch, journal, wire and intake.  No Qt, no VTK."""
