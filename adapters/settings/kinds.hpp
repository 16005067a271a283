#pragma once

#include "protocol/settings.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The kinds of value a key can have. Each knows what it allows in words, reads a text or says no,
/// and shows a value as the text it reads.
namespace weft::config {

struct text {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
  std::string show(const std::string& value) const { return value; }
};

/// A DNS label.
struct name : text {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
};

struct optional_name : name {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
};

/// An IPv4 or IPv6 address without brackets.
struct address : text {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
};

struct optional_address : address {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
};

/// The orchestrator's URL; "/portal/rest", "/portal" and a last slash are taken off.
/// @see velocloud.md 8.8
struct portal_url : text {
  std::string allowed() const;
  std::optional<std::string> read(std::string_view given) const;
};

/// DNS labels between commas.
struct names {
  std::string allowed() const;
  std::optional<std::vector<std::string>> read(std::string_view given) const;
  std::string show(const std::vector<std::string>& value) const;
};

struct hidden {
  std::string allowed() const;
  std::optional<secret> read(std::string_view given) const;
  std::string show(const secret&) const { return {}; }
};

struct yes_no {
  std::string allowed() const;
  std::optional<bool> read(std::string_view given) const;
  std::string show(bool value) const { return value ? "true" : "false"; }
};

struct whole {
  std::int64_t least;
  std::int64_t most;

  std::string allowed() const;
  std::optional<std::int64_t> read(std::string_view given) const;
  std::string show(std::int64_t value) const { return std::to_string(value); }
};

struct decimal {
  double least;
  double most;

  std::string allowed() const;
  std::optional<double> read(std::string_view given) const;
  std::string show(double value) const;
};

struct duration {
  std::chrono::milliseconds least;
  std::chrono::milliseconds most;

  std::string allowed() const;
  std::optional<std::chrono::milliseconds> read(std::string_view given) const;
  std::string show(std::chrono::milliseconds value) const;
};

/// A duration without a fraction of a second.
struct whole_seconds : duration {
  std::string allowed() const;
  std::optional<std::chrono::seconds> read(std::string_view given) const;
};

struct bytes {
  std::uint64_t least;
  std::uint64_t most;

  std::string allowed() const;
  std::optional<std::uint64_t> read(std::string_view given) const;
  std::string show(std::uint64_t value) const;
};

/// One word of a few.
template <class Enum>
struct one_of {
  std::vector<std::pair<std::string, Enum>> words;

  std::string allowed() const {
    std::string list = "one of";
    for (auto& [word, value] : words)
      list += (&word == &words.front().first ? " " : ", ") + word;
    return list;
  }

  std::optional<Enum> read(std::string_view given) const {
    for (auto& [word, value] : words)
      if (word == given)
        return value;
    return std::nullopt;
  }

  std::string show(Enum shown) const {
    for (auto& [word, value] : words)
      if (value == shown)
        return word;
    return {};
  }
};

} // namespace weft::config
