#include "adapters/settings/take.hpp"

#include "protocol/suggestion.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace weft::config {

namespace {

/// What a text looks like in a complaint: short, on one line.
std::string quoted(std::string_view text) {
  constexpr std::size_t enough = 60;
  std::string shown{text.substr(0, enough)};
  std::ranges::replace_if(
    shown, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return '"' + shown + (text.size() > enough ? "..." : "") + '"';
}

/// What was given, without the user and password that a URL must not hold.
std::string shown(std::string_view given) {
  const auto scheme = given.find("://");
  const auto login = given.rfind('@');
  if (scheme == given.npos || login == given.npos || login < scheme)
    return quoted(given);
  return quoted(std::string{given.substr(0, scheme + 3)} + "…" + std::string{given.substr(login)});
}

} // namespace

void take(const key& known, std::string_view text, const std::string& where, reading& into) {
  if (known.read(text, into.values))
    into.origins[known.path] = where;
  else
    into.complaints.push_back(
      {where, known.path,
       "must be " + known.allowed + (known.from_file ? ", not " + shown(text) : "")});
}

std::string unknown_key(std::string_view path) {
  auto last_word = [](std::string_view whole) { return whole.substr(whole.rfind('.') + 1); };
  std::set<std::string_view> sections;
  std::vector<std::string_view> paths;
  for (auto& known : keys()) {
    sections.insert(std::string_view{known.path}.substr(0, known.path.find('.')));
    paths.push_back(known.path);
  }
  paths.insert(paths.end(), sections.begin(), sections.end());

  const std::string unknown = "is not a key";
  if (auto near = suggestion(path, paths); !near.empty())
    return unknown + near;
  for (auto known : paths)
    if (last_word(known) == last_word(path))
      return unknown + "; did you mean " + std::string{known} + "?";
  auto section = std::string{path.substr(0, path.find('.'))};
  std::string list;
  for (auto known : paths)
    if (sections.contains(section) ? known.starts_with(section + ".")
                                   : known.find('.') == std::string_view::npos)
      list += (list.empty() ? "; there are " : ", ") + std::string{last_word(known)};
  return unknown + list;
}

} // namespace weft::config
