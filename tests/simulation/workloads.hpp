#pragma once

#include "tests/simulation/world.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What runs in the cluster of a world. Nobody there acts on a Deployment, so that tests say what
/// becomes of it, and when.
namespace weft::simulation {

using texts = std::vector<std::string>;

/// The annotation's value that asks for an EEPG. @param more Further members: `,"pods":false`.
std::string order_for(const std::string& epg, const std::string& more = {},
                      const std::string& l3out = "O", const std::string& tenant = "T");

/// Makes a Deployment, whose Pods bear the label `app` with its name, and its ReplicaSet.
/// @param order Value of the annotation; empty: none.
void deploy(world& here, const std::string& name, const std::string& order,
            const std::string& ns = "ns1");
/// Changes the annotation; empty: removes it.
void ask_for(world& here, const std::string& deployment, const std::string& order,
             const std::string& ns = "ns1");

/// Makes a Pod that a Deployment's ReplicaSet controls. With addresses it is Running since now.
void run_pod(world& here, const std::string& deployment, const std::string& name,
             const texts& addresses, const std::string& ns = "ns1");
/// Makes so many Pods `<deployment>-0`, `<deployment>-1`, … of 10.<network>.0.0/16, from .0.1 on.
/// @returns the addresses.
texts run_pods(world& here, const std::string& deployment, int count, int network = 1,
               const std::string& ns = "ns1");
/// Makes a Pod that whatever this reference names controls; null: nobody.
void run_pod_of(world& here, const json::value& controller, const std::string& name,
                const texts& addresses, const std::string& ns = "ns1");
/// Gives a Pod other addresses.
void move_pod(world& here, const std::string& name, const texts& addresses,
              const std::string& ns = "ns1");
/// Changes a Pod's phase, and nothing else of it.
void end_pod(world& here, const std::string& name, const std::string& phase = "Failed",
             const std::string& ns = "ns1");

/// Makes a Service of type LoadBalancer for the Pods of a Deployment.
void serve(world& here, const std::string& name, const std::string& deployment,
           const texts& addresses, const std::string& ns = "ns1");
/// Gives a Service other addresses in its status.
void balance(world& here, const std::string& name, const texts& addresses,
             const std::string& ns = "ns1");

/// Takes away a Deployment and all that it controls, it first, as "background" does.
void undeploy(world& here, const std::string& name, const std::string& ns = "ns1");

} // namespace weft::simulation
