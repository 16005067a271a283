#include "adapters/k8s/in_process.hpp"
#include "tests/contract/k8s/support.hpp"

#include <deque>

using namespace weft;
using namespace weft::k8s;

namespace {

/// Deferred work, run by the test one step at a time.
struct in_process_fixture {
  in_process_fixture()
    : server(in_process_server::make({}, [this] { return now; })),
      peer(
        server->connect([this](std::function<void()> work) { queue.push_back(std::move(work)); })) {
  }

  void settle() {
    while (!queue.empty()) {
      auto next = std::move(queue.front());
      queue.pop_front();
      next();
    }
  }

  result<response> ask(request what) {
    result<response> out = fault{};
    peer->call(std::move(what), [&](result<response> got) { out = std::move(got); });
    settle();
    return out;
  }

  result<response> make(const std::string& name) {
    request what;
    what.method = "POST";
    what.target = all;
    what.content_type = "application/json";
    what.body = R"({"metadata":{"name":")" + name + "\"}}";
    return ask(std::move(what));
  }

  std::unique_ptr<stream> watch(const std::string& options) {
    request what;
    what.target = all + "?watch=1" + options;
    stream_events events;
    events.on_open = [this](const response& head) { seen.push_back(std::to_string(head.status)); };
    events.on_lines = [this](const std::vector<std::string_view>& lines) {
      for (const auto line : lines)
        seen.push_back(contract::text_at(*json::parse(line), {"type"}));
    };
    events.on_end = [this](const result<void>& how) {
      seen.push_back(how ? "end" : std::string{to_string(how.error().code)});
    };
    return peer->watch(std::move(what), std::chrono::seconds{300}, std::move(events));
  }

  static inline const std::string all = "/api/v1/namespaces/default/configmaps";
  timestamp now{std::chrono::seconds{1'800'000'000}};
  std::deque<std::function<void()>> queue;
  std::shared_ptr<in_process_server> server;
  std::unique_ptr<client> peer;
  std::vector<std::string> seen;
};

using words = std::vector<std::string>;

} // namespace

TEST_CASE("a call within the process is answered later, never at once", "[k8s][in_process]") {
  in_process_fixture with;
  bool told = false;
  with.peer->call({}, [&](const result<response>&) { told = true; });
  CHECK_FALSE(told);
  CHECK(with.queue.size() == 1);
  with.settle();
  CHECK(told);
  CHECK(with.make("a")->status == 201);
  CHECK(with.make("a")->status == 409);
}

TEST_CASE("a watch within the process tells lines until the server ends it", "[k8s][in_process]") {
  in_process_fixture with;
  const auto by = with.watch("&timeoutSeconds=10");
  with.settle();
  with.make("a");
  CHECK(with.seen == words{"200", "ADDED"});
  with.now += std::chrono::seconds{10};
  with.server->tick();
  with.settle();
  CHECK(with.seen == words{"200", "ADDED", "end"});
}

TEST_CASE("a watch that is refused or expired says so and ends", "[k8s][in_process]") {
  in_process_fixture with;
  const auto refused = with.watch("&timeoutSeconds=x");
  with.settle();
  CHECK(with.seen == words{"400"});
  with.seen.clear();
  with.make("a");
  with.server->core().forget_history();
  const auto expired = with.watch("&resourceVersion=1");
  with.settle();
  CHECK(with.seen == words{"200", "ERROR", "end"});
}

TEST_CASE("a stopped watch calls nobody and leaves the server", "[k8s][in_process]") {
  in_process_fixture with;
  auto by = with.watch("");
  with.settle();
  CHECK(with.server->core().open_watches() == 1);
  server::call made;
  made.method = "POST";
  made.path = with.all;
  made.body = R"({"metadata":{"name":"a"}})";
  with.server->core().handle(made, with.now);
  CHECK(with.queue.size() == 1); // its line is under way
  by->stop();
  with.seen.clear();
  with.make("b");
  with.settle();
  CHECK(with.seen.empty());
  CHECK(with.server->core().open_watches() == 0);
  by = with.watch("");
  by.reset(); // before the request was even sent
  with.settle();
  CHECK(with.server->core().open_watches() == 0);
}

TEST_CASE("faults reach the client within the process as they would over a socket",
          "[k8s][in_process]") {
  using server::misfortune;
  in_process_fixture with;
  with.server->core().inject({misfortune::drop, "", "", 1});
  CHECK(with.make("a").error().code == errc::unreachable);
  with.server->core().inject({misfortune::throttled, "", "", 1, 3});
  const auto throttled = with.make("a");
  CHECK(throttled->status == 429);
  CHECK(throttled->retry_after == std::chrono::seconds{3});
  const auto by = with.watch("");
  with.settle();
  with.server->core().disturb("configmaps", server::disturbance::drop);
  with.settle();
  CHECK(with.seen == words{"200", "unreachable"});
}

TEST_CASE("warnings come with the answer", "[k8s][in_process]") {
  in_process_fixture with;
  request what;
  what.method = "POST";
  what.target = with.all;
  what.content_type = "application/json";
  what.body = R"({"metadata":{"name":"a"},"dota":{}})";
  const auto got = with.ask(what);
  CHECK(got->warnings == words{"unknown field \\\"dota\\\""});
}
