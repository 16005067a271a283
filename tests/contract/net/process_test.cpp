#include "adapters/net/process.hpp"
#include "tests/contract/net/pair.hpp"

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

result<finished> outcome_of(command what) {
  transport io;
  std::promise<result<finished>> over;
  run(io, std::move(what), [&](result<finished> how) { over.set_value(std::move(how)); });
  return await(over.get_future());
}

command shell(std::string script) {
  command what;
  what.program = "sh";
  what.arguments = {"-c", std::move(script)};
  what.deadline = patience;
  return what;
}

} // namespace

TEST_CASE("a command gets its input and environment and tells its outputs and code", "[process]") {
  auto what = shell("cat; echo $WEFT_WORD >&2; exit 3");
  what.input = std::string(500'000, 'x');
  what.environment = {{"WEFT_WORD", "hello"}};
  const auto how = outcome_of(what);
  REQUIRE(how);
  CHECK(how->exit_code == 3);
  CHECK((how->output == what.input));
  CHECK(how->errors == "hello\n");
}

TEST_CASE("a command runs without a shell", "[process]") {
  const auto how = outcome_of({"printf", {"%s", "$HOME; `x`"}, {}, {}});
  REQUIRE(how);
  CHECK(how->output == "$HOME; `x`");
}

TEST_CASE("a command that never ends is killed at its deadline, children too", "[process]") {
  auto what = shell("cat /dev/zero >/dev/null & wait");
  what.deadline = 100ms;
  const auto how = outcome_of(what);
  REQUIRE_FALSE(how);
  CHECK(how.error().code == errc::unreachable);
}

TEST_CASE("a command that writes too much is refused", "[process]") {
  auto what = shell("cat /dev/zero");
  what.max_output_bytes = 1000;
  const auto how = outcome_of(what);
  REQUIRE_FALSE(how);
  CHECK(how.error().code == errc::refused);
}

TEST_CASE("a command that is not there is not found", "[process]") {
  const auto how = outcome_of({"/nowhere/plugin", {}, {}, {}});
  REQUIRE_FALSE(how);
  CHECK(how.error().code == errc::not_found);
  CHECK(how.error().where == "/nowhere/plugin");
}

TEST_CASE("a command ended by a signal says so in its code", "[process]") {
  const auto how = outcome_of(shell("kill -9 $$"));
  REQUIRE(how);
  CHECK(how->exit_code == 137);
}
