#include "actors/program/demo/story.hpp"

namespace weft::demo {

const std::vector<chapter>& chapters() {
  static const std::vector<chapter> all{
    {"velocloud", "VelocloudBP objects and a VeloCloud Orchestrator", open_velocloud},
    {"aci", "Deployments and a Cisco ACI fabric", open_aci},
    {"cni", "A Pod, its annotation and the agent of its node", open_cni},
    {"avi", "Services, Nodes and a VMware AVI controller", open_avi}};
  return all;
}

} // namespace weft::demo
