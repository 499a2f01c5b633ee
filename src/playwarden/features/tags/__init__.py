"""Tags on playlists, by hand and by rule."""
