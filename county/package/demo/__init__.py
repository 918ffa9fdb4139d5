"""The synthetic demo county 示范县: terrain first, then water, people, roads, buildings and devices on it."""
