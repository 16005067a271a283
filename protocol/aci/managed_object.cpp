#include "protocol/aci/managed_object.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

constexpr std::size_t longest_word = 60;

fault malformed(std::string_view class_name, std::string_view what) {
  auto words = class_name.empty() ? "an object" : printable(class_name, longest_word);
  return {errc::malformed, words.append(" ").append(what), "", {}};
}

std::string dn_in(const managed_object& what, std::string_view parent) {
  if (const auto dn = what.text("dn"); !dn.empty())
    return std::string{dn};
  const auto rn = what.text("rn");
  if (rn.empty())
    return {};
  return parent.empty() ? std::string{rn} : std::string{parent}.append("/").append(rn);
}

} // namespace

const std::string* managed_object::find(std::string_view attribute) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const auto& held) { return held.first == attribute; });
  return found == attributes.end() ? nullptr : &found->second;
}

std::string_view managed_object::text(std::string_view attribute) const {
  const auto* held = find(attribute);
  return held ? std::string_view{*held} : std::string_view{};
}

result<managed_object> read_managed(const json::value& what, std::string_view parent) {
  const auto* members = what.as_object();
  if (!members || members->size() != 1)
    return malformed({}, "is not one class with what belongs to it");
  const auto& [class_name, body] = members->front();
  managed_object out;
  out.class_name = class_name;
  const auto* attributes = body.find("attributes");
  if (!attributes || !attributes->is_object())
    return malformed(class_name, "has no attributes");
  for (const auto& [name, value] : *attributes->as_object()) {
    const auto* text = value.as_string();
    if (!text)
      return malformed(class_name, "has an attribute that is no text: " + printable(name, 60));
    out.attributes.emplace_back(name, *text);
  }
  out.dn = dn_in(out, parent);
  const auto* children = body.find("children");
  if (!children)
    return out;
  if (!children->is_array())
    return malformed(class_name, "has children that are no list");
  for (const auto& child : *children->as_array()) {
    auto read = read_managed(child, out.dn);
    if (!read)
      return read.error();
    out.children.push_back(*std::move(read));
  }
  return out;
}

} // namespace weft::aci
