// Warm-up, batch means and the line of JSON that every program of the benchmark prints.
#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace bench {

/** Bytes of this process in memory now. */
inline double residentBytes() {
  long all = 0, resident = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &all, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/**
 * Counts units of work (holds, customers, cycles): a fifth of `length` as warm-up, then 20 batches of equal size. The
 * clock runs from the end of the warm-up to the end of the last batch.
 */
class Meter {
 public:
  static constexpr int batches = 20;

  Meter(std::string work, double eventsPerUnit, long length, std::vector<std::string> names)
      : work(std::move(work)), eventsPerUnit(eventsPerUnit), size(length / batches), left(length / 5),
        names(std::move(names)) {}

  /** One unit done; true when a batch (or the warm-up) ends with it: call `close`. */
  bool tick() { return --left == 0; }

  /** True once the first batch has begun. */
  bool measuring() const { return started; }

  /** Units of a batch. */
  long batchSize() const { return size; }

  /** Ends a batch with the values of its outputs (ignored after the warm-up); true when it was the last. */
  bool close(const std::vector<double>& values) {
    left = size;
    if (!started) {
      started = true;
      processor = clock(CLOCK_PROCESS_CPUTIME_ID);
      wall = clock(CLOCK_MONOTONIC);
      return false;
    }
    rows.push_back(values);
    if (rows.size() < batches) return false;
    processor = clock(CLOCK_PROCESS_CPUTIME_ID) - processor;
    wall = clock(CLOCK_MONOTONIC) - wall;
    return true;
  }

  /** `more` are further members of the object, each with its leading comma. */
  void print(const std::string& more) const {
    std::printf("{\"work\":\"%s\",\"events\":%.0f,\"seconds\":%.6f,\"wallSeconds\":%.6f,\"outputs\":{", work.c_str(),
                eventsPerUnit * static_cast<double>(size) * batches, processor, wall);
    for (size_t i = 0; i < names.size(); i++) {
      double mean = 0, squares = 0;
      for (const auto& row : rows) mean += row[i] / batches;
      for (const auto& row : rows) squares += (row[i] - mean) * (row[i] - mean);
      std::printf("%s\"%s\":{\"estimate\":%.17g,\"standardError\":%.17g}", i == 0 ? "" : ",", names[i].c_str(), mean,
                  std::sqrt(squares / (batches - 1) / batches));
    }
    std::printf("}%s}\n", more.c_str());
  }

 private:
  static double clock(clockid_t id) {
    timespec t;
    clock_gettime(id, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
  }

  std::string work;
  double eventsPerUnit;
  long size;
  long left;
  std::vector<std::string> names;
  std::vector<std::vector<double>> rows;
  bool started = false;
  double processor = 0;
  double wall = 0;
};

}  // namespace bench
