"""How mature the desk is: seven traits, measured where that can be done here, else asked; and the stage they make."""

from __future__ import annotations

from datetime import UTC, datetime

from assist_server import store
from assist_server.insights.shown import MaturityFigures, Stage, Trait
from assist_server.services import Services
from assist_server.store import facts as kept

ASKED = ("skills", "staffing", "acting", "agility")
READ = 0.95  # share of the tickets whose facts are in the sums
WEEKS = 1  # since the newest ticket began
STAGES: tuple[tuple[int, Stage], ...] = ((7, "Champion"), (6, "Riser"), (4, "Emerging"), (0, "Starter"))


def maturity(services: Services, now: datetime | None = None) -> MaturityFigures:
    """Return the traits, how many hold, and what would move the desk up. A question not answered does not hold."""
    said = kept.answers(services.engine)
    traits = [Trait(name=name, how="asked", holds=said.get(name)) for name in ASKED]
    traits += [Trait(name=name, how="measured", holds=holds) for name, holds in _measured(services, now).items()]
    score = sum(trait.holds is True for trait in traits)
    return MaturityFigures(
        traits=traits,
        score=score,
        stage=next(name for least, name in STAGES if score >= least),
        next=[trait.name for trait in traits if not trait.holds],
    )


def _measured(services: Services, now: datetime | None) -> dict[str, bool]:
    """Tell whether the tickets are read for figures, new ones come in every week, and agents use suggestions."""
    this_week = ((now or datetime.now(UTC)).date().toordinal() - 1) // 7
    tickets = store.count_entries(services.engine, "ticket")
    summed = kept.count_summed(services.engine)
    return {
        "data": tickets > 0 and summed >= READ * tickets,
        "timeliness": kept.newest_week(services.engine) >= this_week - WEEKS,
        "tools": store.feedback_counts(services.engine).get("inserted", 0) > 0,
    }
