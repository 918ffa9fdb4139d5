"""决策: results of decision parts that are pinned to walls and to the leader's page."""
