"""The record of processing and the registers, for officer and owner; each download is noted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.policy import register_paper, register_tables
from janji.policy.business import Business
from janji.policy.register import Register
from janji.vault.holdings import register_of


@for_work("proof")
@require_safe
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Every purpose with its thirteen fields, papers, transfers, who waits, what is held."""
    here = business_of(request)
    found, _ = made(request)
    processing, *others = register_tables.tables(found, here)
    facts = {
        "register": found,
        "lines": register_paper.lines(found, here),
        "processing": processing,
        "entries": [
            (entry, list(zip(processing.head[14:], row[14:], strict=True)))
            for entry, row in zip(found.entries, processing.rows, strict=True)
        ],
        "tables": [
            (one, [list(zip(one.head, row, strict=True)) for row in one.rows]) for one in others
        ],
        "unknown": register_tables.unknown(found),
    }
    return render(request, "desk/register.html", facts)


def made(
    request: HttpRequest, form: str | None = None, part: str = ""
) -> tuple[Register, Business]:
    """The register of today in the reader's language; a download leaves its line in the ledger."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        if form:
            db.note("register.told", None, staff=staff_id(request), form=form, part=part or "all")
        return register_of(db, here, None, house.clock.now(), language_of(request))


@for_work("proof")
@require_POST
def register_csv(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """One part as a spreadsheet."""
    if part not in register_tables.PARTS:
        raise Http404
    found, then = made(request, "csv", part)
    content = register_tables.as_csv(register_tables.table(found, then, part))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    return named(answer, f"{slug}-register-{part}-{found.on.isoformat()}.csv")


@for_work("proof")
@require_POST
def register_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything on paper."""
    found, then = made(request, "pdf")
    answer = HttpResponse(register_paper.pdf(found, then), content_type="application/pdf")
    return named(answer, f"{slug}-register-{found.on.isoformat()}.pdf")


def named(answer: HttpResponse, name: str) -> HttpResponse:
    """The file under its name."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


URLS = [
    path("<slug:slug>/register", register, name="register"),
    path("<slug:slug>/register/pdf", register_pdf, name="register_pdf"),
    path("<slug:slug>/register/csv/<slug:part>", register_csv, name="register_csv"),
]
