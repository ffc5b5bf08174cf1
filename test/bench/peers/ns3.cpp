// ns-3 as peer: its event kernel alone. Usage: ns3 WORK LENGTH SEED ns3::MapScheduler|ns3::PriorityQueueScheduler
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "ns3/core-module.h"
#include "workloads.hpp"

namespace {

class Kernel {
 public:
  int64_t now() const { return ns3::Simulator::Now().GetNanoSeconds(); }

  template <int kind, class Model>
  void schedule(Model* model, int64_t delay, uint32_t argument) {
    ns3::Simulator::Schedule(ns3::NanoSeconds(delay), &Model::template on<kind>, model, argument);
  }

  template <class Model>
  void run(Model*) {
    ns3::Simulator::Run();
  }

  void stop() { ns3::Simulator::Stop(); }
};

}  // namespace

int main(int count, char** values) {
  if (count != 5) {
    std::fprintf(stderr, "usage: ns3 WORK LENGTH SEED SCHEDULER\n");
    return 2;
  }
  ns3::ObjectFactory factory;
  factory.SetTypeId(values[4]);
  ns3::Simulator::SetScheduler(factory);
  Kernel kernel;
  try {
    bench::runWorkload(kernel, values[1], std::stol(values[2]), static_cast<uint32_t>(std::stoul(values[3])));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  ns3::Simulator::Destroy();
}
