// Random numbers of the compiled peers: the generator and the exponential of ../draws.mjs, bit for bit.
//
// xoshiro128++ (Blackman and Vigna, ACM TOMS 47, 2021) and the ziggurat of 256 layers (Marsaglia and Tsang, J. Stat.
// Softw. 5(8), 2000) with layer and abscissa from different words, because taking both from one word correlates them.
// Tables are rounded to 2^-40, so that programs with different mathematical libraries hold the same ones; compile with
// -ffp-contract=off.
#pragma once
#include <array>
#include <cmath>
#include <cstdint>

namespace bench {

class Words {
 public:
  explicit Words(uint32_t seed) {
    for (auto& word : state) {
      seed += 0x9e3779b9u;
      uint32_t z = seed;
      z = (z ^ (z >> 16)) * 0x85ebca6bu;
      z = (z ^ (z >> 13)) * 0xc2b2ae35u;
      word = z ^ (z >> 16);
    }
  }

  uint32_t next() {
    const uint32_t result = rotate(state[0] + state[3], 7) + state[0];
    const uint32_t t = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= t;
    state[3] = rotate(state[3], 11);
    return result;
  }

  /** Uniform on 0 .. n - 1 (n at most 2^20; the bias is n / 2^32). */
  uint32_t below(uint32_t n) { return static_cast<uint32_t>((uint64_t{next()} * n) >> 32); }

 private:
  static uint32_t rotate(uint32_t x, int k) { return (x << k) | (x >> (32 - k)); }

  std::array<uint32_t, 4> state;
};

/** Exponential variates of mean 1, made 1024 at a time. */
class Exponentials {
 public:
  explicit Exponentials(uint32_t seed) : words(seed) {
    constexpr double r = 7.69711747013105;
    constexpr double area = 3.949659822581572e-3;
    std::array<double, layers + 1> x;
    x[0] = area / std::exp(-r);
    x[1] = r;
    for (int i = 1; i < layers - 1; i++) x[i + 1] = -std::log(area / x[i] + std::exp(-x[i]));
    x[layers] = 0;
    for (int i = 0; i < layers; i++) {
      width[i] = rounded(x[i]) / 4294967296.0;
      inside[i] = static_cast<uint32_t>(std::floor((rounded(x[i + 1]) / rounded(x[i])) * 4294967295.0));
      density[i] = rounded(std::exp(-x[i]));
    }
    density[layers] = 1;
    tail = rounded(r);
  }

  double next() {
    if (used == size) refill();
    return buffer[used++];
  }

  /** A whole number of nanoseconds, rounded down, for a mean in nanoseconds. */
  int64_t nanoseconds(double mean) { return static_cast<int64_t>(next() * mean); }

 private:
  static constexpr int layers = 256;
  static constexpr int size = 1024;

  static double rounded(double x) { return std::round(x * 1099511627776.0) / 1099511627776.0; }

  void refill() {
    for (int i = 0; i < size; i += 4) {
      const uint32_t four = words.next();
      for (int j = 0; j < 4; j++) {
        const uint32_t layer = (four >> (8 * j)) & 255;
        const uint32_t word = words.next();
        buffer[i + j] = word < inside[layer] ? word * width[layer] : outside(layer, word);
      }
    }
    used = 0;
  }

  __attribute__((noinline)) double outside(uint32_t layer, uint32_t word) {
    double beyond = 0;
    for (;;) {
      const double x = word * width[layer];
      if (word < inside[layer]) return beyond + x;
      if (layer == 0) {
        beyond += tail;
      } else {
        const double u = words.next() / 4294967296.0;
        if (density[layer] + u * (density[layer + 1] - density[layer]) < std::exp(-x)) return beyond + x;
      }
      layer = words.next() & 255;
      word = words.next();
    }
  }

  Words words;
  int used = size;
  double tail;
  std::array<double, size> buffer;
  std::array<double, layers> width;
  std::array<uint32_t, layers> inside;
  std::array<double, layers + 1> density;
};

}  // namespace bench
