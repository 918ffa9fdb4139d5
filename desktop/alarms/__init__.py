"""Alarms: their panel, the form that sets them aside, the band of emergencies, what calls for a person."""
