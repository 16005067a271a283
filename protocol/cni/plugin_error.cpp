#include "protocol/cni/plugin_error.hpp"

#include "protocol/cni/annotation_text.hpp"
#include "protocol/json/value.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace weft::cni {

namespace {

constexpr std::size_t most_message = 400;
constexpr std::int64_t container_unknown = 3;

/// Codes of the specification whose cause time does not cure.
reaction reaction_to(verb what, std::int64_t code) {
  switch (code) {
  case container_unknown:
    return what == verb::add ? reaction::look : reaction::retry;
  case 1: // version
  case 2: // unsupported field
  case 4: // environment
  case 6: // undecodable input
  case 7: // network configuration
  case 8: // the node's own namespace
    return reaction::permanent;
  case 11:
    return reaction::later;
  default:
    return reaction::retry;
  }
}

/// One follows the other somewhere.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> says_exists{
  {{"container veth name provided (", "already exists"}, {"failed to rename ", "file exists"}}};

std::string one_line(std::string_view text) {
  return printable(trimmed(text), most_message);
}

/// What a plugin has printed besides an error object: whatever it is, it may help.
std::string printed_by(const execution& came) {
  const auto output = one_line(came.output);
  const auto error_output = one_line(came.error_output);
  if (output.empty() || error_output.empty())
    return output + error_output;
  return output + "; on standard error: " + error_output;
}

std::string ending_of(const execution& came) {
  switch (came.how) {
  case execution::ending::exited:
    return "exit status " + std::to_string(came.status);
  case execution::ending::killed:
    return "ended by signal " + std::to_string(came.status);
  case execution::ending::timed_out:
    return "still running at its deadline, and ended";
  case execution::ending::not_started:
    break;
  }
  std::string out = "not started";
  if (came.status != 0)
    out.append(" (").append(std::strerror(came.status)).append(")");
  for (const auto& one : came.tried)
    out.append(&one == came.tried.data() ? ", looked for " : " and ").append(one);
  return out;
}

/// The error object, or whatever else there is to say.
void read_words(const execution& came, plugin_error& into) {
  const auto read = json::parse(came.output);
  if (read && read->is_object() && (read->find("code") || read->find("msg"))) {
    into.code = read->int_at({"code"}, 0);
    std::string text{read->text_at({"msg"})};
    if (const auto details = read->text_at({"details"}); !details.empty())
      text.append(text.empty() ? "" : "; ").append(details);
    into.message = text.empty() ? "code " + std::to_string(into.code) : one_line(text);
    return;
  }
  into.message = ending_of(came);
  if (const auto words = printed_by(came); !words.empty())
    into.message += ": " + words;
}

} // namespace

std::string_view to_string(reaction what) {
  switch (what) {
  case reaction::retry:
    return "retry";
  case reaction::later:
    return "later";
  case reaction::look:
    return "look";
  case reaction::missing:
    return "missing";
  case reaction::permanent:
    return "permanent";
  }
  return "";
}

bool tells_of_interface(std::string_view message) {
  return std::ranges::any_of(says_exists, [&](const auto& phrase) {
    const auto at = message.find(phrase.first);
    return at != message.npos && message.find(phrase.second, at) != message.npos;
  });
}

std::optional<plugin_error> error_of(const invocation& what, const execution& came) {
  if (came.how == execution::ending::exited && came.status == 0 && !came.flooded)
    return std::nullopt;
  plugin_error out;
  out.type = what.type;
  if (came.how == execution::ending::not_started) {
    out.message = ending_of(came);
    out.ran = false;
    out.calls_for = came.status == ENOENT || came.status == 0 ? reaction::missing : reaction::retry;
    return out;
  }
  if (came.flooded) {
    out.message = "more output than a plugin may print";
    return out;
  }
  read_words(came, out);
  if (came.how == execution::ending::exited) {
    if (what.what == verb::del && out.code == container_unknown)
      return std::nullopt;
    out.calls_for = reaction_to(what.what, out.code);
  }
  out.exists = tells_of_interface(out.message);
  return out;
}

} // namespace weft::cni
