"""Playlists as sheets: what stands in a row, how it is known again, and what somebody's edits of it come to."""
