#include "protocol/cni/cni_args.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::string_view kactus = "kactus";

bool is_safe(std::string_view value) {
  return std::ranges::none_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == ';' || c == '=' || byte < 0x20 || byte == 0x7f;
  });
}

} // namespace

result<string_list_pairs> args_for(const pod_identity& pod, std::string_view container_id,
                                   const element& what, std::string_view plugin) {
  const std::string id{container_id};
  string_list_pairs out{{"IgnoreUnknown", "1"},
                        {"K8S_POD_NAMESPACE", pod.ns},
                        {"K8S_POD_NAME", pod.name},
                        {"K8S_POD_INFRA_CONTAINER_ID", id},
                        {"K8S_POD_UID", pod.uid}};
  const bool kaloom_mac = what.from == source::kaloom && !what.mac.empty();
  if (plugin == kactus) {
    out.emplace_back("K8S_POD_NETWORK", what.network.name);
    out.emplace_back("K8S_POD_IFMAC", kaloom_mac ? what.mac : "");
  }
  if (kaloom_mac)
    out.emplace_back("MAC", what.mac);
  for (const auto& [name, value] : out)
    if (!is_safe(value))
      return fault{
        errc::refused, name + " cannot be said in CNI_ARGS: " + printable(value, 60), "", {}};
  return out;
}

std::string write_args(const string_list_pairs& args) {
  std::string out;
  for (const auto& [name, value] : args)
    out.append(out.empty() ? "" : ";").append(name).append("=").append(value);
  return out;
}

} // namespace weft::cni
