"""Static files under names that change with their content, kept in memory, cached for ever.

/static/<room>/<name>.<hash>.<ext> comes from src/janji/<room>/static; /static/brand/<slug>/… from
businesses/<slug>/brand. The hash in the name lets a browser keep a file without asking again.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOMS = Path(__file__).parent.parent
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".py": "text/x-python; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Kept:
    """One file, ready to be sent."""

    content_type: str
    plain: bytes

    @property
    def packed(self) -> bytes:
        """The same, smaller; pressed when first asked for, so that a start need not wait."""
        return pressed(self.plain)


@functools.lru_cache(maxsize=256)
def pressed(body: bytes) -> bytes:
    """*body* in the gzip format, always the same bytes."""
    return gzip.compress(body, 9, mtime=0)


class Shelf:
    """Every static file of the rooms and of the businesses, by its public path."""

    def __init__(self, brands: Iterable[Path]) -> None:
        self._names: dict[str, str] = {}
        self._files: dict[str, Kept] = {}
        for room in ("site", "desk"):
            self._add(room, ROOMS / room / "static")
        for brand in brands:
            self._add(f"brand/{brand.parent.name}", brand)

    def _add(self, shelf: str, folder: Path) -> None:
        for path in sorted(folder.glob("*")):
            if path.suffix in TYPES:
                body = path.read_bytes()
                digest = hashlib.sha256(body).hexdigest()[:12]
                public = f"/static/{shelf}/{path.stem}.{digest}{path.suffix}"
                self._names[f"{shelf}/{path.name}"] = public
                self._files[public] = Kept(TYPES[path.suffix], body)

    def address(self, name: str) -> str | None:
        """The public path of "site/site.css", or None when there is no such file."""
        return self._names.get(name)

    def sizes(self) -> dict[str, int]:
        """Bytes each file takes on the wire."""
        return {name: len(self._files[path].packed) for name, path in self._names.items()}

    def answer(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes] | None:
        """The file asked for; None when the request is not for a static file we hold."""
        found = self._files.get(str(environ.get("PATH_INFO", "")))
        if found is None or environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return None
        packs = "gzip" in str(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = found.packed if packs else found.plain
        headers = [
            ("Content-Type", found.content_type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", FOR_EVER),
            ("Vary", "Accept-Encoding"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ]
        if packs:
            headers.append(("Content-Encoding", "gzip"))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
