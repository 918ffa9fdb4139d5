"""Statistical surveillance of counts: by when a series, or a group of places, has more cases than its past explains.

Pure arithmetic on arrays: which counts are watched, and what an alarm leads to, is not decided here.
"""
