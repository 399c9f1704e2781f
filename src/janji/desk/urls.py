"""Addresses of the staff view, all below /desk/."""

from __future__ import annotations

from django.urls import path

from janji.desk import conversation, entry, inbox, requests

app_name = "desk"
urlpatterns = [
    path("login", entry.sign_in, name="login"),
    path("logout", entry.sign_out, name="logout"),
    path("password", entry.new_password, name="password"),
    path("", inbox.inboxes, name="inboxes"),
    path("<slug:slug>/", inbox.inbox, name="inbox"),
    path("<slug:slug>/requests", requests.requests, name="requests"),
    path("<slug:slug>/quarantine", inbox.quarantine, name="quarantine"),
    path("<slug:slug>/c/<uuid:person>", conversation.conversation, name="conversation"),
]
