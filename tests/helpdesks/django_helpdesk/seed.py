# mypy: ignore-errors
"""Fills the django-helpdesk for tests and says what it holds. Run with DJANGO_SETTINGS_MODULE set.

usage: seed.py               one angry customer, once
       seed.py mail SUBJECT TEXT   a mail of that customer; writes the number of its ticket
       seed.py answer NUMBER TEXT   a public answer of a colleague
       seed.py texts NUMBER        the follow-ups of a ticket as JSON, the oldest first: [[text, public], …]
       seed.py change < LINES      opens and changes tickets: JSON objects with "do" and what it needs
       seed.py truth               id, status, merged_to and [[from the desk, text], …] of all tickets as JSON
"""

import json
import logging
import sys
import uuid

import django

MAIL = """From: Maria Customer <maria.customer@example.test>
To: support@example.test
Subject: {subject}
Message-ID: <{id}@example.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}
"""
FIRST = """Hello,

my card was charged **twice** for order 4711 and nobody answers my mails. This is really frustrating!

Please refund me.
Maria"""
ANGRY = "It has been three days now. I am very angry, I want my money back today!"


def mail(subject: str, text: str):
    """Let the customer mail in by the product's own way; return the ticket."""
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import Queue

    message = MAIL.format(id=uuid.uuid4(), subject=subject, text=text)
    return extract_email_metadata(message, Queue.objects.get(), logging.getLogger())


def seed() -> None:
    """Let the customer mail in, the agent answer and note, the customer mail again."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from helpdesk.models import FollowUp, Queue

    if Queue.objects.exists():
        return
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    names = {"first_name": "Ada", "last_name": "Agent"}
    agent = User.objects.create_superuser("agent", "agent@example.test", "agent-pass", **names)
    Queue.objects.create(
        title="Support", slug="support", allow_public_submission=True, email_address="support@example.test"
    )
    ticket = mail("Card charged twice for order 4711", FIRST)
    answer = "Hi Maria, thanks for writing. We are looking into it."
    FollowUp.objects.create(ticket=ticket, title="Comment", user=agent, public=True, comment=answer)
    mail(f"Re: [support-{ticket.pk}] Card charged twice", ANGRY)
    note = "Internal: duplicate capture in PSP log."
    FollowUp.objects.create(ticket=ticket, title="Comment", user=agent, public=False, comment=note)


def answer(number: str, text: str) -> None:
    """Let a colleague answer in public."""
    from django.contrib.auth.models import User
    from helpdesk.models import FollowUp

    colleague, _ = User.objects.get_or_create(username="colleague", is_staff=True)
    FollowUp.objects.create(ticket_id=int(number), title="Comment", user=colleague, public=True, comment=text)


def texts(number: str) -> list[list[object]]:
    """Return the follow-ups of a ticket."""
    from helpdesk.models import FollowUp

    rows = FollowUp.objects.filter(ticket_id=int(number)).order_by("date")
    return [[row.comment, row.public] for row in rows]


def change(lines) -> None:
    """Open and change tickets, in one transaction."""
    from django.db import transaction

    with transaction.atomic():
        for line in lines:
            told = json.loads(line)
            CHANGES[told.pop("do")](**told)


def create(title: str, sender: str, text: str, answer: str) -> None:
    """Open a ticket and solve it."""
    from django.contrib.auth.models import User
    from helpdesk.models import FollowUp, Queue, Ticket

    ticket = Ticket.objects.create(
        queue=Queue.objects.get(), title=title, submitter_email=sender, description=text, status=Ticket.RESOLVED_STATUS
    )
    said = {"ticket": ticket, "title": "Resolved", "user": User.objects.get(username="agent"), "public": True}
    FollowUp.objects.create(**said, comment=answer, new_status=Ticket.RESOLVED_STATUS)


def reply(id: int, text: str, public: bool = True, agent: bool = False, status: int | None = None) -> None:
    """Let the customer or the agent write, and change the status."""
    from django.contrib.auth.models import User
    from helpdesk.models import FollowUp, Ticket

    ticket = Ticket.objects.get(pk=id)
    if status:
        ticket.status = status
        ticket.save()
    user = User.objects.get(username="agent") if agent else None
    FollowUp.objects.create(
        ticket=ticket, title="Comment", comment=text, public=public, user=user, new_status=status or None
    )


def delete(id: int) -> None:
    """Delete a ticket."""
    from helpdesk.models import Ticket

    Ticket.objects.get(pk=id).delete()


def merge(id: int, into: int) -> None:
    """Merge a ticket into another one as the product does: its follow-ups move, it becomes a duplicate."""
    from helpdesk.models import FollowUp, Ticket

    ticket = Ticket.objects.get(pk=id)
    ticket.merged_to = Ticket.objects.get(pk=into)
    ticket.status = Ticket.DUPLICATE_STATUS
    ticket.save()
    FollowUp.objects.filter(ticket=ticket).update(ticket=ticket.merged_to)


CHANGES = {"create": create, "reply": reply, "delete": delete, "merge": merge}


def truth() -> list[dict[str, object]]:
    """Return what every ticket holds."""
    from helpdesk.models import Ticket

    return [
        {
            "id": ticket.pk,
            "status": ticket.status,
            "merged_to": ticket.merged_to_id,
            "turns": [
                [False, ticket.description],
                *(
                    [row.user_id is not None, row.comment]
                    for row in ticket.followup_set.order_by("date")
                    if row.public and row.comment
                ),
            ],
        }
        for ticket in Ticket.objects.prefetch_related("followup_set")
    ]


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["mail", subject, text]:
            sys.stdout.write(f"{mail(subject, text).pk}\n")
        case ["answer", number, text]:
            answer(number, text)
        case ["texts", number]:
            sys.stdout.write(json.dumps(texts(number)))
        case ["change"]:
            change(sys.stdin)
        case ["truth"]:
            sys.stdout.write(json.dumps(truth()))
        case _:
            seed()
