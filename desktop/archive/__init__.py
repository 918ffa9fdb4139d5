"""All events ever, answered by the analysis: the panel, those that continue a list, closed events like a shown one."""
