"""Risk early warning: what is unusual among the events of the last days, found once a day and when it is asked for.

``watched_county`` and ``daily_counts`` make the series, ``detectors`` judges them, ``matters`` makes one matter of what
belongs together, ``found_patterns`` tells what is repeated or talked about more (``title_words`` reads the
titles), ``known_cards`` reads what the journal has, ``risk_judge`` turns both into what is to be recorded, and
``risk_thread`` does it when it is due.
"""
