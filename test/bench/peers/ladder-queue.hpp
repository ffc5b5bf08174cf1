// A ladder queue: pending events in three levels, of which only the nearest is sorted.
//
// Coarse buckets, a ring over the time ahead, take events by appending to chunks: sequential memory, no comparison. When
// the clock enters a coarse bucket, its events are dealt to the fine buckets of that bucket; when it enters a fine bucket,
// its few events are sorted into the front, from which they leave. Events beyond the ring wait in one more list.
// Widths are powers of two, so that a bucket's number is a shift of the time; they follow the rate at which events left
// since the last tuning. With few events everything is in the front, a sorted array. Order: time, then insertion.
// After W. T. Tang, R. S. M. Goh, I. L.-J. Thng, "Ladder queue", ACM TOMACS 15 (2005); cost O(1) an event while the
// increments' distribution has no spikes narrower than a bucket: the front is then long, and inserting into it O(its length).
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

namespace bench {

/** 16 bytes that compare as one 128-bit number: payload in the lowest word, then insertion, then time. */
struct alignas(16) Event {
  uint32_t payload;
  uint32_t insertion;
  int64_t time;
};

inline bool operator<(const Event& a, const Event& b) {
  const auto key = [](const Event& e) {
    return (static_cast<unsigned __int128>(static_cast<uint64_t>(e.time)) << 64) | (uint64_t{e.insertion} << 32) | e.payload;
  };
  return key(a) < key(b);
}

/** Hands out chunks of 256 bytes: a link to the chunk before, then 15 events. */
class ChunkPool {
 public:
  static constexpr uintptr_t bytes = 256;

  Event* take() {
    if (free == nullptr) grow();
    Event* chunk = free;
    free = link(chunk);
    return chunk;
  }

  void give(Event* chunk) {
    link(chunk) = free;
    free = chunk;
  }

  static Event*& link(Event* chunk) { return *reinterpret_cast<Event**>(chunk); }

 private:
  struct Release {
    void operator()(void* block) const { std::free(block); }
  };

  void grow() {
    constexpr uintptr_t block = bytes * 1024;
    blocks.emplace_back(std::aligned_alloc(bytes, block));
    auto* begin = static_cast<char*>(blocks.back().get());
    for (uintptr_t at = block; at > 0; at -= bytes) give(reinterpret_cast<Event*>(begin + at - bytes));
  }

  Event* free = nullptr;
  std::vector<std::unique_ptr<void, Release>> blocks;
};

/** An unordered list of events in chunks; it always holds one chunk. */
class Bucket {
 public:
  void open(ChunkPool& pool) {
    Event* chunk = pool.take();
    ChunkPool::link(chunk) = nullptr;
    end = chunk + 1;
  }

  void append(const Event& event, ChunkPool& pool) {
    *end++ = event;
    if ((reinterpret_cast<uintptr_t>(end) & (ChunkPool::bytes - 1)) == 0) [[unlikely]] {
      Event* chunk = pool.take();
      ChunkPool::link(chunk) = end - ChunkPool::bytes / sizeof(Event);
      end = chunk + 1;
    }
  }

  /** Calls `each` with every event and leaves the bucket empty. */
  template <class Each>
  void drain(ChunkPool& pool, Each each) {
    Event* chunk = reinterpret_cast<Event*>(reinterpret_cast<uintptr_t>(end) & ~(ChunkPool::bytes - 1));
    for (;;) {
      Event* before = ChunkPool::link(chunk);
      if (before != nullptr) __builtin_prefetch(before);
      for (Event* event = chunk + 1; event != end; event++) each(*event);
      if (before == nullptr) break;
      pool.give(chunk);
      chunk = before;
      end = chunk + ChunkPool::bytes / sizeof(Event);
    }
    end = chunk + 1;
  }

  void close(ChunkPool& pool) {
    drain(pool, [](const Event&) {});
    pool.give(end - 1);
  }

 private:
  Event* end = nullptr;
};

class LadderQueue {
 public:
  LadderQueue() : front(256) { far.open(pool); }

  uint32_t size() const { return count; }

  void push(int64_t time, uint32_t payload) {
    const Event event{payload, inserted++, time};
    count++;
    if (time < frontEnd) {
      insertFront(event);
      if (!laddered && frontCount > few) [[unlikely]] rebuild(0);
      return;
    }
    place(event);
    if (count > tuneAbove) [[unlikely]] rebuild(0);
  }

  /** The first event; there must be one. */
  Event pop() {
    if (frontCount == 0) [[unlikely]] refill();
    count--;
    return front[--frontCount];
  }

 private:
  static constexpr uint32_t few = 32;
  static constexpr int64_t forever = INT64_MAX;
  /** Events that a fine bucket should hold. */
  static constexpr double ideal = 5;

  void insertFront(const Event& event) {
    if (frontCount == front.size()) [[unlikely]] front.resize(2 * front.size());
    Event* at = front.data() + frontCount++;
    while (at != front.data() && at[-1] < event) {
      *at = at[-1];
      at--;
    }
    *at = event;
  }

  /** Puts an event that is behind the front into its bucket. */
  void place(const Event& event) {
    const int64_t ahead = (event.time >> coarseShift) - coarse;
    if (ahead >= static_cast<int64_t>(ring.size())) {
      far.append(event, pool);
    } else if (ahead > 0) {
      ring[static_cast<size_t>(event.time >> coarseShift) & (ring.size() - 1)].append(event, pool);
    } else {
      fine[static_cast<size_t>(event.time >> fineShift) & (fine.size() - 1)].append(event, pool);
    }
  }

  /** Fills the empty front from the next fine bucket that holds something. */
  __attribute__((noinline)) void refill() {
    do {
      if (++fineNow == fineStop) [[unlikely]] {
        nextCoarse();
        continue;
      }
      gather(fine[static_cast<size_t>(fineNow) & (fine.size() - 1)]);
    } while (frontCount == 0);
    frontEnd = laddered ? (fineNow + 1) << fineShift : forever;
  }

  void gather(Bucket& bucket) {
    bucket.drain(pool, [&](const Event& event) {
      if (frontCount == front.size()) [[unlikely]] front.resize(2 * front.size());
      front[frontCount++] = event;
    });
    sortFront();
  }

  /** Descending. A handful is sorted by rank, all comparisons without branches. */
  void sortFront() {
    const uint32_t n = frontCount;
    if (n < 2) return;
    if (n > 12) {
      std::sort(front.begin(), front.begin() + n, [](const Event& a, const Event& b) { return b < a; });
      return;
    }
    Event copy[12];
    uint32_t rank[12] = {};
    for (uint32_t i = 0; i < n; i++) copy[i] = front[i];
    for (uint32_t i = 1; i < n; i++) {
      for (uint32_t j = 0; j < i; j++) {
        const uint32_t less = copy[i] < copy[j];
        rank[i] += less;
        rank[j] += 1 - less;
      }
    }
    for (uint32_t i = 0; i < n; i++) front[rank[i]] = copy[i];
  }

  /** Enters the next coarse bucket and deals its events to the fine ones. */
  void nextCoarse() {
    coarse++;
    if (coarse >= farCheck) moveFar();
    if (coarse >= tuneAt && retune()) return;
    Bucket& bucket = ring[static_cast<size_t>(coarse) & (ring.size() - 1)];
    bucket.drain(pool, [&](const Event& event) {
      fine[static_cast<size_t>(event.time >> fineShift) & (fine.size() - 1)].append(event, pool);
    });
    fineNow = (coarse << (coarseShift - fineShift)) - 1;
    fineStop = (coarse + 1) << (coarseShift - fineShift);
  }

  /** Brings what has come within the ring out of the far list; often enough that nothing in it is ever due. */
  void moveFar() {
    farCheck = coarse + static_cast<int64_t>(ring.size()) / 2;
    std::vector<Event> events;
    far.drain(pool, [&](const Event& event) { events.push_back(event); });
    // those of this very coarse bucket go to its place in the ring, which is dealt next
    for (const Event& event : events) {
      const int64_t ahead = (event.time >> coarseShift) - coarse;
      if (ahead >= static_cast<int64_t>(ring.size())) far.append(event, pool);
      else ring[static_cast<size_t>(event.time >> coarseShift) & (ring.size() - 1)].append(event, pool);
    }
  }

  /** New widths when the measured rate asks for other ones; true when everything was placed anew. */
  bool retune() {
    const int64_t begin = coarse << coarseShift;
    const uint32_t left = inserted - count - leftBefore;
    if (left < count) {
      tuneAt = coarse + 1 + static_cast<int64_t>(ring.size()) / 64;
      return false;
    }
    const double interval = static_cast<double>(begin - tuneTime) / left;
    leftBefore = inserted - count;
    tuneTime = begin;
    tuneAt = coarse + 1 + static_cast<int64_t>(ring.size()) / 8;
    const double off = std::log2(std::max(1.0, interval * ideal)) - fineShift;
    if (std::abs(off) < 0.75 && count > tuneAbove / 8) return false;
    rebuild(interval);
    return true;
  }

  static int shiftFor(double interval) {
    const double width = std::max(1.0, interval * ideal);
    return std::max(0, static_cast<int>(std::lround(std::log2(width))));
  }

  /** Takes all events out and places them anew; `interval` between departures, 0 to guess it from the mean time ahead. */
  __attribute__((noinline)) void rebuild(double interval) {
    std::vector<Event> events(front.begin(), front.begin() + frontCount);
    const auto collect = [&](const Event& event) { events.push_back(event); };
    for (Bucket& bucket : fine) bucket.drain(pool, collect);
    for (Bucket& bucket : ring) bucket.drain(pool, collect);
    far.drain(pool, collect);
    frontCount = 0;
    if (events.size() <= few / 2) {
      laddered = false;
      frontEnd = forever;
      tuneAbove = UINT32_MAX;
      for (const Event& event : events) insertFront(event);
      return;
    }
    int64_t begin = forever;
    double ahead = 0;
    for (const Event& event : events) begin = std::min(begin, event.time);
    for (const Event& event : events) ahead += static_cast<double>(event.time - begin) / static_cast<double>(events.size());
    if (interval == 0) interval = ahead / static_cast<double>(events.size());

    const double root = std::sqrt(static_cast<double>(events.size())) / 2;
    const uint32_t fineCount = std::clamp<uint32_t>(std::bit_ceil(static_cast<uint32_t>(root)), 64, 1024);
    fineShift = shiftFor(interval);
    coarseShift = fineShift + std::countr_zero(fineCount);
    const double span = 8 * ahead / static_cast<double>(int64_t{1} << coarseShift);
    resize(fine, fineCount);
    resize(ring, std::bit_ceil(static_cast<uint32_t>(std::clamp(span, 64.0, 16384.0))));

    coarse = begin >> coarseShift;
    fineNow = begin >> fineShift;
    fineStop = (coarse + 1) << (coarseShift - fineShift);
    frontEnd = (fineNow + 1) << fineShift;
    farCheck = coarse + static_cast<int64_t>(ring.size()) / 2;
    tuneAt = coarse + 2;
    tuneTime = begin;
    leftBefore = inserted - count;
    tuneAbove = std::max(2 * static_cast<uint32_t>(events.size()), 4 * few);
    laddered = true;
    for (const Event& event : events) {
      if (event.time < frontEnd) insertFront(event);
      else place(event);
    }
  }

  void resize(std::vector<Bucket>& buckets, uint32_t size) {
    while (buckets.size() > size) {
      buckets.back().close(pool);
      buckets.pop_back();
    }
    while (buckets.size() < size) {
      buckets.emplace_back();
      buckets.back().open(pool);
    }
  }

  ChunkPool pool;
  std::vector<Event> front;
  uint32_t frontCount = 0;
  uint32_t count = 0;
  uint32_t inserted = 0;
  /** Everything earlier than this is in the front. */
  int64_t frontEnd = forever;
  bool laddered = false;

  std::vector<Bucket> fine;
  std::vector<Bucket> ring;
  Bucket far;
  int fineShift = 0;
  int coarseShift = 0;
  /** Numbers (time >> shift) of the fine bucket in the front, of the first one after this coarse bucket, and of that bucket. */
  int64_t fineNow = 0;
  int64_t fineStop = 0;
  int64_t coarse = 0;

  int64_t farCheck = 0;
  int64_t tuneAt = 0;
  int64_t tuneTime = 0;
  uint32_t leftBefore = 0;
  uint32_t tuneAbove = UINT32_MAX;
};

}  // namespace bench
