"""Vertical slices: each feature with its service, values and texts."""
