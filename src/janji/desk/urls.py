"""Addresses of the staff's pages, all below /desk/; each module names its own."""

from __future__ import annotations

from janji.desk import (
    access_account,
    access_again,
    access_join,
    access_staff,
    answers,
    answers_entry,
    answers_import,
    answers_try,
    conversation,
    entry,
    inbox,
    live,
    look,
    media_view,
    numbers,
    person,
    requests,
    style,
    teach_view,
)

app_name = "desk"
urlpatterns = [
    *entry.URLS,
    *look.URLS,
    *style.URLS,
    *access_again.URLS,
    *access_account.URLS,
    *access_join.URLS,
    *access_staff.URLS,
    *inbox.URLS,
    *live.URLS,
    *person.URLS,
    *requests.URLS,
    *conversation.URLS,
    *media_view.URLS,
    *teach_view.URLS,
    *numbers.URLS,
    *answers.URLS,
    *answers_entry.URLS,
    *answers_import.URLS,
    *answers_try.URLS,
]
