#include "adapters/aci/sim/faults.hpp"

#include "adapters/fault_words.hpp"

#include <array>

namespace weft::aci::sim {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What is asked for, before any of it is done.
struct wanted_faults : knobs {
  std::size_t nodes = 0;
  instant now;
  bool relent = false;
  std::vector<disturbance> answers;
  std::map<std::size_t, bool> up;
  bool invalidate_tokens = false;
  bool end_sessions = false;
  bool expire_subscriptions = false;
  std::optional<delivery::kind> sockets;
  std::vector<std::string> frames;
};

// -- answers -------------------------------------------------------------------------------------

constexpr std::array<std::pair<std::string_view, disturbance::way>, 7> ways{
  {{"say", disturbance::way::say},
   {"resetBefore", disturbance::way::reset_before},
   {"resetAfter", disturbance::way::reset_after},
   {"cutOff", disturbance::way::cut_off},
   {"trickle", disturbance::way::trickle},
   {"hang", disturbance::way::hang},
   {"slow", disturbance::way::slow}}};

std::string read_node_of(disturbance& into, const json::value& from) {
  if (from.int_or(-1) < 0)
    return "it must be a node's number, from 0";
  into.node = static_cast<std::size_t>(from.int_or(0));
  return {};
}

constexpr std::array answer_words{
  fault_word<disturbance>{"how", "", "", read_choice<&disturbance::how, ways>},
  fault_word<disturbance>{"method", "", "", read_text<&disturbance::method>},
  fault_word<disturbance>{"part", "", "", read_text<&disturbance::part>},
  fault_word<disturbance>{"node", "", "", read_node_of},
  fault_word<disturbance>{"status", "", "", read_status<&disturbance::status>},
  fault_word<disturbance>{"code", "", "", read_text<&disturbance::code>},
  fault_word<disturbance>{"text", "", "", read_text<&disturbance::text>},
  fault_word<disturbance>{"latencyMs", "", "", read_span<&disturbance::latency, milliseconds>},
  fault_word<disturbance>{"times", "", "", read_count<&disturbance::times>},
  fault_word<disturbance>{"every", "", "", read_count<&disturbance::every>}};

std::string read_answer(wanted_faults& into, const json::value& from) {
  disturbance what;
  auto trouble = read_words<disturbance>(what, from, answer_words);
  into.answers.push_back(std::move(what));
  return trouble;
}

// -- events --------------------------------------------------------------------------------------

constexpr std::array event_words{
  fault_word<event_manners>{"drop", "", "", read_share<&event_manners::drop>},
  fault_word<event_manners>{"duplicate", "", "", read_share<&event_manners::duplicate>},
  fault_word<event_manners>{"delayMs", "", "",
                            read_range<&event_manners::least_delay, &event_manners::most_delay>},
  fault_word<event_manners>{"overtake", "", "", read_truth<&event_manners::overtake>},
  fault_word<event_manners>{"childFirst", "", "", read_truth<&event_manners::child_first>},
  fault_word<event_manners>{"coalesce", "", "", read_truth<&event_manners::coalesce>},
  fault_word<event_manners>{"full", "", "", read_truth<&event_manners::full>},
  fault_word<event_manners>{"settleMs", "", "", read_span<&event_manners::settle, milliseconds>}};

std::string read_events(wanted_faults& into, const json::value& from) {
  return read_words<event_manners>(into.events, from, event_words);
}

// -- all -----------------------------------------------------------------------------------------

std::string read_sockets(wanted_faults& into, const json::value& from) {
  const auto word = from.text_or("");
  if (word != "close" && word != "drop" && word != "freeze")
    return "it must be close, drop or freeze";
  into.sockets = word == "close"  ? delivery::kind::close
                 : word == "drop" ? delivery::kind::drop
                                  : delivery::kind::freeze;
  return {};
}

std::string read_frame_to_say(wanted_faults& into, const json::value& from) {
  if (!from.is_string())
    return "it must be a text";
  into.frames.push_back(*from.as_string());
  return {};
}

std::string read_tenants(wanted_faults& into, const json::value& from) {
  std::set<std::string> names;
  if (!from.as_array())
    return "it must be a list of names";
  for (const auto& one : *from.as_array()) {
    if (!one.is_string())
      return "it must be a list of names";
    names.insert(*one.as_string());
  }
  into.denied_tenants = std::move(names);
  return {};
}

std::string read_rejection(wanted_faults& into, const json::value& from) {
  if (!from.is_string())
    return "it must be a part of a DN; an empty one rejects none";
  into.reject = nullptr;
  if (const auto part = *from.as_string(); !part.empty())
    into.reject = [part](std::string_view dn) {
      return dn.find(part) == dn.npos ? std::string{} : std::string{dn} + " is not accepted";
    };
  return {};
}

using word = fault_word<wanted_faults>;

constexpr std::array words{
  word{"relent", "true", "forgets every \"answer\" asked for before",
       read_deed<&wanted_faults::relent>},
  word{"answer", "object",
       "treats requests so: how, method, part (of path and query), node, status, code and text"
       " (without them a web page), latencyMs, times (0: for ever), every",
       read_answer},
  word{"latencyMs", "[least, most]", "answers so much later",
       read_range<&knobs::least_latency, &knobs::most_latency>},
  word{"unavailableSeconds", "number", "answers everything 503 for so long",
       read_outage<&knobs::unavailable_until>},
  word{"unavailableEvery", "number", "answers each n-th request 503; 0: none",
       read_count<&knobs::unavailable_every>},
  word{"requestsPerSecond", "number", "answers more of them at one node 503; 0: no limit",
       read_count<&knobs::requests_per_second>},
  word{"loginsPerSecond", "number", "answers more log-ins and refreshes 503; 0: no limit",
       read_count<&knobs::logins_per_second>},
  word{"failuresBeforeBlock", "number", "blocks a user after so many wrong passwords; 0: never",
       read_count<&knobs::failures_before_block>},
  word{"maxBodyBytes", "number", "answers larger bodies 413; 0: no limit",
       read_count<&knobs::max_body_bytes>},
  word{"maxResults", "number", "refuses to show more objects at once",
       read_count<&knobs::max_results>},
  word{"nodeDown", "number", "resets all that comes to the node, which forgets its sessions",
       read_node<false>},
  word{"nodeUp", "number", "lets it answer again", read_node<true>},
  word{"invalidateTokens", "true", "makes a new log-in necessary",
       read_deed<&wanted_faults::invalidate_tokens>},
  word{"endSessions", "true", "ends all sessions, as their longest lifetime does",
       read_deed<&wanted_faults::end_sessions>},
  word{"refuseRefresh", "true or false", "refuses to renew tokens",
       read_truth<&knobs::refuse_refresh>},
  word{"expireSubscriptions", "true", "ends all subscriptions without a word",
       read_deed<&wanted_faults::expire_subscriptions>},
  word{"sockets", "close, drop or freeze",
       "ends all event sockets with or without a close frame, or makes them fall silent",
       read_sockets},
  word{"say", "text", "sends it over all event sockets, whatever it is", read_frame_to_say},
  word{"events", "object",
       "treats events so: drop and duplicate (shares), delayMs, overtake, childFirst, coalesce,"
       " full, settleMs",
       read_events},
  word{"deniedTenants", "list of names", "takes every right to them from everybody", read_tenants},
  word{"rejectDn", "text", "refuses objects whose DN contains it; empty: none", read_rejection},
  word{"acceptsLifetime", "true or false", "false: knows no refresh-timeout, as before 3.2(3)",
       read_truth<&knobs::accepts_lifetime>},
  word{"tokensEverywhere", "true or false", "true: a token is good at every node",
       read_truth<&knobs::tokens_everywhere>},
  word{"tokenLifetimeSeconds", "number", "of tokens given from now on",
       read_span<&knobs::token_lifetime, seconds>},
  word{"sessionLifetimeSeconds", "number", "of sessions begun from now on",
       read_span<&knobs::session_lifetime, seconds>},
  word{"subscriptionLifetimeSeconds", "number", "of subscriptions that do not say",
       read_span<&knobs::subscription_lifetime, seconds>}};

void carry_out(core& apics, wanted_faults what, instant now) {
  apics.settings = static_cast<knobs&>(what);
  if (what.relent)
    apics.relent();
  for (auto& one : what.answers)
    apics.inject(std::move(one));
  for (const auto& [node, up] : what.up)
    apics.set_up(node, up, now);
  if (what.invalidate_tokens)
    apics.invalidate_tokens();
  if (what.expire_subscriptions)
    apics.expire_subscriptions();
  for (auto& one : what.frames)
    apics.say(std::move(one), now);
  if (what.sockets)
    apics.disturb_sockets(*what.sockets, now);
  if (what.end_sessions)
    apics.end_sessions(now);
}

} // namespace

std::string bring_about(core& apics, const json::value& wanted, instant now) {
  wanted_faults what;
  static_cast<knobs&>(what) = apics.settings;
  what.nodes = apics.nodes();
  what.now = now;
  auto trouble = read_words<wanted_faults>(what, wanted, words);
  if (trouble.empty())
    carry_out(apics, std::move(what), now);
  return trouble;
}

std::string fault_words() {
  return write_words<wanted_faults>(words);
}

} // namespace weft::aci::sim
