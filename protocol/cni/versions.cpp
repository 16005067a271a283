#include "protocol/cni/versions.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>

namespace weft::cni {

namespace {

constexpr std::array<std::string_view, 7> known{"0.1.0", "0.2.0", "0.3.0", "0.3.1",
                                                "0.4.0", "1.0.0", "1.1.0"};

std::size_t rank(std::string_view version) {
  return static_cast<std::size_t>(std::ranges::find(known, version) - known.begin());
}

std::vector<std::string_view> texts(const json::value* list) {
  std::vector<std::string_view> out;
  if (const auto* items = list ? list->as_array() : nullptr)
    for (const auto& one : *items)
      out.push_back(one.text_or({}));
  return out;
}

fault refusal(std::string what) {
  return {errc::refused, std::move(what), "", {}};
}

std::string all_known() {
  std::string out;
  for (const auto one : known)
    out.append(out.empty() ? "" : ", ").append(one);
  return out;
}

/// What names versions as plugins do not read it; empty: nothing. @see cni.md 5.3
std::string fault_in_versions(const json::value& config) {
  const auto* own = config.find("cniVersion");
  if (own && !own->is_string() && !own->is_null())
    return "cniVersion is no string: " + printable(json::write(*own), 40);
  const auto* list = config.find("cniVersions");
  if (!list || list->is_null())
    return {};
  const auto* items = list->as_array();
  if (!items || !std::ranges::all_of(*items, &json::value::is_string))
    return "cniVersions is no list of strings: " + printable(json::write(*list), 40);
  return {};
}

/// The highest that we speak; empty: none of them.
std::string_view highest(const std::vector<std::string_view>& all) {
  std::string_view best;
  for (const auto one : all)
    if (is_known_version(one) && (best.empty() || rank(one) > rank(best)))
      best = one;
  return best;
}

} // namespace

bool is_known_version(std::string_view version) {
  return rank(version) < known.size();
}

bool is_at_least(std::string_view version, std::string_view least) {
  return rank(version) >= rank(least);
}

result<std::string> choose_version(const json::value& config) {
  if (auto why = fault_in_versions(config); !why.empty())
    return refusal(std::move(why));
  auto all = texts(config.find("cniVersions"));
  const auto own = config.text_at({"cniVersion"});
  if (!own.empty())
    all.push_back(own);
  if (all.empty())
    return std::string{known.front()};
  const auto best = highest(all);
  if (!best.empty())
    return std::string{best};
  return refusal("cniVersion " + printable(all.back(), 40)
                 + " is none of those that are spoken here: " + all_known());
}

result<std::vector<std::string>> read_versions(std::string_view answer) {
  const auto read = json::parse(answer);
  const auto* list = read ? read->find("supportedVersions") : nullptr;
  if (!list || !list->is_array())
    return fault{errc::malformed, "no answer to VERSION: " + printable(answer, 80), "", {}};
  std::vector<std::string> out;
  for (const auto one : texts(list))
    out.emplace_back(one);
  return out;
}

result<std::string> agree(const json::value& config, std::string_view chosen,
                          const std::vector<std::vector<std::string>>& spoken) {
  const auto by_all = [&](std::string_view version) {
    return std::ranges::all_of(spoken, [&](const std::vector<std::string>& one) {
      return std::ranges::find(one, version) != one.end();
    });
  };
  if (by_all(chosen))
    return std::string{chosen};
  auto offered = texts(config.find("cniVersions"));
  std::erase_if(offered, [&](std::string_view version) { return !by_all(version); });
  if (const auto best = highest(offered); !best.empty())
    return std::string{best};
  return refusal("not every plugin speaks cniVersion " + std::string{chosen}
                 + ", and cniVersions offers no other");
}

} // namespace weft::cni
