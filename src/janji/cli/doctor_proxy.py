"""Read a proxy's configuration and say what of a visitor it would write down.

nginx: every `server` must have `access_log off` or a format without addresses and devices, and no
error log (its lines name the client). Caddy: no `log` that is not discarded.
Sources: nginx, ngx_http_log_module and ngx_core_module; Caddy, "log" directive and global option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|[^\s{};"'#][^\s{};]*""")
TELLING = re.compile(
    r"\$(?:binary_)?remote_(?:addr|port|user)|\$realip_\w+|\$proxy_add_x_forwarded_for"
    r"|\$proxy_protocol_\w*addr|\$http_(?:user_agent|x_forwarded_for|x_real_ip|forwarded|referer"
    r"|cookie|via|sec_ch_\w+|accept_language|cf_connecting_ip|true_client_ip)|\$cookie_\w+"
    r"|\$ssl_(?:client_\w+|ja3\w*)|\$geoip\w*"
)
DISCARDED = ("off", "/dev/null")


@dataclass
class Block:
    """A block of nginx: its name, its directives, its blocks."""

    name: str
    directives: list[list[str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def last(self, name: str) -> list[list[str]]:
        """The arguments of every directive called *name* here."""
        return [words[1:] for words in self.directives if words[0] == name]

    def below(self) -> Iterator[Block]:
        """This block and all inside it."""
        yield self
        for block in self.blocks:
            yield from block.below()


def recorded(path: Path) -> list[str]:
    """What the configuration at *path* would write down of a visitor; empty: nothing.

    Closed words: "access_log", "error_log", or the telling variables. Raises: OSError.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.name == "Caddyfile" or "reverse_proxy" in text:
        return caddy_records(text)
    return nginx_records(parsed(text))


def parsed(text: str) -> Block:
    """nginx's configuration as blocks; what does not fit ends with the file."""
    pieces = (piece for piece in TOKEN.findall(text) if not piece.startswith("#"))
    root = Block("")
    stack, words = [root], list[str]()
    for piece in pieces:
        if piece == "{":
            block = Block(words[0] if words else "")
            stack[-1].blocks.append(block)
            stack.append(block)
        elif piece == "}":
            stack.pop() if len(stack) > 1 else None
        elif piece == ";":
            if words:
                stack[-1].directives.append(words)
        else:
            words.append(piece.strip("\"'"))
            continue
        words = []
    return root


def nginx_records(root: Block) -> list[str]:
    """What nginx would write down, server by server, inheriting from outside."""
    formats = {
        words[0]: " ".join(words[1:])
        for block in root.below()
        for words in block.last("log_format")
    }
    found: set[str] = set()
    outside = [root] + [block for block in root.blocks if block.name == "http"]
    servers = [block for block in root.below() if block.name == "server"]
    for server in servers or [root]:
        chain = [*outside, server]
        found.update(access(inherited(chain, "access_log"), formats))
        found.update(errors(inherited(chain, "error_log")))
        for inner in server.below():
            found.update(access(inner.last("access_log"), formats))
            found.update(errors(inner.last("error_log"), inner=True))
    return sorted(found)


def inherited(chain: Sequence[Block], name: str) -> list[list[str]]:
    """The directives that hold in the innermost block: its own, else those around it."""
    for block in reversed(chain):
        if found := block.last(name):
            return found
    return [[]]


def access(directives: Sequence[Sequence[str]], formats: dict[str, str]) -> set[str]:
    """What access logs would hold. Without a directive nginx writes "combined"."""
    found: set[str] = set()
    for words in directives:
        if words and words[0] in DISCARDED:
            continue
        form = formats.get(words[1]) if len(words) > 1 else None
        if form is None:
            found.add("access_log")
        else:
            found.update(TELLING.findall(form))
    return found


def errors(directives: Sequence[Sequence[str]], *, inner: bool = False) -> set[str]:
    """Whether an error log is kept: each of its lines names the client."""
    kept = [words for words in directives if not words or words[0] not in DISCARDED]
    return {"error_log"} if kept and (not inner or any(kept)) else set()


def caddy_records(text: str) -> list[str]:
    """What Caddy would write down: every `log` whose output is not discarded."""
    bare = re.sub(r"(?m)(^|\s)#.*$", "", text)
    logs = re.findall(r"(?m)^[ \t]*log\b[^\n{]*(\{(?:[^{}]|\{[^{}]*\})*\})?", bare)
    kept = [body for body in logs if not re.search(r"output\s+discard", body)]
    if kept:
        return ["access_log"]
    return [] if logs else ["error_log"]
