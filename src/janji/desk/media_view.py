"""One file of a conversation, opened through the gate for the person at the desk, and only so.

Pictures were drawn anew when they came and are shown in the page; everything else is handed over as
a download that no browser opens by itself. What may be a paper is shown once, after a press that
the ledger notes (a pass, sealed for this account, this file and a few minutes).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from janji.desk.media_files import PICTURES, is_covered
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.vault import gate, gate_files
from janji.vault.media_files import Media

PURPOSE = "customer_support"
SALT = "janji.desk.file"
PASS_LIVES = timedelta(minutes=5)
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf",
    "audio/ogg": "ogg", "audio/amr": "amr", "audio/mpeg": "mp3", "audio/aac": "aac",
    "audio/mp4": "m4a", "video/mp4": "mp4", "video/3gpp": "3gp", "text/vcard": "vcf",
}  # fmt: skip


def a_pass(request: HttpRequest, record: UUID, n: int, now: datetime) -> str:
    """What opens a covered file for this account until it lapses; it holds no personal data."""
    until = int((now + PASS_LIVES).timestamp())
    return signing.dumps([str(record), n, staff_id(request), until], salt=SALT, compress=False)


def passes(request: HttpRequest, record: UUID, n: int, now: datetime) -> bool:
    """Whether the address carries a pass for this file that has not lapsed."""
    try:
        told = signing.loads(request.GET.get("pass", ""), salt=SALT)
    except signing.BadSignature:
        return False
    mine = [str(record), n, staff_id(request)]
    return bool(told[:3] == mine and now.timestamp() < told[3])


@for_work("talk")
@require_safe
def file(request: HttpRequest, slug: str, person: UUID, record: UUID, n: int) -> HttpResponse:
    """The file *n* of a message. Raises: Http404 when it is not there, covered, or not theirs."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        if not may_look(request, db, record, n, house.clock.now()):
            raise Http404
        found = gate_files.open_file(
            db, house.vault, here, PURPOSE, person, record, n, by=staff_id(request)
        )
    if not isinstance(found, Media):
        raise Http404
    return handed(found, n)


def may_look(request: HttpRequest, db: Db, record: UUID, n: int, now: datetime) -> bool:
    """Whether the file lies open, or was asked for. The words beside it decide, as on the page."""
    facts = next(
        (one for one in gate_files.files_of(db, [record]).get(record, ()) if one.n == n), None
    )
    if facts is None or passes(request, record, n, now):
        return facts is not None
    house, here = house_of(request), business_of(request)
    opened = gate.read_records(db, house.vault, here, PURPOSE, [record], by=staff_id(request))
    if isinstance(opened, Refused) or not opened:
        return False
    return not is_covered(facts, str((opened[0].content or {}).get("text") or ""))


def handed(found: Media, n: int) -> HttpResponse:
    """The answer that carries a file: never sniffed, never run, named by us."""
    kind = found.content_type if found.content_type in ENDINGS else "application/octet-stream"
    shape = "inline" if kind in PICTURES else "attachment"
    answer = HttpResponse(found.content, content_type=kind)
    answer.headers["Content-Disposition"] = (
        f'{shape}; filename="{n + 1}.{ENDINGS.get(kind, "bin")}"'
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


URLS = [
    path("<slug:slug>/c/<uuid:person>/f/<uuid:record>/<int:n>", file, name="conversation_file"),
]
