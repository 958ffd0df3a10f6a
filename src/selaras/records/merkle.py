"""Hash trees as RFC 9162 section 2.1 defines them: leaves, nodes, roots and the two kinds of proof, without a database.

A tree over n leaves is described by its perfect subtrees alone: the node at (level, index) covers the 2**level leaves
from index * 2**level on. Who calls gives a function that returns the stored hash of such a node.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Getter = Callable[[int, int], bytes]
EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the 32 bytes that stand for one leaf (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32 bytes that stand for two subtrees side by side (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def completed(index: int, leaf: bytes, get: Getter) -> list[tuple[int, int, bytes]]:
    """Return (level, index, hash) of each perfect subtree that the leaf at this index (from 0) completes, itself first.

    `get` is asked for the left neighbours, all of them completed before.
    """
    nodes = [(0, index, leaf)]
    level = 0
    while index & 1:
        leaf = node_hash(get(level, index - 1), leaf)
        index >>= 1
        level += 1
        nodes.append((level, index, leaf))
    return nodes


def root(size: int, get: Getter) -> bytes:
    """Return the root over the first `size` leaves; the hash of nothing for none (RFC 9162, 2.1.1)."""
    return _subtree(0, size, get) if size else EMPTY


def inclusion_proof(index: int, size: int, get: Getter) -> list[bytes]:
    """Return the path from the leaf at `index` (from 0) to the root over `size` leaves (RFC 9162, 2.1.3.1).

    Raises ValueError when there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"tidak ada daun {index} pada pohon berukuran {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_subtree(middle, end, get))
            end = middle
        else:
            path.append(_subtree(start, middle, get))
            start = middle
    return path[::-1]


def consistency_proof(first: int, second: int, get: Getter) -> list[bytes]:
    """Return the proof that the tree over `first` leaves is the beginning of the one over `second` (RFC 9162, 2.1.4.1).

    Raises ValueError unless 0 < first <= second.
    """
    if not 0 < first <= second:
        raise ValueError(f"tidak ada bukti kesinambungan dari {first} ke {second}")
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_subtree(middle, end, get))
            end = middle
        else:
            path.append(_subtree(start, middle, get))
            start, whole = middle, False
    if not whole:
        path.append(_subtree(start, end, get))
    return path[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes) -> bool:
    """Say whether the path leads from the leaf to the `expected` root over `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    last = size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            leaf = node_hash(sibling, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and leaf == expected


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the proof shows the first tree to be the beginning of the second (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if not first & (first - 1):
        path.insert(0, first_root)
    if not path:
        return False
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """Return the largest power of two smaller than the size (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(start: int, end: int, get: Getter) -> bytes:
    """Return the hash over the leaves from start to end, built from perfect subtrees (RFC 9162, 2.1.1)."""
    size = end - start
    if not size & (size - 1):
        level = size.bit_length() - 1
        return get(level, start >> level)
    middle = start + _split(size)
    return node_hash(_subtree(start, middle, get), _subtree(middle, end, get))
