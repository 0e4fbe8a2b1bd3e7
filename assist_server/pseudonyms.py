"""Keyed hashes, by which a customer's tickets are matched and nobody is recognised, and the secret they are made with.

The database keeps a fingerprint of the secret: with another one no customer would be found, and none forgotten.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from assist_server.data_folder import create_once, prepare, unwritable
from assist_server.errors import SecretRefused, SettingsError
from assist_server.settings import Settings

NAME = "secret"  # of the file in the data folder
MARK = "fingerprint of the secret"
GET_IT = (
    "Set ASSIST_SECRET to it, or copy the file secret from the data folder that was used before. If it is lost, run:"
    " assist secret accept"
)


def keyed_hash(secret: bytes, text: str) -> str:
    """Return 32 hexadecimal digits (HMAC-SHA256, cut) by which something is matched and nobody recognised."""
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:32]


def fingerprint(secret: bytes) -> str:
    """Return what the database keeps of the secret: its keyed hash of a constant."""
    return keyed_hash(secret, MARK)


def known_secret(settings: Settings) -> bytes | None:
    """Return the secret as set, or as it lies in the data folder; None where there is none yet.

    Raises SettingsError for a file that can't be read, or is empty.
    """
    return settings.secret.encode() if settings.secret else _in_folder(settings.folder)


def secret_of(settings: Settings) -> bytes:
    """Return the secret without asking the database whether it is the right one. Raises SecretRefused for none."""
    secret = known_secret(settings)
    if secret is None:
        raise missing()
    return secret


def make_secret(settings: Settings) -> bytes:
    """Make a secret and keep it in the data folder (mode 0600); return the one that is there by now.

    Raises SettingsError where the folder takes no file.
    """
    prepare(settings.folder)
    try:
        create_once(settings.folder / NAME, secrets.token_hex(32).encode())
    except OSError as exc:
        raise unwritable(exc) from exc
    made = _in_folder(settings.folder)
    assert made is not None
    return made


def fitting_secret(settings: Settings, kept: str) -> bytes:
    """Return this program's secret if its fingerprint is the one kept.

    An editor may have added a line break to the file. Raises SecretRefused for another secret, or none.
    """
    secret = known_secret(settings)
    if secret is None:
        raise missing()
    for one in (secret, secret.strip()):
        if fingerprint(one) == kept:
            return one
    raise SecretRefused(
        "The customers in this database are hashed with another secret than the one given here.",
        mend="Unset ASSIST_SECRET: the secret in the data folder is the right one." if _fits_folder(settings, kept)
        else GET_IT,
    )  # fmt: skip


def first_secret(settings: Settings, has_hashes: bool) -> bytes:
    """Return the secret of a database that keeps no fingerprint yet: the one that is here, or a new one.

    Where there are hashes already a new one would match none of them. Raises SecretRefused for that, and for two
    secrets of which nothing tells which one they are made with.
    """
    secret = known_secret(settings)
    if not has_hashes:
        return secret or make_secret(settings)
    if secret is None:
        raise missing()
    if settings.secret and (_in_folder(settings.folder) or secret).strip() != secret.strip():
        raise SecretRefused(
            "ASSIST_SECRET differs from the secret in the data folder, and nothing tells which one is right.",
            mend="Unset ASSIST_SECRET, or move the file secret out of the data folder.",
        )
    return secret


def missing() -> SecretRefused:
    """Return the error of a secret that is not here."""
    return SecretRefused("The secret that the customers in this database are hashed with is not here.", mend=GET_IT)


def _in_folder(folder: Path) -> bytes | None:
    try:
        content = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as exc:
        detail = f"The file secret in the data folder cannot be read: {exc.strerror}."
        raise SettingsError(detail, mend="Let this user read it.") from exc
    if not content.strip():
        raise SettingsError(
            "The file secret in the data folder is empty.", mend="Restore it from a backup, or remove it."
        )
    return content


def _fits_folder(settings: Settings, kept: str) -> bool:
    found = _in_folder(settings.folder) if settings.secret else None
    return found is not None and kept in (fingerprint(found), fingerprint(found.strip()))
