#pragma once

#include <cstring>
#include <map>
#include <string>
#include <string_view>

/// What the messages of netlink(7) are made of.
namespace weft::cni {

template <class Struct>
std::string_view bytes_of(const Struct& what) {
  return {reinterpret_cast<const char*>(&what), sizeof what};
}

/// The struct at the beginning of `bytes`, which are long enough.
template <class Struct>
Struct read_as(std::string_view bytes) {
  Struct out;
  std::memcpy(&out, bytes.data(), sizeof out);
  return out;
}

using attribute_list = std::map<unsigned, std::string_view>;

/// Attributes by type, behind a message's own struct. They point into `bytes`.
attribute_list attributes(std::string_view bytes);

/// One attribute, filled up to where the next may begin.
std::string attribute(unsigned short type, std::string_view bytes);

/// Zero: it is not there.
template <class Number>
Number number_in(const attribute_list& from, unsigned type) {
  const auto found = from.find(type);
  return found != from.end() && found->second.size() >= sizeof(Number)
           ? read_as<Number>(found->second)
           : Number{};
}

} // namespace weft::cni
