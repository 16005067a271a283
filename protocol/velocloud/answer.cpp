#include "protocol/velocloud/codec.hpp"

#include <algorithm>
#include <array>

namespace weft::velocloud {

namespace {

constexpr std::size_t quoted_bytes = 200;

/// At most 200 bytes, without controls, so that it fits one line of a log.
std::string quoted(std::string_view text) {
  std::string out{text.substr(0, quoted_bytes)};
  // Not through the middle of a character.
  while (text.size() > out.size() && !out.empty()
         && (static_cast<unsigned char>(text[out.size()]) & 0xc0U) == 0x80U)
    out.pop_back();
  std::replace_if(
    out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

bool mentions(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

bool looks_like_html(std::string_view content_type, std::string_view body) {
  const auto begin = body.find_first_not_of(" \t\r\n");
  return mentions(content_type, "text/html")
         || (begin != body.npos && mentions(body.substr(begin, 15), "<!doctype html"))
         || (begin != body.npos && mentions(body.substr(begin, 5), "<html"));
}

/// The text of an `error` member, be it a string or an object; empty: there is none.
std::string error_text(const json::value& answer) {
  const auto* held = answer.find("error");
  if (!held || held->is_null())
    return {};
  if (const auto* text = held->as_string())
    return text->empty() ? "an error without words" : *text;
  const auto* message = held->find("message");
  return message && message->as_string() ? *message->as_string() : json::write(*held);
}

/// VCO's codes are not documented, so the status class and the words decide.
errc class_of(int status, std::string_view text) {
  if (status == 401 || mentions(text, "tokenError") || mentions(text, "token expired"))
    return errc::expired;
  if (status == 403 || mentions(text, "privilege"))
    return errc::forbidden;
  if (status == 429)
    return errc::throttled;
  if (status >= 500)
    return errc::unreachable;
  return errc::refused;
}

} // namespace

result<json::value> read_answer(int status, std::string_view content_type, std::string_view body,
                                std::string_view where) {
  auto failed = [&](errc code, std::string_view text) {
    return fault{code, quoted(text), std::string{where}, {}};
  };
  const auto bare = "HTTP " + std::to_string(status);
  if (status >= 300 && status < 400)
    return failed(errc::expired, bare + ": redirected to a log-in page, or the URL is wrong");
  if (status < 400 && looks_like_html(content_type, body))
    return failed(errc::expired, bare + " with a web page: not logged in, or the URL is wrong");
  auto read = json::parse(body);
  if (!read && status >= 400)
    return failed(class_of(status, ""), bare + (body.empty() ? "" : ": " + std::string{body}));
  if (!read)
    return failed(errc::malformed, read.error().what);
  if (const auto text = error_text(*read); !text.empty())
    return failed(class_of(status, text), text);
  if (status >= 400)
    return failed(class_of(status, body), bare + ": " + std::string{body});
  return *std::move(read);
}

} // namespace weft::velocloud
