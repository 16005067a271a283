#include "protocol/velocloud/spec.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>
#include <initializer_list>

namespace weft::velocloud {

namespace {

constexpr std::size_t max_fqdn = 253;
constexpr std::size_t max_label = 63;
constexpr std::size_t max_name = 128;
constexpr std::size_t max_reference = 255;
constexpr std::string_view port_words = "an integer from 1 to 65535";
constexpr std::string_view bandwidth_words = "-1 for no cap, or an integer from 1 to 100";

using words = std::initializer_list<std::string_view>;

/// The value as its author wrote it, cut to what fits a message.
std::string shown(const json::value* held) {
  constexpr std::size_t most = 80;
  if (!held)
    return "missing";
  auto text = json::write(*held);
  return text.size() <= most ? text : std::string{beginning(text, most)} + "…";
}

/// Reads the members of one `spec` and notes what is wrong with them.
class member_reader {
public:
  member_reader(const json::value& spec, std::vector<violation>& faults)
    : spec_(spec), faults_(faults) {}

  /// The member, or null pointer when absent or null.
  const json::value* find(std::string_view name) const {
    const auto* held = spec_.find(name);
    return held && !held->is_null() ? held : nullptr;
  }

  void note(std::string_view name, std::string_view allowed) {
    faults_.push_back({"spec." + std::string{name}, shown(spec_.find(name)), std::string{allowed}});
  }

  void reference(std::string_view name, std::string& into, bool required) {
    const auto* held = find(name);
    if (!held && !required)
      return;
    const auto* text = held ? held->as_string() : nullptr;
    if (!text || text->empty() || to_points(*text).size() > max_reference)
      return note(name, "a text of 1 to 255 characters");
    into = *text;
  }

  void word(std::string_view name, std::string& into, words allowed) {
    const auto* held = find(name);
    if (!held)
      return;
    const auto text = held->text_or("");
    if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) {
      into = text;
      return;
    }
    std::string listed;
    for (const auto one : allowed)
      listed.append(listed.empty() ? "" : ", ").append(one);
    note(name, listed);
  }

private:
  const json::value& spec_;
  std::vector<violation>& faults_;
};

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

bool good_label(std::string_view label) {
  return !label.empty() && label.size() <= max_label
         && label.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == label.npos
         && label.front() != '-' && label.back() != '-';
}

/// What is wrong with a lower-case host name, as what would be right; empty: nothing.
std::string_view fqdn_fault(std::string_view fqdn) {
  constexpr std::string_view right
    = "a domain name of at least two labels of a-z, 0-9 and '-', at most 63 characters each and "
      "253 in all, without wildcard or trailing dot";
  if (fqdn.size() > max_fqdn)
    return right;
  std::size_t labels = 0;
  bool numeric = true;
  for (std::size_t begin = 0; begin <= fqdn.size(); ++labels) {
    const auto end = std::min(fqdn.find('.', begin), fqdn.size());
    const auto label = fqdn.substr(begin, end - begin);
    if (!good_label(label))
      return right;
    numeric = numeric && all_digits(label);
    begin = end + 1;
  }
  if (labels < 2)
    return right;
  return numeric && labels == 4 ? "a domain name, not an address: it would never match"
                                : std::string_view{};
}

void read_fqdn(member_reader& from, std::string& into) {
  const auto* held = from.find("fqdn");
  into = held ? held->text_or("") : "";
  std::transform(into.begin(), into.end(), into.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (const auto fault = fqdn_fault(into); !fault.empty())
    from.note("fqdn", fault);
}

void read_numbers(member_reader& from, rule_spec& into) {
  const auto* port = from.find("dport");
  into.dport = port ? port->int_or(0) : 0;
  if (into.dport < 1 || into.dport > 65535)
    from.note("dport", port_words);
  if (const auto* cap = from.find("bandwidth-limit")) {
    into.bandwidth = cap->int_or(0);
    if (into.bandwidth < -1 || into.bandwidth == 0 || into.bandwidth > 100)
      from.note("bandwidth-limit", bandwidth_words);
  }
}

/// The `\s` of the schema's pattern, which knows no blanks beyond ASCII.
bool blank(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

} // namespace

std::string to_string(const violation& what) {
  return what.field + " is " + what.value + "; allowed: " + what.allowed;
}

std::optional<violation> name_fault(std::string_view name) {
  const auto points = to_points(name);
  auto fault = [&](std::string_view allowed) {
    const json::value text{name};
    return violation{"spec.name", shown(&text), std::string{allowed}};
  };
  if (points.empty() || points.size() > max_name)
    return fault("1 to 128 characters");
  if (blank(points.front()) || blank(points.back()))
    return fault("no blank at either end");
  if (std::any_of(points.begin(), points.end(), is_control))
    return fault("no control characters");
  return std::nullopt;
}

bp_record read_spec(const json::value& spec) {
  bp_record out;
  if (!spec.is_object()) {
    out.faults.push_back({"spec", shown(spec.is_null() ? nullptr : &spec), "an object"});
    return out;
  }
  member_reader from{spec, out.faults};
  auto& wanted = out.spec;
  from.reference("profile", wanted.profile, true);
  from.reference("segment", wanted.segment, false);
  if (const auto* name = from.find("name")) {
    wanted.name = name->text_or("");
    if (auto fault = name_fault(wanted.name)) {
      fault->value = shown(name);
      out.faults.push_back(*std::move(fault));
    }
  }
  read_fqdn(from, wanted.fqdn);
  read_numbers(from, wanted);
  from.word("service-class", wanted.service_class, {"realtime", "transactional", "bulk"});
  from.word("link-policy", wanted.link_policy, {"auto", "fixed"});
  from.word("service-group", wanted.service_group,
            {"ALL", "PUBLIC_WIRED", "PUBLIC_WIRELESS", "PRIVATE_WIRED"});
  from.word("priority", wanted.priority, {"high", "normal", "low"});
  return out;
}

} // namespace weft::velocloud
