#include "protocol/cni/chain_run.hpp"

#include "protocol/cni/cni_result.hpp"

#include <utility>

namespace weft::cni {

namespace {

/// Whether a first plugin has said no before it has touched anything.
bool turns_away(const plugin_error& why) {
  constexpr std::int64_t container_unknown = 3;
  return why.exists || why.code == container_unknown;
}

} // namespace

chain_run::chain_run(verb what, attachment_record attachment, network_plan plan,
                     std::string plugin_path)
  : what_(what), attachment_(std::move(attachment)), plan_(std::move(plan)),
    plugin_path_(std::move(plugin_path)), order_(order_of(what, plan_)),
    previous_(what == verb::add ? json::value{} : previous_result(attachment_, plan_)) {}

std::optional<invocation> chain_run::next() const {
  if (at_ >= order_.size())
    return std::nullopt;
  return invocation_for(what_, attachment_, plan_, order_[at_], previous_, plugin_path_);
}

void chain_run::take(const execution& came) {
  const auto asked = next();
  if (!asked)
    return;
  ++at_;
  auto wrong = error_of(*asked, came);
  ran_ = ran_ || !wrong || wrong->ran;
  if (!wrong && what_ == verb::add) {
    auto printed = read_output(came.output, plan_.version);
    if (printed)
      previous_ = *std::move(printed);
    else
      wrong = plugin_error{asked->type,     0,     "no result: " + printed.error().what,
                           reaction::retry, false, true};
  }
  if (!wrong)
    return;
  if (!error_)
    error_ = std::move(wrong);
  turned_away_ = at_ == 1 && turns_away(*error_);
  if (what_ != verb::del)
    at_ = order_.size();
}

bool chain_run::left_something() const {
  return error_ && ran_ && !turned_away_;
}

} // namespace weft::cni
