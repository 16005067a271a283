#include "protocol/state/filter.hpp"

#include "protocol/messages.hpp"
#include "protocol/percent.hpp"

#include <algorithm>
#include <array>

namespace weft {

namespace {

struct parameter {
  std::string_view name;
  std::string state_filter::*text;
};

constexpr std::array texts{
  parameter{"domain", &state_filter::domain}, parameter{"kind", &state_filter::kind},
  parameter{"namespace", &state_filter::name_space}, parameter{"name", &state_filter::name},
  parameter{"actor", &state_filter::actor}};

struct toggle {
  std::string_view name;
  bool state_filter::*truth;
};

constexpr std::array toggles{toggle{"unhealthy", &state_filter::unhealthy},
                             toggle{"summary", &state_filter::summary}};

fault refusal(std::string what) {
  return {errc::refused, std::move(what), "query", {}};
}

result<void> take(state_filter& into, std::string_view name, std::string value) {
  for (const auto& one : texts)
    if (one.name == name) {
      into.*one.text = std::move(value);
      return {};
    }
  for (const auto& one : toggles)
    if (one.name == name) {
      into.*one.truth = value.empty() || value == "1" || value == "true";
      if (!(into.*one.truth) && value != "0" && value != "false")
        return refusal(std::string{name} + " takes 1 or 0");
      return {};
    }
  return refusal("there is no parameter " + std::string{name.substr(0, 40)}
                 + "; known are domain, kind, namespace, name, actor, unhealthy and summary");
}

/// The parts of "Kind/namespace/name" or "Kind/name".
struct key_parts {
  std::string_view kind;
  std::string_view ns;
  std::string_view name;
};

key_parts split(std::string_view key) {
  const auto first = key.find('/');
  const auto last = key.rfind('/');
  if (first == key.npos)
    return {};
  return {key.substr(0, first), first == last ? "" : key.substr(first + 1, last - first - 1),
          key.substr(last + 1)};
}

bool wants(const std::string& wish, std::string_view is) {
  return wish.empty() || wish == is;
}

} // namespace

result<state_filter> read_filter(std::string_view query) {
  state_filter out;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty())
      continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    if (auto taken = take(out, pair.substr(0, equals), query_decoded(value)); !taken)
      return taken.error();
  }
  return out;
}

std::string write_query(const state_filter& which) {
  std::string out;
  auto add = [&out](std::string_view name, const std::string& value) {
    out += out.empty() ? "" : "&";
    out.append(name).append("=").append(value);
  };
  for (const auto& one : texts)
    if (const auto& value = which.*one.text; !value.empty())
      add(one.name, percent_encoded(value));
  for (const auto& one : toggles)
    if (which.*one.truth)
      add(one.name, "1");
  return out;
}

bool shows(const state_filter& which, const description& one) {
  const std::string_view actor = one.actor;
  if (!wants(which.domain, domain_of(actor)) || (which.unhealthy && !is_unhealthy(one)))
    return false;
  if (!wants(which.actor, actor) && !wants(which.actor, actor.substr(actor.rfind('.') + 1)))
    return false;
  const auto parts = actor.ends_with(".object") ? split(one.key) : key_parts{};
  return wants(which.kind, parts.kind) && wants(which.name_space, parts.ns)
         && (wants(which.name, parts.name) || which.name == one.key);
}

bool is_unhealthy(const description& one) {
  return !one.reason.empty() || one.retries > 0 || one.state == ailing::quarantined
         || one.state == ailing::between_lives || one.state == ailing::backing_off;
}

std::string_view domain_of(std::string_view actor) {
  const auto dot = actor.find('.');
  return dot == actor.npos ? std::string_view{} : actor.substr(0, dot);
}

} // namespace weft
