// The workloads of the benchmark for a compiled kernel; `Kernel` offers
//   int64_t now()                                                           nanoseconds
//   template <int kind, class Model> void schedule(Model*, int64_t delay, uint32_t argument)   -> model.on<kind>(argument)
//   template <class Model> void run(Model*), void stop()
// ../workloads.mjs states the same for our kernel, event by event and draw by draw.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <stdexcept>
#include <string>
#include <vector>

#include "draws.hpp"
#include "meter.hpp"

namespace bench {

constexpr double second = 1e9;

/** N pending events; each schedules its successor after an exponential delay of mean 1 s. */
template <class Kernel>
class Hold {
 public:
  static constexpr int kinds = 1;

  Hold(Kernel& kernel, uint32_t pending, long length, uint32_t seed)
      : kernel(kernel), pending(pending), draws(seed),
        meter("hold-" + std::to_string(pending), 1, length, {"throughput", "secondMoment"}) {}

  void run() {
    const double before = residentBytes();
    std::vector<double> squares(Meter::batches);
    for (uint32_t i = 0; i < pending; i++) {
      const int64_t delay = draws.nanoseconds(second);
      const double seconds = static_cast<double>(delay) / second;
      squares[i % Meter::batches] += seconds * seconds;
      kernel.template schedule<0>(this, delay, i);
    }
    for (double sum : squares) moments.push_back(sum * Meter::batches / pending);
    kernel.run(this);
    meter.print(",\"bytesPerPending\":" + std::to_string((residentBytes() - before) / pending));
  }

  template <int kind>
  void on(uint32_t id) {
    kernel.template schedule<0>(this, draws.nanoseconds(second), id);
    if (meter.tick()) close();
  }

 private:
  __attribute__((noinline)) void close() {
    const int64_t now = kernel.now();
    const double rate = static_cast<double>(meter.batchSize()) * second / static_cast<double>(now - batchStart);
    batchStart = now;
    const double moment = moments[meter.measuring() ? batch++ : 0];
    if (meter.close({rate, moment})) kernel.stop();
  }

  Kernel& kernel;
  uint32_t pending;
  Exponentials draws;
  Meter meter;
  std::vector<double> moments;
  int batch = 0;
  int64_t batchStart = 0;
};

/** Parallel HOLD: 1000 logical processes, one message each to begin with; uniform destination, delay of mean 1 s. */
template <class Kernel>
class Phold {
 public:
  static constexpr int kinds = 1;
  static constexpr uint32_t processes = 1000;

  Phold(Kernel& kernel, long length, uint32_t seed)
      : kernel(kernel), draws(seed), destinations(seed + 0x10000), received(processes),
        meter("phold-1000", 1, length, {"throughput", "shareOfFirstTenth"}) {}

  void run() {
    for (uint32_t i = 0; i < processes; i++) kernel.template schedule<0>(this, draws.nanoseconds(second), i);
    kernel.run(this);
    meter.print("");
  }

  template <int kind>
  void on(uint32_t process) {
    received[process]++;
    kernel.template schedule<0>(this, draws.nanoseconds(second), destinations.below(processes));
    if (meter.tick()) close();
  }

 private:
  __attribute__((noinline)) void close() {
    const int64_t now = kernel.now();
    const double size = static_cast<double>(meter.batchSize());
    double tenth = 0;
    for (uint32_t i = 0; i < processes / 10; i++) tenth += received[i];
    received.assign(processes, 0);
    const double rate = size * second / static_cast<double>(now - batchStart);
    batchStart = now;
    if (meter.close({rate, tenth / size})) kernel.stop();
  }

  Kernel& kernel;
  Exponentials draws;
  Words destinations;
  std::vector<uint32_t> received;
  Meter meter;
  int64_t batchStart = 0;
};

/** M/M/1 queue, first come first served: arrivals at 0.8 /ms, services of mean 1 ms. A unit is a customer who begins service. */
template <class Kernel>
class SingleServer {
 public:
  static constexpr int kinds = 2;

  SingleServer(Kernel& kernel, long length, uint32_t seed)
      : kernel(kernel), draws(seed), meter("mm1", 2, length, {"meanWait", "throughput"}) {}

  void run() {
    kernel.template schedule<0>(this, draws.nanoseconds(ms / 0.8), 0);
    kernel.run(this);
    meter.print("");
  }

  template <int kind>
  void on(uint32_t) {
    const int64_t now = kernel.now();
    if constexpr (kind == 0) {
      kernel.template schedule<0>(this, draws.nanoseconds(ms / 0.8), 0);
      if (busy) {
        waiting.push_back(now);
      } else {
        busy = true;
        serve(now, now);
      }
    } else if (waiting.empty()) {
      busy = false;
    } else {
      const int64_t arrived = waiting.front();
      waiting.pop_front();
      serve(now, arrived);
    }
  }

 private:
  static constexpr double ms = 1e6;

  void serve(int64_t now, int64_t arrived) {
    waits += static_cast<double>(now - arrived);
    kernel.template schedule<1>(this, draws.nanoseconds(ms), 0);
    if (meter.tick()) close(now);
  }

  __attribute__((noinline)) void close(int64_t now) {
    const double size = static_cast<double>(meter.batchSize());
    const double wait = waits / ms / size;
    const double rate = size * ms / static_cast<double>(now - batchStart);
    waits = 0;
    batchStart = now;
    if (meter.close({wait, rate})) kernel.stop();
  }

  Kernel& kernel;
  Exponentials draws;
  Meter meter;
  std::deque<int64_t> waiting;
  bool busy = false;
  double waits = 0;
  int64_t batchStart = 0;
};

/**
 * Closed network of 10,000 devices: think (mean 10 s), compute node (device mod 1000, one server, 0.5 s), link (device
 * mod 100, one server, 80 ms), edge server (device mod 10, eight servers, 75 ms); queues first come first served. A unit
 * is a cycle of a device, four events.
 */
template <class Kernel>
class Network {
 public:
  static constexpr int kinds = 4;

  Network(Kernel& kernel, long length, uint32_t seed)
      : kernel(kernel), draws(seed), meter("network-10000", 4, length, {"throughput", "meanResponse"}), next(devices),
        started(devices) {
    for (int i = 0; i < 1000; i++) stations.push_back({1, none, none});
    for (int i = 0; i < 100; i++) stations.push_back({1, none, none});
    for (int i = 0; i < 10; i++) stations.push_back({8, none, none});
  }

  void run() {
    for (uint32_t device = 0; device < devices; device++) kernel.template schedule<0>(this, draws.nanoseconds(10 * second), device);
    kernel.run(this);
    meter.print("");
  }

  template <int kind>
  void on(uint32_t device) {
    if constexpr (kind == 0) {
      started[device] = kernel.now();
      arrive<1>(device);
    } else {
      depart<kind>(device);
      if constexpr (kind < 3) {
        arrive<kind + 1>(device);
      } else {
        const int64_t now = kernel.now();
        responses += static_cast<double>(now - started[device]);
        kernel.template schedule<0>(this, draws.nanoseconds(10 * second), device);
        if (meter.tick()) close(now);
      }
    }
  }

 private:
  static constexpr uint32_t devices = 10000;
  static constexpr uint32_t none = 0xffffffffu;

  struct Station {
    int free;
    uint32_t first;
    uint32_t last;
  };

  template <int kind>
  static constexpr double meanService = kind == 1 ? 0.5 * second : kind == 2 ? 0.08 * second : 0.075 * second;

  template <int kind>
  Station& station(uint32_t device) {
    if constexpr (kind == 1) return stations[device % 1000];
    if constexpr (kind == 2) return stations[1000 + device % 100];
    return stations[1100 + device % 10];
  }

  template <int kind>
  void arrive(uint32_t device) {
    Station& at = station<kind>(device);
    if (at.free > 0) {
      at.free--;
      kernel.template schedule<kind>(this, draws.nanoseconds(meanService<kind>), device);
      return;
    }
    next[device] = none;
    if (at.first == none) at.first = device;
    else next[at.last] = device;
    at.last = device;
  }

  template <int kind>
  void depart(uint32_t device) {
    Station& at = station<kind>(device);
    const uint32_t waiting = at.first;
    if (waiting == none) {
      at.free++;
      return;
    }
    at.first = next[waiting];
    kernel.template schedule<kind>(this, draws.nanoseconds(meanService<kind>), waiting);
  }

  __attribute__((noinline)) void close(int64_t now) {
    const double size = static_cast<double>(meter.batchSize());
    const double response = responses / second / size;
    const double rate = size * second / static_cast<double>(now - batchStart);
    responses = 0;
    batchStart = now;
    if (meter.close({rate, response})) kernel.stop();
  }

  Kernel& kernel;
  Exponentials draws;
  Meter meter;
  std::vector<Station> stations;
  std::vector<uint32_t> next;
  std::vector<int64_t> started;
  double responses = 0;
  int64_t batchStart = 0;
};

/** Runs `work` ("hold-N", "phold-1000", "mm1", "network-10000") and prints its line. */
template <class Kernel>
void runWorkload(Kernel& kernel, const std::string& work, long length, uint32_t seed) {
  if (work.rfind("hold-", 0) == 0) Hold<Kernel>(kernel, static_cast<uint32_t>(std::stoul(work.substr(5))), length, seed).run();
  else if (work == "phold-1000") Phold<Kernel>(kernel, length, seed).run();
  else if (work == "mm1") SingleServer<Kernel>(kernel, length, seed).run();
  else if (work == "network-10000") Network<Kernel>(kernel, length, seed).run();
  else throw std::invalid_argument("work \"" + work + "\": accepted are hold-N, phold-1000, mm1, network-10000");
}

}  // namespace bench
