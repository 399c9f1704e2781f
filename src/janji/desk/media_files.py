"""The files of a message as the desk shows them: what they are, and which wait for a press."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from janji.vault.gate_files import FileFacts

# Words that announce papers: identity, payment, health. What stands beside a picture is the best
# hint there is without looking into it.
PAPERS = re.compile(
    r"\b(?:ktp|nik|kk|sim|npwp|bpjs|pasp?or|passport|id card|identity|kartu (?:keluarga|kredit)"
    r"|rekening|bukti (?:tf|bayar|pembayaran)|transfer|invoice|resep|diagnosa)(?:nya|ku|mu)?\b",
    re.IGNORECASE,
)
PICTURES = frozenset(("image/jpeg", "image/png", "image/webp"))
FAMILY = {"image": "picture", "audio": "sound", "video": "film"}


@dataclass(frozen=True)
class Shown:
    """One file. family: picture, sound, film or document; state: due, held, refused, unavailable.

    covered: shown only when asked for, and the asking is noted.
    """

    n: int
    state: str
    family: str
    covered: bool
    size: int | None
    reason: str | None

    @property
    def key(self) -> str:
        """The number of the file within its message, as a form names it."""
        return str(self.n)


def shown_files(files: Sequence[FileFacts], words: str) -> tuple[Shown, ...]:
    """The files of one message; *words* came with them."""
    return tuple(
        Shown(
            one.n, one.state, family(one.content_type), is_covered(one, words), one.size, one.reason
        )
        for one in files
    )


def family(content_type: str | None) -> str:
    """What kind of file it is, for people."""
    return FAMILY.get((content_type or "").partition("/")[0], "document")


def is_covered(one: FileFacts, words: str) -> bool:
    """Whether the file may be a paper: every document is, and pictures beside such words are."""
    return family(one.content_type) == "document" or PAPERS.search(words) is not None
