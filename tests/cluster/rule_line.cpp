#include "tests/cluster/rule_line.hpp"

#include "tests/text_at.hpp"

namespace weft::tests {

namespace {

std::string line(std::initializer_list<std::string> words) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "" : " | ") + word;
  return out;
}

} // namespace

std::string wanted_rule(const json::value& object) {
  auto text = [&](const char* name) { return text_at(object, {"spec", name}); };
  auto number = [&](const char* name) { return std::to_string(object.int_at({"spec", name}, 0)); };
  auto rule = text("name");
  if (rule.empty())
    rule = text_at(object, {"metadata", "namespace"}) + "." + text_at(object, {"metadata", "name"});
  return line({text("profile"), text("segment"), rule, text("fqdn"), number("dport"),
               text("service-class"), text("priority"), number("bandwidth-limit"),
               text("link-policy"), text("service-group")});
}

std::string held_rule(const listed_rule& one) {
  return line({one.profile, one.segment, one.name, one.hostname, one.port, one.service_class,
               one.priority, one.cap, one.link, one.group});
}

std::multiset<std::string> wanted_rules(const json::array& objects) {
  std::multiset<std::string> out;
  for (const auto& object : objects)
    out.insert(wanted_rule(object));
  return out;
}

std::multiset<std::string> held_rules(const std::vector<listed_rule>& all) {
  std::multiset<std::string> out;
  for (const auto& one : all)
    if (one.ours())
      out.insert(held_rule(one));
  return out;
}

} // namespace weft::tests
