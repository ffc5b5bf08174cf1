// The ceiling: the workloads on a ladder queue in C++, compiled as one program. Usage: ladder WORK LENGTH SEED
#include <cstdio>
#include <exception>
#include <string>

#include "ladder-queue.hpp"
#include "workloads.hpp"

namespace {

class Kernel {
 public:
  int64_t now() const { return clock; }

  template <int kind, class Model>
  void schedule(Model*, int64_t delay, uint32_t argument) {
    queue.push(clock + delay, (uint32_t{kind} << 24) | argument);
  }

  template <class Model>
  void run(Model* model) {
    while (!stopped) {
      const bench::Event event = queue.pop();
      clock = event.time;
      const uint32_t argument = event.payload & 0xffffff;
      if constexpr (Model::kinds == 1) {
        model->template on<0>(argument);
      } else if constexpr (Model::kinds == 2) {
        if ((event.payload >> 24) == 0) model->template on<0>(argument);
        else model->template on<1>(argument);
      } else {
        switch (event.payload >> 24) {
          case 0: model->template on<0>(argument); break;
          case 1: model->template on<1>(argument); break;
          case 2: model->template on<2>(argument); break;
          default: model->template on<3>(argument);
        }
      }
    }
  }

  void stop() { stopped = true; }

 private:
  bench::LadderQueue queue;
  int64_t clock = 0;
  bool stopped = false;
};

}  // namespace

int main(int count, char** values) {
  if (count != 4) {
    std::fprintf(stderr, "usage: ladder WORK LENGTH SEED\n");
    return 2;
  }
  Kernel kernel;
  try {
    bench::runWorkload(kernel, values[1], std::stol(values[2]), static_cast<uint32_t>(std::stoul(values[3])));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
