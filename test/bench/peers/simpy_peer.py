"""SimPy as peer, the workloads of ../workloads.mjs. Usage: python3 simpy_peer.py WORK LENGTH SEED

Processes and Resource where SimPy's documentation would use them; PHOLD, whose messages are no processes, by the
callbacks of a Timeout. Times in seconds, random numbers from Python's own generator.
"""

import json
import os
import random
import sys
import time
from statistics import fmean, stdev

import simpy

BATCHES = 20


def resident_bytes():
    """Bytes of this process in memory now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


class Meter:
    """A fifth of `length` units as warm-up, then batches of equal size; `done` succeeds at the end of the last."""

    def __init__(self, env, work, events_per_unit, length, names):
        self.work, self.events_per_unit, self.names = work, events_per_unit, names
        self.batch_size = length // BATCHES
        self.left = length // 5
        self.measuring = False
        self.rows = []
        self.done = env.event()

    def close(self, values):
        self.left = self.batch_size
        if not self.measuring:
            self.measuring = True
            self.processor, self.wall = time.process_time(), time.perf_counter()
            return
        self.rows.append(values)
        if len(self.rows) == BATCHES:
            self.processor = time.process_time() - self.processor
            self.wall = time.perf_counter() - self.wall
            self.done.succeed()

    def result(self):
        columns = list(zip(*self.rows[:BATCHES]))
        return {
            "work": self.work,
            "events": self.events_per_unit * self.batch_size * BATCHES,
            "seconds": self.processor,
            "wallSeconds": self.wall,
            "outputs": {
                name: {"estimate": fmean(column), "standardError": stdev(column) / BATCHES**0.5}
                for name, column in zip(self.names, columns)
            },
        }


def hold(env, pending, length):
    """A process per pending event."""
    meter = Meter(env, f"hold-{pending}", 1, length, ["throughput", "secondMoment"])
    before = resident_bytes()
    squares = [0.0] * BATCHES
    batch_start = 0.0

    def close():
        nonlocal batch_start
        rate = meter.batch_size / (env.now - batch_start)
        batch_start = env.now
        meter.close([rate, squares[len(meter.rows) % BATCHES] * BATCHES / pending])

    def holder(first):
        timeout, exponential = env.timeout, random.expovariate
        yield timeout(first)
        while True:
            meter.left -= 1
            if meter.left == 0:
                close()
            yield timeout(exponential(1.0))

    for i in range(pending):
        delay = random.expovariate(1.0)
        squares[i % BATCHES] += delay * delay
        env.process(holder(delay))
    env.run(until=meter.done)
    return meter.result() | {"bytesPerPending": (resident_bytes() - before) / pending}


def phold(env, length):
    """A Timeout per message; its value is the destination."""
    processes = 1000
    meter = Meter(env, f"phold-{processes}", 1, length, ["throughput", "shareOfFirstTenth"])
    received = [0] * processes
    batch_start = 0.0
    timeout, exponential, uniform = env.timeout, random.expovariate, random.random

    def close():
        nonlocal batch_start
        tenth = sum(received[: processes // 10])
        received[:] = [0] * processes
        rate = meter.batch_size / (env.now - batch_start)
        batch_start = env.now
        meter.close([rate, tenth / meter.batch_size])

    def receive(event):
        received[event.value] += 1
        timeout(exponential(1.0), int(uniform() * processes)).callbacks.append(receive)
        meter.left -= 1
        if meter.left == 0:
            close()

    for i in range(processes):
        timeout(exponential(1.0), i).callbacks.append(receive)
    env.run(until=meter.done)
    return meter.result()


def single_server(env, length):
    """A process per customer; a unit is a customer who begins service."""
    meter = Meter(env, "mm1", 2, length, ["meanWait", "throughput"])
    server = simpy.Resource(env)
    waits = 0.0
    batch_start = 0.0

    def close():
        nonlocal waits, batch_start
        values = [waits / meter.batch_size, meter.batch_size / (env.now - batch_start)]
        waits = 0.0
        batch_start = env.now
        meter.close(values)

    def customer():
        nonlocal waits
        arrived = env.now
        with server.request() as request:
            yield request
            waits += env.now - arrived
            meter.left -= 1
            if meter.left == 0:
                close()
            yield env.timeout(random.expovariate(1.0))

    def source():
        while True:
            yield env.timeout(random.expovariate(0.8))
            env.process(customer())

    env.process(source())
    env.run(until=meter.done)
    return meter.result()


def network(env, length):
    """A process per device, a Resource per station."""
    devices = 10_000
    meter = Meter(env, f"network-{devices}", 4, length, ["throughput", "meanResponse"])
    compute = [simpy.Resource(env) for _ in range(1000)]
    links = [simpy.Resource(env) for _ in range(100)]
    edges = [simpy.Resource(env, capacity=8) for _ in range(10)]
    responses = 0.0
    batch_start = 0.0

    def close():
        nonlocal responses, batch_start
        values = [meter.batch_size / (env.now - batch_start), responses / meter.batch_size]
        responses = 0.0
        batch_start = env.now
        meter.close(values)

    def device(number):
        nonlocal responses
        timeout, exponential = env.timeout, random.expovariate
        route = (
            (compute[number % 1000], 1 / 0.5),
            (links[number % 100], 1 / 0.08),
            (edges[number % 10], 1 / 0.075),
        )
        while True:
            yield timeout(exponential(1 / 10))
            started = env.now
            for station, rate in route:
                with station.request() as request:
                    yield request
                    yield timeout(exponential(rate))
            responses += env.now - started
            meter.left -= 1
            if meter.left == 0:
                close()

    for number in range(devices):
        env.process(device(number))
    env.run(until=meter.done)
    return meter.result()


def main():
    work, length, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random.seed(seed)
    env = simpy.Environment()
    if work.startswith("hold-"):
        result = hold(env, int(work[5:]), length)
    elif work == "phold-1000":
        result = phold(env, length)
    elif work == "mm1":
        result = single_server(env, length)
    elif work == "network-10000":
        result = network(env, length)
    else:
        sys.exit(f'work "{work}": accepted are hold-N, phold-1000, mm1, network-10000')
    print(json.dumps(result))


main()
