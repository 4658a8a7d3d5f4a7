"""The short-lived token and its renewal by the refresh secret, which is replaced each time (SYNC point 11)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sync.errors import SignInError
from sync.problems import SIGN_IN

if TYPE_CHECKING:
    from sync.calls import Central
    from sync.credentials import Credentials
    from sync.wire_hello import Session


class Tokens:
    """Token in memory, refresh secret in the credentials; two threads never renew at once."""

    def __init__(self, *, account: str, client_id: str, credentials: Credentials, token: str = "") -> None:
        """`account` names the secret among the credentials."""
        self._account = account
        self._client_id = client_id
        self._credentials = credentials
        self._token = token
        self._lock = threading.Lock()

    @property
    def credentials(self) -> Credentials:
        """Return where this person's secrets are kept."""
        return self._credentials

    def bearer(self, central: Central) -> str:
        """Return the present token; the first one after a start comes from the refresh secret."""
        return self._token or self.renew(central, stale="")

    def renew(self, central: Central, *, stale: str) -> str:
        """Return a new token in place of `stale`; SignInError when the person must sign in again."""
        with self._lock:
            if self._token == stale:
                self.keep(self._fresh(central))
            return self._token

    def keep(self, session: Session) -> None:
        """Keep a session's secret first, then its token: after a cut, the newest secret is on this computer."""
        self._credentials.write(self._account, session.refresh_token)
        self._token = session.token

    def forget(self) -> None:
        """Forget token and secret."""
        self._token = ""
        self._credentials.delete(self._account)

    def _fresh(self, central: Central) -> Session:
        secret = self._credentials.read(self._account)
        if not secret:
            raise SignInError(SIGN_IN["token.unknown"], status=401, code="token.unknown")
        try:
            return central.refresh(refresh_token=secret, client_id=self._client_id)
        except SignInError:
            newer = self._credentials.read(self._account)
            if not newer or newer == secret:
                raise
        # another window of the same person renewed between reading and sending
        return central.refresh(refresh_token=newer, client_id=self._client_id)
