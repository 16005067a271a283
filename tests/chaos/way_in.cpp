#include "tests/chaos/way_in.hpp"

#include "adapters/files.hpp"
#include "adapters/net/identity.hpp"
#include "tests/chaos/measured.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <array>

namespace weft::tests {

namespace {

constexpr std::array watched{"VelocloudBP", "VelocloudPolicy", "Namespace"};
constexpr auto secrets = "/api/v1/namespaces/weft/secrets";
constexpr auto account_tokens = "/api/v1/namespaces/weft/serviceaccounts/weft/token";

std::array<double, watched.size()> watches_of(controller& weft) {
  std::array<double, watched.size()> out{};
  for (std::size_t i = 0; i < watched.size(); ++i)
    out.at(i) = measured(weft, "reflector_watches_total", watched.at(i));
  return out;
}

} // namespace

way_in::way_in() {
  here.make_namespace("ns1");
  here.write("authority.crt", text("ca.crt"));
}

void way_in::start(const std::string& user) {
  const auto file = here.write(
    "way-in", "apiVersion: v1\nkind: Config\ncurrent-context: a\n"
              "clusters: [{name: a, cluster: {server: \""
                + here.cluster.url() + "\", certificate-authority: \"" + path("authority.crt")
                + "\"}}]\ncontexts: [{name: a, context: {cluster: a, user: a, "
                  "namespace: weft}}]\nusers: [{name: a, user: {"
                + user + "}}]\n");
  weft = &here.start({"--kubernetes-kubeconfig=" + file.string(), "--kubernetes-watch-timeout=5s",
                      "--velocloud-min-write-interval=300ms"});
  place();
  begin_ = weft->log().size();
}

void way_in::place() {
  const auto name = "app-" + std::to_string(++placed_);
  here.create("ns1", name);
  here.await_ready("ns1", name);
}

void way_in::work_until(const std::string& what, const std::function<bool()>& seen) {
  here.await(what, [&] {
    place();
    return seen();
  });
}

void way_in::outlive_watches() {
  const auto before = watches_of(*weft);
  work_until("every watch has been opened anew", [&] {
    const auto now = watches_of(*weft);
    for (std::size_t i = 0; i < now.size(); ++i)
      if (now.at(i) == before.at(i))
        return false;
    return true;
  });
}

std::string way_in::grant(const std::string& name) {
  const auto kept = here.ask("POST", secrets, R"({"metadata":{"name":")" + name + R"("}})");
  const auto uid = text_at(kept.document(), {"metadata", "uid"});
  const auto granted = here.ask(
    "POST", account_tokens,
    R"({"spec":{"expirationSeconds":3600,"boundObjectRef":{"apiVersion":"v1","kind":"Secret","name":")"
      + name + R"(","uid":")" + uid + R"("}}})");
  auto token = text_at(granted.document(), {"status", "token"});
  if (token.empty())
    FAIL("no token: " << granted.body);
  return token;
}

void way_in::withdraw(const std::string& name) {
  REQUIRE(here.ask("DELETE", std::string{secrets} + "/" + name).status == 200);
}

void way_in::hand_out_certificate(std::chrono::seconds life) {
  const auto fresh = net::issue_client({text("ca.crt"), text("ca.key")}, own_name, {},
                                       {std::chrono::hours{-1}, life});
  here.write("own.key", fresh.key_pem);
  here.write("own.crt", fresh.certificate_pem);
}

bool way_in::refuses(const std::string& token) {
  return refused({text("authority.crt"), {}, {}, {}, false},
                 {{"Authorization", "Bearer " + token}});
}

bool way_in::refuses(const net::tls_settings& who) {
  return refused(who, {});
}

bool way_in::refused(const net::tls_settings& who, net::headers with) {
  web stranger{endpoint_of(here.cluster.url()), who, std::move(with)};
  return stranger.get(installation::path_of("ns1")).status == 401;
}

void way_in::check_unnoticed() {
  place();
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(measured(*weft, "controller_runtime_reconcile_errors_total") == 0);
  for (const auto* code : {R"(code="403")", R"(code="<error>")"}) {
    CAPTURE(code);
    CHECK(measured(*weft, "rest_client_requests_total", code) == 0);
  }
  CHECK(measured(*weft, "reflector_relists_total") == 0);
  CHECK(measured(*weft, "weft_source_synced") == watched.size());
  CHECK(weft->leads());
  const auto said = weft->log().substr(begin_);
  for (const auto* word : {"disturbed", "Lease out of reach", "Stopped leading"})
    CHECK_THAT(said, !Catch::Contains(word));
  CHECK(here.vco.count("lostUpdates") == 0);
}

std::string way_in::text(const std::string& file) const {
  return read_file(path(file)).value();
}

} // namespace weft::tests
