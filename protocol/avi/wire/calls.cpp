#include "protocol/avi/wire/calls.hpp"

#include "protocol/json/value.hpp"
#include "protocol/percent.hpp"

namespace weft::avi::wire {

namespace {

constexpr std::string_view root = "/api/";

call get(std::string target, std::string tenant = provider) {
  return {"GET", std::move(target), {}, std::move(tenant)};
}

std::string place_of(std::string_view type, std::string_view uuid) {
  return std::string{root}.append(type).append("/").append(percent_encoded(uuid));
}

std::string query_of(const parameters& all) {
  std::string out;
  for (const auto& [name, value] : all)
    out.append(out.empty() ? "?" : "&").append(name).append("=").append(percent_encoded(value));
  return out;
}

call log_in_by(std::string_view user, std::string_view secret, const char* member) {
  return {
    "POST", "/login", json::write(json::value::of({{"username", user}, {member, secret}})), {}};
}

} // namespace

std::string_view type_of(const call& what) {
  std::string_view path = what.target;
  if (!path.starts_with(root))
    return {};
  path.remove_prefix(root.size());
  return path.substr(0, path.find_first_of("/?"));
}

std::string name_of(const call& what) {
  return "avi " + what.method + " " + what.target.substr(0, what.target.find('?'));
}

bool only_reads(const call& what) {
  return what.method == "GET";
}

call log_in(std::string_view user, std::string_view password) {
  return log_in_by(user, password, "password");
}

call log_in_with_token(std::string_view user, std::string_view token) {
  return log_in_by(user, token, "token");
}

call log_out() {
  return {"POST", "/logout", {}, provider};
}

call list_tokens() {
  return get("/api/user-token");
}

call make_token(std::chrono::hours life) {
  return {"POST", "/api/user-token",
          json::write(json::value::of({{"hours", std::to_string(life.count())}})), provider};
}

call revoke_token(std::string_view uuid) {
  return {"DELETE", place_of("user-token", uuid), {}, provider};
}

call ask_version() {
  return get("/api/initial-data");
}

call ask_status() {
  return get("/api/cluster/status");
}

call ask_cluster() {
  return get("/api/cluster");
}

call ask_runtime() {
  return get("/api/cluster/runtime");
}

call ask_system() {
  return get("/api/systemconfiguration");
}

call ask_domains(std::string_view cloud_uuid) {
  return get("/api/ipamdnsproviderprofiledomainlist"
             + query_of({{"cloud_uuid", std::string{cloud_uuid}}}));
}

call list(std::string_view type, parameters which, std::string tenant, std::size_t page_size) {
  which.emplace_back("include_name", "true");
  which.emplace_back("page_size", std::to_string(page_size));
  which.emplace_back("page", "1");
  return get(std::string{root}.append(type) + query_of(which), std::move(tenant));
}

call read(std::string_view type, std::string_view uuid, std::string tenant) {
  return get(place_of(type, uuid) + query_of({{"include_name", "true"}}), std::move(tenant));
}

call read_network(std::string_view uuid, std::string_view cloud_uuid, std::string tenant) {
  return get(place_of("network", uuid)
               + query_of({{"cloud_uuid", std::string{cloud_uuid}}, {"include_name", "true"}}),
             std::move(tenant));
}

call create(std::string_view type, std::string body, std::string tenant) {
  return {"POST", std::string{root}.append(type), std::move(body), std::move(tenant)};
}

call replace(std::string_view type, std::string_view uuid, std::string body, std::string tenant) {
  return {"PUT", place_of(type, uuid), std::move(body), std::move(tenant)};
}

call patch(std::string_view type, std::string_view uuid, std::string body, std::string tenant) {
  return {"PATCH", place_of(type, uuid), std::move(body), std::move(tenant)};
}

call remove(std::string_view type, std::string_view uuid, std::string tenant) {
  return {"DELETE", place_of(type, uuid), {}, std::move(tenant)};
}

} // namespace weft::avi::wire
