"""The FILE of `plan` and `apply`: what playlists should be, in YAML, read strictly and resolved to orders."""
