"""A file of Milvus belongs to one process: another one is told so, and the first goes on."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import IndexUnusable
from embeddings.index import Batch, build_index, check_place, open_index

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pymilvus") is None or importlib.util.find_spec("milvus_lite") is None,
    reason="pymilvus and milvus-lite, an optional extra, are not installed",
)
CHECK = "import sys; from embeddings.index import check_place; check_place(sys.argv[1])"


def run(program: str, url: str) -> subprocess.Popen[str]:
    """Start another process."""
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", program, url], stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_it_works(tmp_path: Path) -> None:
    """While it is open here another process is refused in a sentence, and this one finds what it found before."""
    url = f"milvus:{tmp_path / 'lite.db'}"
    vectors = np.eye(4, dtype=np.float32)
    batch = Batch(np.arange(4, dtype=np.int64), np.zeros(4, np.int32), vectors)
    build_index(url, "g1", [batch], dim=4, model="m", size_hint=4)
    index = open_index(url, "g1", model="m", dim=4)
    _, said = run(CHECK, url).communicate(timeout=60)
    assert "Another process has the file of Milvus open" in said and "Open local milvus failed" not in said
    assert list(index.search(vectors[2], 1).ids) == [2]
    index.close()


def test_when_the_other_process_has_ended_the_file_is_free(tmp_path: Path) -> None:
    url = f"milvus:{tmp_path / 'lite.db'}"
    other = run(f"{CHECK}; print('open', flush=True); input()", url)
    assert other.stdout is not None and other.stdout.readline() == "open\n"
    with pytest.raises(IndexUnusable, match="Stop the server while you reindex"):
        check_place(url)
    other.kill()
    other.communicate(timeout=60)
    check_place(url)


def test_files_of_faiss_are_anybody_s(tmp_path: Path) -> None:
    check_place(f"faiss:{tmp_path}")
