"""What the panel is shown in its tests: made-up states, one for each phase and notice, and hostile ones."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]

REPLY = (
    "Hello Celeste,\n\nI am sorry that your refund has taken this long. The parcel with the sleeping bag arrived at "
    "our warehouse on [date], but without its return slip, so it could not be matched to order [order].\n\n"
    "I have matched it by hand now. The 159 euros reach your account within three working days.\n\nKind regards"
)
LONG = "We look into it at once and write to you again today.\n" * 60
HOSTILE = (
    '<script>window.ran = 1</script><img src=x onerror="window.ran = 2"><style>*{display:none}</style>'
    '<section class="panel"><button data-press data-insert data-key="insert s1">Insert</button></section>'
    "\u202egnp.exe \u2067\u202d[order]"
)
PLACE: State = {"side": "right", "top": 24, "width": 380, "collapsed": False}


def evidence(**changes: Any) -> State:
    """Return one evidence: a solved ticket."""
    passage = "The parcel was booked in without its return slip; the refund went out once it was matched by hand."
    return {
        "type": "ticket", "id": "FW-1873", "title": "Refund for tent still missing", "similarity": 0.83,
        "url": "https://desk.example/tickets/1873", "excerpt": passage, "internal": False,
        "solved_at": "2026-08-03T10:00:00Z", "csat": "good", **changes,
    }  # fmt: skip


def suggestion(name: str, **changes: Any) -> State:
    """Return one suggestion."""
    return {
        "id": name, "text": REPLY, "confidence": 0.86, "kind": "reply", "evidence": [evidence()],
        "placeholders": ["[date]", "[order]"], "support": 4, **changes,
    }  # fmt: skip


SECRET = evidence(type="article", id="KB-31", title="Refunds above 150 euros: who signs", internal=True, csat=None)
SUGGESTIONS = [
    suggestion("s1"),
    suggestion("s2", text="The refund is on its way.", confidence=0.62, kind="macro", support=0, placeholders=[]),
    suggestion("s3", text=LONG, confidence=0.3, kind="article", support=1, placeholders=[], evidence=[SECRET]),
]
WARNINGS = [
    {"code": "long_wait", "severity": "critical", "message": "Waited.", "evidence": ["no answer for 14 days"]},
    {"code": "leaving", "severity": "warning", "message": "Leaving.", "evidence": ["business elsewhere"]},
    {
        "code": "turning_mood",
        "severity": "notice",
        "message": "Turned.",
        "evidence": ["nobody has come back to me " * 4],
    },
]
MOOD: State = {
    "label": "negative", "score": -0.8, "warnings": WARNINGS,
    "trend": [
        {"label": "neutral", "score": 0.1}, {"label": "positive", "score": 0.5}, {"label": "negative", "score": -0.8},
    ],
}  # fmt: skip
ARTICLE: State = {
    "id": "KB-7", "title": "How refunds work", "url": "https://desk.example/kb/7", "score": 0.7, "internal": False,
    "excerpt": "A refund is paid within three working days after the parcel has been checked in. Without a return slip "
    "the check-in takes up to five days longer.",
}  # fmt: skip
INTERNAL_ARTICLE: State = {**ARTICLE, "id": "KB-8", "title": "Limits for goodwill", "url": None, "internal": True}
SIMILAR: State = {
    "id": "FW-1790", "subject": "Still no refund, three weeks!!", "url": "https://desk.example/tickets/1790",
    "score": 0.6,
    "excerpt": "I returned the stove on 2 May and have heard nothing since.", "reply": "The refund left us today.",
    "solved_at": "2026-05-30T10:00:00Z", "csat": 2,
}  # fmt: skip
HISTORY: State = {
    "tickets": [
        {
            "id": "FW-1902", "subject": "Sleeping bag returned", "url": "https://desk.example/tickets/1902",
            "channel": "chat", "status": "open", "created_at": "2026-08-30T09:00:00Z", "solved_at": None, "csat": None,
            "mood_first": "neutral", "mood_last": "negative",
            "promised": [
                {
                    "text": "I am looking into it and will come back to you by Friday.",
                    "said_at": "2026-08-31T09:00:00Z",
                    "open": True,
                },
            ],
        },
        {
            "id": "FW-1820", "subject": "Zip of the bag", "url": None, "channel": "email", "status": "solved",
            "created_at": "2026-06-02T09:00:00Z", "solved_at": "2026-06-04T09:00:00Z", "csat": "bad",
            "mood_first": None, "mood_last": None,
            "promised": [
                {"text": "We will send you a new slider.", "said_at": "2026-06-03T09:00:00Z", "open": False},
            ],
        },
    ],
    "total": 4, "unsolved": 1, "contacts": {"count": 3, "days": 5},
    "ratings": {"rated": 1, "bad": 1, "last": "bad"}, "moods": {"negative": 1}, "open_promises": 1,
}  # fmt: skip
NOBODY: State = {**HISTORY, "tickets": [], "total": 0, "open_promises": 0, "ratings": {"last": None}}
ANSWER: State = {
    "id": "a1", "suggestions": SUGGESTIONS, "articles": [ARTICLE, INTERNAL_ARTICLE], "similar_tickets": [SIMILAR],
    "sentiment": MOOD, "language": "en", "category": {"label": "refund", "confidence": 0.9}, "generation": "g1",
    "took_ms": 12.4,
}  # fmt: skip
TICKET: State = {"key": "t1|3", "helpdesk": "zammad", "id": "t1", "subject": "Refund for returned sleeping bag"}


def state(**changes: Any) -> State:
    """Return an answered state with these changes."""
    return {
        "phase": "answered", "ticket": TICKET, "answer": ANSWER, "withdrawn": "", "mode": "reply", "problem": None,
        "notice": None, "dismissed": [], "rated": {}, "search": None, "several": [], "place": PLACE, **changes,
    }  # fmt: skip


def problem(kind: str, status: int = 0, title: str = "", mend: str = "") -> State:
    """Return the state in which there is a problem of that kind."""
    told = {"kind": kind, "status": status, "title": title, "mend": mend}
    return state(phase="problem", answer=None, problem=told, mode="none")


def searching(results: list[State] | None, busy: bool = False) -> State:
    """Return a state in which the agent searches for "refund"."""
    return state(search={"q": "refund", "busy": busy, "results": results, "problem": None})


RESULT: State = {
    "type": "ticket", "id": "FW-1", "title": "Refund in parts", "url": "https://desk.example/1",
    "excerpt": "Half came.",
    "reply": "The other half follows tomorrow.", "score": 0.8, "internal": False,
}  # fmt: skip
RESULTS = [RESULT, {**RESULT, "type": "article", "id": "KB-9", "title": "Our limits", "reply": "", "internal": True}]
HOSTILE_ANSWER: State = {
    **ANSWER,
    "suggestions": [
        suggestion(
            "s1",
            text=HOSTILE,
            evidence=[evidence(title=HOSTILE, excerpt=HOSTILE * 300, url="javascript:window.ran=3", id=HOSTILE)],
        ),
        suggestion("s2", text="x" * 200_000, placeholders=["(((", "[order]", ""], confidence=7),
    ],
    "articles": [{**ARTICLE, "title": HOSTILE, "excerpt": HOSTILE, "url": "data:text/html,hi"}],
    "similar_tickets": [{**SIMILAR, "subject": HOSTILE * 50, "reply": HOSTILE, "url": "https://"}],
    "sentiment": {**MOOD, "warnings": [{**WARNINGS[0], "code": "new", "message": HOSTILE, "evidence": [HOSTILE]}]},
}
HOSTILE_HISTORY: State = {
    **HISTORY,
    "tickets": [
        {
            **HISTORY["tickets"][0], "id": HOSTILE, "subject": HOSTILE * 50, "url": "javascript:window.ran=4",
            "channel": HOSTILE, "promised": [{"text": HOSTILE * 90, "said_at": "never", "open": True}],
        },
    ],
}  # fmt: skip
SEVERAL = [{"id": "12", "title": "Lost parcel"}, {"id": "15", "title": ""}]
PHASES: dict[str, State] = {
    "answered": state(),
    "known-customer": state(history=HISTORY),
    "note": state(mode="internal", rated={"s1": "up"}, dismissed=["s2"]),
    "waiting": state(phase="waiting", answer=None, mode="none"),
    "quiet": state(answer={**ANSWER, "suggestions": [], "articles": [], "similar_tickets": []}),
    "held": state(
        answer={**ANSWER, "suggestions": [], "articles": [], "similar_tickets": [], "held_back": True}
    ),
    "customer-wrote": state(withdrawn="customer-wrote"),
    "answered-elsewhere": state(withdrawn="answered-elsewhere"),
    "sent": state(withdrawn="sent"),
    "setup": problem("setup"),
    "away": problem("away", 0, "No answer from http://127.0.0.1:8000", "Start it with `make run`."),
    "refused": problem("refused", 401, "Unauthorized"),
    "invalid": problem("invalid", 422, "Invalid input", "/ticket/messages: too many."),
    "failed": problem("failed", 500, "Internal error"),
    "unreadable": problem("unreadable", 0, "problem_unreadable", "problem_unreadable_mend"),
    "no-ticket": state(phase="no-ticket", ticket=None, answer=None, mode="none"),
    "several": state(phase="several", answer=None, several=SEVERAL),
    "generic": state(phase="generic", ticket=None, answer=None, mode="none"),
    "generic-answered": state(phase="generic", mode="none"),
    "searching": searching(None, busy=True),
    "found": searching(RESULTS),
    "found-none": searching([]),
    "collapsed": state(place={**PLACE, "collapsed": True}),
    "hostile": state(answer=HOSTILE_ANSWER, history=HOSTILE_HISTORY),
}  # fmt: skip
NOTICES: dict[str, State] = {
    "inserted": {"kind": "inserted", "id": "s1", "slots": 2},
    "inserted-whole": {"kind": "inserted", "id": "s2", "slots": 0},
    "not-inserted": {"kind": "not-inserted", "id": "s1", "text": REPLY},
    "confirm-internal": {"kind": "confirm-internal", "id": "s3"},
    "no-composer": {"kind": "no-composer", "id": "s1", "replyUrl": "https://desk.example/reply"},
    "copied": {"kind": "copied", "id": "s1"},
    "sent": {"kind": "sent"},
}
EVERYTHING = {**PHASES, **{f"notice-{name}": state(notice=notice) for name, notice in NOTICES.items()}}
