"""Playlists as a whole: made, duplicated, merged, split, and their details and cover written."""
