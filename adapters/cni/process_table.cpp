#include "adapters/cni/process_table.hpp"

#include "adapters/net/owned_fd.hpp"

#include <fcntl.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>

namespace weft::cni {

namespace {

constexpr int born_field = 22;
constexpr int group_field = 5;

template <class Number>
bool read_number(std::string_view text, Number& into) {
  const auto* end = text.data() + text.size();
  return std::from_chars(text.data(), end, into).ptr == end && !text.empty();
}

/// The whole of a file of /proc/<pid>, which may end in the middle of it.
std::optional<std::string> read_of(std::int64_t pid, std::string_view name) {
  const auto path = "/proc/" + std::to_string(pid) + "/" + std::string{name};
  const net::owned_fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file)
    return std::nullopt;
  std::string out;
  std::array<char, 4096> piece{};
  for (;;) {
    const auto got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0)
      return std::nullopt;
    if (got == 0)
      return out;
    out.append(piece.data(), static_cast<std::size_t>(got));
  }
}

} // namespace

std::optional<process_entry> read_process_entry(std::string_view line) {
  process_entry out;
  const auto name_begins = line.find(" (");
  const auto name_ends = line.rfind(") ");
  if (name_begins == std::string_view::npos || name_ends == std::string_view::npos
      || !read_number(line.substr(0, name_begins), out.pid))
    return std::nullopt;
  line.remove_prefix(name_ends + 2);
  for (int field = 3; !line.empty(); ++field) {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    if (field == 3)
      out.ended = word == "Z" || word == "X";
    else if (field == group_field && !read_number(word, out.group))
      return std::nullopt;
    else if (field == born_field)
      return read_number(word, out.born) ? std::optional{out} : std::nullopt;
  }
  return std::nullopt;
}

std::optional<process_entry> find_process(std::int64_t pid) {
  const auto line = read_of(pid, "stat");
  return line ? read_process_entry(*line) : std::nullopt;
}

std::vector<process_entry> members_of(std::int64_t group) {
  std::vector<process_entry> out;
  std::error_code failed;
  std::filesystem::directory_iterator entry{"/proc", failed};
  for (const std::filesystem::directory_iterator end; !failed && entry != end;
       entry.increment(failed)) {
    const auto name = entry->path().filename().native();
    std::int64_t pid = 0;
    if (!read_number(std::string_view{name}, pid))
      continue;
    const auto one = find_process(pid);
    if (one && one->group == group && !one->ended)
      out.push_back(*one);
  }
  return out;
}

bool started_with(std::int64_t pid, std::string_view variable) {
  const auto all = read_of(pid, "environ");
  if (!all)
    return false;
  for (std::string_view left = *all; !left.empty();) {
    const auto one = left.substr(0, left.find('\0'));
    if (one == variable)
      return true;
    left.remove_prefix(std::min(left.size(), one.size() + 1));
  }
  return false;
}

} // namespace weft::cni
