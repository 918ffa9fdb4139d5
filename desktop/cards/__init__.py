"""The card of the selection: an event, a sensor, another item of a layer or a list of them, and what is near."""
