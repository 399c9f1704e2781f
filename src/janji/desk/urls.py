"""Addresses of the staff's pages, all below /desk/; each module names its own."""

from __future__ import annotations

from janji.desk import conversation, entry, inbox, live, look, numbers, requests, style

app_name = "desk"
urlpatterns = [
    *entry.URLS,
    *look.URLS,
    *style.URLS,
    *inbox.URLS,
    *live.URLS,
    *requests.URLS,
    *conversation.URLS,
    *numbers.URLS,
]
