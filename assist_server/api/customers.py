"""A customer's history for the agent, and forgetting a customer, as the law gives them the right to."""

from __future__ import annotations

from assist_server import erasure, queueing, reindex
from assist_server.api.operations import Asked, Operation
from assist_server.customer import so_far
from assist_server.customer.shown import CustomerHistory
from assist_server.errors import AssistError
from assist_server.requests import CustomerHistoryRequest, CustomerRequest
from assist_server.results import Erasure
from assist_server.services import Services


def customer_history(asked: Asked) -> CustomerHistory:
    """Tell what is known of the customer named in the body."""
    asked.check_brand(asked.body.brand, "/brand")
    return so_far(asked.services, asked.body)


def erase_customer(asked: Asked) -> Erasure:
    """Forget the customer named in the body."""
    return erased(asked.services, asked.body)


def erase_customer_by_id(asked: Asked) -> Erasure:
    """Forget the customer named in the address."""
    return _erased(asked.services, asked.path["id"])


def erased(services: Services, customer: CustomerRequest) -> Erasure:
    """Forget a customer, known by id, address or both."""
    return _erased(services, *customer.known())


def _erased(services: Services, *known: str) -> Erasure:
    """Erase, and queue the reindex that rids the index's files; one under way sees to it by itself.

    Where the index lies in another data folder, it has to run there.
    """
    done = erasure.erase(services, *known)
    if not done.tickets or not reindex.holds_erased(services) or reindex.is_elsewhere(services):
        return done
    try:
        return done.model_copy(update={"job": queueing.queue(services, "reindex", {}).id})
    except AssistError as exc:
        return done.model_copy(update={"remains": [*done.remains, str(exc)]})


OPERATIONS = (
    Operation(
        "POST",
        "/v1/customers/history",
        "The customer so far: earlier tickets, ratings, moods, promises",
        customer_history,
        body=CustomerHistoryRequest,
        result=CustomerHistory,
        reads=True,
        description="Tickets of every channel and source are found by keyed hashes of e-mail address and id, limited to"
        " the brand as suggestions are. A customer nobody knows has an empty history.",
        id="get_customer_history",
    ),
    Operation(
        "DELETE",
        "/v1/customers",
        "Forget a customer, named in the body",
        erase_customer,
        "admin",
        CustomerRequest,
        result=Erasure,
        description="Tickets, passages, vectors, feedback, kept answers, and with the next reindex (queued at once)"
        " the index's files. The answer is the proof: what was searched, and where something is left.",
        id="erase_customer",
    ),
    Operation(
        "DELETE",
        "/v1/customers/{id}",
        "Forget a customer, by helpdesk id or e-mail address",
        erase_customer_by_id,
        "admin",
        result=Erasure,
        description="Proxies may log addresses: prefer to name the customer in the body of DELETE /v1/customers.",
        id="erase_customer_by_id",
    ),
)
