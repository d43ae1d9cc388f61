"""Parses a file with oxedi and says how long that took, the file being in memory."""

import sys
import time

import oxedi

with open(sys.argv[1], "rb") as file:
    content = file.read()
begun = time.perf_counter()
oxedi.parse(content)
print(time.perf_counter() - begun)
