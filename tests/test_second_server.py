"""A second server on the same data folder or port ends with one sentence, and the first one goes on unharmed."""

from __future__ import annotations

import errno
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from assist_server import auth, demo, listener, server_lock, serving, store
from assist_server.errors import AssistError, Conflict, SettingsError
from assist_server.server_lock import Record
from assist_server.services import Services, build
from assist_server.settings import Settings
from tests.support import Client, free_port
from tests.support import serving as running_server

KEY = re.compile(rb"assist_[\w-]{40,}")
HAS_IPV6 = Path("/proc/net/if_inet6").exists()


@dataclass(frozen=True)
class Demo:
    """A running demo: its page's own key, and what its figures were."""

    client: Client
    settings: Settings

    def answers(self) -> int:
        """Return how many answers to searches its metrics count; asked with the page's key."""
        status, text = self.client.ask("GET", "/metrics")
        assert status == 200, text
        counted = re.findall(rb'assist_answers_total\{operation="[^"]*search[^"]*",status="200"\} (\d+)', text)
        return sum(map(int, counted))


def start(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start `assist` on a data folder."""
    environment = {**os.environ, "ASSIST_DATA": str(folder), "WEB_CONCURRENCY": "2", **more}
    command = [sys.executable, "-m", "assist_server.cli", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def refused(folder: Path, *arguments: str, **more: str) -> str:
    """Run `assist`, which must refuse, and return its only sentence."""
    process = start(folder, *arguments, **more)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1 and len(said.splitlines()) == 1 and said.startswith("Error: "), said
    return said


@contextmanager
def stopping(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Stop a server when the block ends."""
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Demo]:
    """A demo as `make run` starts it, whose page has been asked once."""
    settings = Settings(folder=tmp_path_factory.mktemp("demo"))
    (settings.folder / "models").symlink_to(models_folder)
    port = free_port()
    with stopping(start(settings.folder, "demo", "--port", str(port))):
        Client(port, "").wait("/healthz", 300)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("GET", "/")
            key = KEY.search(connection.getresponse().read())
        assert key
        running = Demo(Client(port, key[0].decode()), settings)
        assert running.client.ask("GET", "/v1/search?q=tent")[0] == 200
        yield running


@contextmanager
def unharmed(first: Demo) -> Iterator[None]:
    """Hold that the demo's key and figures are still there when the block has ended."""
    before = first.answers()
    yield
    assert first.client.ask("GET", "/v1/search?q=tent")[0] == 200
    assert first.answers() == before + 1 > 1


@pytest.mark.parametrize("command", ["demo", "serve"])
@pytest.mark.parametrize("same_port", [True, False])
def test_a_second_one_on_the_same_folder_is_refused_and_the_first_keeps_key_and_metrics(
    first: Demo, command: str, same_port: bool
) -> None:
    port = first.client.port if same_port else free_port()
    with unharmed(first):
        said = refused(first.settings.folder, command, "--port", str(port))
    assert f"served already, at http://127.0.0.1:{first.client.port}/" in said


def test_an_invented_year_is_not_added_under_a_running_demo(first: Demo) -> None:
    with unharmed(first):
        refused(first.settings.folder, "demo", "--year", "50")
    services = build(first.settings)
    assert store.stats(services.engine).tickets < 300
    services.close()


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_one_on_another_folder_and_the_same_port_is_refused_before_it_makes_a_database(
    first: Demo, command: str, tmp_path: Path
) -> None:
    with unharmed(first):
        said = refused(tmp_path / "other", command, "--port", str(first.client.port))
    assert f"Port {first.client.port} of 127.0.0.1 is taken" in said
    assert not (tmp_path / "other" / "assist.db").exists()


def test_a_port_that_a_stranger_listens_on_is_refused_at_once(settings: Settings) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as stranger:
        assert "is taken by another program" in refused(
            settings.folder, "serve", "--port", str(stranger.getsockname()[1])
        )


def test_a_server_that_was_killed_does_not_block_the_next_one(desk: Services) -> None:
    key, port = auth.create_key(desk.engine, "admin", "tests"), str(free_port())
    client = Client(int(port), key)
    first = start(desk.settings.folder, "serve", "--port", port)
    client.wait("/healthz")
    first.kill()  # the master alone: its processes notice a second later
    first.wait()
    with stopping(start(desk.settings.folder, "serve", "--port", port)) as second:
        assert first.stdout and "Agent Assist" in first.stdout.read()  # ends when the last of them has
        client.wait("/readyz")
        assert second.poll() is None
        assert client.ask("GET", "/v1/search?q=parcel")[0] == 200
    first.stdout.close()


def test_what_a_server_writes_down_goes_when_it_ends(desk: Services) -> None:
    key, port = auth.create_key(desk.engine, "admin", "tests"), free_port()
    with running_server(desk.settings, key, port) as client:
        file = desk.settings.folder / server_lock.FILE
        assert f":{client.port}/" in file.read_text() and file.stat().st_mode & 0o077 == 0
        said = refused(desk.settings.folder, "serve", "--port", str(free_port()))
        assert f"at http://127.0.0.1:{client.port}/" in said
    assert f":{client.port}/" not in file.read_text()


def test_port_0_takes_a_free_one_and_says_which(desk: Services) -> None:
    with stopping(start(desk.settings.folder, "serve", "--port", "0")) as process:
        assert process.stdout
        port = next(int(found[1]) for line in process.stdout if (found := re.search(r"^Agent.*:(\d+)/$", line)))
        assert port
        Client(port, "").wait("/healthz")


@pytest.mark.skipif(not HAS_IPV6, reason="this machine has no IPv6")
def test_ipv6_is_served(desk: Services) -> None:
    port = free_port()
    with stopping(start(desk.settings.folder, "serve", "--host", "::1", "--port", str(port))):
        ends = time.monotonic() + 90
        while time.monotonic() < ends:
            with closing(http.client.HTTPConnection("::1", port, timeout=60)) as connection:
                try:
                    connection.request("GET", "/healthz")
                    assert connection.getresponse().status == 200
                    return
                except ConnectionError:
                    time.sleep(0.1)
        raise TimeoutError


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("", None)]
    + [("::1", "[::1]"), ("[::1]", "[::1]"), ("::", "[::1]")] * HAS_IPV6
    + [("192.0.2.7", None), ("no-such-host.invalid", None), ("a" * 70, None), ("1.2.3", None)],
)
def test_an_address_is_listened_on_or_refused_in_a_sentence(host: str, shown: str | None) -> None:
    if shown is None:
        with pytest.raises(SettingsError, match="--host"):
            listener.open_listener(host, 0)
        return
    with closing(listener.open_listener(host, 0)) as made:
        assert listener.url_of(made) == f"http://{shown}:{made.getsockname()[1]}/"


@pytest.mark.parametrize("reason", [errno.EACCES, errno.EPERM, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.ENOBUFS])
def test_what_the_kernel_refuses_is_said_in_a_sentence(reason: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> socket.socket:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(listener, "_listen", refuse)
    with pytest.raises(AssistError, match="80|127.0.0.1"):
        listener.open_listener("127.0.0.1", 80)


def test_a_port_that_a_killed_server_still_holds_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    orphan = listener.open_listener("127.0.0.1", 0)
    port = int(orphan.getsockname()[1])
    with pytest.raises(Conflict):
        listener.open_listener("127.0.0.1", port)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(listener, "QUIET", 0.0)
        patched.setattr(time, "sleep", lambda _: orphan.close())
        listener.open_listener("127.0.0.1", port, patience=60).close()
    assert "waiting for it" in capsys.readouterr().err


@pytest.mark.parametrize(
    "written", ["", "{", "[]", '{"url": 1}', "\0" * 100, '{"url": "http://h:1/", "demo_key": "x"}']
)
def test_whatever_is_written_in_the_file_only_the_lock_counts(written: str, tmp_path: Path) -> None:
    (tmp_path / server_lock.FILE).write_text(written)
    lock = server_lock.acquire(tmp_path, alone=True)
    assert lock.previous == (Record("http://h:1/", "x") if "h:1" in written else Record())
    with pytest.raises(Conflict, match="served already"):
        server_lock.acquire(tmp_path, alone=True)
    lock.release()
    server_lock.acquire(tmp_path, alone=True).release()


def test_the_same_folder_by_another_name_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    lock = server_lock.acquire(tmp_path / "real", alone=True)
    with pytest.raises(Conflict):
        server_lock.acquire(tmp_path / "link", alone=True)
    lock.release()


def test_a_folder_that_cannot_be_written_to_is_not_locked(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    lock = server_lock.acquire(tmp_path / "file", alone=True)  # as on a disk that is read only, also for root
    lock.write(Record("http://127.0.0.1:1/"))
    assert lock == server_lock.ServerLock(None) and lock.read() == Record()
    lock.release()


def test_servers_that_share_a_folder_keep_a_lone_one_out_and_it_them(tmp_path: Path) -> None:
    one, two = (server_lock.acquire(tmp_path, alone=False) for _ in range(2))
    with pytest.raises(Conflict):
        server_lock.acquire(tmp_path, alone=True)
    one.release()
    two.release()
    alone = server_lock.acquire(tmp_path, alone=True)
    with pytest.raises(Conflict):
        server_lock.acquire(tmp_path, alone=False)
    alone.release()


def test_with_postgresql_servers_share_a_folder_and_a_demo_does_not(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path, database_url="postgresql://u@127.0.0.1:1/none")
    one, two = (serving.reserve(settings, "127.0.0.1", 0) for _ in range(2))
    assert one.url != two.url
    with pytest.raises(Conflict):
        serving.reserve(settings, "127.0.0.1", 0, demo=True)
    one.release()
    two.release()
    serving.reserve(settings, "127.0.0.1", 0, demo=True).release()


def test_the_page_key_of_a_demo_elsewhere_is_not_revoked(engine: store.Engine, settings: Settings) -> None:
    shared = build(settings.model_copy(update={"database_url": settings.database}))
    elsewhere, before = (demo.fresh_key(shared) for _ in range(2))
    own = demo.fresh_key(shared, before.key.id)
    valid = {key.id for key in store.keys(engine) if key.revoked_at is None}
    assert valid == {elsewhere.key.id, own.key.id}
    alone = build(settings)
    last = demo.fresh_key(alone)
    assert [key.id for key in store.keys(engine) if key.revoked_at is None] == [last.key.id]
    shared.close()
    alone.close()


def test_two_addresses_have_figures_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MEMORY", tmp_path)
    folders = {serving.figures_folder(tmp_path / "data", f"{host} 8000") for host in ("127.0.0.1", "127.0.0.2", "::1")}
    assert len(folders) == 3 and all(folder.exists() for folder in folders)


def test_a_socket_file_is_listened_on_and_one_that_a_killed_server_left_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "assist.sock"
    with closing(listener.open_listener(f"unix:{path}", 0)) as first:
        assert listener.url_of(first) == f"unix:{path}"
        with pytest.raises(SettingsError, match="No socket can be listened on there"):
            listener.open_listener(f"unix:{path}", 0)
        with closing(socket.socket(socket.AF_UNIX)) as client:
            client.connect(str(path))
    assert path.is_socket()  # nobody listens any more
    listener.open_listener(f"unix:{path}", 0).close()


def test_what_is_no_socket_stays_as_it_is(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("keep me")
    for place in (notes, tmp_path / "no folder" / "assist.sock"):
        with pytest.raises(SettingsError, match="socket file"):
            listener.open_listener(f"unix:{place}", 0)
    assert notes.read_text() == "keep me"
