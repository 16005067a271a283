#include "tests/node/recording.hpp"

#include "adapters/cni/process_table.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>

namespace weft::tests {

namespace fs = std::filesystem;

recording::recording(fs::path at) : at_(std::move(at)) {
  fs::create_directories(at_);
}

void recording::add(const std::string& type, const std::vector<std::string>& control) const {
  if (!fs::exists(at_ / type))
    fs::create_symlink(WEFT_RECORDER, at_ / type);
  const auto file = at_ / (type + ".control");
  {
    std::ofstream out{file.string() + ".new"};
    for (const auto& line : control)
      out << line << '\n';
  }
  fs::rename(file.string() + ".new", file);
}

std::vector<recorded_call> recording::calls() const {
  std::vector<recorded_call> out;
  std::ifstream from{at_ / "calls"};
  for (std::string line; std::getline(from, line);) {
    const auto read = json::parse(line);
    if (!read)
      continue; // being written
    const auto pid = read->int_at({"pid"}, 0);
    const auto time = read->int_at({"time"}, 0);
    if (read->text_at({"at"}) == "begin") {
      recorded_call one;
      one.name = read->text_at({"name"});
      one.verb = read->text_at({"told", "CNI_COMMAND"});
      one.told = *read->find("told");
      if (auto input = json::parse(read->text_at({"input"})))
        one.input = *std::move(input);
      one.pid = pid;
      one.began_ns = time;
      out.push_back(std::move(one));
      continue;
    }
    const auto began = std::find_if(out.rbegin(), out.rend(),
                                    [&](const recorded_call& one) { return one.pid == pid; });
    if (began != out.rend()) {
      began->ended_ns = time;
      began->code = static_cast<int>(read->int_at({"code"}, 0));
    }
  }
  return out;
}

std::vector<std::string> recording::summary() const {
  std::vector<std::string> out;
  for (const auto& one : calls())
    out.push_back(one.verb + " " + one.name);
  return out;
}

void end_strays(const std::string& variable) {
  for (const auto& entry : fs::directory_iterator{"/proc"}) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos)
      continue;
    const auto id = static_cast<pid_t>(std::stoi(name));
    if (cni::started_with(id, variable))
      ::kill(id, SIGKILL);
  }
}

std::size_t overlaps_in_one_container(const std::vector<recorded_call>& calls) {
  std::size_t out = 0;
  for (auto one = calls.begin(); one != calls.end(); ++one)
    for (auto other = one + 1; other != calls.end(); ++other)
      if (one->variable("CNI_CONTAINERID") == other->variable("CNI_CONTAINERID")
          && (!one->ended_ns || *one->ended_ns > other->began_ns))
        ++out;
  return out;
}

} // namespace weft::tests
