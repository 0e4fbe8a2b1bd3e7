"""An index in a folder of mapped files: exact while small, an HNSW graph beyond. The only file that imports faiss.

Files: `vectors.npy` float32 (n, dim) sorted by group, `ids.npy` (n,), `groups.npy` (n,), and `graph.faiss` when large,
an HNSW graph over one byte a number. The graph proposes, the exact vectors decide: its candidates are scored again
from `vectors.npy`, so scores are true cosines on one scale with every other index.

A search limited to groups reads their runs of vectors exactly while that is the cheaper way, and walks the graph
with the other vectors masked otherwise; when the walk meets too few allowed it is repeated wider, at last exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np

from .errors import IndexUnusable
from .exact import ExactIndex, Runs, Spans, checked_query, cosines
from .hits import Excluded, FloatArray, Hits, IdArray, best_hits, check_limit
from .index import Batch, Progress, VectorIndex, check_batch, check_made_by
from .sealed import MEND, discard, read_facts, sealing, verify_folder
"""
"""
