#include "protocol/k8s/schema.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace weft::k8s {

namespace {

using errors = std::vector<field_error>;

void invalid(errors& into, const std::string& path, const std::string& shown,
             const std::string& why) {
  into.push_back({"FieldValueInvalid", path, "Invalid value: " + shown + ": " + why});
}

double wide(const json::number& what) {
  double out = 0;
  std::from_chars(what.literal.data(), what.literal.data() + what.literal.size(), out);
  return out;
}

std::int64_t code_points(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::string type_of(const json::value& what) {
  return what.as_int() ? "integer" : std::string{what.type_name()};
}

bool has_type(const json::value& what, const std::string& type) {
  const auto held = type_of(what);
  return type.empty() || held == type || (type == "number" && held == "integer");
}

void check_text(const json::value& what, const schema& by, const std::string& path, errors& into) {
  const auto text = what.text_or("");
  if (by.max_length && code_points(text) > *by.max_length)
    into.push_back({"FieldValueTooLong", path,
                    "Too long: may not be more than " + std::to_string(*by.max_length) + " bytes"});
  else if (by.min_length && code_points(text) < *by.min_length)
    invalid(into, path, json::write(what),
            path + " in body should be at least " + std::to_string(*by.min_length) + " chars long");
  else if (by.expression && !by.expression->found_in(text))
    invalid(into, path, json::write(what),
            path + " in body should match '" + by.expression->text() + "'");
}

void check_number(const json::value& what, const schema& by, const std::string& path,
                  errors& into) {
  const auto value = wide(*what.as_number());
  auto complain = [&](const std::string& why) {
    invalid(into, path, json::write(what), path + " in body should be " + why);
  };
  if (by.maximum && (by.exclusive_maximum ? value >= wide(*by.maximum) : value > wide(*by.maximum)))
    complain((by.exclusive_maximum ? "less than " : "less than or equal to ")
             + by.maximum->literal);
  else if (by.minimum
           && (by.exclusive_minimum ? value <= wide(*by.minimum) : value < wide(*by.minimum)))
    complain((by.exclusive_minimum ? "greater than " : "greater than or equal to ")
             + by.minimum->literal);
  else if (by.multiple_of && std::fmod(value, wide(*by.multiple_of)) != 0)
    complain("a multiple of " + by.multiple_of->literal);
}

void check_duplicates(const json::value& what, const schema& by, const std::string& path,
                      errors& into) {
  if (by.merges != topology::set && by.merges != topology::map && !by.unique_items)
    return;
  std::set<std::string> seen;
  const auto& items = *what.as_array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto identity = items[i];
    if (by.merges == topology::map) {
      identity = json::object{};
      for (const auto& key : by.list_keys)
        if (const auto* held = items[i].find(key))
          identity.set(key, *held);
    }
    if (auto text = json::write(identity); !seen.insert(text).second)
      into.push_back(
        {"FieldValueDuplicate", path + "[" + std::to_string(i) + "]", "Duplicate value: " + text});
  }
}

void check(const json::value& what, const schema& by, const json::value* old,
           const std::string& path, errors& into);

void check_list(const json::value& what, const schema& by, const json::value* old,
                const std::string& path, errors& into) {
  const auto& items = *what.as_array();
  const auto size = static_cast<std::int64_t>(items.size());
  if (by.min_items && size < *by.min_items)
    invalid(into, path, json::write(size),
            path + " in body should have at least " + std::to_string(*by.min_items) + " items");
  if (by.max_items && size > *by.max_items)
    into.push_back({"FieldValueTooMany", path,
                    "Too many: " + std::to_string(size) + ": must have at most "
                      + std::to_string(*by.max_items) + (*by.max_items == 1 ? " item" : " items")});
  check_duplicates(what, by, path, into);
  for (std::size_t i = 0; by.items && i < items.size(); ++i)
    check(items[i], *by.items, counterpart(what, i, old, by), path + "[" + std::to_string(i) + "]",
          into);
}

void check_object(const json::value& what, const schema& by, const json::value* old,
                  const std::string& path, errors& into) {
  const auto start = path.empty() ? "" : path + ".";
  for (const auto& name : by.required)
    if (!what.find(name))
      into.push_back({"FieldValueRequired", start + name, "Required value"});
  const auto size = static_cast<std::int64_t>(what.as_object()->size());
  if (by.max_properties && size > *by.max_properties)
    into.push_back({"FieldValueTooMany", path,
                    "Too many: " + std::to_string(size) + ": must have at most "
                      + std::to_string(*by.max_properties) + " items"});
  if (by.min_properties && size < *by.min_properties)
    invalid(into, path, json::write(size),
            path + " in body should have at least " + std::to_string(*by.min_properties)
              + " properties");
  for (const auto& [name, held] : *what.as_object()) {
    const auto* declared = by.find(name);
    if (!declared)
      declared = by.additional.get();
    if (declared)
      check(held, *declared, old ? old->find(name) : nullptr, start + name, into);
  }
}

/// allOf, anyOf, oneOf and not.
void check_combinations(const json::value& what, const schema& by, const json::value* old,
                        const std::string& path, errors& into) {
  auto holds = [&](const schema& one) {
    errors found;
    check(what, one, nullptr, path, found);
    return found.empty();
  };
  for (const auto& one : by.all_of)
    check(what, one, old, path, into);
  const auto shown = what.is_object() || what.is_array()
                       ? json::write(std::string{what.type_name()})
                       : json::write(what);
  if (!by.any_of.empty() && std::none_of(by.any_of.begin(), by.any_of.end(), holds))
    invalid(into, path, shown, path + " in body must validate at least one schema (anyOf)");
  if (!by.one_of.empty() && std::count_if(by.one_of.begin(), by.one_of.end(), holds) != 1)
    invalid(into, path, shown, path + " in body must validate one and only one schema (oneOf)");
  if (by.none_of && holds(*by.none_of))
    invalid(into, path, shown, path + " in body must not validate the schema (not)");
}

void check(const json::value& what, const schema& by, const json::value* old,
           const std::string& path, errors& into) {
  if (old && *old == what)
    return;
  if (what.is_null() && by.nullable)
    return;
  const bool fits
    = by.int_or_string ? type_of(what) == "integer" || what.is_string() : has_type(what, by.type);
  if (!fits) {
    const auto type = by.int_or_string ? "integer,string" : by.type;
    const auto shown = json::write(type_of(what));
    into.push_back({"FieldValueTypeInvalid", path,
                    "Invalid value: " + shown + ": " + path + " in body must be of type " + type
                      + ": " + shown});
    return;
  }
  if (!by.allowed.empty()
      && std::find(by.allowed.begin(), by.allowed.end(), what) == by.allowed.end()) {
    std::string values;
    for (const auto& one : by.allowed)
      values += (values.empty() ? "" : ", ")
                + json::write(one.is_string() ? one : json::value{json::write(one)});
    into.push_back({"FieldValueNotSupported", path,
                    "Unsupported value: " + json::write(what) + ": supported values: " + values});
  }
  if (what.is_string())
    check_text(what, by, path, into);
  else if (what.is_number())
    check_number(what, by, path, into);
  else if (what.is_array())
    check_list(what, by, old, path, into);
  else if (what.is_object())
    check_object(what, by, old, path, into);
  check_combinations(what, by, old, path, into);
}

/// Errors after which rules are not evaluated: the value does not have the declared shape.
bool hides_rules(const field_error& what) {
  return what.reason != "FieldValueInvalid" && what.reason != "FieldValueDuplicate";
}

} // namespace

std::vector<field_error> validate(const json::value& what, const schema& by,
                                  const json::value* old) {
  errors out;
  check(what, by, old, "", out);
  if (std::none_of(out.begin(), out.end(), hides_rules))
    check_rules(what, by, old, "", out);
  else if (has_rules(by))
    out.push_back({"FieldValueInvalid", "<nil>",
                   "Invalid value: null: some validation rules were not checked because the object "
                   "was invalid; correct the existing errors to complete validation"});
  return out;
}

} // namespace weft::k8s
