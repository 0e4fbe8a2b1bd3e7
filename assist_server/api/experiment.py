"""Experiments: begin one, end it, and ask what it found. For admins."""

from __future__ import annotations

from flask import Response

from assist_server import experiment
from assist_server.api.operations import JSON, Asked, Operation
from assist_server.insights.experiment_shown import ExperimentFigures, Experiments
from assist_server.insights.experiments import experiments, figures
from assist_server.requests import ExperimentAsked, ExperimentRequest


def experiment_told(asked: Asked) -> Experiments:
    """Tell what the newest experiment found, or the one asked about."""
    return experiments(asked.services, asked.query.id)


def experiment_started(asked: Asked) -> Response:
    """Begin an experiment."""
    given: ExperimentRequest = asked.body
    new = experiment.start(asked.services, share=given.share, days=given.days)
    return Response(figures(asked.services, new).model_dump_json(), 201, mimetype=JSON)


def experiment_stopped(asked: Asked) -> Experiments:
    """End the experiment that runs."""
    return experiments(asked.services, experiment.stop(asked.services).id)


OPERATIONS = (
    Operation(
        "GET",
        "/v1/experiment",
        "What an experiment found",
        experiment_told,
        "admin",
        query=ExperimentAsked,
        result=Experiments,
        errors=(404,),
        id="get_experiment",
    ),
    Operation(
        "POST",
        "/v1/experiment",
        "Begin to hold suggestions back for a random share of the tickets",
        experiment_started,
        "admin",
        ExperimentRequest,
        result=ExperimentFigures,
        status=201,
        description="At most one runs at a time. Tickets without an id are never held back.",
        errors=(409,),
        id="start_experiment",
    ),
    Operation(
        "POST",
        "/v1/experiment/stop",
        "End the experiment that runs",
        experiment_stopped,
        "admin",
        result=Experiments,
        errors=(404,),
        id="stop_experiment",
    ),
)
