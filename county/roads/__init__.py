"""The road network: lines, search in minutes for each vehicle, closures."""
