"""What `manage.py sandbox --check` tells of each layer: in force, missing or reduced, and what to do about it."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from statis.sandboxes import SCOPES_VERSION, TCP_VERSION, Examination, Layer

State = Literal["in force", "missing", "reduced"]

_CONTAINER: Final = "Linux alone has it: run Statis in its container (docker compose up)."
_OURS: Final = "This should hold on any Linux: report it, with this output, and run no strangers' code meanwhile."
ADVICE: Final = MappingProxyType(
    {
        Layer.PARENT_DEATH: _CONTAINER,
        Layer.DESCRIPTORS: _OURS,
        Layer.LIMITS: "Outside Linux a limit on memory is only advice: run Statis in its container.",
        Layer.UID: _OURS,
        Layer.NO_NEW_PRIVILEGES: _CONTAINER,
        Layer.LANDLOCK: "Use Linux 5.13 or newer with “landlock” among the names in /sys/kernel/security/lsm (the "
        "kernel parameter lsm= puts it there) and, in a container, a profile that allows its system calls.",
        Layer.SECCOMP: "Use a kernel with seccomp filters and, in a container, a profile that allows setting one.",
    }
)
WITHOUT_ROOT: Final = (
    "Not started as root, so children share user id {uid}; the other layers keep them apart. In a container that is "
    "as it should be."
)
OLD_LANDLOCK: Final = (
    "Version {version}: {lacking} need Linux {kernel} or newer; until then seccomp alone refuses them."
)


@dataclass(frozen=True, kw_only=True)
class LayerState:
    """How one layer stands."""

    layer: str
    state: State
    advice: str = ""


def layer_states(found: Examination) -> list[LayerState]:
    """Return how every layer stands, in the order in which a child puts them up."""
    return [_state(layer, found) for layer in Layer]


def _state(layer: Layer, found: Examination) -> LayerState:
    if layer is Layer.UID and not found.is_root:
        return LayerState(layer=layer.value, state="reduced", advice=WITHOUT_ROOT.format(uid=found.uid))
    if layer.value not in found.in_force:
        return LayerState(layer=layer.value, state="missing", advice=ADVICE[layer])
    if layer is Layer.LANDLOCK and found.landlock_version < SCOPES_VERSION:
        return LayerState(layer=layer.value, state="reduced", advice=_old_landlock(found.landlock_version))
    return LayerState(layer=layer.value, state="in force")


def _old_landlock(version: int) -> str:
    """
    Return what a Landlock of this version lacks.

    >>> _old_landlock(5)
    'Version 5: signals and abstract sockets need Linux 6.12 or newer; until then seccomp alone refuses them.'
    """
    if version < TCP_VERSION:
        return OLD_LANDLOCK.format(version=version, lacking="rules for TCP", kernel="6.7")
    return OLD_LANDLOCK.format(version=version, lacking="signals and abstract sockets", kernel="6.12")


def is_whole(found: Examination) -> bool:
    """Return whether every layer this system and user can have is in force; reduced ones count as such."""
    return not found.failing and all(one.state != "missing" for one in layer_states(found))
