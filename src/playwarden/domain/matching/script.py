"""Letters of other scripts written in Latin ones, and the sound of a name: one text for its usual spellings.

Cyrillic, Greek, kana and Hangul have letters that sound; Chinese characters do not tell how they are read, and stay.
"""

import re
import unicodedata

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True)) | {
    **dict.fromkeys("ъь", ""),
    **dict.fromkeys("іїј", "i"),
    **dict.fromkeys("цћ", "c"),
    **dict.fromkeys("шщ", "sh"),
    **dict.fromkeys("ґ", "g"),
    **dict.fromkeys("ђџ", "d"),
    "ё": "e",
    "ж": "zh",
    "х": "h",
    "ч": "ch",
    "ю": "iu",
    "я": "ia",
    "є": "ie",
    "ў": "u",
    "љ": "li",
    "њ": "ni",
}
_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstifo", strict=True))
_GREEK |= {"θ": "th", "χ": "ch", "ψ": "ps"}
_GREEK_PAIRS = {"ου": "ou", "αι": "e", "ει": "i", "οι": "i", "μπ": "b", "ντ": "d", "γκ": "g", "αυ": "av", "ευ": "ev"}
_ROWS = (
    ("", "あいうえお"),
    ("k", "かきくけこ"),
    ("g", "がぎぐげご"),
    ("s", "さしすせそ"),
    ("z", "ざじずぜぞ"),
    ("t", "たちつてと"),
    ("d", "だぢづでど"),
    ("n", "なにぬねの"),
    ("h", "はひふへほ"),
    ("b", "ばびぶべぼ"),
    ("p", "ぱぴぷぺぽ"),
    ("m", "まみむめも"),
    ("r", "らりるれろ"),
)
_KANA = {sign: row + vowel for row, signs in _ROWS for sign, vowel in zip(signs, "aiueo", strict=True)}
_KANA |= {"し": "shi", "じ": "ji", "ち": "chi", "ぢ": "ji", "つ": "tsu", "づ": "zu", "ふ": "fu", "ゔ": "vu"}
_KANA |= {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n"}
_KANA |= dict(zip("ぁぃぅぇぉゎ", ("a", "i", "u", "e", "o", "wa"), strict=True))
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
_ENDINGS = "k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
_MEDIALS, _FINALS = _VOWELS.split(), ["", *_ENDINGS.split()]

_LETTERS = str.maketrans(_CYRILLIC | _GREEK)
_OTHER = re.compile("[\u0370-\u04ff\u3040-\u30ff\uac00-\ud7a3]")
_PAIRS = re.compile("|".join(_GREEK_PAIRS))
_NO_SOUND = re.compile("[^a-z0-9\u0080-\U0010ffff]+")
_ONE_SPELLING = (
    "shch s|sch s|tch ch|sh s|kh h|ph f|tz c|ts c|dj i|zh s|ae a|oe o|ue u|ou o|ij i|iy i|yi i|yj i|gh g|ck k|jj i"
)
_SPELLINGS = dict(pair.split(" ") for pair in _ONE_SPELLING.split("|"))
_SPELLINGS |= {"y": "i", "j": "i", "w": "v", "q": "k", "z": "s"}
_SPELLED = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)))
_TWICE = re.compile(r"(.)\1+")


def in_latin(folded: str) -> str:
    """A folded name with the letters that sound written in Latin ones; others stay."""
    if folded.isascii() or not _OTHER.search(folded):
        return folded
    text = _PAIRS.sub(lambda pair: _GREEK_PAIRS[pair[0]], folded).translate(_LETTERS)
    if not _OTHER.search(text):
        return unicodedata.normalize("NFC", text)
    return _kana(_hangul(text))


def sound(folded: str) -> str:
    """The form in which spellings of one name meet: no spaces, no doubled letters, one letter for those that stand for
    one another between systems of transliteration (`y` and `i`, `kh` and `h`, `ü` and `ue`).
    """
    text = _NO_SOUND.sub("", in_latin(folded))
    heard = _TWICE.sub(r"\1", _SPELLED.sub(lambda found: _SPELLINGS[found[0]], text))
    return heard or text or folded


def _kana(text: str) -> str:
    parts: list[str] = []
    doubled = False
    for sign in text.translate(_KATAKANA):
        if sign in "っ":
            doubled = True
            continue
        if sign == "ー":
            continue
        if sign in _SMALL and parts and parts[-1][-1:] in ("i", "u", "e") and len(parts[-1]) > 1:
            glide = "" if parts[-1].startswith(("sh", "ch", "j", "f", "v", "t", "d")) or sign in "ぁぃぅぇぉ" else "y"
            parts[-1] = parts[-1][:-1] + glide + _SMALL[sign]
            continue
        latin = _KANA.get(sign, sign)
        parts.append(latin[0] + latin if doubled and latin in _KANA.values() else latin)
        doubled = False
    return "".join(parts)


def _hangul(text: str) -> str:
    parts = []
    for sign in text:
        place = ord(sign) - 0xAC00
        if 0 <= place < 11172:
            parts.append(_INITIALS[place // 588] + _MEDIALS[place % 588 // 28] + _FINALS[place % 28])
        else:
            parts.append(sign)
    return "".join(parts)
