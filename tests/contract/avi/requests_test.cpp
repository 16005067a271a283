#include "adapters/net/http_server.hpp"
#include "tests/contract/avi/served.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace weft::avi::contract {

namespace {

/// A controller that the test answers by hand.
struct by_hand_controller {
  net::transport io{2};
  std::mutex mutex;
  std::condition_variable came;
  std::vector<std::shared_ptr<net::http_exchange>> all;
  net::http_server server{io, {}, [this](std::shared_ptr<net::http_exchange> one) {
                            const std::lock_guard lock(mutex);
                            all.push_back(std::move(one));
                            came.notify_all();
                          }};

  std::string host() const { return "127.0.0.1:" + std::to_string(server.port()); }

  std::unique_ptr<controller> open() {
    reach_settings how;
    how.addresses = {"http://" + host()};
    how.credentials.user = "admin";
    how.credentials.password = "password01";
    how.sessions.sessions = 1;
    how.sessions.version = "20.1.2";
    return std::move(*controller::open(io, how));
  }

  net::http_exchange& arrival(std::size_t number) {
    std::unique_lock lock(mutex);
    if (!came.wait_for(lock, patience, [&] { return all.size() > number; }))
      throw std::runtime_error("no request for a long time");
    return *all.at(number);
  }

  static net::headers cookies(const std::string& csrf) {
    return {{"Set-Cookie", "csrftoken=" + csrf + "; Secure; Path=/"},
            {"Set-Cookie", "avi-sessionid=s1; HttpOnly"},
            {"Set-Cookie", "sessionid=s1; HttpOnly"}};
  }

  void grant(std::size_t number) {
    arrival(number).answer({200, cookies("c1"),
                            R"({"version":{"Version":"22.1.3"},)"
                            R"("session_cookie_name":"avi-sessionid"})"});
  }
};

/// A request as its line, its fields but for those of HTTP itself, and its body.
std::string shown_request(const net::http_request& what) {
  std::string out = what.method + " " + what.target + "\n";
  for (const auto& [name, value] : what.fields)
    if (name != "Host" && name != "Content-Length" && name != "Connection")
      out.append(name).append(": ").append(value).append("\n");
  return out + what.body;
}

} // namespace

TEST_CASE("requests reach the wire as the contract writes them", "[avi][contract]") {
  by_hand_controller site;
  const auto io_client = site.open();
  auto written = served::begin(*io_client, wire::replace("vsvip", "vsvip-1", R"({"name":"a"})"));
  CHECK(shown_request(site.arrival(0).asked())
        == "POST /login\n"
           "Accept: application/json\n"
           "Content-Type: application/json\n"
           R"({"username":"admin","password":"password01"})");
  site.grant(0);
  CHECK(shown_request(site.arrival(1).asked())
        == "PUT /api/vsvip/vsvip-1\n"
           "Accept: application/json\n"
           "Content-Type: application/json\n"
           "X-Avi-Version: 20.1.2\n"
           "X-Avi-Tenant: admin\n"
           "X-CSRFToken: c1\n"
           "Referer: http://"
             + site.host()
             + "/\n"
               "Cookie: csrftoken=c1; avi-sessionid=s1; sessionid=s1\n"
               R"({"name":"a"})");
  site.arrival(1).answer({200, site.cookies("c2"), R"({"uuid":"vsvip-1"})"});
  CHECK(served::wait(std::move(written)).has_value());
  auto removed = served::begin(*io_client, wire::remove("vsvip", "vsvip-1", "t1"));
  CHECK(shown_request(site.arrival(2).asked())
        == "DELETE /api/vsvip/vsvip-1\n"
           "Accept: application/json\n"
           "X-Avi-Version: 20.1.2\n"
           "X-Avi-Tenant: t1\n"
           "X-CSRFToken: c2\n"
           "Referer: http://"
             + site.host()
             + "/\n"
               "Cookie: csrftoken=c2; avi-sessionid=s1; sessionid=s1\n");
  site.arrival(2).answer({204, {}, {}});
  CHECK(served::wait(std::move(removed)).has_value());
  io_client->leave(patience, [] {});
  CHECK(shown_request(site.arrival(3).asked()).starts_with("POST /logout\n"));
  site.arrival(3).answer({200, {}, {}});
}

TEST_CASE("a redirect is an answer and is not followed", "[avi][contract]") {
  by_hand_controller site;
  const auto io_client = site.open();
  auto asked = served::begin(*io_client, wire::ask_cluster());
  site.grant(0);
  site.arrival(1).answer({302, {{"Location", "http://" + site.host() + "/elsewhere"}}, {}});
  const auto got = served::wait(std::move(asked));
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().kind == wire::setback::transient);
  CHECK(site.all.size() == 2);
}

TEST_CASE("a controller that repeats the password in its words is not quoted", "[avi][contract]") {
  by_hand_controller site;
  const auto io_client = site.open();
  auto asked = served::begin(*io_client, wire::ask_cluster());
  site.arrival(0).answer({401, {}, R"({"error":"password password01 of admin is wrong"})"});
  const auto got = served::wait(std::move(asked));
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().kind == wire::setback::rejected);
  CHECK(to_string(got.error().why) == "avi log-in: log-in refused");
}

} // namespace weft::avi::contract
