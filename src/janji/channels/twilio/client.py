"""Our side of Twilio's REST API: send, look, delete, and prove that it is gone.

Source: Twilio, "Messages resource" and "Media subresource" of API version 2010-04-01. There is no
idempotency key for messages, so a call without an answer is reported as "unsure", never repeated
here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import httpx

from janji.channels.twilio.download import Downloaded, download
from janji.channels.twilio.results import (
    Accepted,
    Deleted,
    Failed,
    FileRecord,
    Gone,
    NotYet,
    Record,
    facts,
    is_missing,
    number,
    record,
    refused,
    text,
    unanswered,
)
from janji.kit.errors import JanjiError, Refused

API = "/2010-04-01/Accounts/"
MEDIA_HOSTS = frozenset(("*.twilio.com", "*.twiliocdn.com"))
UNFINISHED = 20009
Pairs = list[tuple[str, str]]


class Twilio:
    """One Twilio account. Thread-safe as far as *http* is (httpx.Client is)."""

    def __init__(
        self,
        api_base: str,
        account: str,
        token: str,
        http: httpx.Client,
        media_hosts: frozenset[str] = MEDIA_HOSTS,
    ) -> None:
        """Speak to *api_base* ("https://api.twilio.com" or a twin's address) as *account*.

        http: of kit.http.client; media_hosts: where Twilio's media links may lead.
        """
        self._base = api_base.rstrip("/")
        self._account = account
        self._auth = httpx.BasicAuth(account, token)
        self._http = http
        self._media_hosts = media_hosts

    @property
    def account(self) -> str:
        """The account spoken as."""
        return self._account

    def media_url(self, sid: str, media: str) -> str:
        """Where the file *media* of the message *sid* is, as webhooks name it."""
        parts = (quote(sid, safe=""), quote(media, safe=""))
        return f"{self._base}{API}{self._account}/Messages/{parts[0]}/Media/{parts[1]}"

    def send_text(
        self, to: str, sender: str, body: str, status_callback: str = ""
    ) -> Accepted | Failed:
        """Hand one text to Twilio. Addresses as "whatsapp:+62…"; body of at most 1,600 units.

        sender: an address, or a MessagingServiceSid ("MG…"). status_callback: our URL with our
        own id in it, so that a callback that overtakes this answer still finds its message.
        """
        return self._send([("To", to), *sender_field(sender), ("Body", body)], status_callback)

    def send_template(
        self,
        to: str,
        sender: str,
        content_sid: str,
        variables: Mapping[str, str],
        status_callback: str = "",
    ) -> Accepted | Failed:
        """Hand an approved template to Twilio, the only way to write outside the 24-hour window."""
        fields = [("To", to), *sender_field(sender), ("ContentSid", content_sid)]
        if variables:
            fields.append(("ContentVariables", json.dumps(dict(variables), ensure_ascii=False)))
        return self._send(fields, status_callback)

    def _send(self, fields: Pairs, status_callback: str) -> Accepted | Failed:
        if status_callback:
            fields.append(("StatusCallback", status_callback))
        answer = self._call("POST", "Messages.json", form=fields)
        if isinstance(answer, httpx.HTTPError):
            return unanswered(answer, sending=True)
        row = facts(answer)
        sid = text(row.get("sid"))
        if answer.status_code != 201 or not sid:
            return refused(answer, sending=True)
        return Accepted(sid, text(row.get("status")))

    def fetch(self, sid: str) -> Record | Gone | Failed:
        """The message *sid* as Twilio keeps it now."""
        answer = self._call("GET", f"Messages/{quote(sid, safe='')}.json")
        if isinstance(answer, httpx.HTTPError):
            return unanswered(answer, sending=False)
        if is_missing(answer):
            return Gone()
        row = facts(answer)
        return record(row) if answer.status_code == 200 and row.get("sid") else refused(answer)

    def list_messages(
        self,
        *,
        to: str = "",
        sender: str = "",
        since: datetime | None = None,
        page_size: int = 200,
    ) -> Iterator[Record]:
        """Every message Twilio keeps, newest first, page by page; since: sent at or after it.

        Raises: JanjiError channels.twilio_list when a page cannot be had; what was yielded
        before is right, what would follow is unknown.
        """
        filters = [("To", to), ("From", sender), ("PageSize", str(page_size))]
        if since is not None:
            filters.append(("DateSent>", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
        query = urlencode([pair for pair in filters if pair[1]])
        for row in self._rows(f"Messages.json?{query}", "messages"):
            yield record(row)

    def redact(self, sid: str) -> Record | NotYet | Gone | Failed:
        """Empty the text of *sid* at Twilio; addresses, times and files stay."""
        answer = self._call("POST", f"Messages/{quote(sid, safe='')}.json", form=[("Body", "")])
        if isinstance(answer, httpx.HTTPError):
            return unanswered(answer, sending=False)
        if answer.status_code == 200 and facts(answer).get("sid"):
            return record(facts(answer))
        return left(answer)

    def delete_message(self, sid: str) -> Deleted | NotYet | Gone | Failed:
        """Delete the record and its files at Twilio. NotYet: ask again later (20009)."""
        return self._delete(f"Messages/{quote(sid, safe='')}.json")

    def delete_media(self, sid: str, media: str) -> Deleted | NotYet | Gone | Failed:
        """Delete one file of the message *sid* at Twilio."""
        return self._delete(f"Messages/{quote(sid, safe='')}/Media/{quote(media, safe='')}.json")

    def _delete(self, path: str) -> Deleted | NotYet | Gone | Failed:
        answer = self._call("DELETE", path)
        if isinstance(answer, httpx.HTTPError):
            return unanswered(answer, sending=False)
        return Deleted() if answer.status_code == 204 else left(answer)

    def list_media(self, sid: str) -> list[FileRecord] | Gone | Failed:
        """The files Twilio keeps beside the message *sid*."""
        try:
            rows = list(self._rows(f"Messages/{quote(sid, safe='')}/Media.json", "media_list"))
        except UnlistedError as broken:
            return broken.why
        return [FileRecord(text(row.get("sid")), text(row.get("content_type"))) for row in rows]

    def is_gone(self, sid: str) -> bool | None:
        """The proof of a deletion: True only when Twilio answers 404 with 20404.

        False: the record is there. None: no answer that proves either.
        """
        found = self.fetch(sid)
        if isinstance(found, Failed):
            return None
        return isinstance(found, Gone)

    def download_media(self, url: str, max_bytes: int) -> Downloaded | Refused:
        """The file at *url*, at most *max_bytes*, of a type we accept (see download.py)."""
        return download(
            self._http,
            url,
            max_bytes,
            own=f"{self._base}{API}{self._account}/",
            auth=self._auth,
            hosts=self._media_hosts,
        )

    def _rows(self, path: str, name: str) -> Iterator[dict[str, object]]:
        """The rows of a paged list. Raises: UnlistedError when a page cannot be had."""
        url = f"{self._base}{API}{self._account}/{path}"
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            answer = self._request("GET", url)
            if isinstance(answer, httpx.HTTPError):
                raise UnlistedError(unanswered(answer, sending=False))
            page = facts(answer)
            rows = page.get(name)
            if answer.status_code != 200 or not isinstance(rows, list):
                raise UnlistedError(Gone() if is_missing(answer) else refused(answer))
            yield from (row for row in rows if isinstance(row, dict))
            following = text(page.get("next_page_uri"))
            url = self._base + following if following.startswith(API) else ""

    def _call(
        self, method: str, path: str, form: Pairs | None = None
    ) -> httpx.Response | httpx.HTTPError:
        return self._request(method, f"{self._base}{API}{self._account}/{path}", form)

    def _request(
        self, method: str, url: str, form: Pairs | None = None
    ) -> httpx.Response | httpx.HTTPError:
        content = None if form is None else urlencode(form).encode("ascii")
        headers = {} if form is None else {"content-type": "application/x-www-form-urlencoded"}
        try:
            return self._http.request(
                method, url, content=content, headers=headers, auth=self._auth
            )
        except httpx.HTTPError as fault:
            return fault


class UnlistedError(JanjiError):
    """A list at Twilio could not be read to its end; .why says what happened."""

    def __init__(self, why: Gone | Failed) -> None:
        known = why.code if isinstance(why, Failed) else 20404
        super().__init__("channels.twilio_list", status=502, number=known or 0)
        self.why = why


def left(answer: httpx.Response) -> NotYet | Gone | Failed:
    """Why a record is not deleted or redacted by *answer*."""
    if is_missing(answer):
        return Gone()
    return NotYet() if number(facts(answer).get("code")) == UNFINISHED else refused(answer)


def sender_field(sender: str) -> Pairs:
    """The form field for *sender*: a Messaging Service or an address."""
    return [("MessagingServiceSid" if sender.startswith("MG") else "From", sender)]
