"""The synthetic demo county 示范县: terrain first, then water, settlements, roads, buildings and devices."""
