"""Results of long work as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assist_server.plan import Plan
from assist_server.replay_report import misses
from assist_server.results import Erasure
from assist_server.store import Engine, Job

EXCERPT = 160  # characters of a text in an example
MINUTES_FROM = 120.0  # seconds


def of_plan(planned: Plan) -> Iterator[str]:
    """Tell what a reindex takes in, leaves out and costs."""
    takes = "" if planned.seconds is None else f", about {_duration(planned.seconds)} on this machine"
    yield f"{planned.model}: {planned.passages} passages, {planned.to_embed} texts to embed{takes}."
    yield from of_left_out(planned.left_out)


def of_reindex(result: Mapping[str, Any]) -> Iterator[str]:
    """Tell what went live, how it compares with the index before, and what was not learnt from."""
    yield f"live: {result['generation']} ({result['passages']} passages)"
    yield f"{result['embedded']} texts embedded, recall {result['recall']:.3f}, {_duration(result['seconds'])}"
    for name, counts in (("this index", result["replay"]), ("the one before", result["before"])):
        if counts:
            yield (
                f"{name}: of {counts['asked']} solved tickets asked again {counts['shown']} were answered,"
                f" {counts['close']} of these as the agent did; silent in {counts['silent_when_hidden']}"
                " with all like the answer hidden"
            )
    matching = result["matching"]
    if matching["by"] == "alignment":
        aligned, plain = (matching[side]["first"] for side in ("aligned", "plain"))
        yield (
            "replies are matched to questions by an alignment: the agent's own is first of 100"
            f" for {aligned:.1%} of the newest tickets, {plain:.1%} by the encoder alone"
        )
    yield from (f"all the same: {reason}" for reason in result["reasons"])
    yield from of_left_out(result["left_out"])
    if result["recommendation"]:
        yield result["recommendation"]


def of_left_out(reasons: Mapping[str, int]) -> Iterator[str]:
    """Tell what is not learnt from, by reason."""
    if reasons:
        counts = ", ".join(f"{count} {reason}" for reason, count in reasons.items())
        yield f"Tickets not learnt from: {counts}."


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < MINUTES_FROM else f"{seconds / 60:.0f} min"


def of_job(job: Job) -> str:
    """Tell of a job in one line."""
    done = f"{job.done}/{job.total} {job.stage}" if job.total else job.stage
    return f"{job.id}  {job.task:<8}  {job.state:<11}  {job.created_at:%Y-%m-%d %H:%M}  {done}  {job.message}".rstrip()


def of_erasure(done: Erasure) -> Iterator[str]:
    """Tell what was erased, and the proof."""
    yield (
        f"Erased: {done.tickets} tickets, {done.passages} passages, {done.vectors} vectors,"
        f" {done.feedback} events of feedback, and all kept answers."
        if done.tickets
        else "Nothing was erased."
    )
    yield f"Searched: {done.columns_searched} columns of the database, {done.files_searched} files of the data folder."
    yield f"Found in: {', '.join(done.found_in)}" if done.found_in else "Nothing is left."
    yield from done.remains


def of_tuning(result: Mapping[str, Any]) -> Iterator[str]:
    """Tell whether tuning helped, and by how much."""
    seen = result["tuned"]
    yield f"{seen['tickets']} tickets learnt from, {seen['held_out']} newest ones kept out to try it on."
    yield from _ranks(seen)
    yield _gain("Gain", seen)
    yield f"Kept; live: {result['generation']}" if seen["used"] else "Not clearly better, so it was not kept."


def of_teaching(result: Mapping[str, Any]) -> Iterator[str]:
    """Tell whether teaching the encoder helped, by how much, and what to do with the model."""
    seen, effort = result["encoder"], result["encoder"]["effort"]
    yield (
        f"{seen['tickets']} tickets seen {effort['rounds']:.1f} times in {effort['seconds'] / 60:.0f} min"
        f" ({effort['device']}), {seen['held_out']} newest ones kept out to try it on."
    )
    yield from _ranks(seen)
    yield _gain("Gain", seen)
    yield _gain("Likeness of what the nearest tickets were answered:", seen["finding"])
    if not seen["used"]:
        yield "Not clearly better, or what is found is worse, so it was not kept."
        return
    if seen["mood"]:
        yield f"The mood reads the same on {seen['mood']['same']:.1%} of {seen['mood']['messages']} newest messages."
    yield f"Kept as a model: {seen['folder']}"
    yield f"To use it run: assist reindex --model {seen['folder']} (every text is encoded anew)"


def _ranks(seen: Mapping[str, Any]) -> Iterator[str]:
    yield "The agent's own reply among 100:     first   among ten   mean reciprocal rank"
    for name in ("plain", "tuned"):
        one = seen[name]
        yield f"  {name:<34} {one['first']:>6.3f}   {one['among_ten']:>9.3f}   {one['reciprocal_rank']:>20.3f}"


def _gain(what: str, seen: Mapping[str, Any]) -> str:
    return f"{what} {seen['gain']:+.3f} (95 % interval {seen['gain_low']:+.3f} to {seen['gain_high']:+.3f})."


def of_replay(engine: Engine, result: Mapping[str, Any]) -> Iterator[str]:
    """Tell what each threshold would have shown, the one in use marked, by language, brand and category, and misses."""
    yield f"{result['tickets']} solved tickets asked again, each with itself hidden."
    yield "threshold   shown            close to what the agent wrote"
    for row in result["overall"]:
        mark = "  <- in use" if abs(row["threshold"] - result["threshold"]) < 0.001 else ""
        shown, close = _share(row["shown_share"]), _share(row["close_share"])
        yield f"     {row['threshold']:.2f}  {shown}   {close} of the shown{mark}"
    for name, rows in result["by"].items():
        if len(rows) > 1:
            yield f"\nby {name}, at {result['threshold']:.2f}:"
            yield from (f"  {row[name] or '(none)':<28} {row['tickets']:>6} tickets   {_told_row(row)}" for row in rows)
    yield from _misses(engine, result["misses"])


def _told_row(row: Mapping[str, Any]) -> str:
    return f"shown {_share(row['shown_share'])} close {_share(row['close_share'])}"


def _share(share: float) -> str:
    return f"{share:>6.1%}"


def _misses(engine: Engine, kept: list[Mapping[str, Any]]) -> Iterator[str]:
    """Tell the surest misses, with their texts as they are stored now."""
    if kept:
        yield "\nShown, and far from what the agent wrote (the surest first):"
    for miss in misses(engine, kept):
        yield f"  {miss.confidence:.2f}  ticket {miss.ticket.id}: {_excerpt(miss.ticket.passages[0])}"
        yield f"        the agent wrote: {_excerpt(miss.ticket.reply)}"
        yield f"        suggested from {miss.offered.id}: {_excerpt(miss.offered.reply or miss.offered.body)}"


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
