"""What the tests of sources share: the two real helpdesks, with tickets of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.extension.helpdesks import DjangoHelpdesk, RequestTracker, running_django_helpdesk, running_rt


@pytest.fixture(scope="module")
def rt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTracker]:
    """A real Request Tracker."""
    with running_rt(tmp_path_factory.mktemp("rt-source")) as helpdesk:
        yield helpdesk


@pytest.fixture(scope="module")
def django(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DjangoHelpdesk]:
    """A real django-helpdesk."""
    with running_django_helpdesk(tmp_path_factory.mktemp("django-source")) as helpdesk:
        yield helpdesk
