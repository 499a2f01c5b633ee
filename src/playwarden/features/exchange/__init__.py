"""Exchange: playlists as files that people edit elsewhere, written from what is mirrored and read back as a plan."""
