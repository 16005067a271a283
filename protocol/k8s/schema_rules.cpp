#include "protocol/k8s/schema.hpp"

namespace weft::k8s {

namespace {

void check_rule(const json::value& what, const validation_rule& rule, const json::value* old,
                const std::string& path, std::vector<field_error>& into) {
  if (rule.rule.is_transition() && !old && !rule.optional_old_self)
    return;
  const auto outcome = rule.rule.run(what, old);
  const auto* truth = outcome ? outcome->as_bool() : nullptr;
  if (truth && *truth)
    return;
  auto message = rule.message.empty() ? "failed rule: " + rule.text : rule.message;
  if (!outcome)
    message = outcome.error().what
              + " evaluating rule: " + (rule.message.empty() ? rule.text : rule.message);
  const bool scalar = !what.is_object() && !what.is_array();
  const auto reason = rule.reason.empty() ? "FieldValueInvalid" : rule.reason;
  const auto start = reason == "FieldValueForbidden"   ? std::string{"Forbidden: "}
                     : reason == "FieldValueRequired"  ? std::string{"Required value: "}
                     : reason == "FieldValueDuplicate" ? "Duplicate value: "
                     : scalar ? "Invalid value: " + json::write(what) + ": "
                              : "Invalid value: ";
  auto place = path + rule.field_path;
  if (place.starts_with('.'))
    place.erase(0, 1);
  into.push_back({reason, place.empty() ? "<nil>" : place, start + message});
}

} // namespace

void check_rules(const json::value& what, const schema& by, const json::value* old,
                 const std::string& path, std::vector<field_error>& into) {
  if (old && *old == what)
    return;
  for (const auto& rule : by.rules)
    check_rule(what, rule, old, path, into);
  if (const auto* items = what.as_array())
    for (std::size_t i = 0; by.items && i < items->size(); ++i)
      check_rules((*items)[i], *by.items, counterpart(what, i, old, by),
                  path + "[" + std::to_string(i) + "]", into);
  if (const auto* members = what.as_object())
    for (const auto& [name, held] : *members) {
      const auto* declared = by.find(name);
      if (!declared)
        declared = by.additional.get();
      if (declared)
        check_rules(held, *declared, old ? old->find(name) : nullptr,
                    path.empty() ? name : path + "." + name, into);
    }
}

} // namespace weft::k8s
