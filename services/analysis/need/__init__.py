"""The need forecast of a realm: its counts as of the end of a week from the timeline (``counts``), former forecasts
from the journal (``known_forecasts``), and the studies that make one problem of both (``need_studies``)."""
