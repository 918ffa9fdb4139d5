"""Files of the data folder, whatever they contain: places, locks, formats, writing that survives a power cut."""
