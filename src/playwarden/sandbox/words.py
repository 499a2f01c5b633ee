"""Words from which the made-up world is put together."""

GIVEN = (
    "Maja Tom Ines Odd Leila Bruno Saoirse Kofi Hana Piet Noor Jules Ada Milo Zofia Ravi Elin Dario Amara Sven Lucía Emre "
    "Freya Ōtori Björn Chloé Tariq Vera Nils Aiko"
).split()
FAMILY = (
    "Lindqvist Okafor Brandt Moreau Castellanos Yilmaz Novák Ferrer O'Shea Haugen Baptiste Kowalski Marchetti Duarte Sørensen "
    "Achebe Lehtinen Varga Iyer Castro Winterbourne Dubois Petrov Hale Tanaka Bloom"
).split()
ADJECTIVES = (
    "Silver Hollow Paper Electric Velvet Northern Quiet Burning Golden Distant Broken Midnight Crystal Wild Second Faded Lunar "
    "Neon Restless Borrowed Amber Hidden Slow Bright Cold Tender Static Salt Violet Endless"
).split()
NOUNS = (
    "Harbour Lanterns Wolves Rivers Mirrors Engines Satellites Gardens Shadows Horses Letters Machines Oceans Fires Towers "
    "Signals Bridges Seasons Feathers Windows Stations Echoes Islands Orchards Compass Parade Motel Atlas Tides Embers"
).split()
VERBS = "Waiting Running Falling Dreaming Dancing Leaving Burning Singing Drifting Calling Breathing Turning".split()
TAILS = (
    "Tonight",
    "Again",
    "Without You",
    "in the Rain",
    "(Interlude)",
    "for Now",
    "at Dawn",
    "& Dust",
    "All Night",
    "Pt. 2",
)
GENRES = (
    "indie pop",
    "deep house",
    "dream pop",
    "hip hop",
    "folk",
    "synthwave",
    "neo soul",
    "techno",
    "ambient",
    "punk",
    "alt country",
    "jazz",
    "drum and bass",
    "metal",
    "bossa nova",
    "grime",
)
LABELS = (
    "Kestrel Records",
    "Nine Doors",
    "Low Tide Music",
    "Paper Crane",
    "Glass House Recordings",
    "Uplands",
    "Fjord & Sons",
)
MOODS = (
    "Morning",
    "Late Night",
    "Focus",
    "Workout",
    "Road Trip",
    "Rainy Day",
    "Sunday",
    "Deep Work",
    "Dinner",
    "Throwback",
    "Summer",
    "Autumn Walk",
    "Gym",
    "Chill",
    "Party",
    "Commute",
    "Study",
    "Heartbreak",
    "Garden",
    "After Hours",
)
KINDS = ("Mix", "Selection", "Radio", "Favourites", "Vibes", "Session", "Collection", "Archive", "Finds", "Hits 2026")
SENTENCES = (
    "Songs for {mood} & after.",
    "Updated every Friday.",
    "What we're playing: {mood}.",
    "Indie / pop / soul for {mood}.",
    "Don't skip the first one.",
    "Curated by {owner}. Follow for more <3",
    'The "{mood}" list, hand-picked.',
    "New finds and old friends",
)
SHOWS = ("The Long Groove", "Liner Notes", "Between Records", "One Song a Day")

MARKETS = (
    "AT",
    "AU",
    "BE",
    "BR",
    "CA",
    "CH",
    "DE",
    "DK",
    "ES",
    "FI",
    "FR",
    "GB",
    "IE",
    "IN",
    "IT",
    "JP",
    "MX",
    "NL",
    "NO",
    "NZ",
    "PL",
    "PT",
    "SE",
    "US",
)
