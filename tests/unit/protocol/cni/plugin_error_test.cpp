#include "protocol/cni/plugin_error.hpp"
#include "tests/printing.hpp"

#include <cerrno>

using namespace weft;
using namespace weft::cni;

namespace {

plugin_error failed(std::string printed, verb what = verb::add, std::string said = "") {
  execution came;
  came.status = 1;
  came.output = std::move(printed);
  came.error_output = std::move(said);
  const auto out = error_of({what, "bridge", {}, ""}, came);
  REQUIRE(out);
  return *out;
}

} // namespace

TEST_CASE("exit status zero is success", "[cni]") {
  CHECK_FALSE(error_of({verb::add, "bridge", {}, ""}, execution{}));
}

TEST_CASE("an error object tells its code and words", "[cni]") {
  const auto why = failed(R"({"code":7,"msg":"bad","details":"really"})");
  CHECK(why.type == "bridge");
  CHECK(why.code == 7);
  CHECK(why.message == "bad; really");
  CHECK(failed(R"({"code":100})").message == "code 100");
}

TEST_CASE("what an error calls for follows from its code", "[cni]") {
  const auto [code, calls_for] = GENERATE(table<int, reaction>({{1, reaction::permanent},
                                                                {2, reaction::permanent},
                                                                {3, reaction::look},
                                                                {4, reaction::permanent},
                                                                {5, reaction::retry},
                                                                {6, reaction::permanent},
                                                                {7, reaction::permanent},
                                                                {8, reaction::permanent},
                                                                {11, reaction::later},
                                                                {50, reaction::retry},
                                                                {51, reaction::retry},
                                                                {100, reaction::retry},
                                                                {999, reaction::retry}}));
  const auto why = failed("{\"code\":" + std::to_string(code) + ",\"msg\":\"x\"}");
  CHECK(to_string(why.calls_for) == to_string(calls_for));
}

TEST_CASE("a DEL for a container that the plugin does not know has succeeded", "[cni]") {
  execution came;
  came.status = 1;
  came.output = R"({"code":3,"msg":"unknown"})";
  CHECK_FALSE(error_of({verb::del, "bridge", {}, ""}, came));
  CHECK(error_of({verb::add, "bridge", {}, ""}, came));
}

TEST_CASE("a plugin that has no error object is quoted", "[cni]") {
  CHECK(failed("").message == "exit status 1");
  CHECK(failed("", verb::add, "oops\nagain").message == "exit status 1: oops again");
  CHECK(failed("panic: x\n").message == "exit status 1: panic: x");
  CHECK(failed("oops on stdout\n", verb::add, "boom boom\n").message
        == "exit status 1: oops on stdout; on standard error: boom boom");
  CHECK(failed("", verb::add, " \n").message == "exit status 1");
  CHECK(failed("[1,2]").message == "exit status 1: [1,2]");
  CHECK(failed(std::string(5000, 'x')).message.size() < 500);
  CHECK(failed(std::string(5000, 'x'), verb::add, std::string(5000, 'y')).message.size() < 900);
  CHECK(failed(R"({"code":7,"msg":"bad\n"})", verb::add, "besides").message == "bad");
}

TEST_CASE("a plugin that was killed, hung, flooded us or was not there has failed", "[cni]") {
  const invocation what{verb::add, "bridge", {}, ""};
  execution came;
  came.how = execution::ending::killed;
  came.status = 9;
  CHECK(error_of(what, came)->message == "ended by signal 9");
  came.how = execution::ending::timed_out;
  CHECK(error_of(what, came)->message == "still running at its deadline, and ended");
  CHECK(error_of(what, came)->calls_for == reaction::retry);
  execution flood;
  flood.flooded = true;
  REQUIRE(error_of(what, flood));
  CHECK(error_of(what, flood)->ran);
  execution absent;
  absent.how = execution::ending::not_started;
  absent.status = ENOENT;
  absent.tried = {"/opt/cni/bin/bridge", "/usr/lib/cni/bridge"};
  const auto why = error_of(what, absent);
  REQUIRE(why);
  CHECK(why->calls_for == reaction::missing);
  CHECK_FALSE(why->ran);
  CHECK(why->message
        == "not started (No such file or directory), looked for /opt/cni/bin/bridge and "
           "/usr/lib/cni/bridge");
}

TEST_CASE("words of the reference plugins for an interface that exists are recognised", "[cni]") {
  const auto [text, exists] = GENERATE(
    table<std::string, bool>({{"container veth name provided (net1) already exists", true},
                              {R"(failed to rename macvlan to "net1": file exists)", true},
                              {"no IP addresses available in range set: 10.1.1.2-10.1.1.2", false},
                              {"something else", false},
                              {"already exists container veth name provided (", false}}));
  CHECK(tells_of_interface(text) == exists);
  CHECK(failed(json::write(json::value::of({{"code", 999}, {"msg", text}}))).exists == exists);
}
