"""Lets requests use a TLS context as it is: by itself it would add the authorities that it brings along (SYNC 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    import ssl


class SecureAdapter(HTTPAdapter):
    """Connects by one context, whatever the environment names as authorities."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
        """Make pools that connect by the context."""
        super().init_poolmanager(*arguments, **{**named, "ssl_context": self._context})

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on
        """Make pools that connect through a proxy by the context."""
        return super().proxy_manager_for(*arguments, **{**named, "ssl_context": self._context})

    def get_connection_with_tls_context(self, request: Any, *_rest: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on
        """Leave out a bundle of authorities that the environment names."""
        return super().get_connection_with_tls_context(request, True, proxies=named.get("proxies"))  # noqa: FBT003 - theirs

    def cert_verify(self, *_what: Any) -> None:  # noqa: ANN401 - not used
        """Add nothing to what the context says."""
