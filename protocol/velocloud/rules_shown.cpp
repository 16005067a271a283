#include "protocol/velocloud/rules_shown.hpp"

#include "protocol/unicode.hpp"
#include "protocol/velocloud/rules.hpp"

#include <algorithm>

namespace weft::velocloud {

namespace {

constexpr std::size_t value_limit = 60; ///< of one value, in bytes

std::string show_value(const json::value* what) {
  if (!what)
    return "none";
  const auto text = json::write(*what);
  const auto shown = beginning(text, value_limit);
  return std::string{shown} + (shown.size() < text.size() ? "…" : "");
}

std::vector<std::string> steps_of(const std::string& path) {
  std::vector<std::string> out{""};
  for (const auto letter : path)
    if (letter == '.')
      out.emplace_back();
    else
      out.back() += letter;
  return out;
}

bool same_value(const json::value* a, const json::value* b) {
  return a && b ? *a == *b : a == b;
}

/// Paths that change in one way: as many steps, the same last one.
struct shape {
  std::vector<std::string> steps;
  const json::difference* first;

  bool takes(const std::vector<std::string>& other, const json::difference& one) {
    if (other.size() != steps.size() || other.back() != steps.back()
        || !same_value(one.before, first->before) || !same_value(one.after, first->after))
      return false;
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (steps[i] != other[i])
        steps[i] = "*";
    return true;
  }

  std::string path() const {
    std::string out;
    for (const auto& step : steps)
      out += (out.empty() ? "" : ".") + step;
    return out;
  }
};

std::string said(const std::string& path, const json::difference& one) {
  return (path.empty() ? "everything" : path) + ": " + show_value(one.before) + " -> "
         + show_value(one.after);
}

} // namespace

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

std::string show_rule(const json::value& rule) {
  const auto facts = facts_of(rule, {}, {});
  auto port = std::to_string(facts.port_low);
  if (facts.port_high != facts.port_low)
    port += "-" + std::to_string(facts.port_high);
  auto out = "hostname " + std::string{facts.fqdn} + ", dport " + port + ", class "
             + std::string{facts.service_class} + ", link " + std::string{facts.link_policies[0]}
             + ", group " + std::string{facts.service_groups[0]} + ", priority "
             + std::string{facts.priorities[0]};
  if (facts.bandwidths[0] != -1)
    out += ", at most " + std::to_string(facts.bandwidths[0]) + " %";
  return out;
}

std::string show_difference(const json::difference& one) {
  return said(one.path, one);
}

std::string show_differences(const std::vector<json::difference>& all) {
  std::vector<shape> shapes;
  for (const auto& one : all) {
    auto steps = steps_of(one.path);
    const bool taken = std::any_of(shapes.begin(), shapes.end(),
                                   [&](shape& some) { return some.takes(steps, one); });
    if (!taken)
      shapes.push_back({std::move(steps), &one});
  }
  std::string out;
  for (const auto& some : shapes)
    out += (out.empty() ? "" : ", ") + said(some.path(), *some.first);
  return out;
}

} // namespace weft::velocloud
