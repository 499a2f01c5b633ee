"""The tile that stands where a cover is not known: always the same for the same name, drawn as SVG."""

from html import escape


def tile(name: str) -> str:
    """Two initials on a slope of two colours; the pages draw theirs by the same sum (frontend/src/shared/Cover.tsx)."""
    hue = 0
    for sign in name:
        hue = (hue * 31 + ord(sign)) % 360
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())[:2].upper()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        '<linearGradient id="g" x1="0" y1="0" x2="1" y2="1">'
        f'<stop stop-color="hsl({hue} 38% 38%)"/><stop offset="1" stop-color="hsl({(hue + 40) % 360} 42% 28%)"/>'
        '</linearGradient><rect width="100" height="100" fill="url(#g)"/>'
        '<text x="50" y="50" dy=".36em" text-anchor="middle" font-family="system-ui,sans-serif" font-size="38"'
        f' font-weight="600" fill="#fff">{escape(initials)}</text></svg>'
    )
