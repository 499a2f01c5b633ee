"""A month of attacks on protected playlists: `make siege` is the long form, a few days of it are in every test run."""
