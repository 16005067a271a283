#include "protocol/avi/wire/replies.hpp"
#include "tests/printing.hpp"

namespace weft::avi::wire {

namespace {

/// The reaction to an error, and what is missing.
std::string reaction(const call& what, int status, const std::string& text) {
  const auto body = json::write(json::value::of({{"error", text}}));
  const auto got = read_reply(what, status, body);
  REQUIRE_FALSE(got.has_value());
  const auto& no = got.error();
  CHECK(no.why.where == name_of(what));
  return std::string{to_string(no.kind)} + "/" + std::string{to_string(no.why.code)}
         + (no.missing.empty() ? "" : "/" + no.missing);
}

const call put_service = replace("virtualservice", "virtualservice-1", "{}");
const call post_service = create("virtualservice", "{}");
const call get_pool = read("pool", "pool-1");

} // namespace

TEST_CASE("every error of the catalogue has exactly one reaction", "[avi][wire]") {
  CHECK(reaction(post_service, 400, "No available free IPs") == "refused for now/refused");
  CHECK(reaction(post_service, 400, "VrfContext not found!")
        == "refused for now/refused/vrfcontext");
  CHECK(reaction(post_service, 400, "VrfContext object not found")
        == "refused for now/refused/vrfcontext");
  CHECK(reaction(post_service, 400, "Network object not found!")
        == "refused for now/refused/network");
  CHECK(reaction(put_service, 400, "Changing an existing VIP's vip_id is not supported")
        == "refused/refused");
  CHECK(reaction(put_service, 400,
                 "Field check for static_routes failed: Unique constraints route_id has "
                 "duplicated value")
        == "refused/refused");
  CHECK(reaction(put_service, 400, "Cannot modify VrfContext") == "refused/refused");
  CHECK(reaction(put_service, 400,
                 "Incoming request (v18_2_10) has field (labels) introduced in later versions"
                 "(v20_1_1).")
        == "refused/refused");
  CHECK(reaction(put_service, 401, "Invalid credentials") == "credentials rejected/expired");
  CHECK(reaction(put_service, 401, "Session expired") == "session ended/expired");
  CHECK(reaction(put_service, 403, "Configuration is disallowed during upgrade")
        == "refused for now/throttled");
  CHECK(reaction(put_service, 403, "Tenant 'x' does not exist!")
        == "refused for now/refused/tenant");
  CHECK(
    reaction(remove("pool", "pool-1"), 403, "Cannot delete, object is referred by: ['PoolGroup a']")
    == "refused/refused");
  CHECK(reaction(put_service, 403, "no permission") == "refused/forbidden");
  CHECK(reaction(put_service, 408, "") == "transient/unreachable");
  CHECK(reaction(post_service, 409, "VirtualService with name x already exists")
        == "name conflict/conflict");
  CHECK(reaction(put_service, 412, "Concurrent Update Error: Need to reload object data VsVip")
        == "stale/conflict");
  CHECK(reaction(put_service, 419, "") == "session ended/expired");
  CHECK(reaction(create("sslkeyandcertificate", "{}"), 500, "Import error: common_name")
        == "refused/refused");
  CHECK(reaction(put_service, 500, "boom") == "transient/unreachable");
  CHECK(reaction(put_service, 503, "") == "transient/unreachable");
  CHECK(reaction(put_service, 422, "odd") == "refused/refused");
}

TEST_CASE("a 404 about the object itself is told from one about what it refers to", "[avi][wire]") {
  CHECK(reaction(get_pool, 404, "Pool object not found!") == "not found/not_found");
  CHECK(reaction(get_pool, 404, "") == "not found/not_found");
  CHECK(reaction(put_service, 404, "VsVip object not found!") == "refused for now/refused/vsvip");
  CHECK(reaction(post_service, 404, "VirtualService object not found!")
        == "refused for now/refused/virtualservice");
  CHECK(reaction(put_service, 404, "Tenant 'x' does not exist!")
        == "refused for now/refused/tenant");
}

TEST_CASE("the text of an error is found whatever its shape, and fits one line", "[avi][wire]") {
  CHECK(error_text(R"({"error":"one"})") == "one");
  CHECK(error_text(R"({"error":{"message":"two\nlines"}})") == "two lines");
  CHECK(error_text(R"({"code":400,"message":"three"})") == "three");
  CHECK(error_text(R"({"error":{"a":1}})") == R"({"a":1})");
  CHECK(error_text("<html>").empty());
  CHECK(error_text("{}").empty());
}

TEST_CASE("a success that is no JSON is transient and never an empty answer", "[avi][wire]") {
  for (const auto* body : {"<html>502</html>", "{\"count\": 1", "", "  "}) {
    const auto got = read_reply(get_pool, 200, body);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().kind == setback::transient);
    CHECK(got.error().why.code == errc::malformed);
  }
  CHECK(read_reply(remove("pool", "pool-1"), 204, "").has_value());
  CHECK(read_reply(get_pool, 302, "").error().kind == setback::transient);
}

TEST_CASE("of a log-in only wrong credentials count as rejected", "[avi][wire]") {
  CHECK(judge_log_in(401, "Invalid credentials").kind == setback::rejected);
  CHECK(judge_log_in(403, "Invalid credentials").kind == setback::rejected);
  CHECK(judge_log_in(403, "Too many sessions").kind == setback::transient);
  CHECK(judge_log_in(503, "").kind == setback::transient);
}

TEST_CASE("what a controller says of itself is read, or refused where it is needed",
          "[avi][wire]") {
  const auto runtime = read_runtime(*json::parse(
    R"({"node_states":[{"name":"n2","role":"CLUSTER_FOLLOWER","up_since":"x"},
        {"name":"n1","role":"CLUSTER_LEADER","up_since":"2020-10-28 04:58:48"}],
        "cluster_state":{"state":"CLUSTER_UP_HA_ACTIVE"}})"));
  REQUIRE(runtime.has_value());
  CHECK(*runtime == cluster_runtime{"CLUSTER_UP_HA_ACTIVE", "n1", "2020-10-28 04:58:48"});
  CHECK(is_usable(*runtime));
  CHECK_FALSE(is_usable({"CLUSTER_UNKNOWN", "", ""}));
  CHECK(read_runtime(json::object{}).error().code == errc::malformed);
  CHECK(read_version(*json::parse(R"({"version":{"Version":"22.1.2"}})")).value() == "22.1.2");
  CHECK_FALSE(read_version(nullptr).has_value());
  CHECK(read_domains(*json::parse(R"({"domains":["avi.internal",".com"]})")).value().size() == 2);
  CHECK_FALSE(read_domains(*json::parse(R"({"domains":null})")).has_value());
  const auto tokens = read_tokens(
    *json::parse(R"({"count":1,"results":[{"token":"t","uuid":"u","expires_at":"2025-06-01"}]})"));
  REQUIRE(tokens.has_value());
  CHECK(tokens->front().uuid == "u");
  CHECK_FALSE(read_tokens(json::object{}).has_value());
  CHECK_FALSE(read_one(json::object{}).has_value());
}

} // namespace weft::avi::wire
