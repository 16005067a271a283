#pragma once

#include "adapters/settings/keys.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
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
    return add(
      word, [member](auto& its) -> auto& { return its.*member; }, std::move(kind), std::move(help));
  }

  /// @param find Where a section, which may be const, keeps the value.
  template <std::invocable<Section&> Find, class Kind>
  key& add(const std::string& word, Find find, Kind kind, std::string help) {
    using held = std::remove_reference_t<std::invoke_result_t<Find, Section&>>;
    auto part = in;
    key made;
    made.path = name + "." + word;
    made.help = std::move(help);
    made.allowed = kind.allowed();
    made.read = [part, find, kind](std::string_view text, settings& into) {
      auto value = kind.read(text);
      if (!value)
        return false;
      find(into.*part) = static_cast<held>(*std::move(value));
      return true;
    };
    made.list = is_list<held>;
    made.show = [part, find, kind](const settings& from) { return kind.show(find(from.*part)); };
    return list.emplace_back(std::move(made));
  }
};

} // namespace weft::config
