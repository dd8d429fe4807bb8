"""Damage by chance, but the same each time: bits turned, pieces cut, doubled, zeroed or moved, counts set to the largest."""

import random

BLOCK = 64  # bytes of the largest piece
COUNTS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\x01\0\0\0", b"\0\0\0\x01")


def mutate(right: bytes, seed: int) -> bytes:
    """Damage a file in one to four places; every second damage lies in its first kilobytes, where headers are."""
    rng = random.Random(seed)  # noqa: S311 chance that can be repeated
    content = bytearray(right)
    for _ in range(rng.choice((1, 1, 2, 4))):
        if content:
            _damage(content, rng)
    return bytes(content)


def _damage(content: bytearray, rng: random.Random) -> None:
    reach = len(content) if rng.random() < 1 / 2 else min(len(content), 2048)
    at, size = rng.randrange(reach), rng.randrange(1, BLOCK)
    piece = bytes(content[at : at + size])
    kind = rng.randrange(8)
    if kind <= 1:
        content[at] ^= 1 << rng.randrange(8)
    elif kind == 2:
        content[at] = rng.choice(b"\0\xff\x7f\x80 \"',;\n[{:=-")
    elif kind == 3:
        content[at : at + 4] = rng.choice(COUNTS)
    elif kind == 4:
        del content[at : at + size]
    elif kind == 5:
        content[at:at] = piece * rng.choice((1, 1, 50))
    elif kind == 6:
        content[at : at + size] = b"\0" * size
    else:
        del content[rng.randrange(len(content)) :]
