"""The process that writes the gradebook, which hears what it is to do, and goes."""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection

Connection(int(sys.argv[1])).recv_bytes()
sys.exit(3)
