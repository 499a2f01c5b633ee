"""Playlists and rule sets as a folder of files under version control."""
