"""A server on this machine that speaks Kolada's interface (version 3) about an invented world, and can misbehave."""

from .faults import FAULTS
from .server import KoladaServer

__all__ = ["FAULTS", "KoladaServer"]
