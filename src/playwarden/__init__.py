"""Playwarden: playlists that stay the way you mean them, and a listening history you own."""

__version__ = "0.1.0"
