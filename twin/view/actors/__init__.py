"""One file for each kind of batch: how the twin shows it."""
