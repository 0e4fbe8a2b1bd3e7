"""SQL holds the truth: tables, migrations, and every query as a named function from an engine to values."""

from __future__ import annotations

from sqlalchemy import Engine

from assist_server.store.engine import check, connect, migrate
from assist_server.store.entries import cards, count_entries, delete_entries, entry, save_entries
from assist_server.store.feedback import add_feedback, feedback_counts
from assist_server.store.generations import (
    create_generation,
    fail_generation,
    finish_building,
    forget_generation,
    generations,
    go_live,
    live_generation,
    prune_removals,
)
from assist_server.store.jobs import (
    active_job,
    cancel_job,
    cancelled,
    create_job,
    create_job_unless_active,
    end_job,
    interrupt_stale_jobs,
    job,
    recent_jobs,
    report_job,
    start_job,
)
from assist_server.store.keys import add_key, key_by_digest, keys, revoke_key
from assist_server.store.passages import (
    changed_since,
    groups,
    live,
    passages_after,
    pending_count,
    replies_after,
    snapshot,
)
from assist_server.store.stats import stats
from assist_server.store.values import (
    Entry,
    Generation,
    Group,
    Job,
    JobState,
    Key,
    Live,
    PassageCard,
    PassageRow,
    Saved,
    Stats,
    text_hash,
)
from assist_server.store.vectors import put_vectors, vectors, vectors_for_passages

__all__ = [
    "Engine",
    "Entry",
    "Generation",
    "Group",
    "Job",
    "JobState",
    "Key",
    "Live",
    "PassageCard",
    "PassageRow",
    "Saved",
    "Stats",
    "active_job",
    "add_feedback",
    "add_key",
    "cancel_job",
    "cancelled",
    "cards",
    "changed_since",
    "check",
    "connect",
    "count_entries",
    "create_generation",
    "create_job",
    "create_job_unless_active",
    "delete_entries",
    "end_job",
    "entry",
    "fail_generation",
    "feedback_counts",
    "finish_building",
    "forget_generation",
    "generations",
    "go_live",
    "groups",
    "interrupt_stale_jobs",
    "job",
    "key_by_digest",
    "keys",
    "live",
    "live_generation",
    "migrate",
    "passages_after",
    "pending_count",
    "prune_removals",
    "put_vectors",
    "recent_jobs",
    "replies_after",
    "report_job",
    "revoke_key",
    "save_entries",
    "snapshot",
    "start_job",
    "stats",
    "text_hash",
    "vectors",
    "vectors_for_passages",
]
