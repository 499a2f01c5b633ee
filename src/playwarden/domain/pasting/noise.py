"""What stands around names in a line and is none of them: bullets, numbers, time stamps, notes, marks of charts."""

import re
import unicodedata
from dataclasses import dataclass

_BULLET = re.compile(r"^(?:\[[ xX✓✔]?\]|[•‣⁃▪▫●○◦·∙*►▶▸→➤➜»>♪♫]+|[-–—](?=\s))\s*")
_NUMBER = re.compile(
    r"^(?:(?:no|nr|track|spår|titel)\.?\s*)?(?:#\s*(\d{1,4})\s*[.):\-–—]?|\(\s*(\d{1,4})\s*\)|(\d{1,4})\s*[.):](?![\d:])|"
    r"(\d{1,4})\s*[-–—](?=\s)|(\d{1,4})(?=\s)|([0-9]{1,4})、)\s*",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"^[\[(<【]?\s*(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?\s*(?:[-–—~]\s*(?:\d{1,3}:)?\d{1,3}:\d{2}\s*)?[\])>】]?"
    r"(?:\s*[-–—|:]\s+|\s+|(?<=[\])>】]))"
)
_LASTS = re.compile(r"(?:^|[\s\t|–—-]+)[\[(]?\s*(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)\s*[\])]?\s*$")
_WORDS = (
    r"official(?:\s+(?:music|lyrics?|hd|4k|animated))*(?:\s+(?:video|audio|clip|visuali[sz]er|single|track))?|"
    r"(?:music|lyrics?)\s+video|lyrics?|with\s+lyrics|letra|paroles|testo|songtext|audio|video|videoclip|clip\s+officiel|"
    r"v[ií]deo\s+oficial|clipe\s+oficial|offizielles\s+(?:musik)?video|visuali[sz]er|hd|hq|4k|uhd|1080p|720p|m/?v|"
    r"free\s+(?:download|dl)|out\s+now|new|neu|nuevo|nouveau|premiere|exclusive|official"
)
_NOTE = re.compile(rf"\s*[\[(【{{]\s*(?:{_WORDS})\s*[\])】}}]", re.IGNORECASE)
_BARE_NOTE = re.compile(
    r"\s*[|｜]\s*(?:official.*|lyrics?.*|audio|video|m/?v|hd|4k)$|\s+(?:official\s+(?:music\s+)?video|lyrics?\s+video)$",
    re.IGNORECASE,
)
_EXPLICIT = re.compile(r"\s*(?:[\[(]\s*explicit\s*[\])]|🅴)", re.IGNORECASE)
_MARK = re.compile(r"(?:\s+|^)(?:NEW!?|NEU!?|RE-?ENTRY|[↑↓▲▼△▽⬆⬇➡→↗↘=]\ufe0f?\s*\d{0,3}|\(?[+±-]\d{1,3}\)|\(NEW\))\s*$")
_ENDS_IN_NAME = re.compile(r"[^\W_][^-–—]*$")
_LABEL = re.compile(r"\s*\[([^\[\]]+)\]\s*$")
_QUOTES = dict(zip("\"“„«»‘'`‚「『", "\"”“»«’'`‘」』", strict=True))
_CLOSES = re.compile(r"""^[^"“”„«»‘’'「」『』]*[^\s(\["“”„«»‘’'「」『』]["”“»」』](?:\s|,|$)|^["”»」』]""")
"""A quote that ends before the end: `"A" and "B"` is not quoted as a whole, `"A (from "B")"` is."""
_VERSION = re.compile(
    r"\b(?:remix|mix|edit|version|live|acoustic|remaster|instrumental|karaoke|cover|demo|dub|vip|bootleg|rework|feat|ft|"
    r"mono|stereo|radio|extended|original|unplugged|session|sped|slowed|explicit|clean|with|rmx|flip|mashup|reprise)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Start:
    """What a line begins with: its number in a list, whether that has a sign of its own (`1.`, `#1`) or could be part
    of a name (`7 Years`), a time stamp, and the rest.
    """

    rest: str
    number: int | None = None
    marked: bool = False
    stamped: bool = False


def start_of(text: str, *, bare: bool = False) -> Start:
    """A line without its bullet, number and time stamp; all three may stand there, in this order or with the stamp
    first. `bare`: a number without a sign of its own counts the lines too.
    """
    rest = _left_alone(_BULLET, text)
    stamped = _left_alone(_STAMP, rest)
    if stamped != rest:
        after = _NUMBER.match(stamped)
        if after is not None and after[5] is None and after.end() < len(stamped):
            stamped = stamped[after.end() :]
        return Start(_left_alone(_BULLET, stamped), stamped=True)
    match = _NUMBER.match(rest)
    if match is None or match.end() >= len(rest) or not _has_letters(rest[match.end() :]):
        return Start(rest)
    number = int(next(group for group in match.groups() if group))
    marked = match[4] is None and match[5] is None
    if not marked and not bare:
        return Start(rest, number)
    behind = rest[match.end() :]
    after = _STAMP.match(behind)
    if after is not None and after.end() < len(behind):
        return Start(_left_alone(_BULLET, behind[after.end() :]), number, stamped=True)
    return Start(_left_alone(_BULLET, behind), number, marked=marked)


@dataclass(frozen=True, slots=True)
class End:
    """What a line ends with: how long the track lasts, whether it is explicit, and the rest."""

    rest: str
    duration_ms: int | None = None
    explicit: bool | None = None


def end_of(text: str, *, labels: bool = False) -> End:
    """A line without what people and pages write behind names. With `labels` (track lists) also the label's name in
    square brackets, as far as it is no version.
    """
    duration, explicit = None, None
    rest = text
    while True:
        before = rest
        rest = trimmed(rest)
        if duration is None and (lasts := _LASTS.search(rest)) and _has_letters(rest[: lasts.start()]):
            hours, minutes, seconds = int(lasts[1] or 0), int(lasts[2]), int(lasts[3])
            duration, rest = ((hours * 60 + minutes) * 60 + seconds) * 1000, rest[: lasts.start()]
        if (shorter := _EXPLICIT.sub("", rest)) != rest and _has_letters(shorter):
            explicit, rest = True, shorter
        for pattern in (_NOTE, _BARE_NOTE, _MARK):
            shorter = pattern.sub("", rest)
            if shorter != rest and _has_letters(shorter):
                rest = shorter
        label = _LABEL.search(rest) if labels else None
        if label is not None and not _VERSION.search(label[1]) and _ENDS_IN_NAME.search(rest[: label.start()]):
            rest = rest[: label.start()]
        if rest == before:
            return End(rest, duration, explicit)


def unquoted(text: str) -> str:
    """A name without quotes around the whole of it."""
    text = text.strip()
    while len(text) > 2 and _QUOTES.get(text[0]) == text[-1] and not _CLOSES.search(text[1:-1]):
        text = text[1:-1].strip()
    return text


def trimmed(text: str) -> str:
    """Without spaces, emoji and other pictures at both ends, unless nothing else is there."""
    text = text.strip()
    first, last = 0, len(text)
    while first < last and _is_picture(text[first]):
        first += 1
    while last > first and _is_picture(text[last - 1]):
        last -= 1
    return text[first:last] if first < last else text


def _is_picture(sign: str) -> bool:
    return sign.isspace() or sign in "\ufe0f\ufe0e" or unicodedata.category(sign) in ("So", "Sk", "Cf", "Co", "Cs")


def _left_alone(pattern: re.Pattern[str], text: str) -> str:
    """`text` without what `pattern` matches at its beginning, unless no letter would be left."""
    match = pattern.match(text)
    return text[match.end() :] if match is not None and _has_letters(text[match.end() :]) else text


def _has_letters(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
