"""民生需求预测: how many events of each need class a village or town will have in a coming week.

Pure arithmetic on counts as they were known at an origin; only :mod:`county.need.forest` loads scikit-learn, and only
the process of a forecast imports it.
"""
