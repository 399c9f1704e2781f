"""HTML of a mail as plain text. Nothing is fetched, nothing runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SILENT = ("script", "style", "head", "title", "template")
BREAKS = ("br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3", "table")


class Reader(HTMLParser):
    """Collects the words that a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks begin on a new line; what is never shown is skipped."""
        if tag in SILENT:
            self._hidden += 1
        elif tag in BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of what is never shown."""
        if tag in SILENT and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._hidden:
            self.pieces.append(data)


def plain(html: str) -> str:
    """The words of *html*, a line per block; markup that makes no sense is read as words."""
    reader = Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):
        return re.sub(r"<[^>]*>", " ", html)
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)
