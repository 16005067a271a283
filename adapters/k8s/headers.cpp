#include "adapters/k8s/headers.hpp"

#include "protocol/percent.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace weft::k8s {

namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// The dates that HTTP also allows are not used by API servers and read as absent.
std::chrono::milliseconds read_pause(std::string_view text) {
  constexpr std::uint32_t longest = 86'400;
  std::uint32_t seconds = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, seconds);
  if (error != std::errc{} || end != last)
    return {};
  return std::chrono::seconds{std::min(seconds, longest)};
}

void add_impersonation(net::headers& into, const impersonation& as) {
  if (as.user.empty())
    return;
  into.emplace_back("Impersonate-User", as.user);
  if (!as.uid.empty())
    into.emplace_back("Impersonate-Uid", as.uid);
  for (const auto& group : as.groups)
    into.emplace_back("Impersonate-Group", group);
  for (const auto& [key, values] : as.extra)
    for (const auto& one : values)
      into.emplace_back("Impersonate-Extra-" + percent_encoded(key), one);
}

} // namespace

net::http_request to_http(const request& asked, const cluster_access& access, const credential& as,
                          std::string_view user_agent) {
  net::http_request sent{asked.method, access.base_path + asked.target, {}, asked.body};
  sent.fields.emplace_back("Accept", asked.accept);
  sent.fields.emplace_back("User-Agent", user_agent);
  if (!asked.content_type.empty())
    sent.fields.emplace_back("Content-Type", asked.content_type);
  if (!as.token.empty())
    sent.fields.emplace_back("Authorization", "Bearer " + as.token);
  add_impersonation(sent.fields, access.as);
  return sent;
}

std::vector<std::string> read_warnings(std::string_view header) {
  std::vector<std::string> texts;
  for (auto open = header.find('"'); open != header.npos; open = header.find('"', open)) {
    std::string text;
    for (++open; open < header.size() && header[open] != '"'; ++open) {
      if (header[open] == '\\' && open + 1 < header.size())
        ++open;
      text += header[open];
    }
    if (open >= header.size())
      break; // no closing quote
    ++open;
    if (!text.empty())
      texts.push_back(std::move(text));
  }
  return texts;
}

response from_http(net::http_response answer) {
  response read;
  read.status = answer.status;
  read.body = std::move(answer.body);
  for (const auto& [name, held] : answer.fields) {
    if (same_name(name, "Retry-After"))
      read.retry_after = read_pause(held);
    else if (same_name(name, "Warning"))
      for (auto& text : read_warnings(held))
        read.warnings.push_back(std::move(text));
  }
  return read;
}

} // namespace weft::k8s
