#include "tests/simulation/witness.hpp"

#include "protocol/velocloud/names.hpp"

#include <memory>

namespace weft::simulation {

namespace {

constexpr std::string_view our_mark = "76656c6f-";

std::string shown(const json::value& params) {
  if (const auto* data = params.find_path({"_update", "data"}))
    return std::to_string(json::write(*data).size()) + " bytes";
  return json::write(params);
}

} // namespace

void witness::call(std::string method, json::value params, std::chrono::milliseconds deadline,
                   std::function<void(result<json::value>)> done) {
  const bool writes = method == velocloud::method::update_module;
  const auto* id = params.find("id");
  const auto module = id ? id->int_or(0) : 0;
  if (method == velocloud::method::read_modules)
    looked_ = now_();
  if (writes) {
    if (++writing_[module] > 1)
      books_.violations.push_back("I2: two writes of module " + std::to_string(module)
                                  + " are under way");
    books_.attempts.push_back({who_, looked_, now_()});
    inspect(params);
  }
  const auto name = method.substr(method.find('/') + 1);
  trace_(name + " " + shown(params));
  real_->call(std::move(method), std::move(params), deadline,
              [this, writes, module, name, done = std::move(done)](result<json::value> got) {
                if (writes)
                  --writing_[module];
                trace_(name + (got ? " done" : " -> " + got.error().what));
                done(std::move(got));
              });
}

void witness::inspect(const json::value& written) {
  const auto* segments = written.find_path({"_update", "data", "segments"});
  if (!books_.ports_grow || !segments || !segments->as_array())
    return;
  for (const auto& segment : *segments->as_array())
    for (const auto& rule : *segment.find("rules")->as_array()) {
      const auto* id = rule.find("ruleLogicalId");
      const auto* port = rule.find_path({"match", "dport_low"});
      if (!id || !port || !id->text_or("").starts_with(our_mark))
        continue;
      auto& newest = books_.newest_port[std::string{id->text_or("")}];
      if (port->int_or(0) < newest)
        books_.violations.push_back("I3: port " + std::to_string(port->int_or(0))
                                    + " is written after port " + std::to_string(newest));
      newest = port->int_or(0);
    }
}

} // namespace weft::simulation
