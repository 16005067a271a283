#include "protocol/cni/ignored_keys.hpp"

#include "protocol/cni/annotation_text.hpp"
#include "protocol/suggestion.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace weft::cni {

namespace {

constexpr std::size_t most_told = 8;

constexpr std::array<std::string_view, 6> of_kaloom{"name",         "ifMac",     "isPrimary",
                                                    "podagentSkip", "namespace", "upperLayers"};
constexpr std::array<std::string_view, 11> of_npwg{
  "name",     "namespace",       "interface",           "ips",
  "mac",      "infiniband-guid", "portMappings",        "bandwidth",
  "cni-args", "default-route",   "ipam-claim-reference"};

} // namespace

std::vector<std::string> ignored_keys(source which, std::string_view value) {
  std::vector<std::string> out;
  const auto read = json::parse(value);
  const auto* items = read ? read->as_array() : nullptr;
  if (!items)
    return out;
  const std::span<const std::string_view> known
    = which == source::kaloom ? std::span<const std::string_view>{of_kaloom} : of_npwg;
  for (std::size_t i = 0; i < items->size(); ++i)
    if (const auto* members = items->at(i).as_object())
      for (const auto& [name, held] : *members)
        if (out.size() < most_told && name.find('.') == name.npos
            && std::ranges::find(known, name) == known.end())
          out.push_back("element " + std::to_string(i + 1) + ", "
                        + shown(items->at(i).text_at({"name"})) + ": " + shown(name)
                        + suggestion(name, known));
  return out;
}

} // namespace weft::cni
