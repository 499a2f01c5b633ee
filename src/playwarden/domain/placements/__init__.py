"""Placements: a track, or details, put into one playlist from a date until a date."""
