"""Protection: sweeps, incidents, restores, and what is wanted of playlists."""
