"""Hash trees against a naive reading of RFC 9162 and against the published roots of a known log."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.records import merkle

# The eight leaves and the roots that the Certificate Transparency implementations share as test data.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def stored(leaves: list[bytes]) -> merkle.Getter:
    """The perfect subtrees as the ledger stores them, one leaf after the other."""
    nodes: dict[tuple[int, int], bytes] = {}
    for position, leaf in enumerate(leaves):
        for level, index, value in merkle.completed(position, merkle.leaf_hash(leaf), lambda a, b: nodes[a, b]):
            nodes[level, index] = value
    assert len(nodes) == sum(len(leaves) >> level for level in range(32))
    return lambda level, index: nodes[level, index]


def numbered(size: int) -> list[bytes]:
    return [str(number).encode() for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_published_log(size: int) -> None:
    assert merkle.root(size, stored(LEAVES)).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_root_is_that_of_the_naive_reading(leaves: list[bytes]) -> None:
    assert merkle.root(len(leaves), stored(leaves)) == naive_root(leaves)


@given(st.integers(1, 70), st.data())
def test_inclusion_proof_holds_and_holds_for_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    proof = merkle.inclusion_proof(index, size, stored(leaves))
    leaf, root = merkle.leaf_hash(leaves[index]), naive_root(leaves)
    assert merkle.verify_inclusion(index, size, leaf, proof, root)
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"other"), proof, root)
    assert not merkle.verify_inclusion(index, size, leaf, proof, merkle.EMPTY)
    assert not merkle.verify_inclusion(index, size, leaf, [*proof, merkle.EMPTY], root)
    assert not merkle.verify_inclusion(size, size, leaf, proof, root)
    if proof:
        assert not merkle.verify_inclusion(index, size, leaf, proof[:-1], root)
        assert not merkle.verify_inclusion((index + 1) % size, size, leaf, proof, root)


@given(st.integers(1, 70), st.data())
def test_consistency_proof_holds_and_holds_for_nothing_else(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    leaves = numbered(second)
    proof = merkle.consistency_proof(first, second, stored(leaves))
    old, new = naive_root(leaves[:first]), naive_root(leaves)
    assert merkle.verify_consistency(first, second, old, new, proof)
    assert not merkle.verify_consistency(first, second, merkle.EMPTY, new, proof)
    assert not merkle.verify_consistency(first, second, old, merkle.EMPTY, proof)
    assert not merkle.verify_consistency(first, second, old, new, [*proof, merkle.EMPTY])
    if proof:
        assert not merkle.verify_consistency(first, second, old, new, proof[:-1])


def test_proofs_of_the_published_log() -> None:
    get = stored(LEAVES)
    assert [step.hex() for step in merkle.inclusion_proof(5, 8, get)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [step.hex() for step in merkle.consistency_proof(2, 5, get)] == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_there_is_no_inclusion_proof_outside_the_tree(index: int) -> None:
    with pytest.raises(ValueError, match="tidak ada daun"):
        merkle.inclusion_proof(index, 3, stored(numbered(3)))


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3)])
def test_there_is_no_consistency_proof_from_nothing_or_backwards(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="kesinambungan"):
        merkle.consistency_proof(first, second, stored(numbered(3)))
    assert not merkle.verify_consistency(first, second, merkle.EMPTY, merkle.EMPTY, [])
