"""A local imitation of Spotify: accounts service, Web API, player, vandal and fault injector."""
