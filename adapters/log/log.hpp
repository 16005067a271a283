#pragma once

#include "protocol/settings.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

/// Lines for operators: a constant sentence and key/value pairs. INFO is what one wants to know in
/// the morning, DEBUG at night; WARN: we recovered; ERROR: someone has to act.
///
///   log::info("Rule written", {{"object", key}, {"target", profile}, {"took", duration}});
///
/// Thread-safe; one line is one write. Before `start`, lines of level INFO and above go to stderr
/// as logfmt. @see kubernetes.md 13.2
namespace weft::log {

using level = log_settings::severity;

/// One key and its value; texts are only looked at during the call.
class field {
public:
  field(std::string_view key, std::string_view text) : key_(key), value_(text) {}
  field(std::string_view key, const std::string& text) : field(key, std::string_view{text}) {}
  field(std::string_view key, const char* text) : field(key, std::string_view{text}) {}
  field(std::string_view key, bool truth) : key_(key), value_(truth) {}
  template <std::integral T>
  field(std::string_view key, T number) : key_(key), value_(static_cast<number_of<T>>(number)) {}
  field(std::string_view key, double number) : key_(key), value_(number) {}
  /// Written in seconds.
  template <class Rep, class Period>
  field(std::string_view key, std::chrono::duration<Rep, Period> span)
    : field(key, std::chrono::duration<double>(span).count()) {}

  std::string_view key() const { return key_; }
  /// Appends the value; texts as JSON strings, or bare where logfmt allows.
  void append_to(std::string& line, bool json) const;

private:
  template <class T>
  using number_of = std::conditional_t<std::signed_integral<T>, std::int64_t, std::uint64_t>;

  std::string_view key_;
  std::variant<std::string_view, bool, std::int64_t, std::uint64_t, double> value_;
};

using fields = std::initializer_list<field>;

/// Where whole lines go; called by one thread at a time.
using writer = std::function<void(std::string_view line)>;

/// Takes the settings over, for stderr: coloured when that is a terminal and NO_COLOR is not set.
void start(const log_settings& how);

/// The same for another destination; never coloured.
void start(const log_settings& how, writer to);

/// Changes what is written from now on.
void show(level least);

void error(std::string_view sentence, fields about = {});
void warn(std::string_view sentence, fields about = {});
void info(std::string_view sentence, fields about = {});
void debug(std::string_view sentence, fields about = {});

} // namespace weft::log
