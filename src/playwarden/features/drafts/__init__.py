"""Drafts of playlists: kept for each member, told to the others."""
