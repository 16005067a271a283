#pragma once

#include "protocol/cni/element.hpp"
#include "protocol/cni/invocation.hpp"
#include "protocol/fault.hpp"

#include <string>
#include <string_view>

/// CNI_ARGS. @see cni.md 5.2
namespace weft::cni {

/// The Pod that an attachment is for.
struct pod_identity {
  std::string uid;         ///< as the API server knows it
  std::string runtime_uid; ///< as the runtime does
  std::string ns;
  std::string name;

  bool operator==(const pod_identity&) const = default;
};

/// The pairs in their order.
/// @param plugin Type of the first plugin: kactus is also told the network.
/// @returns errc::refused when a value could be taken for more than a value.
result<string_list_pairs> args_for(const pod_identity& pod, std::string_view container_id,
                                   const element& what, std::string_view plugin);

/// "A=1;B=2"
std::string write_args(const string_list_pairs& args);

} // namespace weft::cni
