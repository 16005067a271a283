#include "adapters/log/line.hpp"

#include "protocol/json/value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace weft::log {

namespace {

std::string_view word(level severity) {
  switch (severity) {
  case level::error:
    return "error";
  case level::warn:
    return "warn";
  case level::info:
    return "info";
  case level::debug:
    return "debug";
  }
  return "info";
}

std::string_view colour(level severity) {
  switch (severity) {
  case level::error:
    return "\x1b[31m";
  case level::warn:
    return "\x1b[33m";
  case level::info:
    return "\x1b[32m";
  default:
    return "\x1b[2m";
  }
}

std::string timestamp(std::chrono::system_clock::time_point when) {
  using namespace std::chrono;
  auto milliseconds_since = floor<milliseconds>(when.time_since_epoch()).count();
  const std::time_t seconds = milliseconds_since / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[40];
  auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ",
                static_cast<int>(milliseconds_since % 1000));
  return text;
}

/// The bytes of the UTF-8 sequence that `text` begins with; 0 when it is none. @see RFC 3629
std::size_t sequence(std::string_view text) {
  auto byte
    = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  auto within
    = [&](std::size_t i, unsigned low, unsigned high) { return byte(i) >= low && byte(i) <= high; };
  auto first = byte(0);
  if (first < 0x80)
    return 1;
  if (first >= 0xc2 && first <= 0xdf)
    return within(1, 0x80, 0xbf) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef)
    return within(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf)
               && within(2, 0x80, 0xbf)
             ? 3
             : 0;
  if (first >= 0xf0 && first <= 0xf4)
    return within(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf)
               && within(2, 0x80, 0xbf) && within(3, 0x80, 0xbf)
             ? 4
             : 0;
  return 0;
}

bool bare_in_logfmt(std::string_view text) {
  return !text.empty() && std::ranges::none_of(text, [](unsigned char c) {
    return c <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7f;
  });
}

void append_text(std::string& line, std::string_view text, bool json) {
  auto clean = well_formed(text);
  if (!json && bare_in_logfmt(clean))
    line += clean;
  else
    json::append_quoted(line, clean);
}

template <class Number>
void append_number(std::string& line, Number number) {
  char digits[32];
  line.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_key(std::string& line, std::string_view key, bool json) {
  if (json) {
    line += line.empty() ? '{' : ',';
    json::append_quoted(line, key);
    line += ':';
  } else {
    line += line.empty() ? "" : " ";
    line += key;
    line += '=';
  }
}

} // namespace

void field::append_to(std::string& line, bool json) const {
  if (auto text = std::get_if<std::string_view>(&value_))
    append_text(line, *text, json);
  else if (auto truth = std::get_if<bool>(&value_))
    line += *truth ? "true" : "false";
  else if (auto whole = std::get_if<std::int64_t>(&value_))
    append_number(line, *whole);
  else if (auto count = std::get_if<std::uint64_t>(&value_))
    append_number(line, *count);
  else if (auto real = std::get<double>(value_); json && !std::isfinite(real))
    line += "null"; // JSON has no word for it
  else
    append_number(line, real);
}

std::string well_formed(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    auto length = sequence(text);
    clean += length > 0 ? text.substr(0, length) : std::string_view{"\xef\xbf\xbd"};
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return clean;
}

std::string make_line(const line_shape& shape, std::chrono::system_clock::time_point when,
                      level severity, std::string_view sentence, fields about) {
  const bool json = shape.layout == log_settings::layout::json;
  std::string line;
  append_key(line, "ts", json);
  append_text(line, timestamp(when), json);
  append_key(line, "level", json);
  if (shape.coloured && !json)
    line += std::string{colour(severity)} + std::string{word(severity)} + "\x1b[0m";
  else
    append_text(line, word(severity), json);
  append_key(line, "msg", json);
  append_text(line, sentence, json);
  for (auto& one : about) {
    append_key(line, one.key(), json);
    one.append_to(line, json);
  }
  if (json)
    line += '}';
  return line;
}

} // namespace weft::log
