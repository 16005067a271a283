#include "adapters/aci/sim/query.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/percent.hpp"

#include <algorithm>
#include <charconv>

namespace weft::aci::sim {

namespace {

constexpr std::string_view mo_path = "/api/mo/";
constexpr std::string_view class_path = "/api/class/";

objection invalid(std::string text) {
  return {400, "400", std::move(text)};
}

std::optional<query::reach> reach_of(std::string_view word, std::string_view none,
                                     std::string_view whole) {
  if (word == none)
    return query::reach::self;
  if (word == "children")
    return query::reach::children;
  return word == whole ? std::optional{query::reach::subtree} : std::nullopt;
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = failed == std::errc{} && end == text.data() + text.size() && !text.empty();
  return whole ? std::optional{out} : std::nullopt;
}

std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// Takes one option over. @returns false when its value is none.
bool read_option(query& into, std::string_view name, const std::string& value) {
  const auto classes = [&](auto& set) {
    for (auto& one : listed(value))
      set.insert(std::move(one));
    return !set.empty();
  };
  const auto filtered = [&](filter& fits) {
    auto read = read_filter(value);
    if (read)
      fits = *std::move(read);
    return read.has_value();
  };
  const auto reaching = [&](query::reach& how, std::string_view none, std::string_view whole) {
    const auto read = reach_of(value, none, whole);
    how = read.value_or(how);
    return read.has_value();
  };
  if (name == "query-target")
    return reaching(into.of, "self", "subtree");
  if (name == "target-subtree-class")
    return classes(into.classes);
  if (name == "query-target-filter")
    return filtered(into.fits);
  if (name == "rsp-subtree")
    return reaching(into.nested, "no", "full");
  if (name == "rsp-subtree-class")
    return classes(into.nested_classes);
  if (name == "rsp-subtree-filter")
    return filtered(into.nested_fits);
  if (name == "rsp-prop-include") {
    into.attributes = value == "config-only"   ? query::shown::config_only
                      : value == "naming-only" ? query::shown::naming_only
                                               : query::shown::all;
    return into.attributes != query::shown::all || value == "all";
  }
  if (name == "order-by") {
    for (const auto& one : listed(value)) {
      const auto bar = std::min(one.find('|'), one.size());
      const auto dot = one.find('.');
      const auto way = one.substr(std::min(bar + 1, one.size()));
      if (dot == one.npos || dot > bar || (way != "asc" && way != "desc" && !way.empty()))
        return false;
      into.order.emplace_back(one.substr(dot + 1, bar - dot - 1), way == "desc");
    }
    return !into.order.empty();
  }
  if (name == "page") {
    into.page = number(value);
    return into.page.has_value();
  }
  if (name == "page-size") {
    into.page_size = number(value).value_or(0);
    return into.page_size > 0;
  }
  if (name == "subscription") {
    into.subscribes = value == "yes";
    return into.subscribes || value == "no";
  }
  if (name == "refresh-timeout") {
    const auto seconds = number(value);
    into.lifetime = std::chrono::seconds{seconds.value_or(0)};
    return seconds.value_or(0) > 0 && *seconds <= 86400;
  }
  return name == "rsp-subtree-include";
}

json::object attributes_of(const object& one, query::shown how, bool nested) {
  const auto* of = find_class(one.class_name);
  attribute_map shown = one.attributes;
  if (how != query::shown::all)
    std::erase_if(shown, [&](const auto& held) {
      const auto* rule = of->find(held.first);
      const bool naming = held.first == of->naming;
      return !naming
             && (how == query::shown::naming_only || !rule || rule->what == holds::set_by_apic);
    });
  if (nested)
    shown["rn"] = one.dn.substr(parent_of(one.dn).size() + 1);
  else
    shown["dn"] = one.dn;
  return {shown.begin(), shown.end()};
}

/// The object with what hangs below it as far as `nested` goes; nothing when it is there only for
/// the sake of hits below it and there are none.
std::optional<json::value> nested_object(const query& what, const object& one, const store& from,
                                         std::size_t depth) {
  json::array below;
  if (what.nested == query::reach::subtree || (what.nested == query::reach::children && depth == 0))
    for (const auto& child : from.children(one.dn))
      if (auto shown = nested_object(what, *child, from, depth + 1))
        below.push_back(*std::move(shown));
  if (depth > 0 && below.empty()) {
    const bool of_class
      = what.nested_classes.empty() || what.nested_classes.contains(one.class_name);
    if (!of_class || (what.nested_fits && !what.nested_fits(one)))
      return std::nullopt;
  }
  auto body = json::value::of({{"attributes", attributes_of(one, what.attributes, depth > 0)}});
  if (!below.empty())
    body.set("children", std::move(below));
  return json::value::of({{one.class_name, std::move(body)}});
}

} // namespace

std::string target::option(std::string_view name) const {
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const auto& one) { return one.first == name; });
  return found == options.end() ? std::string{} : found->second;
}

target read_target(std::string_view text) {
  target out;
  const auto mark = std::min(text.find('?'), text.size());
  int depth = 0;
  for (const char c : percent_decoded(text.substr(0, mark))) {
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (c != '/' || depth > 0 || !out.path.ends_with('/'))
      out.path += c;
  }
  if (const auto at = out.path.rfind("/.json"); at != out.path.npos && at + 6 == out.path.size())
    out.path.erase(at, 1);
  for (auto rest = text.substr(std::min(mark + 1, text.size())); !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    out.options.emplace_back(percent_decoded(pair.substr(0, equals)),
                             percent_decoded(pair.substr(std::min(equals + 1, pair.size()))));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::variant<query, objection> read_query(const target& from, bool accepts_lifetime) {
  query out;
  std::string_view path = from.path;
  path.remove_suffix(std::string_view{".json"}.size());
  if (path.starts_with(class_path)) {
    out.class_name = path.substr(class_path.size());
    if (!find_class(out.class_name))
      return invalid("Request failed, unresolved class for " + out.class_name);
  } else {
    out.dn = path.substr(mo_path.size());
    if (class_of(out.dn).empty())
      return objection{400, "107", "Invalid DN " + out.dn + ", wrong rn prefix at position 0"};
  }
  for (const auto& [name, value] : from.options) {
    if (name == "refresh-timeout" && !accepts_lifetime)
      return invalid("Invalid query parameter " + name);
    if (!read_option(out, name, value))
      return invalid("Invalid query parameter " + name + "=" + value);
  }
  for (const auto* classes : {&out.classes, &out.nested_classes})
    for (const auto& one : *classes)
      if (!find_class(one))
        return invalid("Request failed, unresolved class for " + one);
  return out;
}

bool covers(const query& what, const object& one) {
  if (what.fits && !what.fits(one))
    return false;
  if (what.dn.empty() && what.of == query::reach::self)
    return one.class_name == what.class_name;
  if (what.of != query::reach::self && !what.classes.empty()
      && !what.classes.contains(one.class_name))
    return false;
  const auto dn = canonical_dn(one.dn);
  const auto root = canonical_dn(what.dn);
  switch (what.of) {
  case query::reach::self:
    return dn == root;
  case query::reach::children:
    return parent_of(dn) == root;
  case query::reach::subtree:
    return dn == root || dn.starts_with(root + "/");
  }
  return false;
}

std::vector<object_ptr> results(const query& what, const store& from) {
  std::vector<object_ptr> out;
  if (what.dn.empty())
    out = from.all();
  else if (what.of == query::reach::children)
    out = from.children(what.dn);
  else if (what.of == query::reach::subtree)
    out = from.subtree(what.dn);
  else if (auto one = from.find(what.dn))
    out.push_back(std::move(one));
  std::erase_if(out, [&](const object_ptr& one) { return !covers(what, *one); });
  std::stable_sort(out.begin(), out.end(), [&](const object_ptr& left, const object_ptr& right) {
    for (const auto& [attribute, descends] : what.order) {
      const auto value = [name = std::string_view{attribute}](const object& of) {
        return name == "dn" ? std::string_view{of.dn} : of.text(name);
      };
      if (const auto order = value(*left).compare(value(*right)); order != 0)
        return descends ? order > 0 : order < 0;
    }
    return false;
  });
  return out;
}

json::array render(const query& what, const std::vector<object_ptr>& all, const store& from) {
  const auto size = what.page ? what.page_size : std::max<std::size_t>(1, all.size());
  const auto first = std::min(all.size(), what.page.value_or(0) * size);
  const auto last = std::min(all.size(), first + size);
  json::array out;
  for (auto i = first; i < last; ++i)
    if (auto shown = nested_object(what, *all[i], from, 0))
      out.push_back(*std::move(shown));
  return out;
}

} // namespace weft::aci::sim
