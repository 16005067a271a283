#include "protocol/object_key.hpp"

#include <cstdint>
#include <string_view>

namespace weft {

namespace {

constexpr std::uint64_t offset_basis = 0xcbf29ce484222325U;
constexpr std::uint64_t prime = 0x100000001b3U;

std::uint64_t fnv1a(std::uint64_t state, std::string_view text) {
  for (const char c : text)
    state = (state ^ static_cast<unsigned char>(c)) * prime;
  return state;
}

} // namespace

std::string to_string(const object_key& key) {
  return key.ns.empty() ? key.kind + "/" + key.name : key.kind + "/" + key.ns + "/" + key.name;
}

std::string to_string(const owner& who) {
  return to_string(who.key);
}

} // namespace weft

std::size_t std::hash<weft::object_key>::operator()(const weft::object_key& key) const noexcept {
  auto state = weft::fnv1a(weft::offset_basis, key.kind);
  state = weft::fnv1a(state ^ '/', key.ns);
  return weft::fnv1a(state ^ '/', key.name);
}
