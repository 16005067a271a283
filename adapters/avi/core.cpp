#include "adapters/avi/core.hpp"

#include "adapters/avi/sim/types.hpp"
#include "adapters/avi/sim/witness.hpp"
#include "protocol/avi/wire/version.hpp"

#include <algorithm>

namespace weft::avi::sim {

namespace {

constexpr std::size_t longest_log = 20'000;
constexpr std::size_t most_violations = 1'000;

/// The body where no secret stands in it.
std::string shown_body(const net::http_request& what, const target& where) {
  const bool secret = where.path.empty() || where.path.front() != "api" || where.path.size() < 2
                      || where.path[1] == "sslkeyandcertificate" || where.path[1] == "user-token";
  return secret ? std::string{} : what.body;
}

bool changes(const std::string& method) {
  return method != "GET" && method != "HEAD";
}

} // namespace

core::core(std::uint64_t seed, std::size_t nodes)
  : dice_(seed), up_(std::max<std::size_t>(1, nodes), true) {}

reply core::receive(std::size_t node, const net::http_request& what, instant now) {
  reply out;
  out.ticket = ++last_ticket_;
  if (!up_[node % up_.size()]) {
    out.how = reply::way::absent;
    return out;
  }
  visit by;
  by.what = &what;
  by.where = read_target(what.target);
  by.now = now;
  by.origin = "https://" + std::string{net::find(what.fields, "Host")};
  by.version = net::find(what.fields, "X-Avi-Version");
  ++seen_.requests;

  const auto trouble = next_disturbance(what);
  using enum disturbance::way;
  const auto how = trouble ? trouble->how : slow;
  if (how == say)
    out.what = refuse(trouble->status, trouble->text);
  else if (how == page)
    out.what = web_page(trouble->status);
  else if (how == hang || how == reset_before)
    out.what.status = 0;
  else
    out.what = respond(by);
  out.how = how == hang                                 ? reply::way::hang
            : how == reset_before || how == reset_after ? reply::way::reset
            : how == cut_off                            ? reply::way::cut_off
                                                        : reply::way::answer;
  out.latency = settings.least_latency + (trouble ? trouble->latency : std::chrono::milliseconds{});
  if (const auto spread = settings.most_latency - settings.least_latency; spread.count() > 0)
    out.latency += std::chrono::milliseconds{dice_() % static_cast<std::uint64_t>(spread.count())};

  if (out.what.status >= 400)
    ++seen_.refused;
  flights_.emplace(out.ticket,
                   flight{by.session_number, by.writes, first_request_ + requests_.size()});
  requests_.push_back({now,
                       {},
                       what.method,
                       what.target,
                       by.tenant,
                       by.version,
                       shown_body(what, by.where),
                       by.who ? by.who->name : std::string{},
                       by.session_number,
                       out.what.status});
  if (requests_.size() > longest_log) {
    requests_.pop_front();
    ++first_request_;
  }
  seen_.most_at_once = std::max(seen_.most_at_once, flights_.size());
  const auto of_session = std::count_if(flights_.begin(), flights_.end(), [&](const auto& one) {
    return by.session_number != 0 && one.second.session == by.session_number;
  });
  seen_.most_per_session = std::max(seen_.most_per_session, static_cast<std::size_t>(of_session));
  return out;
}

void core::finished(std::uint64_t ticket, instant now) {
  const auto landed = flights_.extract(ticket);
  if (!landed || landed.mapped().request < first_request_)
    return;
  requests_[static_cast<std::size_t>(landed.mapped().request - first_request_)].ended = now;
}

net::http_response core::respond(visit& by) {
  if (by.now < settings.unavailable_until || is_busy(by.now))
    return refuse(503, {});
  const auto& path = by.where.path;
  if (path.size() == 1 && path.front() == "login")
    return by.what->method == "POST" ? log_in(by) : refuse(405, "Method not allowed");
  if (auto open = serve_open(by))
    return *std::move(open);
  if (const auto asked = wire::read_version_number(by.version);
      asked && *asked > wire::read_version_number(settings.version).value_or(wire::version{}))
    return refuse(400, "Version " + by.version + " is not supported by this controller");
  if (auto no = admit(by))
    return *std::move(no);
  auto out = route(by);
  set_cookies(out, by);
  return out;
}

net::http_response core::route(visit& by) {
  watch_headers(by);
  const bool writes = changes(by.what->method);
  if (writes)
    if (auto no = check_origin(by))
      return *std::move(no);
  const auto& path = by.where.path;
  if (path.size() == 1 && path.front() == "logout")
    return log_out(by);
  if (auto no = check_tenant(by))
    return *std::move(no);
  if (auto done = serve_cluster(by))
    return *std::move(done);
  if (path.size() < 2 || path.size() > 3 || path.front() != "api")
    return web_page(404);
  if (path[1] == "user-token")
    return serve_tokens(by);
  if (!find_type(path[1]))
    return refuse(404, "Not found");
  if (writes && settings.upgrading)
    return refuse(403, "Configuration is disallowed during upgrade");
  return serve(by, path[1]);
}

void core::watch_headers(visit& by) {
  const auto& fields = by.what->fields;
  if (by.version.empty())
    break_rule(by, "I4", "no X-Avi-Version");
  if (net::find(fields, "X-Avi-Tenant").empty() && net::find(fields, "X-Avi-Tenant-UUID").empty())
    break_rule(by, "I4", "no tenant");
  if (!by.what->body.empty() && net::find(fields, "Content-Type") != "application/json")
    break_rule(by, "I4", "a body that is not said to be JSON");
  if (const auto name = unknown_option(by.where); !name.empty())
    break_rule(by, "I4", "unknown query parameter " + name);
}

void core::break_rule(const visit& by, std::string rule, std::string what) {
  if (by.is_judged() && violations_.size() < most_violations)
    violations_.push_back(
      {std::move(rule), by.what->method + " " + by.what->target + ": " + std::move(what), by.now});
}

net::http_response core::refuse(int status, std::string text) const {
  if (text.empty())
    text = "status " + std::to_string(status);
  return as_answer({status, std::move(text)}, settings.errors_as_objects);
}

std::vector<violation> core::violations_at_rest() const {
  auto out = violations_;
  for (const auto& [name, who] : users_)
    if (!who.cluster.empty())
      for (auto& one : dangling(objects_, who.cluster))
        out.push_back({"I3", std::move(one) + ": dangling"});
  return out;
}

object_ptr core::find(std::string_view type, std::string_view name) const {
  return objects_.find_named(type, name, "admin");
}

std::vector<object_ptr> core::history(std::string_view uuid) const {
  const auto found = history_.find(uuid);
  return found == history_.end()
           ? std::vector<object_ptr>{}
           : std::vector<object_ptr>(found->second.begin(), found->second.end());
}

json::value core::dump() const {
  json::array all;
  for (const auto& one : objects_.all())
    all.push_back(json::value::of({{"type", one->type},
                                   {"uuid", one->uuid},
                                   {"name", one->name},
                                   {"tenant", one->tenant},
                                   {"cloud", one->cloud},
                                   {"_last_modified", std::to_string(one->modified)},
                                   {"body", one->body}}));
  return json::value::of({{"objects", std::move(all)}});
}

std::string core::load(const json::value& from) {
  const auto* all = from.find("objects");
  if (!all || !all->as_array())
    return "there is no list of objects in it";
  store fresh;
  for (const auto& one : *all->as_array()) {
    const auto modified = number_or(one.find("_last_modified"), 0);
    const auto* body = one.find("body");
    if (!find_type(one.text_at({"type"})) || one.text_at({"uuid"}).empty() || !body
        || !body->is_object())
      return "an object without a type that there is, a uuid or a body";
    last_stamp_ = std::max(last_stamp_, modified);
    fresh.put({std::string{one.text_at({"type"})}, std::string{one.text_at({"uuid"})},
               std::string{one.text_at({"name"})}, std::string{one.text_at({"tenant"}, "admin")},
               std::string{one.text_at({"cloud"})}, modified, *body});
  }
  objects_ = std::move(fresh);
  history_.clear();
  return {};
}

} // namespace weft::avi::sim
