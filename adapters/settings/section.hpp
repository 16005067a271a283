#pragma once

#include "adapters/settings/keys.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::config {

/// Whether a value may be several.
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

/// Binds keys to the members of one section.
template <class Section>
struct section {
  std::string name;
  Section settings::*in;
  std::vector<key>& list;

  /// @param member Of the section, or of what the section extends.
  template <class T, class Owner, class Kind>
  key& add(const std::string& word, T Owner::*member, Kind kind, std::string help) {
    auto part = in;
    key made;
    made.path = name + "." + word;
    made.help = std::move(help);
    made.allowed = kind.allowed();
    made.read = [part, member, kind](std::string_view text, settings& into) {
      auto value = kind.read(text);
      if (!value)
        return false;
      into.*part.*member = static_cast<T>(*std::move(value));
      return true;
    };
    made.list = is_list<T>;
    made.show
      = [part, member, kind](const settings& from) { return kind.show(from.*part.*member); };
    return list.emplace_back(std::move(made));
  }
};

} // namespace weft::config
