"""What the system knows of the line: whether it is paid by volume, and that it is there again (SYNC point 9)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

_FEATURE = QNetworkInformation.Feature
_THERE = (QNetworkInformation.Reachability.Online, QNetworkInformation.Reachability.Site)


class NetworkWatch(QObject):
    """Emits `metered` and `there_again`; stays silent on a system that tells nothing (then `is_told` is False)."""

    metered = Signal(bool)
    there_again = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        wanted = (_FEATURE.Metered | _FEATURE.Reachability, _FEATURE.Reachability)
        self.is_told = any(QNetworkInformation.loadBackendByFeatures(features) for features in wanted)
        told = QNetworkInformation.instance() if self.is_told else None
        self._told = told
        if told is None:
            return
        told.reachabilityChanged.connect(self._reachability_changed)
        if told.supports(_FEATURE.Metered):
            told.isMeteredChanged.connect(self.metered)

    @property
    def is_metered(self) -> bool:
        """Say whether the present line is paid by volume, as far as the system knows."""
        return self._told is not None and self._told.supports(_FEATURE.Metered) and self._told.isMetered()

    def _reachability_changed(self, reachability: QNetworkInformation.Reachability) -> None:
        if reachability in _THERE:
            self.there_again.emit()
