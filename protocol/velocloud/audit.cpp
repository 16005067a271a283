#include "protocol/velocloud/audit.hpp"

#include "protocol/condition.hpp"
#include "protocol/k8s/micro_time.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace weft::velocloud {

namespace {

constexpr std::int64_t slack = 1000;             ///< between a row's time and its version's, ms
constexpr std::int64_t longest = 300000;         ///< from a probe to the end of its write, ms
constexpr std::int64_t latest = 253402300799000; ///< the last second of the year 9999, ms
constexpr int most_rows = 256;
constexpr std::size_t longest_name = 80;
constexpr std::size_t most_names = 5;
constexpr std::string_view nameless = "somebody whom VCO does not name";

std::optional<std::int64_t> whole(std::string_view digits) {
  std::int64_t out = 0;
  const auto* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, out);
  return error == std::errc{} && end == last && out > 0 && out <= latest ? std::optional{out}
                                                                         : std::nullopt;
}

/// "2023-01-27T09:37:18.359Z".
std::string to_iso(std::int64_t epoch_ms) {
  auto text = to_rfc3339(timestamp{std::chrono::seconds{epoch_ms / 1000}});
  text.replace(text.size() - 1, 1, "." + std::to_string(1000 + epoch_ms % 1000).substr(1) + "Z");
  return text;
}

/// The milliseconds of such a text, or of a number; nothing when it is neither.
std::optional<std::int64_t> read_time(const json::value* held) {
  if (!held)
    return std::nullopt;
  if (const auto number = held->as_int())
    return number;
  const auto when = k8s::from_rfc3339_micro(held->text_or(""));
  return when ? std::optional{when->time_since_epoch() / std::chrono::milliseconds{1}}
              : std::nullopt;
}

struct row {
  std::int64_t when = 0;
  std::string who;
};

std::optional<row> read_row(const json::value& from, const audit_window& window) {
  const auto message = from.text_at({"message"});
  const auto named = [message](std::string_view what) {
    return message.find("[" + std::string{what} + "]") != message.npos;
  };
  const auto when = read_time(from.find("eventTime"));
  if (!when || from.text_at({"event"}) != "EDIT_PROFILE" || !named("QOS") || !named(window.profile))
    return std::nullopt;
  if (*when <= window.after + slack || *when > window.until + slack)
    return std::nullopt;
  return row{*when, printable(from.text_at({"enterpriseUsername"}), longest_name)};
}

} // namespace

std::optional<audit_window> audit_window_of(std::string profile, std::string_view version_before,
                                            std::string_view version_after) {
  const auto after = whole(version_before);
  const auto until = whole(version_after);
  if (!after || !until || *until <= *after || profile.empty())
    return std::nullopt;
  return audit_window{std::move(profile), *after, *until};
}

json::value audit_params(tenant who, const audit_window& when) {
  auto out = list_profiles_params(who);
  const auto start = std::max(when.after, when.until - longest);
  out.set("interval",
          json::value::of({{"start", to_iso(start)}, {"end", to_iso(when.until + 2 * slack)}}));
  out.set("filter", json::value::of({{"limit", most_rows}}));
  return out;
}

result<audit_finding> read_audit(const json::value& answer, const audit_window& when,
                                 const std::optional<std::string>& myself) {
  const auto* rows = answer.find("data");
  if (!rows || !rows->is_array())
    return fault{errc::malformed, "expected a list of events", "", {}};
  std::set<std::string> writers;
  bool just_then = false;
  for (const auto& one : *rows->as_array())
    if (auto read = read_row(one, when)) {
      just_then = just_then || read->when >= when.until - slack;
      writers.insert(std::move(read->who));
    }
  audit_finding out;
  if (writers.size() == 1 && just_then)
    out.myself = *writers.begin();
  else if (writers.size() > 1 && myself && writers.contains(*myself))
    out.myself = myself;
  else
    out.one_is_us = writers.size() > 1;
  for (const auto& one : writers)
    if (one != out.myself)
      out.writers.push_back(one.empty() ? std::string{nameless} : one);
  return out;
}

std::string to_string(const audit_finding& what, std::string_view target) {
  std::string names;
  for (std::size_t i = 0; i < what.writers.size() && i < most_names; ++i)
    names += (i == 0 ? "" : ", ") + what.writers[i];
  if (what.writers.size() > most_names)
    names += " and others";
  return names + (what.one_is_us ? " (one of them is us)" : "") + " wrote " + std::string{target}
         + " between our read and the end of our write; what was changed there may have been "
           "overwritten";
}

} // namespace weft::velocloud
