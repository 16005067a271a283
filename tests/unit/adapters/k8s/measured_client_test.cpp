#include "adapters/k8s/measured_client.hpp"
#include "tests/unit/actors/k8s_script.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

struct counted_exchanges {
  void call(const std::string& method, const std::string& body) {
    k8s::request what;
    what.method = method;
    what.target = "/api";
    what.body = body;
    subject->call(what, [this](const result<k8s::response>& got) { last = bool(got); });
  }

  std::string shown() const { return numbers.exposition(); }

  std::chrono::steady_clock::time_point now;
  metrics::registry numbers;
  std::shared_ptr<testing::scripted_server> server = std::make_shared<testing::scripted_server>();
  std::shared_ptr<k8s::client> subject = k8s::measured(server, numbers, [this] { return now; });
  std::optional<bool> last;
};

} // namespace

TEST_CASE_METHOD(counted_exchanges, "row 14: each exchange is counted by code, method and host",
                 "[k8s][metrics]") {
  call("PATCH", "12345");
  now += 3s;
  server->answer(409, "123456");
  CHECK(server->run());
  CHECK(last == true);
  call("GET", "");
  server->fail(errc::unreachable);
  CHECK(server->run());
  CHECK(last == false);
  const std::string of = R"(method="PATCH",host="in-process"})";
  CHECK_THAT(shown(), Contains(R"(rest_client_requests_total{code="409",)" + of + " 1\n")
                        && Contains(R"(code="<error>",method="GET",host="in-process"} 1)"));
  const std::string sum = R"(_sum{verb="PATCH",host="in-process"} )";
  CHECK_THAT(shown(), Contains("rest_client_request_duration_seconds" + sum + "3\n")
                        && Contains("rest_client_request_size_bytes" + sum + "5\n")
                        && Contains("rest_client_response_size_bytes" + sum + "6\n"));
}

TEST_CASE_METHOD(counted_exchanges, "row 14: a watch is counted once, when its head has come",
                 "[k8s][metrics]") {
  const auto opened = subject->watch({}, 1s, {[](auto&&) {}, [](auto&&) {}, [](auto&&) {}});
  server->last_watch().open(200);
  server->last_watch().end(fault{errc::unreachable, "gone", "", {}});
  const auto refused = subject->watch({}, 1s, {[](auto&&) {}, [](auto&&) {}, [](auto&&) {}});
  server->last_watch().end(fault{errc::unreachable, "nobody", "", {}});
  CHECK_THAT(shown(), Contains(R"(code="200",method="GET",host="in-process"} 1)")
                        && Contains(R"(code="<error>",method="GET",host="in-process"} 1)"));
}
