#include "bench/kubernetes/receiver.hpp"

#include "bench/stage/await.hpp"
#include "bench/stage/verdict.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace weft::bench {

using namespace std::chrono_literals;

namespace {

/// The rest of each whole line that begins with `word`.
std::vector<std::string> lines_of(const std::string& text, const std::string& word) {
  std::vector<std::string> out;
  std::istringstream from{text};
  for (std::string line; std::getline(from, line) && !from.eof();)
    if (line.starts_with(word + " "))
      out.push_back(line.substr(word.size() + 1));
  return out;
}

} // namespace

contender weft_with(const std::string& how) {
  return {how == "objects" ? "weft, an actor each" : "weft", WEFT_INFORMER, how};
}

std::optional<contender> client_go(const std::string& how) {
  if (const char* program = std::getenv("WEFT_BENCH_CLIENT_GO"))
    return contender{how == "slim" ? "client-go, slim" : "client-go", program, how};
  tabulate("SKIPPED: client-go's informer, for want of Go >= 1.26", "-", "not measured",
           verdict::told);
  return std::nullopt;
}

receiver::receiver(const contender& what, const std::filesystem::path& kubeconfig, std::size_t pods,
                   const std::vector<std::string>& more)
  : process_([&] {
      tests::command start;
      start.words = {what.program, kubeconfig, what.how, std::to_string(pods)};
      start.words.insert(start.words.end(), more.begin(), more.end());
      return start;
    }()) {}

std::string receiver::await_line(const std::string& word, std::size_t nth) {
  std::string rest;
  await("a receiver says " + word, [&] {
    if (process_.wait(0ms))
      throw std::runtime_error("a receiver has ended: " + process_.report().err);
    const auto said = lines_of(process_.report().out, word);
    if (said.size() < nth)
      return false;
    rest = said[nth - 1];
    return true;
  });
  return rest;
}

std::chrono::duration<double> receiver::await_synced() {
  const std::chrono::microseconds at{std::stoll(await_line("synced", 1))};
  return std::chrono::system_clock::time_point{at} - started_;
}

receiver::counts receiver::count() {
  process_.signal(SIGUSR1);
  std::istringstream from{await_line("counts", ++counted_)};
  counts out;
  from >> out.interpretations >> out.calls >> out.pod_lists >> out.namespace_lists;
  return out;
}

std::uint64_t receiver::arrived() {
  process_.signal(SIGUSR2);
  return std::stoull(await_line("arrived", ++asked_));
}

std::vector<double> receiver::end() {
  process_.signal(SIGTERM);
  if (!process_.wait(30s))
    throw std::runtime_error("a receiver does not end");
  std::vector<double> out;
  for (const auto& one : lines_of(process_.report().out, "latency"))
    out.push_back(std::stod(one) / 1000);
  std::sort(out.begin(), out.end());
  return out;
}

} // namespace weft::bench
