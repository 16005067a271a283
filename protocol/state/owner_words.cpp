#include "protocol/state/owner_words.hpp"

#include "protocol/state/telling.hpp"

#include <iterator>
#include <string_view>
#include <utility>

namespace weft {

namespace {

constexpr std::string_view names_owner = "owner";

} // namespace

void append_owner_words(const std::string& owner, const snapshot<record>& of, detail_list& to) {
  detail_list words;
  append_words(of, words);
  if (words.empty())
    return;
  to.emplace_back(names_owner, owner);
  std::move(words.begin(), words.end(), std::back_inserter(to));
}

detail_list owner_words(const std::string& owner, const detail_list& details) {
  detail_list out;
  bool concerned = false;
  for (const auto& one : details)
    if (one.first == names_owner)
      concerned = one.second == owner;
    else if (concerned)
      out.push_back(one);
  return out;
}

} // namespace weft
