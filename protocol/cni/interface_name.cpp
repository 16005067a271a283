#include "protocol/cni/interface_name.hpp"

#include "protocol/md5.hpp"

namespace weft::cni {

std::string hashed_interface_name(std::string_view network) {
  constexpr std::size_t bytes = 6;
  return "net" + to_hex(md5(network), bytes);
}

std::string interface_name_of(const element& what, std::string_view pod_namespace,
                              std::uint32_t ordinal) {
  const bool bare = what.from == source::kaloom || what.network.ns == pod_namespace;
  auto text = bare ? what.network.name : to_string(what.network);
  if (ordinal > 1)
    text += "#" + std::to_string(ordinal);
  return hashed_interface_name(text);
}

} // namespace weft::cni
