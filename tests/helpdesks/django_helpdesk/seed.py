# mypy: ignore-errors
"""Fills the django-helpdesk for tests and says what it holds. Run with DJANGO_SETTINGS_MODULE set.

usage: seed.py               one angry customer, once
       seed.py mail SUBJECT TEXT   a mail of that customer; writes the number of its ticket
       seed.py answer NUMBER TEXT   a public answer of a colleague
       seed.py texts NUMBER        the follow-ups of a ticket as JSON, the oldest first: [[text, public], …]
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


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["mail", subject, text]:
            sys.stdout.write(f"{mail(subject, text).pk}\n")
        case ["answer", number, text]:
            answer(number, text)
        case ["texts", number]:
            sys.stdout.write(json.dumps(texts(number)))
        case _:
            seed()
