"""The files of a secure connection, kept in the profile folder: the chosen ones may lie on a stick that goes (SYNC 11).

The authority belongs to the central, the client's certificate to the person at that central.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.errors import ProfileError
from sync.trust import PFX, Trust

if TYPE_CHECKING:
    from pathlib import Path

    from sync.credentials import Credentials
    from sync.profile import Profile

FOLDER = "certificates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person chose at sign-in; what they did not choose stays as it was, unless it is not to be kept.

    `password` opens `certificate` when that is a .pfx or .p12 file.
    """

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    password: str = ""
    keeps_authority: bool = True
    keeps_certificate: bool = True


def kept_trust(profile: Profile, *, server: str, user: str, credentials: Credentials) -> Trust:
    """Return what is kept for this person at this central; its files are there."""
    authority, plain, packed = _places(profile, server=server, user=user)
    certificate = next((one for one in (plain, packed) if one.exists()), None)
    return Trust(
        authority=authority if authority.exists() else None,
        certificate=certificate,
        password=lambda: credentials.read(_account(server, user)),
    )


def chosen_trust(kept: Trust, *, choice: Choice) -> Trust:
    """Return what to connect with: the choice, else what is kept."""
    own = Trust(certificate=choice.certificate, key=choice.key, password=lambda: choice.password)
    if choice.certificate is None and choice.keeps_certificate:
        own = kept
    kept_authority = kept.authority if choice.keeps_authority else None
    return Trust(
        authority=choice.authority or kept_authority,
        certificate=own.certificate,
        key=own.key,
        password=own.password,
    )


def keep_choice(profile: Profile, *, server: str, user: str, credentials: Credentials, choice: Choice) -> None:
    """Keep what was chosen, and no more what is not wanted any more; ProfileError, CertificateError."""
    from sync.certificates import read_certificates, to_pem  # noqa: PLC0415 - seldom wanted

    authority, plain, packed = _places(profile, server=server, user=user)
    if choice.authority is not None:
        _write(authority, content=to_pem(read_certificates(choice.authority)))
    elif not choice.keeps_authority:
        authority.unlink(missing_ok=True)
    if choice.certificate is None and choice.keeps_certificate:
        return
    _forget_certificate(plain, packed, credentials=credentials, account=_account(server, user))
    if choice.certificate is None:
        return
    if choice.certificate.suffix.lower() in PFX:
        credentials.write(_account(server, user), choice.password)
        _write(packed, content=choice.certificate.read_bytes())
    else:
        from sync.certificates import read_identity  # noqa: PLC0415 - as above

        identity = read_identity(choice.certificate, key=choice.key or choice.certificate)
        _write(plain, content=identity.key + identity.certificates)


def _forget_certificate(plain: Path, packed: Path, *, credentials: Credentials, account: str) -> None:
    plain.unlink(missing_ok=True)
    if packed.exists():
        credentials.delete(account)
        packed.unlink()


def _places(profile: Profile, *, server: str, user: str) -> tuple[Path, Path, Path]:
    folder = profile.folder / FOLDER
    central = hashlib.sha256(server.casefold().encode()).hexdigest()[:24]
    own = profile.store_path(server=server, user=user).stem
    return folder / f"{central}-authority.pem", folder / f"{own}-client.pem", folder / f"{own}-client.pfx"


def _account(server: str, user: str) -> str:
    return f"certificate:{user}@{server}"


def _write(path: Path, *, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        fresh.replace(path)
    except OSError as error:
        raise ProfileError(
            f"不能把证书存入 {path.parent}（{error.strerror}），请检查文件夹权限。", code="profile.certificates"
        ) from error
