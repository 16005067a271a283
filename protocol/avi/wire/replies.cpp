#include "protocol/avi/wire/replies.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>

namespace weft::avi::wire {

namespace {

constexpr std::size_t longest_excerpt = 80;

fault malformed(std::string what) {
  return {errc::malformed, std::move(what), "", {}};
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == text.npos;
}

refusal unread(const call& what, std::string_view body, fault why) {
  const auto start = body.find_first_not_of(" \t\r\n");
  if (start != body.npos && body[start] == '<')
    why.what = "a web page: " + printable(body.substr(start), longest_excerpt);
  return lost(what, std::move(why));
}

const json::array* list_in(const json::value& from, std::string_view name) {
  const auto* held = from.find(name);
  return held ? held->as_array() : nullptr;
}

result<std::string> text_in(const json::value& from, std::initializer_list<std::string_view> path,
                            std::string_view what) {
  std::string out{from.text_at(path)};
  if (out.empty())
    return malformed("the controller does not say its " + std::string{what});
  return out;
}

} // namespace

answered<json::value> read_reply(const call& what, int status, std::string_view body) {
  if (status < 200 || status >= 300)
    return judge(what, status, error_text(body));
  if (is_blank(body)) {
    if (only_reads(what))
      return lost(what, malformed("an answer without a body"));
    return json::value{};
  }
  auto read = json::parse(body);
  if (!read)
    return unread(what, body, read.error());
  return *std::move(read);
}

result<json::value> read_one(const json::value& from) {
  if (from.text_at({"uuid"}).empty())
    return malformed("an object without a uuid");
  return from;
}

result<cluster_runtime> read_runtime(const json::value& from) {
  cluster_runtime out;
  out.state = from.text_at({"cluster_state", "state"});
  if (out.state.empty())
    return malformed("the controller does not say how its cluster is");
  if (const auto* nodes = list_in(from, "node_states"))
    for (const auto& one : *nodes)
      if (one.text_at({"role"}) == "CLUSTER_LEADER") {
        out.leader = one.text_at({"name"});
        out.up_since = one.text_at({"up_since"});
      }
  return out;
}

bool is_usable(const cluster_runtime& what) {
  constexpr std::array usable{"CLUSTER_UP_NO_HA", "CLUSTER_UP_HA_ACTIVE",
                              "CLUSTER_UP_HA_COMPROMISED"};
  return std::find(usable.begin(), usable.end(), what.state) != usable.end();
}

result<std::string> read_version(const json::value& from) {
  return text_in(from, {"version", "Version"}, "version");
}

std::string read_license_tier(const json::value& from) {
  return std::string{from.text_at({"default_license_tier"})};
}

result<std::string> read_cluster_uuid(const json::value& from) {
  return text_in(from, {"uuid"}, "cluster's uuid");
}

result<std::vector<std::string>> read_domains(const json::value& from) {
  const auto* all = list_in(from, "domains");
  if (!all)
    return malformed("there is no list of domains in it");
  std::vector<std::string> out;
  for (const auto& one : *all)
    if (one.is_string())
      out.push_back(*one.as_string());
  return out;
}

result<std::vector<api_token>> read_tokens(const json::value& from) {
  std::vector<api_token> out;
  const auto take = [&](const json::value& one) {
    if (!one.text_at({"uuid"}).empty())
      out.push_back({std::string{one.text_at({"uuid"})}, std::string{one.text_at({"token"})},
                     std::string{one.text_at({"expires_at"})}});
  };
  const auto* all = list_in(from, "results");
  if (all)
    std::for_each(all->begin(), all->end(), take);
  else
    take(from);
  if (!all && out.empty())
    return malformed("it is neither a token nor a list of them");
  return out;
}

} // namespace weft::avi::wire
