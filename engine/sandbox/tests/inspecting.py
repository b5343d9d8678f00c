"""An inspector for tests: it says what it was asked, or does what it should not."""

import ctypes
import json
import os
import sys


def inspect(source: str, strategy_class: str | None) -> bytes:
    return _DEEDS.get(source, lambda: json.dumps([source, strategy_class]).encode())()


def _open() -> bytes:
    try:
        os.open("/", os.O_RDONLY)
    except PermissionError as error:
        return type(error).__name__.encode()
    return b"opened"


def _loop() -> bytes:
    while True:
        pass


def _raise() -> bytes:
    raise ValueError


def _forge() -> bytes:
    os.write(3, b"\x04\x00\x00\x00\x02{}")
    sys.exit()


_DEEDS = {
    "open": _open,
    "loop": _loop,
    "memory": lambda: bytes(1 << 30),
    "leave": lambda: os._exit(0),
    "crash": lambda: ctypes.string_at(0),
    "fork": lambda: str(os.fork()).encode(),
    "raise": _raise,
    "much": lambda: bytes(2 << 20),
    "forge": _forge,
}
