#include "adapters/avi/sim/query.hpp"

#include "protocol/avi/wire/calls.hpp"
#include "protocol/avi/wire/reference.hpp"
#include "protocol/percent.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace weft::avi::sim {

namespace {

constexpr std::array plain_options{
  "page",       "page_size",    "name",        "name.contains",    "name.in",   "uuid",
  "created_by", "fields",       "label_key",   "label_value",      "refers_to", "include_name",
  "cloud_uuid", "skip_default", "referred_by", "join_subresources"};

std::vector<std::string_view> parts_of(std::string_view text, char mark) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(mark), text.size());
    if (end > 0)
      out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::size_t number_in(std::optional<std::string_view> text, std::size_t otherwise) {
  std::size_t out = 0;
  if (!text)
    return otherwise;
  const auto* last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, out);
  return error == std::errc{} && end == last && out > 0 ? out : otherwise;
}

/// The name of what the member `by` refers to.
std::string name_behind(const object& what, std::string_view by, const store& all) {
  const auto read = wire::read_reference(what.body.text_at({by}));
  const auto held = read ? all.find(read->type, read->uuid) : nullptr;
  return held ? held->name : std::string{};
}

bool has_marker(const object& what, std::string_view key, std::optional<std::string_view> value) {
  const auto* markers = what.body.find("markers");
  if (!markers || !markers->as_array())
    return false;
  return std::any_of(
    markers->as_array()->begin(), markers->as_array()->end(), [&](const auto& one) {
      const auto* values = one.find("values");
      if (one.text_at({"key"}) != key || !values || !values->as_array())
        return false;
      return !value
             || std::any_of(values->as_array()->begin(), values->as_array()->end(),
                            [&](const auto& held) { return held.text_or("") == *value; });
    });
}

/// @param which "<type>:<uuid>" of the other end.
bool is_related(const object& what, std::string_view which, bool refers, const store& all) {
  const auto uuid = which.substr(std::min(which.find(':'), which.size() - 1) + 1);
  const auto related = refers ? all.referred(what) : all.referrers(what.uuid);
  return std::any_of(related.begin(), related.end(),
                     [&](const object_ptr& one) { return one->uuid == uuid; });
}

} // namespace

std::optional<std::string_view> target::option(std::string_view name) const {
  for (const auto& [known, value] : options)
    if (known == name)
      return value;
  return std::nullopt;
}

bool target::wants(std::string_view name) const {
  const auto value = option(name);
  return value && *value != "false";
}

target read_target(std::string_view text) {
  target out;
  const auto mark = std::min(text.find('?'), text.size());
  for (const auto one : parts_of(text.substr(0, mark), '/'))
    out.path.push_back(percent_decoded(one));
  for (const auto one : parts_of(text.substr(std::min(mark + 1, text.size())), '&')) {
    const auto middle = std::min(one.find('='), one.size());
    out.options.emplace_back(query_decoded(one.substr(0, middle)),
                             query_decoded(one.substr(std::min(middle + 1, one.size()))));
  }
  return out;
}

std::string unknown_option(const target& where) {
  for (const auto& [name, value] : where.options) {
    const bool plain
      = std::find(plain_options.begin(), plain_options.end(), name) != plain_options.end();
    if (!plain && !name.ends_with("_ref.name"))
      return name;
  }
  return {};
}

bool is_asked_for(const object& what, const target& where, const store& all) {
  for (const auto& [name, value] : where.options) {
    bool fits = true;
    if (name == "name")
      fits = what.name == value;
    else if (name == "name.contains")
      fits = what.name.find(value) != std::string::npos;
    else if (name == "name.in") {
      const auto names = parts_of(value, ',');
      fits = std::find(names.begin(), names.end(), what.name) != names.end();
    } else if (name == "uuid")
      fits = what.uuid == value;
    else if (name == "created_by")
      fits = what.body.text_at({"created_by"}) == value;
    else if (name == "label_key")
      fits = has_marker(what, value, where.option("label_value"));
    else if (name == "refers_to" || name == "referred_by")
      fits = is_related(what, value, name == "refers_to", all);
    else if (name.ends_with("_ref.name"))
      fits = name_behind(what, std::string_view{name}.substr(0, name.size() - 5), all) == value;
    if (!fits)
      return false;
  }
  return true;
}

page_window window_of(const target& where, std::size_t many, std::size_t default_size) {
  page_window out;
  out.page = number_in(where.option("page"), 1);
  out.size = std::min(number_in(where.option("page_size"), default_size), wire::largest_page);
  out.first = out.page - 1 > many / out.size ? many : (out.page - 1) * out.size;
  out.first = std::min(out.first, many);
  out.is_last = many - out.first <= out.size;
  return out;
}

std::string with_page(std::string_view text, std::size_t page) {
  const auto mark = std::min(text.find('?'), text.size());
  std::string out{text.substr(0, mark)};
  char sign = '?';
  for (const auto one : parts_of(text.substr(std::min(mark + 1, text.size())), '&'))
    if (!one.starts_with("page=")) {
      out.append(1, sign).append(one);
      sign = '&';
    }
  return out.append(1, sign).append("page=").append(std::to_string(page));
}

} // namespace weft::avi::sim
