#include "tests/cluster/expectation.hpp"

namespace weft::tests {

namespace {

std::string line(std::initializer_list<std::string> words) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "" : " | ") + word;
  return out;
}

} // namespace

std::multiset<std::string> wanted_rules(installation& here) {
  std::multiset<std::string> out;
  for (const auto& object : here.objects()) {
    auto text = [&](const char* name) { return text_at(object, {"spec", name}); };
    auto number = [&](const char* name) {
      return std::to_string(object.int_at({"spec", name}, 0));
    };
    auto rule = text("name");
    if (rule.empty())
      rule
        = text_at(object, {"metadata", "namespace"}) + "." + text_at(object, {"metadata", "name"});
    out.insert(line({text("profile"), text("segment"), rule, text("fqdn"), number("dport"),
                     text("service-class"), text("priority"), number("bandwidth-limit"),
                     text("link-policy"), text("service-group")}));
  }
  return out;
}

std::multiset<std::string> held_rules(installation& here) {
  std::multiset<std::string> out;
  for (const auto& one : here.vco.rules())
    if (one.ours())
      out.insert(line({one.profile, one.segment, one.name, one.hostname, one.port,
                       one.service_class, one.priority, one.cap, one.link, one.group}));
  return out;
}

} // namespace weft::tests
