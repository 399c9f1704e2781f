#!/usr/bin/env python3
# fmt: off
"""Check an exported ledger or a receipt of Janji offline; needs Python alone. Exit code 0: whole.
janji_verify.py ledger FILE --key HEX [--kept OLDER_FILE]   (what OLDER_FILE signed must be there)
janji_verify.py receipt FILE|- --key HEX   (one hundred lines: read them before you trust them)
"""
import argparse, base64, hashlib, json, re, sys, zlib  # noqa: E401, I001 - a short file
from collections.abc import Iterable
from typing import Any
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519 (RFC 8032, 5.1)
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
ARMOUR = re.compile(r"(-----BEGIN JANJI RECEIPT-----\n.*?\nfacts: ([A-Za-z0-9+/=\n]+))\n"
                    r"signature: (\S+)\n-----END JANJI RECEIPT-----", re.DOTALL)
HAS = "end", "at business format", "checkpoint signature", "action at chain detail hash seq subject"
Point = tuple[int, int, int, int]
def _plus(a: Point, b: Point) -> Point:  # RFC 8032, 5.1.4
    e, f, d, c = (a[1]-a[0])*(b[1]-b[0]), (a[1]+a[0])*(b[1]+b[0]), 2*a[2]*b[2], 2*a[3]*b[3]*D
    x, y, z, t = f - e, f + e, d - c, d + c
    return x * z % P, t * y % P, z * t % P, x * y % P
def _times(n: int, point: Point) -> Point:
    rest = _times(n >> 1, _plus(point, point)) if n else (0, 1, 1, 0)
    return _plus(rest, point) if n & 1 else rest
def _point(raw: bytes) -> Point:  # RFC 8032, 5.1.3; every point has one spelling
    sign, y = divmod(int.from_bytes(raw, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if len(raw) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a key or signature")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P

def must_be_signed(key: bytes, text: str, sig: bytes) -> None:
    """ValueError unless *sig* over *text* was made with the secret of *key* (RFC 8032, 5.1.7)."""
    h = int.from_bytes(hashlib.sha512(sig[:32] + key + text.encode()).digest(), "little") % L
    base, s = (4 * pow(5, P - 2, P) % P).to_bytes(32, "little"), int.from_bytes(sig[32:], "little")
    a, b = _times(s, _point(base)), _plus(_point(sig[:32]), _times(h, _point(key)))
    if len(sig) != 64 or s >= L or any((a[i] * b[2] - b[i] * a[2]) % P for i in (0, 1)):
        raise ValueError("not signed with this key")

def check_receipt(text: str, key: bytes) -> dict[str, Any]:
    """The facts of a receipt; ValueError when it is damaged or was not signed with *key*."""
    found = ARMOUR.search("\n".join(line.rstrip() for line in text.splitlines() if line.strip()))
    if not found:
        raise ValueError("no whole receipt found")
    must_be_signed(key, found[1], base64.b64decode(found[3], validate=True))
    return dict(json.loads(zlib.decompress(base64.b64decode(found[2]))))

def _heads(one: Any, key: bytes) -> tuple[Any, set[Any]]:  # a checkpoint: where every chain stood
    must_be_signed(key, one["checkpoint"], bytes.fromhex(one["signature"]))
    body = json.loads(one["checkpoint"])
    return body, {(int(chain), *head) for chain, head in body["heads"].items()}
def _follow(one: Any, owner: int, chains: dict[int, Any]) -> tuple[int, int, str]:
    seq, link = chains.get(one["chain"], (0, bytes(32)))
    words = (one["chain"], seq + 1, one["at"], one["action"], one["subject"] or "", one["detail"])
    link = hashlib.sha256(link + "|".join(map(str, (owner, *words))).encode()).digest()
    if (one["seq"], one["hash"]) != (seq + 1, link.hex()):
        raise ValueError(f"entry {one['chain']}/{one['seq']} does not follow the one before it")
    chains[one["chain"]] = (seq + 1, link)
    return one["chain"], seq + 1, link.hex()

def check_ledger(given: Iterable[bytes], key: bytes, kept: Iterable[bytes] = ()) -> int:
    """How many entries there are; ValueError at the first of *given* lines that does not hold."""
    old = [json.loads(raw) for raw in kept if raw.startswith(b'{"checkpoint"')]
    due, chains, lines = {h for o in old for h in _heads(o, key)[1]}, dict[int, Any](), iter(given)
    owner, number, before, seal = 0, 0, "", hashlib.sha256()
    for raw in lines:
        one = json.loads(raw)
        spelled = json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
        if " ".join(sorted(one)) not in HAS or spelled.encode() != raw:
            raise ValueError("a line is not spelled as it was written")
        if "end" in one:
            count: int = sum(seq for seq, _ in chains.values())
            must_be_signed(key, f"{owner}|{count}|{seal.hexdigest()}", bytes.fromhex(one["end"]))
            if due or list(lines) or one["end"] != one["end"].lower():
                raise ValueError(f"{len(due)} signed entries are missing, or the end was touched")
            return count
        seal.update(raw)
        owner = one.get("business", owner)
        if "checkpoint" in one:
            body, heads = _heads(one, key)
            if (body["business"], body["number"], body["previous"]) != (owner, number + 1, before):
                raise ValueError("a checkpoint is missing")
            number, before = number + 1, hashlib.sha256(one["checkpoint"].encode()).hexdigest()
            due |= heads
        elif "hash" in one:
            due.discard(_follow(one, owner, chains))
    raise ValueError("the file was cut: its signed end is missing")
if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["ledger", "receipt"])
    parser.add_argument("file", type=argparse.FileType("rb"))
    parser.add_argument("--key", type=bytes.fromhex, required=True)
    parser.add_argument("--kept", type=argparse.FileType("rb"), default=())
    asked = parser.parse_args()
    try:
        print("UTUH / WHOLE:", check_ledger(asked.file, asked.key, asked.kept)  # noqa: T201 - says
              if asked.what == "ledger" else check_receipt(asked.file.read().decode(), asked.key))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        sys.exit(f"TIDAK UTUH / NOT WHOLE: {fault}")
