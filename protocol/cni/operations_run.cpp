#include "protocol/cni/operations_run.hpp"

#include "protocol/cni/checks.hpp"
#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/health.hpp"
#include "protocol/cni/versions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace weft::cni {

namespace {

using kind = operation::kind;

bool runs_plugins(kind what) {
  return what == kind::attach || what == kind::detach || what == kind::release
         || what == kind::check || what == kind::collect;
}

verb verb_of(kind what) {
  switch (what) {
  case kind::attach:
  case kind::take_over:
    return verb::add;
  case kind::check:
    return verb::check;
  case kind::collect:
    return verb::gc;
  default:
    return verb::del;
  }
}

/// What fails at the end of a question changes nothing, and whoever asked knows best what to tell.
bool is_question(verb what) {
  return what == verb::check || what == verb::gc;
}

/// Whether it is still said to run although no record will be written for it.
bool is_noted_for_good(const operation& what) {
  return what.what == kind::end_survivors && what.subject.at == phase::attached;
}

std::vector<std::string> types_of(const network_plan& network) {
  std::vector<std::string> out;
  for (const auto& one : network.plugins)
    out.push_back(one.type);
  return out;
}

plugin_error without_plugin(std::string_view what, const fault& why) {
  return {"", 0, std::string{what} + ": " + why.what, reaction::retry, false, false};
}

plugin_error not_written(const fault& why) {
  return without_plugin("the record cannot be written", why);
}

/// Of an operation that is one step.
plugin_error not_done(kind what, const fault& why) {
  switch (what) {
  case kind::end_survivors:
    return without_plugin("a plugin that an earlier life has left behind cannot be ended", why);
  case kind::set_aside:
    return without_plugin("the record, which does not read, cannot be set aside", why);
  default:
    return without_plugin("the record cannot be removed", why);
  }
}

/// What an operation has not done, of its interface.
std::string_view failure_of(verb what) {
  return what == verb::add ? " could not be attached: " : " could not be taken away: ";
}

constexpr std::string_view after_add = "; before that it could not be attached: ";

/// Why what is to be taken away was never attached, as its record says; empty: that is not known,
/// or it was.
std::string cause_of(const attachment_record& what) {
  if (const auto at = what.last_error.find(after_add); at != std::string::npos)
    return what.last_error.substr(at + after_add.size());
  const bool tried_before = what.attempts > 0; // then it speaks of the DEL
  return what.result.is_null() && !tried_before ? what.last_error : std::string{};
}

/// Of what has no result nobody can say whether it was ever there.
std::string removal_of(const attachment_record& what) {
  return what.result.is_null() ? " is removed, as far as there was anything of it: "
                               : " is removed: ";
}

std::string addresses_of(const json::value& result) {
  std::string out;
  for (const auto& one : read_result(result).inner_addresses())
    out.append(out.empty() ? " with " : ", ").append(one);
  return out;
}

} // namespace

operations_run::operations_run(const std::vector<operation>& all, const settings& how,
                               k8s::micro_timestamp now)
  : all_(all.begin(), all.end()), how_(how), now_(now) {
  start();
}

/// Begins the first of those that are left that need not be left out.
void operations_run::start() {
  const auto fails = [&](const std::string& one) { return failed_.contains(one); };
  while (!all_.empty() && (stuck_ || std::ranges::any_of(doing().needs, fails))) {
    failed_.insert(doing().subject.interface);
    ended_.push_back({doing(), false, std::nullopt});
    all_.pop_front();
  }
  trouble_.reset();
  chain_.reset();
  calls_.clear();
  removes_ = false;
  at_ = stage::begin;
  if (all_.empty())
    return;
  subject_ = doing().subject;
  if (!runs_plugins(doing().what) && doing().what != kind::take_over)
    return;
  network_ = doing().network;
  path_ = plugin_path(how_, network_.plugins.empty() ? "" : network_.plugins.front().type);
  if (subject_.created == k8s::micro_timestamp{})
    subject_.created = now_;
  at_ = doing().what == kind::take_over ? stage::closing
        : doing().what == kind::attach  ? stage::negotiating
                                        : stage::noting;
  if (doing().what == kind::check)
    return run_chain(verb::check, stage::running);
  if (doing().what != kind::collect)
    return;
  call(gc_invocations(network_, doing().valid, path_), stage::collecting);
  if (calls_.empty())
    finish(true);
}

std::optional<node_step> operations_run::next() const {
  return all_.empty() ? std::nullopt : std::optional{step_of_stage()};
}

node_step operations_run::step_of_stage() const {
  node_step out;
  out.subject = subject_;
  out.file = doing().file;
  switch (at_) {
  case stage::begin:
    out.subject = doing().subject;
    out.what = doing().what == kind::end_survivors ? node_step::kind::end_survivors
               : doing().what == kind::set_aside   ? node_step::kind::set_aside
                                                   : node_step::kind::remove;
    break;
  case stage::negotiating:
    out.what = node_step::kind::versions;
    out.types = types_of(network_);
    break;
  case stage::noting:
    out.what = node_step::kind::write;
    break;
  case stage::running:
  case stage::cleaning:
    out.what = node_step::kind::run;
    out.call = chain_->next().value_or(invocation{});
    break;
  case stage::readying:
  case stage::collecting:
  case stage::releasing:
    out.what = node_step::kind::run;
    out.call = calls_.front();
    break;
  case stage::looking:
    out.what = node_step::kind::look;
    out.names = host_interfaces_of(subject_.result);
    break;
  case stage::routing:
    out.what = node_step::kind::route;
    break;
  case stage::closing:
    out.what = removes_ ? node_step::kind::remove : node_step::kind::write;
    break;
  case stage::forgetting:
    out.what = doing().what == kind::collect ? node_step::kind::forget_collecting
                                             : node_step::kind::forget_group;
    out.subject = doing().subject;
    out.subject.group = 0;
    out.subject.group_born = 0;
    break;
  }
  return out;
}

void operations_run::take(const fault* trouble) {
  if (all_.empty())
    return;
  if (at_ == stage::begin) {
    stuck_ = trouble && doing().what == kind::end_survivors;
    if (trouble)
      fail(not_done(doing().what, *trouble));
    if (trouble || !is_noted_for_good(doing()))
      return finish(!trouble);
    at_ = stage::forgetting;
    return;
  }
  if (at_ == stage::forgetting)
    return finish(!trouble_);
  if (at_ == stage::routing)
    return take_routed(trouble);
  if (trouble)
    fail(not_written(*trouble));
  if (trouble || at_ == stage::closing)
    return finish(!trouble_);
  take_noted();
}

void operations_run::take_versions(const std::vector<std::vector<std::string>>& spoken) {
  if (all_.empty() || at_ != stage::negotiating)
    return;
  auto known = spoken;
  std::erase_if(known, [](const std::vector<std::string>& one) { return one.empty(); });
  const auto whole = json::parse(network_.config);
  const auto version = agree(whole ? *whole : json::value{}, network_.version, known);
  if (!version) {
    fail({"", 1, version.error().what, reaction::permanent, false, false});
    return finish(false);
  }
  if (*version != network_.version) {
    network_ = with_version(network_, *version);
    subject_.config = network_.config;
  }
  call(status_invocations(network_, path_), stage::readying);
  if (calls_.empty())
    at_ = stage::noting;
}

void operations_run::call(std::vector<invocation> all, stage as) {
  calls_.assign(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
  at_ = as;
}

/// Nothing has been made yet, so that nothing is cleaned. @see cni.md 5.10
void operations_run::take_ready(const execution& came) {
  constexpr std::int64_t unknown_verb = 4; // of who speaks the version, and does not know STATUS
  if (auto wrong = error_of(calls_.front(), came); wrong && wrong->code != unknown_verb) {
    fail(*std::move(wrong));
    return finish(false);
  }
  calls_.pop_front();
  if (calls_.empty())
    at_ = stage::noting;
}

/// What is about to be done is on disk.
void operations_run::take_noted() {
  if (doing().what == kind::release) {
    call(release_invocations(subject_, network_, path_), stage::releasing);
    if (calls_.empty())
      on_detached();
    return;
  }
  run_chain(verb_of(doing().what), stage::running);
}

void operations_run::run_chain(verb what, stage as) {
  chain_.emplace(what, subject_, network_, path_);
  at_ = as;
}

void operations_run::take(const execution& came) {
  if (all_.empty())
    return;
  if (at_ == stage::readying)
    return take_ready(came);
  if (at_ == stage::collecting)
    return take_collected(came);
  if (at_ == stage::releasing) {
    if (auto wrong = error_of(calls_.front(), came))
      fail(*std::move(wrong));
    calls_.pop_front();
    if (calls_.empty())
      trouble_ ? close(phase::deleting) : on_detached();
  } else if (at_ == stage::running || at_ == stage::cleaning) {
    chain_->take(came);
    if (!chain_->next())
      take_ran();
  }
}

/// All of them run, and what they complain of is told together. @see cni.md 5.10
void operations_run::take_collected(const execution& came) {
  if (auto wrong = error_of(calls_.front(), came))
    fail(*std::move(wrong));
  calls_.pop_front();
  if (calls_.empty())
    at_ = stage::forgetting;
}

void operations_run::take_ran() {
  const auto& wrong = chain_->error();
  if (at_ == stage::cleaning)
    return wrong ? close(phase::adding) : close_failed();
  if (doing().what == kind::attach)
    return wrong ? on_add_failed() : on_added();
  if (doing().what == kind::check)
    return on_checked();
  if (!wrong)
    return on_detached();
  fail(*wrong);
  close(phase::deleting);
}

void operations_run::on_added() {
  subject_.result = chain_->result();
  if (host_interfaces_of(subject_.result).empty())
    return take_host({});
  at_ = stage::looking;
}

void operations_run::take_host(const std::vector<interface_view>& host) {
  if (all_.empty())
    return;
  subject_.host_master = host_master_of(subject_.result, host);
  if (subject_.default_route.empty())
    return close(phase::attached);
  at_ = stage::routing;
}

void operations_run::take_routed(const fault* trouble) {
  if (!trouble)
    return close(phase::attached);
  fail(without_plugin("the default route cannot be moved", *trouble));
  clean();
}

/// @see cni.md 5.4, 8.3: we own it from the record on, so what is left of it is ours to clean.
void operations_run::on_add_failed() {
  const bool dirty = chain_->left_something();
  fail(*chain_->error());
  dirty ? clean() : close_failed();
}

/// Nothing is left of it but what the status may say, which is ours to take back.
void operations_run::close_failed() {
  if (!doing().claimed)
    return close_without_record();
  subject_.result = nullptr;
  close(phase::detached);
}

void operations_run::clean() {
  run_chain(verb::del, stage::cleaning);
}

void operations_run::on_checked() {
  if (chain_->error())
    fail(*chain_->error());
  at_ = stage::forgetting;
}

void operations_run::on_detached() {
  if (doing().for_good)
    return close_without_record();
  subject_.result = nullptr;
  close(phase::detached);
}

/// Writes what the record is to say from now on.
void operations_run::close(phase at) {
  subject_.at = at;
  subject_.attempts = trouble_ ? subject_.attempts + 1 : 0;
  subject_.last_error = trouble_ ? trouble_->why.message : "";
  at_ = stage::closing;
}

void operations_run::close_without_record() {
  removes_ = true;
  at_ = stage::closing;
}

void operations_run::fail(plugin_error why) {
  auto words = why.type.empty() ? why.message : "plugin " + why.type + ": " + why.message;
  if (trouble_ && doing().what == kind::collect)
    trouble_->why.message += "; " + words;
  if (trouble_)
    return;
  setback out;
  out.why.what = verb_of(doing().what);
  if (const auto cause = cause_of(doing().subject); out.why.what == verb::del && !cause.empty())
    words.append(after_add).append(cause);
  const bool exists = out.why.what == verb::add && why.exists;
  out.why.reason = exists                        ? reason::rejected
                   : out.why.what == verb::add   ? reason::add_failed
                   : out.why.what == verb::check ? reason::check_failed
                                                 : reason::remove_failed;
  out.why.message = words;
  out.why.container = subject_.container_id;
  out.why.digest = subject_.digest;
  out.why.config = digest_of(doing().network);
  out.calls_for = why.calls_for;
  out.network_name = subject_.network_name;
  if (!is_question(out.why.what))
    tell(true, out.why.reason, std::string{failure_of(out.why.what)} + out.why.message);
  trouble_ = std::move(out);
}

void operations_run::finish(bool done) {
  if (done && doing().what == kind::attach)
    tell(false, reason::added, " is attached" + addresses_of(subject_.result));
  if (done && doing().what == kind::take_over)
    tell(false, reason::added, " is ours from now on: " + doing().why);
  if (done && doing().what == kind::detach)
    tell(false, reason::removed, removal_of(doing().subject) + doing().why);
  if (done && doing().what == kind::release)
    tell(true, reason::released,
         " is given up, only its addresses are released: " + doing().subject.last_error);
  if (!done)
    failed_.insert(doing().subject.interface);
  ended_.push_back({doing(), done, trouble_});
  all_.pop_front();
  start();
}

/// @see cni.md 3, the events of the peer
void operations_run::tell(bool warning, std::string_view why, const std::string& more) {
  const auto& of = doing().subject;
  news_.push_back({warning, std::string{why},
                   "pod [" + of.pod_namespace + "/" + of.pod_name + "]: interface "
                     + of.interface + (of.network.empty() ? "" : " of network " + of.network)
                     + more,
                   of.interface});
}

} // namespace weft::cni
