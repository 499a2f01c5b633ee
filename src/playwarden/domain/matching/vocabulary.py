"""Words beside a title that say which version it is, in the languages of real catalogues, and what they mean.

Three classes. *Another* recording: never taken for one without it. *Another cut* of one recording (radio edit,
extended, mono): taken for the same only where the durations agree. *The same* recording (remaster, bonus track).
All are folded; the longest that fits is read first.
"""

ANOTHER: dict[str, str] = {
    "live": "live|ao vivo|en vivo|en directo|dal vivo|in concert|en concierto|en concert|vivo|directo|live version|"
    "live ver|live session|live sessions|live recording|versao ao vivo|version en vivo|concert version|"
    "ライブ|ライヴ|现场|現場|演唱會|라이브|canli|na zywo|live in concert|live concert",
    "acoustic": "acoustic|acoustic version|acoustic ver|acustico|acustica|acoustique|akustik|akustisch|akusticka|"
    "version acustica|versao acustica|unplugged|mtv unplugged|stripped|stripped down|アコースティック|акустика",
    "session": "session|sessions|spotify session|spotify singles|spotify studios|bbc session|peel session|"
    "audiotree|tiny desk|recorded at|recorded live|recorded live at",
    "remix": "remix|rmx|rmxd|remixed|remezcla|rework|reworked|refix|re amp|bootleg|mashup|vip|vip mix|"
    "vip remix|dub|dub mix|"
    "dub version|remake|flip|リミックス|ремикс|混音",
    "karaoke": "karaoke|karaoke version|karaoke instrumental|カラオケ|backing track|backing version|sing along|"
    "singalong|playback|off vocal|instrumental karaoke|minus one|караоке|伴奏",
    "cover": "cover|covers|cover version|tribute|tribute to|tribute version|made famous by|as made famous by|"
    "in the style of|originally performed by|originally by|as performed by|as originally performed by|"
    "セルフカバー|カバー|"
    "кавер|翻唱|tributo|homenaje",
    "instrumental": "instrumental|instrumentals|instrumental version|instrumental mix|inst|inst version|"
    "without vocals|"
    "no vocals|インストゥルメンタル|インスト|инструментал|伴奏版",
    "a cappella": "a cappella|acappella|acapella|a capella|cappella|vocals only|アカペラ",
    "sped up": "sped up|speed up|spedup|sped up version|speed up version|nightcore|nightcore version|fast version|"
    "acelerado|acelerada|sped",
    "slowed": "slowed|slowed down|slowed version|slowed reverb|slowed and reverb|slow version|slowed to perfection|"
    "chopped and screwed|screwed|chopped|reverb|lento|desacelerado",
    "lofi": "lofi|lo fi|lofi version|lofi mix|lofi edit|lofi flip|lofi remix|lo fi version",
    "8D": "8d|8d audio|8d version|bass boosted",
    "demo": "demo|demos|demo version|home demo|maqueta|rough mix|work tape|worktape|demo recording|デモ|демо",
    "outtake": "outtake|outtakes|alternate|alternative|alternate take|alternate version|alternative version|"
    "alt version|"
    "alternate mix|rehearsal|early version|early take|take|unreleased",
    "re-recorded": "re recorded|rerecorded|re recording|rerecorded version|re recorded version|taylors version|"
    "new recording|recreated version|recreated|new version|nueva version|nova versao|regrabado|regrabada|re record|"
    "rerecord|regravacao",
    "piano": "piano|piano version|piano solo|solo piano|solo piano version|piano arrangement|piano cover|"
    "piano acoustic|"
    "ピアノ",
    "guitar": "guitar version|instrumental guitar|acoustic guitar|solo guitar",
    "orchestral": "orchestra version|orchestral version|orchestral|version orchestrale|symphonic|symphonic version|"
    "orchestra|strings version|string version|string quartet|philharmonic",
    "mixed": "mixed|mix cut|continuous mix|dj mix|abgt",
    "reprise": "reprise|reprise version",
    "interlude": "interlude|skit|intro|outro|interludio",
    "medley": "medley|megamix|potpourri|mash up",
    "commentary": "commentary|track by track|spoken|interview",
    "duet": "duet|duet version|dueto",
    "female": "female|female version|female vocals",
    "male": "male|male version|male vocals",
}
CUTS: dict[str, str] = {
    "radio edit": "radio edit|radio|radio version|radio mix|radio cut|edit|edited|edited version|video edit|"
    "video version|short|short version|short edit|version courte|album edit|versao radio|version radio|tv size|"
    "tv version|movie edit|film edit",
    "single": "single|single version|single edit|single mix|7 version|7 mix|7 edit|7 inch|7inch",
    "extended": "extended|extended mix|extended version|extended edit|long version|full length version|full version|"
    "12 version|12 mix|12 inch|12inch|club mix|club edit|club version|club|maxi version|maxi|version longue|"
    "extendido|"
    "uncut|loopable|loopable with no fade|no fade for looping|hour|1 hour|loop",
    "mono": "mono|mono version|mono mix|monophonic",
    "stereo": "stereo|stereo mix|stereo version|true stereo",
    "clean": "clean|clean version|censored|clean lyrics|clean edit",
    "mix": "mix|mixx",
}
SAME: dict[str, str] = {
    "remastered": "remaster|remastered|remasters|remastering|remastered version|digital remaster|"
    "digitally remastered|"
    "remasterizado|remasterizada|version remasterizada|versao remasterizada|remasterise|remasterisee|remasterisiert|"
    "rimasterizzato|rimasterizzata|anniversary remaster|hd remaster|"
    "リマスター|リマスタ|修復版|ремастер|remastered edition",
    "bonus": "bonus|bonus track|bonus tracks|bonus version|hidden track|bonustrack",
    "original": "original|original version|original mix|original edit|the original|original recording|main mix|"
    "main version|studio|studio version|album version|album mix|lp version|lp mix|cd version|version original|"
    "versao original|versao estudio|version estudio|original studio version|standard version|version album",
    "edition": "deluxe|deluxe edition|deluxe version|expanded edition|special edition|anniversary edition|"
    "explicit|explicit version|explicit lyrics|dirty|dirty version|uncensored",
    "from": "from|theme from|soundtrack|soundtrack version|original soundtrack|ost|"
    "original motion picture soundtrack|"
    "motion picture soundtrack|original score|score|background score|title track|主題曲|主題歌|片尾曲|插曲|из",
    "video": "official video|official music video|music video|official audio|audio|official lyric video|lyric video|"
    "lyrics|lyrics video|official|official visualizer|visualizer|visualiser|video oficial|videoclip|video clip|"
    "clip officiel|audio oficial|hd|hq|4k|full hd|high quality|mv|official mv|pv|m v|videoclip oficial|letra|"
    "with lyrics",
}
UNNAMED = "version"
"""A version of which nothing but its name is told: `Japanese Version`, `Movie ver.`"""
OF_GUESTS = frozenset(
    {"live", "acoustic", "remix", "karaoke", "instrumental", "sped up", "slowed", "lofi", "demo", "mixed"}
    | {"interlude", "reprise", "medley", "duet", "a cappella"}
)
"""What the last of the words behind `feat.` may mean, so that they name a version and no guests."""
_SAYING = (
    "version ver versao versione versie versio versija wersja mix edit cut recording arrangement arr edition rendition "
    "performance instrumentation"
)
SAYS_VERSION = frozenset(_SAYING.split())
_FILLING = (
    "version ver versao versione mix edit the at in from on de del do da das dos no na nas nos em en el la las los of "
    "by a an and y e et for recorded recording with s desde au le les du van het im am der die das und full new track "
    "digital digitally official"
)
FILLERS = frozenset(_FILLING.split())
"""Words of a version that tell nothing of their own."""
