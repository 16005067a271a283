#include "protocol/aci/setbacks.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>

namespace weft::aci {

namespace {

constexpr std::size_t longest_text = 300;

struct row {
  int status;
  std::string_view code; ///< empty: any
  std::string_view word; ///< in the text, in lower case; empty: any
  setback kind;
  errc code_of_ours;
};

/// The first that fits decides.
constexpr std::array<row, 17> rows{{
  {400, "102", "", setback::parent_missing, errc::not_found},
  {400, "103", "", setback::already_there, errc::conflict},
  {400, "", "is already attached", setback::already_there, errc::conflict},
  {400, "", "subscription refresh timeout", setback::bad_subscription, errc::expired},
  {400, "", "result dataset is too big", setback::result_too_big, errc::refused},
  {401, "", "", setback::bad_credentials, errc::forbidden},
  {403, "", "token was invalid", setback::token_expired, errc::expired},
  {403, "", "token timeout", setback::token_expired, errc::expired},
  {403, "", "valid webtoken cookie", setback::token_expired, errc::expired},
  {403, "", "", setback::forbidden, errc::forbidden},
  {405, "", "", setback::no_web_socket, errc::expired},
  {408, "", "", setback::unavailable, errc::unreachable},
  {413, "", "", setback::body_too_large, errc::refused},
  {429, "", "", setback::unavailable, errc::throttled},
  {503, "", "result dataset is too big", setback::result_too_big, errc::refused},
  {400, "", "", setback::permanent, errc::refused},
  {404, "", "", setback::permanent, errc::refused},
}};

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// The status that an error within a success stands for.
int status_of(std::string_view code) {
  int out = 0;
  const auto* last = code.data() + code.size();
  const auto [end, error] = std::from_chars(code.data(), last, out);
  const bool whole = error == std::errc{} && end == last;
  return whole && out >= 400 && out < 600 ? out : 400;
}

row find_row(int status, const error_words& said) {
  const auto text = lower(said.text);
  const auto* found = std::find_if(rows.begin(), rows.end(), [&](const row& one) {
    return one.status == status && (one.code.empty() || one.code == said.code)
           && text.find(one.word) != text.npos;
  });
  if (found != rows.end())
    return *found;
  if (status >= 500)
    return {status, "", "", setback::unavailable, errc::unreachable};
  if (status >= 400)
    return {status, "", "", setback::permanent, errc::refused};
  return {status, "", "", setback::garbage, errc::malformed};
}

} // namespace

std::string_view to_string(setback what) {
  constexpr std::array<std::string_view, 12> words{
    "garbage",       "parent missing",  "already there",  "bad subscription",
    "no web socket", "body too large",  "result too big", "token expired",
    "forbidden",     "bad credentials", "unavailable",    "permanent"};
  return words.at(static_cast<std::size_t>(what));
}

void throw_exception_from_error(const refusal& what, const boost::source_location& where) {
  throw_exception_from_error(what.why, where);
}

refusal judge(int status, const error_words& said, std::string_view where) {
  const bool success = status >= 200 && status < 300;
  const auto found = find_row(success && !said.text.empty() ? status_of(said.code) : status, said);
  auto words
    = said.text.empty() ? "status " + std::to_string(status) : printable(said.text, longest_text);
  return {found.kind, {found.code_of_ours, std::move(words), std::string{where}, {}}};
}

} // namespace weft::aci
