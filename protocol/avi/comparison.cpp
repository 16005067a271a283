#include "protocol/avi/comparison.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/lenient.hpp"
#include "protocol/avi/same_reference.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace weft::avi {

namespace {

constexpr std::string_view services = "services";
constexpr std::string_view profile = "network_profile_ref";

bool same_address(std::string_view one, std::string_view other) {
  const auto a = canonical_address(one);
  return a && a == canonical_address(other);
}

bool same_value(const json::value& one, const json::value& other) {
  const auto* a = one.as_string();
  const auto* b = other.as_string();
  return same_scalar(one, other) || (a && b && (same_reference(*a, *b) || same_address(*a, *b)));
}

/// Whether it may as well not be there.
bool is_nothing(const json::value& what) {
  const auto* truth = what.as_bool();
  const auto* text = what.as_string();
  const auto* items = what.as_array();
  return what.is_null() || (truth && !*truth) || (text && text->empty())
         || (items && items->empty());
}

/// What an entry of the list `of` is known by among the others; nothing: it has no key.
/// @see avi.md 2.9
std::optional<std::string> key_of(std::string_view of, const json::value& entry) {
  const auto word = [&](std::string_view name) -> std::optional<std::string> {
    const auto* held = entry.find(name);
    return held ? std::optional{plain_text(*held)} : std::nullopt;
  };
  if (of == "vip")
    return word("vip_id");
  if (of == "markers" || of == "labels")
    return word("key");
  if (of == "l4_policies")
    return word("index");
  if (of == "static_routes")
    return word("route_id");
  if (of == "dns_info")
    return lower_case(entry.text_at({"fqdn"}));
  if (of == "servers") {
    const auto address = read_address_value(entry.find("ip"));
    const auto port = word("port");
    return address && port ? std::optional{*address + " " + *port} : std::nullopt;
  }
  return of == "rules" ? word("index") : std::nullopt;
}

/// Ports with the network profile that is in force for each. @see avi.md 5.5
std::optional<std::multiset<std::string>> effective(const json::value& in) {
  const auto* held = in.find(services);
  const auto* all = held ? held->as_array() : nullptr;
  if (!all)
    return std::nullopt;
  std::multiset<std::string> out;
  for (const auto& one : *all) {
    const auto* port = one.find("port");
    const auto* last = one.find("port_range_end");
    const auto* tls = one.find("enable_ssl");
    const auto its_own = one.text_at({"override_network_profile_ref"});
    auto text = port ? plain_text(*port) : std::string{};
    text += "-" + (last ? plain_text(*last) : text);
    text += tls && truth(*tls).value_or(false) ? " TLS " : " ";
    out.insert(text + referred(its_own.empty() ? in.text_at({profile}) : its_own));
  }
  return out;
}

/// Collects the places where two documents differ.
class reading {
public:
  void compare(const json::value& wished, const json::value& found, const std::string& path,
               std::string_view name) {
    if (const auto* members = wished.as_object()) {
      if (!found.is_object())
        return note(path);
      for (const auto& [member, held] : *members)
        compare_member(member, held, wished, found, path);
      return;
    }
    if (const auto* items = wished.as_array()) {
      if (found.is_array() || !items->empty())
        compare_lists(*items, found, path, name);
      return;
    }
    if (!same_value(wished, found))
      note(path);
  }

  std::vector<std::string> take() { return std::move(out_); }

private:
  void compare_member(const std::string& member, const json::value& wished,
                      const json::value& within, const json::value& found,
                      const std::string& path) {
    const auto below = path.empty() ? member : path + "." + member;
    const auto* there = found.find(member);
    if (path.empty() && member == services) {
      if (effective(within) != effective(found))
        note(below);
    } else if (path.empty() && member == profile && within.find(services)) {
      return; // it counts port by port
    } else if (there && member == "fqdn") {
      if (lower_case(plain_text(wished)) != lower_case(plain_text(*there)))
        note(below);
    } else if (there) {
      compare(wished, *there, below, member);
    } else if (!is_nothing(wished)) {
      note(below);
    }
  }

  void compare_lists(const json::array& wished, const json::value& found, const std::string& path,
                     std::string_view name) {
    const auto* all = found.as_array();
    if (!all || all->size() != wished.size())
      return note(path);
    std::vector<bool> met(all->size(), false);
    for (std::size_t i = 0; i < wished.size(); ++i)
      if (!meet(wished[i], *all, met, path + "[" + std::to_string(i) + "]", name))
        note(path);
  }

  /// Finds the entry that is meant and compares it. @returns whether there is one.
  bool meet(const json::value& wished, const json::array& all, std::vector<bool>& met,
            const std::string& path, std::string_view name) {
    const auto key = key_of(name, wished);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (met[i] || (key ? key_of(name, all[i]) != key : !differences(wished, all[i]).empty()))
        continue;
      met[i] = true;
      if (key)
        compare(wished, all[i], path, {});
      return true;
    }
    return false;
  }

  void note(const std::string& path) {
    if (out_.empty() || out_.back() != path)
      out_.push_back(path);
  }

  std::vector<std::string> out_;
};

void overlay(json::value& found, const json::value& wished, std::string_view name);

void overlay_list(json::value& found, const json::array& wished, std::string_view name) {
  json::array before;
  if (const auto* held = found.as_array())
    before = *held;
  json::array out;
  for (const auto& one : wished) {
    const auto key = key_of(name, one);
    const auto stays = std::ranges::find_if(before, [&](const json::value& held) {
      return key ? key_of(name, held) == key : name != services && differences(one, held).empty();
    });
    out.push_back(stays == before.end() ? one : std::move(*stays));
    if (stays != before.end()) {
      before.erase(stays);
      overlay(out.back(), one, {});
    }
  }
  found = std::move(out);
}

void overlay(json::value& found, const json::value& wished, std::string_view name) {
  if (const auto* members = wished.as_object()) {
    for (const auto& [member, held] : *members)
      overlay(found[member], held, member);
    return;
  }
  if (const auto* items = wished.as_array())
    return overlay_list(found, *items, name);
  if (!same_value(wished, found))
    found = wished;
}

} // namespace

std::vector<std::string> differences(const json::value& wished, const json::value& found) {
  reading out;
  out.compare(wished, found, {}, {});
  return out.take();
}

json::value overlaid(json::value found, const json::value& wished,
                     const std::vector<std::string_view>& dropped) {
  for (const auto name : dropped)
    if (!wished.find(name))
      found.erase(name);
  overlay(found, wished, {});
  return found;
}

} // namespace weft::avi
