"""How sure to be: fitted on replayed tickets, never surer of what is far, and silent about what was never asked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from assist_server import assistance, calibration, imports, store, tasks, tune
from assist_server.calibration import expected_error, fit_weights, thresholds
from assist_server.errors import Conflict
from assist_server.learnt import DEFAULT, Signs, learnt_folder
from assist_server.replay import Replayed
from assist_server.replay_report import replay_report
from assist_server.requests import SuggestionRequest
from assist_server.services import Services, build
from assist_server.store import PastTicket
from assist_server.suggest import Group
from embeddings.matcher import BUCKETS, Matcher, Tower
from tests.conftest import reindex_now, settings_of

EACH = 130  # tickets of a matter
MATTERS = {
    "refund": ("Refunds reach your card within five working days.", "refund money back card return paid"),
    "parcel": (
        "Please ask your neighbours first, then we start a search.",
        "parcel delivery lost tracking courier late",
    ),
    "battery": ("Hold the power button for ten seconds to restart it.", "battery charging power lamp empty plug"),
    "voucher": ("A voucher is valid for three years and covers shipping.", "voucher gift code valid checkout expired"),
    "size": ("Take one size larger if you wear thick socks.", "size fit shoe small large socks"),
}


def past(pk: int) -> PastTicket:
    return PastTicket(pk, f"T-{pk}", None, "en", None, "A question", "An answer", "hash", b"", b"")


def asked_again(count: int, seed: int = 0) -> list[Replayed]:
    """Return replayed tickets whose chance to be right is exactly the default's with twice the weight of likeness."""
    rng = np.random.default_rng(seed)
    found = []
    for pk in range(count):
        signs = Signs(float(rng.uniform(0.2, 0.9)), float(rng.uniform(0, 1)))
        logit = DEFAULT.bias + 2 * DEFAULT.of.similarity * signs.similarity + DEFAULT.of.agreement * signs.agreement
        right = bool(rng.random() < 1 / (1 + np.exp(-logit)))
        found.append(Replayed(past(pk), False, Group([], [], 0, signs, 0.0), 1.0 if right else 0.0, right))
    return found


@pytest.fixture(scope="module")
def desk_folder(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """The data folder of a desk that is asked five matters in many words, indexed, to copy."""
    settings = settings_of(tmp_path_factory.mktemp("matters"), models_folder)
    store.migrate(settings.database)
    services = build(settings)
    rng = np.random.default_rng(0)
    tickets = []
    for number in range(EACH):
        for category, (answer, words) in MATTERS.items():
            said = " ".join(rng.permutation(words.split())[:4])
            messages = [
                {"author": "customer", "text": f"Hello, question {number} about my {category}: {said}?"},
                {"author": "agent", "text": answer},
            ]
            tickets.append(
                {"id": f"{category}-{number}", "status": "solved", "category": category, "messages": messages}
            )
    lines = io.BytesIO("\n".join(map(json.dumps, tickets)).encode())
    assert imports.import_lines(services, "ticket", lines).rejected == 0
    reindex_now(services)
    services.close()
    return settings.folder


def test_it_works() -> None:
    weights, error = fit_weights(asked_again(2_000))
    assert weights.of.similarity > DEFAULT.of.similarity
    assert error < 0.05


def test_a_handful_of_tickets_hardly_moves_the_default() -> None:
    few, many = (fit_weights(asked_again(count))[0].of.similarity for count in (10, 2_000))
    assert abs(few - DEFAULT.of.similarity) < abs(many - DEFAULT.of.similarity) / 2


def test_no_sign_counts_against_a_group_and_likeness_always_counts_for_it() -> None:
    turned = [Replayed(one.ticket, False, one.best, 0.0, not one.right) for one in asked_again(500)]
    weights, _ = fit_weights(turned)
    assert min(weights.of) >= 0 and weights.of.similarity >= calibration.LEAST_SIMILARITY


def test_thresholds_show_less_and_less() -> None:
    shown = [row["shown"] for row in thresholds(asked_again(500), DEFAULT)]
    assert shown == sorted(shown, reverse=True)


def test_the_calibration_error_is_the_gap_between_chance_and_truth() -> None:
    chances, right = np.full(100, 0.75), np.array([1.0] * 50 + [0.0] * 50)
    assert expected_error(chances, right, np.ones(100)) == pytest.approx(0.25)


def test_a_desk_learns_its_categories_and_answers_and_forgets_them_with_the_generation(desk: Services) -> None:
    view = desk.view()
    assert view.learnt.categories and view.learnt.categories.labels == tuple(sorted(MATTERS))
    assert view.learnt.answers and len(view.learnt.answers.labels) == len(MATTERS)
    live = store.live_generation(desk.engine)
    assert live and live.report["calibration"]["calibration_error"] < 0.1
    for _ in range(2):
        job = store.create_job(desk.engine, "reindex", {})
        assert tasks.run(desk, job.id) == "done"
    assert not learnt_folder(desk.settings, live.id).exists()


def test_what_the_desk_knows_is_answered_and_what_it_does_not_is_met_with_silence(desk: Services) -> None:

    def ask(text: str) -> list[str]:
        asked = SuggestionRequest.model_validate({"ticket": {"messages": [{"author": "customer", "text": text}]}})
        return [one.text for one in assistance.assist(desk, asked).suggestions]

    assert "five working days" in ask("When is the money of my refund back on my card?")[0]
    assert ask("Who won the chess tournament in Wijk aan Zee?") == []


def test_a_replay_tells_for_each_threshold_what_would_have_been_shown(desk: Services) -> None:
    seen = replay_report(desk, lambda *_: None, last=50)
    assert seen["tickets"] == 50
    shares = [row["shown_share"] for row in seen["overall"]]
    assert shares == sorted(shares, reverse=True) and shares[0] > 0.9
    assert {row["category"] for row in seen["by"]["category"]} <= set(MATTERS)


def contrary(dim: int) -> Matcher:
    """Return a matcher that likes best what is least alike."""

    def tower(sign: float) -> Tower:
        nothing, zeros = np.zeros((dim, 1), np.float32), np.zeros(dim, np.float32)
        straight = np.asarray(sign * np.eye(dim), np.float32)
        return Tower(straight, nothing, nothing[0], nothing.T, zeros, np.zeros((BUCKETS, dim), np.float16))

    return Matcher(tower(1.0), tower(-1.0))


def test_tuning_is_kept_where_it_is_clearly_better_and_used_by_the_next_generation(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune, "THREADS", 1)
    job = store.create_job(desk.engine, "tune", {})
    assert tasks.run(desk, job.id) == "done"
    ended = store.job(desk.engine, job.id)
    assert ended is not None
    seen = ended.result["tuned"]
    assert seen["used"] == (seen["gain_low"] > 0) == tune.tuned_folder(desk.settings).exists()
    assert (desk.view().learnt.matched is not None) == seen["used"]


def test_what_is_not_better_is_refused_and_what_was_kept_stays(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tune, "fit_matcher", lambda asked, answered, **_: contrary(asked[0].shape[1]))
    seen = tune.tune(desk, lambda *_: None)
    assert seen["used"] is False and seen["gain_high"] < 0
    assert not tune.tuned_folder(desk.settings).exists()


def test_a_desk_with_few_tickets_cannot_be_tuned(services: Services) -> None:
    with pytest.raises(Conflict, match="at least 500"):
        tune.tune(services, lambda *_: None)
