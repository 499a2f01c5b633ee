"""Placements: made, looked at for conflicts, put in and taken out when they are due."""
