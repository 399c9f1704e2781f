"""Keeping the list on the screen to see it again, and ending such a kept list."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from janji.desk.inbox_views import end_view, keep_view
from janji.desk.listing_shown import shown_in
from janji.desk.look import tell
from janji.desk.staff import business_of, can, for_work, house_of, staff_id


@for_work("inbox")
@require_POST
def inbox_views(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the list on the screen under a name (name, shared), or end a kept one (end)."""
    house, now, staff = house_of(request), house_of(request).clock.now(), staff_id(request)
    shows = shown_in(dict(parse_qsl(request.POST.get("back", "")))).query()
    may_shared = can(request, "settings")
    with house.act(business_of(request)) as db:
        if view := view_id(request):
            end_view(db, staff, view, may_shared=may_shared)
            tell(request, "desk.inbox.told.view_ended")
        else:
            shared = may_shared and request.POST.get("shared") == "1"
            name = request.POST.get("name", "")[:80]
            refused = keep_view(db, staff, name, shows, now, shared=shared)
            tell(request, refused.code if refused else "desk.inbox.told.view_kept",
                 **({k: int(v) for k, v in refused.values.items()} if refused else {}))  # fmt: skip
    return redirect(f"{reverse('desk:inbox', args=[slug])}?{shows}")


def view_id(request: HttpRequest) -> UUID | None:
    """Which kept list is to end, if one is."""
    try:
        return UUID(request.POST.get("end", ""))
    except ValueError:
        return None


URLS = [
    path("<slug:slug>/views", inbox_views, name="inbox_views"),
]
