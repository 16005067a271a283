#include "protocol/cni/invocation.hpp"

namespace weft::cni {

std::string_view to_string(verb what) {
  switch (what) {
  case verb::add:
    return "ADD";
  case verb::del:
    return "DEL";
  case verb::check:
    return "CHECK";
  case verb::gc:
    return "GC";
  case verb::status:
    return "STATUS";
  case verb::version:
    return "VERSION";
  }
  return "";
}

const std::string* find(const invocation& in, std::string_view variable) {
  for (const auto& [name, value] : in.environment)
    if (name == variable)
      return &value;
  return nullptr;
}

} // namespace weft::cni
