"""Tracks for whoever edits a list: found by name, playable or not, and what could stand in for them."""
