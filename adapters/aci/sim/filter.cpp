#include "adapters/aci/sim/filter.hpp"

#include "protocol/pattern.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace weft::aci::sim {

namespace {

constexpr std::size_t deepest = 32;

/// Numbers as numbers, all else as text.
int compare(std::string_view left, std::string_view right) {
  const auto number = [](std::string_view text) {
    std::int64_t out = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool whole = failed == std::errc{} && end == text.data() + text.size() && !text.empty();
    return whole ? std::optional{out} : std::nullopt;
  };
  const auto a = number(left);
  const auto b = number(right);
  if (a && b)
    return *a < *b ? -1 : *a > *b ? 1 : 0;
  return left.compare(right);
}

bool any_flag(std::string_view held, std::string_view wanted) {
  const auto has = [&](std::string_view flag) {
    for (auto rest = held; !rest.empty();) {
      const auto end = std::min(rest.find(','), rest.size());
      if (rest.substr(0, end) == flag)
        return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
  };
  while (!wanted.empty()) {
    const auto end = std::min(wanted.find(','), wanted.size());
    if (has(wanted.substr(0, end)))
      return true;
    wanted.remove_prefix(std::min(end + 1, wanted.size()));
  }
  return false;
}

class reader {
public:
  explicit reader(std::string_view text) : rest_(text) {}

  std::optional<filter> whole() {
    auto out = expression(0);
    skip_blanks();
    return out && rest_.empty() ? out : std::nullopt;
  }

private:
  void skip_blanks() {
    while (rest_.starts_with(' '))
      rest_.remove_prefix(1);
  }

  bool take(char what) {
    skip_blanks();
    if (!rest_.starts_with(what))
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view word() {
    skip_blanks();
    const auto end = std::min(rest_.find_first_of("(), \""), rest_.size());
    const auto out = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return out;
  }

  std::optional<std::string> quoted() {
    if (!take('"'))
      return std::nullopt;
    const auto end = rest_.find('"');
    if (end == rest_.npos)
      return std::nullopt;
    std::string out{rest_.substr(0, end)};
    rest_.remove_prefix(end + 1);
    return out;
  }

  std::optional<filter> expression(std::size_t depth) {
    const auto verb = word();
    if (depth > deepest || !take('('))
      return std::nullopt;
    if (verb == "and" || verb == "or" || verb == "xor" || verb == "not")
      return combined(verb, depth);
    const auto subject = word();
    const auto dot = subject.find('.');
    if (dot == subject.npos || dot == 0 || dot + 1 == subject.size() || !take(','))
      return std::nullopt;
    std::vector<std::string> values;
    do {
      auto value = quoted();
      if (!value)
        return std::nullopt;
      values.push_back(std::move(*value));
    } while (take(','));
    if (!take(')') || values.size() != (verb == "bw" ? 2U : 1U))
      return std::nullopt;
    return comparison(verb, std::string{subject.substr(0, dot)},
                      std::string{subject.substr(dot + 1)}, std::move(values));
  }

  std::optional<filter> combined(std::string_view verb, std::size_t depth) {
    std::vector<filter> parts;
    do {
      auto part = expression(depth + 1);
      if (!part)
        return std::nullopt;
      parts.push_back(std::move(*part));
    } while (take(','));
    if (!take(')') || (verb == "not" && parts.size() != 1))
      return std::nullopt;
    return [verb = std::string{verb}, parts](const object& one) {
      const auto fitting
        = std::count_if(parts.begin(), parts.end(), [&](const filter& part) { return part(one); });
      if (verb == "and")
        return fitting == static_cast<std::ptrdiff_t>(parts.size());
      if (verb == "or")
        return fitting > 0;
      return verb == "xor" ? fitting % 2 == 1 : fitting == 0;
    };
  }

  static std::optional<filter> comparison(std::string_view verb, std::string class_name,
                                          std::string attribute, std::vector<std::string> values) {
    std::function<bool(std::string_view)> fits;
    const auto& first = values.front();
    if (verb == "eq")
      fits = [first](std::string_view held) { return compare(held, first) == 0; };
    else if (verb == "ne")
      fits = [first](std::string_view held) { return compare(held, first) != 0; };
    else if (verb == "lt")
      fits = [first](std::string_view held) { return compare(held, first) < 0; };
    else if (verb == "le")
      fits = [first](std::string_view held) { return compare(held, first) <= 0; };
    else if (verb == "gt")
      fits = [first](std::string_view held) { return compare(held, first) > 0; };
    else if (verb == "ge")
      fits = [first](std::string_view held) { return compare(held, first) >= 0; };
    else if (verb == "bw")
      fits = [values](std::string_view held) {
        return compare(held, values[0]) >= 0 && compare(held, values[1]) <= 0;
      };
    else if (verb == "anybit")
      fits = [first](std::string_view held) { return any_flag(held, first); };
    else if (verb == "wcard") {
      auto compiled = pattern::compile(first);
      if (!compiled)
        return std::nullopt;
      fits = [compiled = std::move(*compiled)](std::string_view held) {
        return compiled.found_in(held);
      };
    } else
      return std::nullopt;
    return [class_name = std::move(class_name), attribute = std::move(attribute),
            fits = std::move(fits)](const object& one) {
      return one.class_name == class_name
             && fits(attribute == "dn" ? std::string_view{one.dn} : one.text(attribute));
    };
  }

  std::string_view rest_;
};

} // namespace

result<filter> read_filter(std::string_view text) {
  auto out = reader{text}.whole();
  if (!out)
    return fault{errc::refused, "invalid filter expression: " + std::string{text}, {}, {}};
  return *std::move(out);
}

} // namespace weft::aci::sim
