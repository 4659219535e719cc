"""M/M/c as planners write it with SimPy: visitors per second of one core, to set beside
`offpeak simulate --model` (script/bench simulators).

Usage: simpy_mmc.py COUNTERS VISITORS
Prints one line: version, visitors per second, mean wait in minutes.
"""

import random
import sys
import time

import SimPy
from SimPy.Simulation import Process, Resource, activate, hold, initialize, now, release, request, simulate

UTILISATION = 0.8
SERVICE_MIN = 1.0


class Visitor(Process):
    def visit(self, counters, waits):
        arrived = now()
        yield request, self, counters
        waits.append(now() - arrived)
        yield hold, self, random.expovariate(1 / SERVICE_MIN)
        yield release, self, counters


class Doors(Process):
    def let_in(self, visitors, per_minute, counters, waits):
        for _ in range(visitors):
            yield hold, self, random.expovariate(per_minute)
            visitor = Visitor()
            activate(visitor, visitor.visit(counters, waits))


def main():
    counters, visitors = int(sys.argv[1]), int(sys.argv[2])
    random.seed(1)
    waits = []
    initialize()
    doors = Doors()
    per_minute = UTILISATION * counters / SERVICE_MIN
    activate(doors, doors.let_in(visitors, per_minute, Resource(capacity=counters), waits))
    started = time.perf_counter()
    simulate(until=10 * visitors / per_minute)
    seconds = time.perf_counter() - started
    print(SimPy.__version__, round(visitors / seconds), round(sum(waits) / len(waits), 3))


main()
