"""One contract for every index of vectors: exact files, the graph, lists, memory, Milvus."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings import faiss_graph, faiss_index
from embeddings.errors import IndexUnusable
from embeddings.hits import best_hits
from embeddings.index import (
    Batch,
    FloatArray,
    Hits,
    VectorIndex,
    build_index,
    drop_index,
    memory_index,
    merge_hits,
    open_index,
    verify_index,
)

DIM, COUNT, MODEL = 24, 2_000, "five-words"
HALF = 5e-4  # what half precision may cost a cosine of so few numbers: one part in 2,048 of each
RARE, EMPTY = 7, 99
"""A group with few of the vectors, all far from where most queries are, and one with none."""

needs_milvus = pytest.mark.skipif(
    importlib.util.find_spec("pymilvus") is None or importlib.util.find_spec("milvus_lite") is None,
    reason="pymilvus and milvus-lite, an optional extra, are not installed",
)
KINDS = ["memory", "faiss exact", "faiss graph", "faiss lists", pytest.param("milvus", marks=needs_milvus)]


def clustered(count: int, seed: int) -> FloatArray:
    """Return vectors (count, DIM) of length 1 around forty centres, as texts on forty subjects would lie."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((40, DIM))
    vectors = centres[rng.integers(0, 40, count)] + 0.5 * rng.standard_normal((count, DIM))
    unit: FloatArray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


VECTORS, QUERIES = clustered(COUNT, 1), clustered(20, 2)
IDS = np.random.default_rng(3).permutation(10 * COUNT)[:COUNT].astype(np.int64)
GROUPS = np.random.default_rng(4).integers(0, 3, COUNT).astype(np.int32)
GROUPS[np.argsort(VECTORS @ QUERIES[0])[:40]] = RARE


def batches(count: int = COUNT, size: int = 350) -> Iterator[Batch]:
    for start in range(0, count, size):
        part = slice(start, min(start + size, count))
        yield Batch(IDS[part], GROUPS[part], VECTORS[part])


def built(url: str, name: str = "g1", count: int = 400) -> VectorIndex:
    build_index(url, name, batches(count), dim=DIM, model=MODEL, size_hint=count)
    return open_index(url, name, model=MODEL, dim=DIM)


@pytest.fixture(scope="module", params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorIndex]:
    folder = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faiss_graph, "ROWS_PER_STEP", 1)
        patch.setattr(faiss_index, "GRAPH_FROM", 100 if request.param in ("faiss graph", "faiss lists") else COUNT + 1)
        patch.setattr(faiss_index, "LISTS_FROM", 100 if request.param == "faiss lists" else COUNT + 1)
        if request.param == "memory":
            opened = memory_index(IDS, GROUPS, VECTORS)
        else:
            place = f"milvus:{folder / 'lite.db'}" if request.param == "milvus" else f"faiss:{folder}"
            opened = built(place, count=COUNT)
        yield opened
    opened.close()


def exactly(query: FloatArray, limit: int, allowed: npt.NDArray[np.bool_]) -> Hits:
    return best_hits(IDS[allowed], VECTORS[allowed] @ query, limit)


def recall(hits: Hits, wanted: Hits) -> float:
    return len(np.intersect1d(hits.ids, wanted.ids)) / len(wanted)


def test_it_works(index: VectorIndex) -> None:
    hits = index.search(VECTORS[5], 3)
    assert hits.ids[0] == IDS[5]
    assert hits.scores[0] == pytest.approx(1.0, abs=HALF)
    assert (len(index), index.dim) == (COUNT, DIM)


def test_it_finds_nearly_all_that_an_exact_search_finds(index: VectorIndex) -> None:
    everything = np.ones(COUNT, np.bool_)
    found = [recall(index.search(query, 10), exactly(query, 10, everything)) for query in QUERIES]
    assert np.mean(found) >= 0.98


def test_scores_are_cosines(index: VectorIndex) -> None:
    hits = index.search(QUERIES[1], 10)
    by_id = dict(zip(IDS.tolist(), VECTORS @ QUERIES[1], strict=True))
    assert hits.scores == pytest.approx([by_id[one] for one in hits.ids.tolist()], abs=HALF)


@pytest.mark.parametrize("groups", [{0}, {1, 2}, {RARE}, {0, RARE}, {0, EMPTY}])
def test_a_filter_does_not_cost_recall(index: VectorIndex, groups: set[int]) -> None:
    allowed = np.isin(GROUPS, list(groups))
    found = [recall(index.search(query, 10, frozenset(groups)), exactly(query, 10, allowed)) for query in QUERIES]
    assert np.mean(found) >= 0.98


def test_a_rare_group_far_from_the_query_gets_its_full_list(index: VectorIndex) -> None:
    hits = index.search(QUERIES[0], 40, frozenset({RARE}))
    assert set(hits.ids.tolist()) == set(IDS[GROUPS == RARE].tolist())


def test_excluding_the_whole_neighbourhood_leaves_a_full_list(index: VectorIndex) -> None:
    near = exactly(QUERIES[2], 800, np.ones(COUNT, np.bool_)).ids
    hits = index.search(QUERIES[2], 10, exclude=frozenset(near.tolist()))
    assert recall(hits, exactly(QUERIES[2], 10, ~np.isin(IDS, near))) >= 0.9


def test_excluded_ids_may_be_an_array(index: VectorIndex) -> None:
    first = index.search(QUERIES[3], 5).ids
    rest = index.search(QUERIES[3], 5, exclude=first).ids
    assert not np.intersect1d(first, rest).size


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.integers(0, len(QUERIES) - 1),
    limit=st.integers(1, 60),
    groups=st.none() | st.frozensets(st.sampled_from([0, 1, 2, RARE, EMPTY])),
    excluded=st.frozensets(st.sampled_from(IDS.tolist()), max_size=300),
)
def test_hits_are_sorted_distinct_allowed_and_as_many_as_there_can_be(
    index: VectorIndex, query: int, limit: int, groups: frozenset[int] | None, excluded: frozenset[int]
) -> None:
    hits = index.search(QUERIES[query], limit, groups, excluded)
    in_groups = np.ones(COUNT, np.bool_) if groups is None else np.isin(GROUPS, list(groups))
    allowed = set(IDS[in_groups].tolist()) - excluded
    assert set(hits.ids.tolist()) <= allowed
    assert len(hits) == len(set(hits.ids.tolist())) == min(limit, len(allowed))
    assert (np.diff(hits.scores) <= 0).all()


def test_many_threads_get_the_answers_one_thread_gets(index: VectorIndex) -> None:
    alone = [index.search(query, 10).ids.tolist() for query in QUERIES]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda query: index.search(query, 10).ids.tolist(), QUERIES)) == alone


def test_a_query_of_another_dim_is_refused(index: VectorIndex) -> None:
    with pytest.raises(ValueError, match="shape"):
        index.search(QUERIES[0][:-1], 3)


def test_a_limit_below_one_is_refused(index: VectorIndex) -> None:
    with pytest.raises(ValueError, match="limit"):
        index.search(QUERIES[0], 0)


@pytest.fixture(params=["faiss", pytest.param("milvus", marks=needs_milvus)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"faiss:{tmp_path / 'indexes'}" if request.param == "faiss" else f"milvus:{tmp_path / 'lite.db'}"


def test_a_missing_index_is_refused(url: str) -> None:
    with pytest.raises(IndexUnusable) as caught:
        open_index(url, "none", model=MODEL, dim=DIM)
    assert caught.value.mend == "Run: assist reindex"


def test_an_index_of_another_model_is_refused(url: str) -> None:
    built(url).close()
    for model, dim in (("other", DIM), (MODEL, DIM + 1)):
        with pytest.raises(IndexUnusable, match="made by five-words"):
            open_index(url, "g1", model=model, dim=dim)


def test_an_interrupted_build_cannot_be_opened(url: str) -> None:
    def breaking() -> Iterator[Batch]:
        yield from list(batches())[:2]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        build_index(url, "g1", breaking(), dim=DIM, model=MODEL, size_hint=COUNT)
    with pytest.raises(IndexUnusable):
        open_index(url, "g1", model=MODEL, dim=DIM)


def test_building_again_replaces_and_dropping_removes(url: str) -> None:
    built(url).close()
    built(url).close()
    verify_index(url, "g1")
    drop_index(url, "g1")
    drop_index(url, "g1")
    with pytest.raises(IndexUnusable):
        verify_index(url, "g1")


def test_an_id_that_comes_twice_is_refused(url: str) -> None:
    twice = [Batch(IDS[:10], GROUPS[:10], VECTORS[:10])] * 2
    with pytest.raises(ValueError, match="more than once"):
        build_index(url, "g1", twice, dim=DIM, model=MODEL, size_hint=20)


@pytest.mark.parametrize("scale", [2.0, np.nan, np.inf])
def test_vectors_not_of_length_one_are_refused(url: str, scale: float) -> None:
    with pytest.raises(ValueError, match="length 1"):
        build_index(url, "g1", [Batch(IDS, GROUPS, VECTORS * np.float32(scale))], dim=DIM, model=MODEL, size_hint=9)


def test_an_empty_index_finds_nothing(url: str) -> None:
    build_index(url, "g1", [], dim=DIM, model=MODEL, size_hint=0)
    index = open_index(url, "g1", model=MODEL, dim=DIM)
    assert len(index.search(QUERIES[0], 5)) == len(index) == 0
    index.close()


def test_progress_rises_to_all_there_is(url: str) -> None:
    seen: list[tuple[int, int]] = []
    build_index(
        url,
        "g1",
        batches(),
        dim=DIM,
        model=MODEL,
        size_hint=10,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1] > 0


@pytest.mark.parametrize("url", ["", "faiss", "faiss:", "redis://localhost", "FAISS:/x"])
def test_an_unknown_url_is_refused(url: str) -> None:
    with pytest.raises(IndexUnusable, match="INDEX_URL"):
        open_index(url, "g1", model=MODEL, dim=DIM)


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", ".hidden"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        drop_index(f"faiss:{tmp_path}", name)


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = built(f"faiss:{tmp_path}")
    index.close()
    with pytest.raises(IndexUnusable, match="closed"):
        index.search(QUERIES[0], 1)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip_last_byte(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def garble_head(path: Path) -> None:
    path.write_bytes(b"\0" * 16 + path.read_bytes()[16:])


def edit_manifest(path: Path) -> None:
    manifest = json.loads(path.read_text())
    manifest["facts"]["count"] += 1
    path.write_text(json.dumps(manifest))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A built index: a graph, or of the kind whose own file a test is about."""
    name = request.node.callspec.params.get("name") if hasattr(request.node, "callspec") else None
    monkeypatch.setattr(faiss_index, "GRAPH_FROM", COUNT if name == "vectors.npy" else 100)
    monkeypatch.setattr(faiss_index, "LISTS_FROM", 100 if name == "lists.faiss" else COUNT)
    built(f"faiss:{tmp_path}").close()
    return tmp_path / "g1"


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("manifest.json", Path.unlink),
        ("manifest.json", cut_short),
        ("manifest.json", edit_manifest),
        ("vectors.npy", Path.unlink),
        ("vectors.npy", cut_short),
        ("vectors.npy", garble_head),
        ("graph.faiss", Path.unlink),
        ("graph.faiss", cut_short),
        ("graph.faiss", garble_head),
        ("lists.faiss", Path.unlink),
        ("lists.faiss", cut_short),
        ("lists.faiss", garble_head),
        ("ids.npy", garble_head),
    ],
)
def test_a_damaged_folder_is_refused_at_once(folder: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(folder / name)
    with pytest.raises(IndexUnusable) as caught:
        open_index(f"faiss:{folder.parent}", folder.name, model=MODEL, dim=DIM)
    assert caught.value.mend == "Run: assist reindex"


@pytest.mark.parametrize("name", ["vectors.npy", "graph.faiss", "lists.faiss", "ids.npy", "groups.npy"])
def test_one_changed_bit_is_found_by_verifying(folder: Path, name: str) -> None:
    verify_index(f"faiss:{folder.parent}", folder.name)
    flip_last_byte(folder / name)
    with pytest.raises(IndexUnusable, match="checksum"):
        verify_index(f"faiss:{folder.parent}", folder.name)


def test_what_a_killed_build_left_is_no_index_and_is_cleared(folder: Path) -> None:
    left = folder.rename(folder.with_name("g2.building"))
    (left / "manifest.json").unlink()
    with pytest.raises(IndexUnusable):
        open_index(f"faiss:{folder.parent}", "g2", model=MODEL, dim=DIM)
    built(f"faiss:{folder.parent}", "g2").close()
    assert [path.name for path in folder.parent.iterdir()] == ["g2"]


@pytest.mark.parametrize("name", ["vectors.npy", "graph.faiss", "lists.faiss"])
def test_the_files_are_mapped_and_not_copied(folder: Path, name: str) -> None:
    index = open_index(f"faiss:{folder.parent}", folder.name, model=MODEL, dim=DIM)
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("only Linux tells which files are mapped")
    mapped = maps.read_text()
    assert str(folder / name) in mapped and str(folder / "ids.npy") in mapped
    index.close()


def test_without_pymilvus_a_milvus_url_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)  # importing it now fails as if it were not there
    monkeypatch.delitem(sys.modules, "embeddings.milvus_index", raising=False)
    with pytest.raises(IndexUnusable) as caught:
        open_index("milvus:http://localhost:19530", "g1", model=MODEL, dim=DIM)
    assert "pip install pymilvus" in caught.value.mend


HITS = st.dictionaries(st.integers(0, 30), st.integers(-8, 8), max_size=12).map(
    lambda found: best_hits(np.array([*found], np.int64), np.array([*found.values()], np.float32), 12)
)


@given(parts=st.lists(HITS, max_size=4), limit=st.integers(1, 20))
def test_merging_keeps_the_best_score_of_each_id(parts: list[Hits], limit: int) -> None:
    best: dict[int, float] = {}
    for part in parts:
        for one, score in zip(part.ids.tolist(), part.scores.tolist(), strict=True):
            best[one] = max(score, best.get(one, -9.0))
    wanted = sorted(best.items(), key=lambda found: (-found[1], found[0]))[:limit]
    merged = merge_hits(parts, limit)
    assert list(zip(merged.ids.tolist(), merged.scores.tolist(), strict=True)) == wanted


@given(
    scores=st.lists(st.integers(0, 20), max_size=400),
    limit=st.integers(1, 30),
    excluded=st.frozensets(st.integers(0, 400), max_size=200),
)
def test_the_best_are_those_that_sorting_everything_gives(
    scores: list[int], limit: int, excluded: frozenset[int]
) -> None:
    hits = best_hits(np.arange(len(scores)), np.array(scores, np.float32), limit, excluded)
    wanted = sorted((-score, one) for one, score in enumerate(scores) if one not in excluded)[:limit]
    assert hits.ids.tolist() == [one for _, one in wanted]


@pytest.mark.parametrize(("different", "graph"), [(150, True), (50, False)])
def test_many_twins_are_searched_exactly_since_a_graph_would_hide_what_lies_near_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, different: int, graph: bool
) -> None:
    monkeypatch.setattr(faiss_index, "GRAPH_FROM", 100)
    vectors = VECTORS[np.arange(400) % different]
    groups = np.zeros(400, np.int32)
    rows = [Batch(np.arange(400), groups, vectors)]
    build_index(f"faiss:{tmp_path}", "g1", rows, dim=DIM, model=MODEL, size_hint=400)
    assert (tmp_path / "g1" / "graph.faiss").exists() is graph
    monkeypatch.setattr(faiss_index, "GRAPH_ALWAYS_FROM", 400)
    build_index(f"faiss:{tmp_path}", "g2", rows, dim=DIM, model=MODEL, size_hint=400)
    assert (tmp_path / "g2" / "graph.faiss").exists()


def test_lists_are_read_as_far_as_the_vectors_need_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss_index, "GRAPH_FROM", 100)
    monkeypatch.setattr(faiss_index, "LISTS_FROM", 100)
    rng = np.random.default_rng(5)
    scattered = rng.standard_normal((COUNT + 20, DIM)).astype(np.float32)  # in no groups at all
    scattered /= np.linalg.norm(scattered, axis=1, keepdims=True)
    vectors, queries = scattered[:COUNT], scattered[COUNT:]
    rows = [Batch(np.arange(COUNT), np.zeros(COUNT, np.int32), vectors)]
    build_index(f"faiss:{tmp_path}", "g1", rows, dim=DIM, model=MODEL, size_hint=COUNT)
    index = open_index(f"faiss:{tmp_path}", "g1", model=MODEL, dim=DIM)
    wanted = [best_hits(np.arange(COUNT), vectors @ query, 10) for query in queries]
    assert np.mean([recall(index.search(query, 10), best) for query, best in zip(queries, wanted, strict=True)]) >= 0.95
    index.close()
