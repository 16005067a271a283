#include "adapters/cni/process_table.hpp"
#include "tests/contract/cni/scripts.hpp"

#include <fcntl.h>

#include <csignal>
#include <fstream>
#include <sstream>

using namespace weft;
using namespace weft::cni;
using weft::cni::testing::scripts;
using ending = execution::ending;
using namespace std::chrono_literals;

namespace {

std::string text_of(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream{file}.rdbuf();
  return out.str();
}

/// Looks again until it is so: what the kernel does has no callback.
template <class Seen>
bool comes_true(Seen seen) {
  const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
  while (!seen())
    if (std::chrono::steady_clock::now() > until)
      return false;
    else
      std::this_thread::yield();
  return true;
}

} // namespace

TEST_CASE_METHOD(scripts, "a plugin is told what it is told and nothing else", "[cni]") {
  add("say", "pwd; /usr/bin/env | grep -v ^_= | grep -v ^PWD= | sort; cat");
  const auto out = run(call("say", R"({"name":"data"})"));
  CHECK(out.how == ending::exited);
  CHECK(out.status == 0);
  CHECK(out.error_output.empty());
  CHECK(out.output
        == "/\nCNI_COMMAND=ADD\nCNI_CONTAINERID=s1\nCNI_PATH=" + at("none") + ":" + bin()
             + "\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
               R"({"name":"data"})");
}

TEST_CASE_METHOD(scripts, "a plugin's standard streams can be opened by name", "[cni]") {
  add("say", "cat /dev/stdin > /dev/stdout; echo oops > /dev/stderr; exit 7");
  const auto out = run(call("say", "hello"));
  CHECK(out.status == 7);
  CHECK(out.output == "hello");
  CHECK(out.error_output == "oops\n");
}

TEST_CASE_METHOD(scripts, "a plugin does not act before it is released", "[cni]") {
  add("touch", "touch " + at("acted"));
  start(call("touch"));
  const auto group = held.get();
  const auto seen = find_process(group.id);
  REQUIRE(seen.has_value());
  CHECK(seen->group == group.id);
  CHECK(seen->born == group.born);
  CHECK_FALSE(exists("acted"));
  CHECK_FALSE(ended.has_come());
  plugin->release();
  CHECK(ended.get().status == 0);
  CHECK(exists("acted"));
}

TEST_CASE_METHOD(scripts, "the group of a plugin is known by number and birth before it acts",
                 "[cni]") {
  add("self", "cat /proc/$$/stat");
  start(call("self"));
  const auto group = held.get();
  plugin->release();
  const auto line = read_process_entry(ended.get().output);
  REQUIRE(line.has_value());
  CHECK(line->pid == group.id);
  CHECK(line->group == group.id);
  CHECK(line->born == group.born);
}

TEST_CASE_METHOD(scripts, "a plugin that nobody wants any more never acts", "[cni]") {
  add("touch", "touch " + at("acted"));
  start(call("touch"));
  const auto group = held.get();
  plugin = nullptr;
  CHECK(comes_true([&] { return !find_process(group.id); }));
  CHECK_FALSE(exists("acted"));
  CHECK_FALSE(ended.has_come());
}

TEST_CASE_METHOD(scripts, "a plugin inherits no descriptor and finds all signals as by default",
                 "[cni]") {
  add("look", "ls /proc/self/fd; grep -E '^Sig(Blk|Ign)' /proc/self/status");
  sigset_t some;
  sigemptyset(&some);
  sigaddset(&some, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &some, nullptr);
  auto* const before = std::signal(SIGUSR2, SIG_IGN);
  const int kept = ::open("/dev/null", O_RDONLY); // without O_CLOEXEC
  const auto out = run(call("look"));
  ::close(kept);
  std::signal(SIGUSR2, before);
  ::pthread_sigmask(SIG_UNBLOCK, &some, nullptr);
  CHECK(out.output.substr(0, 8) == "0\n1\n2\n3\n"); // the last is what lists them
  CHECK(out.output.find("SigBlk:\t0000000000000000") != std::string::npos);
  CHECK(out.output.find("SigIgn:\t0000000000000000") != std::string::npos);
}

TEST_CASE_METHOD(scripts, "a plugin that does not read its input does no harm", "[cni]") {
  add("deaf", "exec <&-; echo '{}'");
  const auto out = run(call("deaf", std::string(500'000, 'x')));
  CHECK(out.how == ending::exited);
  CHECK(out.output == "{}\n");
}

TEST_CASE_METHOD(scripts, "a large input is read while the answer is written", "[cni]") {
  add("echo", "cat");
  const auto out = run(call("echo", std::string(900'000, 'x')));
  CHECK(out.output.size() == 900'000);
  CHECK_FALSE(out.flooded);
}

TEST_CASE_METHOD(scripts, "more output than allowed is read to its end and dropped", "[cni]") {
  add("flood", "head -c 3000000 /dev/zero; head -c 100000 /dev/zero >&2; touch " + at("done"));
  const auto out = run(call("flood"));
  CHECK(out.how == ending::exited);
  CHECK(out.flooded);
  CHECK(out.output.empty());
  CHECK(out.error_output.size() == 65'536);
  CHECK(exists("done"));
}

TEST_CASE_METHOD(scripts, "a plugin that dies by a signal says by which", "[cni]") {
  add("die", "kill -9 $$");
  const auto out = run(call("die"));
  CHECK(out.how == ending::killed);
  CHECK(out.status == SIGKILL);
}

TEST_CASE_METHOD(scripts, "a plugin that hangs is ended at its deadline with its whole group",
                 "[cni]") {
  add("hang",
      "trap '' TERM\n(trap '' TERM; echo $$ > " + at("child")
        + "; while :; do sleep 1000; done) &\necho begun; wait; while :; do sleep 1000; done");
  start(call("hang"), 2s); // time enough to begin
  const auto group = held.get();
  plugin->release();
  const auto out = ended.get();
  CHECK(out.how == ending::timed_out);
  CHECK(out.output == "begun\n");
  CHECK(members_of(group.id).empty());
  CHECK_FALSE(find_process(group.id));
}

TEST_CASE_METHOD(scripts, "who is told to end has the grace that is set, and no more", "[cni]") {
  plugin_surroundings around;
  around.limits.kill_grace = 10ms;
  plugin_runner brisk{io, around};
  add("tidy", "trap 'sleep 60; touch " + at("late") + "; exit' TERM\nwhile :; do sleep 0.1; done");
  plugin = brisk.start(call("tidy"), 300ms, {held.callback(), ended.callback()});
  const auto group = held.get();
  plugin->release();
  CHECK(ended.get().how == ending::timed_out);
  CHECK(members_of(group.id).empty());
  CHECK_FALSE(exists("late"));
}

TEST_CASE_METHOD(scripts, "a daemon that holds a plugin's output does not hold us", "[cni]") {
  add("fork", "setsid sh -c 'echo $$ > " + at("daemon")
                + "; exec sleep 1000' &\n"
                  "while ! test -s "
                + at("daemon") + "; do :; done; echo '{}'");
  const auto out = run(call("fork"));
  CHECK(out.how == ending::exited);
  CHECK(out.output == "{}\n");
  const auto daemon = std::stoi(text_of(at("daemon")));
  CHECK(find_process(daemon).has_value());
  ::kill(daemon, SIGKILL);
}

TEST_CASE_METHOD(scripts, "a plugin is the first regular file of its name on the path", "[cni]") {
  std::filesystem::create_directories(at("none/say"));
  add("say", "echo second");
  CHECK(run(call("say")).output == "second\n");
}

TEST_CASE_METHOD(scripts, "a plugin that is nowhere names the paths that were tried", "[cni]") {
  start(call("nowhere"));
  const auto out = ended.get();
  CHECK(out.how == ending::not_started);
  CHECK(out.status == ENOENT);
  CHECK(out.tried == std::vector<std::string>{at("none/nowhere"), bin() + "/nowhere"});
  CHECK_FALSE(held.has_come());
  for (const auto* outside : {"", "../sh", "a/b", ".", ".."}) {
    start(call(outside));
    CHECK(ended.get().tried.empty());
  }
}

TEST_CASE_METHOD(scripts, "a plugin that cannot be run says why", "[cni]") {
  here.write("bin/text", "no program");
  const auto out = run(call("text"));
  CHECK(out.how == ending::not_started);
  CHECK(out.status == EACCES);
  CHECK(out.tried == std::vector<std::string>{bin() + "/text"});
}

TEST_CASE_METHOD(scripts, "a plugin that is being replaced is tried again", "[cni]") {
  add("say", "echo done");
  const int writer = ::open((bin() + "/say").c_str(), O_WRONLY | O_CLOEXEC);
  start(call("say"));
  const auto group = held.get();
  plugin->release();
  const auto waits = "/proc/" + std::to_string(group.id) + "/wchan";
  CHECK(comes_true([&] { return text_of(waits).find("nanosleep") != std::string::npos; }));
  ::close(writer);
  const auto out = ended.get();
  CHECK(out.how == ending::exited);
  CHECK(out.output == "done\n");
}

TEST_CASE_METHOD(scripts, "a plugin's file has an identity that changes with it", "[cni]") {
  add("say", "echo 1");
  const auto look = [&](const std::string& type) {
    cni::testing::awaited<result<plugin_file>> found;
    runner.find_plugin(type, at("none") + ":" + bin(), found.callback());
    return found.get();
  };
  const auto first = look("say");
  REQUIRE(first.has_value());
  CHECK(first->path == bin() + "/say");
  CHECK(*look("say") == *first);
  add("say", "echo 2");
  CHECK(*look("say") != *first);
  const auto missing = look("nowhere");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == errc::not_found);
  CHECK(missing.error().what.find(bin() + "/nowhere") != std::string::npos);
}
