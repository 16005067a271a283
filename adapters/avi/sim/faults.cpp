#include "adapters/avi/sim/faults.hpp"

#include "adapters/fault_words.hpp"

#include <array>

namespace weft::avi::sim {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What is asked for, before any of it is done.
struct wanted_faults : knobs {
  std::size_t nodes = 0;
  instant now;
  bool relent = false;
  std::vector<disturbance> answers;
  std::map<std::size_t, bool> up;
  std::optional<int> end_sessions;
  std::optional<seconds> fail_over;
  std::optional<std::string> password;
  std::vector<std::pair<std::string, std::string>> stale;
};

// -- answers -------------------------------------------------------------------------------------

constexpr std::array<std::pair<std::string_view, disturbance::way>, 7> ways{
  {{"say", disturbance::way::say},
   {"page", disturbance::way::page},
   {"resetBefore", disturbance::way::reset_before},
   {"resetAfter", disturbance::way::reset_after},
   {"cutOff", disturbance::way::cut_off},
   {"hang", disturbance::way::hang},
   {"slow", disturbance::way::slow}}};

constexpr std::array answer_words{
  fault_word<disturbance>{"how", "", "", read_choice<&disturbance::how, ways>},
  fault_word<disturbance>{"method", "", "", read_text<&disturbance::method>},
  fault_word<disturbance>{"part", "", "", read_text<&disturbance::part>},
  fault_word<disturbance>{"status", "", "", read_status<&disturbance::status>},
  fault_word<disturbance>{"text", "", "", read_text<&disturbance::text>},
  fault_word<disturbance>{"latencyMs", "", "", read_span<&disturbance::latency, milliseconds>},
  fault_word<disturbance>{"times", "", "", read_count<&disturbance::times>},
  fault_word<disturbance>{"every", "", "", read_count<&disturbance::every>},
  fault_word<disturbance>{"share", "", "", read_share<&disturbance::share>}};

std::string read_answer(wanted_faults& into, const json::value& from) {
  disturbance what;
  auto trouble = read_words<disturbance>(what, from, answer_words);
  into.answers.push_back(std::move(what));
  return trouble;
}

// -- all -----------------------------------------------------------------------------------------

std::string read_fail_over(wanted_faults& into, const json::value& from) {
  if (from.int_or(-1) < 0)
    return "it must be a whole number, zero or more";
  into.fail_over = seconds{from.int_or(0)};
  return {};
}

std::string read_end(wanted_faults& into, const json::value& from) {
  const auto status = from.int_or(0);
  if (status != 401 && status != 419)
    return "it must be 401 or 419";
  into.end_sessions = static_cast<int>(status);
  return {};
}

std::string read_rejection(wanted_faults& into, const json::value& from) {
  if (!from.is_string())
    return "it must be a part of a name; an empty one rejects none";
  into.reject = nullptr;
  if (const auto part = *from.as_string(); !part.empty())
    into.reject = [part](std::string_view type, const json::value& body) {
      const auto name = body.text_at({"name"});
      return name.find(part) == name.npos
               ? std::string{}
               : std::string{type}.append(" ").append(name).append(" is not accepted");
    };
  return {};
}

std::string read_password(wanted_faults& into, const json::value& from) {
  if (!from.is_string())
    return "it must be a text";
  into.password = *from.as_string();
  return {};
}

std::string read_stale(wanted_faults& into, const json::value& from) {
  if (from.text_at({"type"}).empty() || from.text_at({"name"}).empty())
    return "it must be an object with type and name";
  into.stale.emplace_back(from.text_at({"type"}), from.text_at({"name"}));
  return {};
}

using word = fault_word<wanted_faults>;

constexpr std::array words{
  word{"relent", "true", "forgets every \"answer\" asked for before",
       read_deed<&wanted_faults::relent>},
  word{
    "answer", "object",
    "treats requests so: how, method, part (of path and query), status and text, latencyMs, times"
    " (0: for ever), every, share",
    read_answer},
  word{"staleNextPut", "object", "type and name: another writer is faster before its next PUT",
       read_stale},
  word{"latencyMs", "[least, most]", "answers so much later",
       read_range<&knobs::least_latency, &knobs::most_latency>},
  word{"unavailableSeconds", "number", "answers everything 503 for so long",
       read_outage<&knobs::unavailable_until>},
  word{"failOverSeconds", "number", "the same, and ends all sessions and has another leader then",
       read_fail_over},
  word{"upgrading", "true or false", "refuses writes as during an upgrade",
       read_truth<&knobs::upgrading>},
  word{"endSessions", "401 or 419", "ends all sessions; what their next request is answered",
       read_end},
  word{"maxSessions", "number", "refuses more of one user; 0: no limit",
       read_count<&knobs::max_sessions>},
  word{"idleMinutes", "number", "of sessions", read_span<&knobs::idle_timeout, minutes>},
  word{"password", "text", "of user admin from now on", read_password},
  word{"rotateCsrf", "true or false", "gives a new CSRF token with every answer",
       read_truth<&knobs::rotate_csrf>},
  word{"requestsPerSecond", "number", "answers more of them 503; 0: no limit",
       read_count<&knobs::requests_per_second>},
  word{"mostAtOnce", "number", "answers more requests at once 503; 0: no limit",
       read_count<&knobs::most_at_once>},
  word{"nodeDown", "number", "resets all that comes to the node", read_node<false>},
  word{"nodeUp", "number", "lets it answer again", read_node<true>},
  word{"version", "text", "of the controller", read_text<&knobs::version>},
  word{"licenseTier", "text", "ENTERPRISE, BASIC and others", read_text<&knobs::license_tier>},
  word{"clusterState", "text", "as /api/cluster/runtime tells it",
       read_text<&knobs::cluster_state>},
  word{"rejectName", "text", "refuses objects whose name contains it; empty: none", read_rejection},
  word{"numbersAsText", "true or false", "writes masks and ports as texts",
       read_truth<&knobs::numbers_as_text>},
  word{"extraMembers", "true or false", "objects carry members that nobody knows",
       read_truth<&knobs::extra_members>},
  word{"errorsAsObjects", "true or false", "an error is an object instead of a text",
       read_truth<&knobs::errors_as_objects>},
  word{"nextHost", "text", "what next of a page begins with; empty: as asked",
       read_text<&knobs::next_host>},
  word{"nextLoops", "true or false", "next of a page leads to that page",
       read_truth<&knobs::next_loops>},
  word{"pagesRepeat", "true or false", "every page shows the first",
       read_truth<&knobs::pages_repeat>},
  word{"nullResults", "true or false", "collections have results: null",
       read_truth<&knobs::null_results>}};

void carry_out(core& at, wanted_faults what, instant now) {
  at.settings = static_cast<knobs&>(what);
  if (what.relent)
    at.relent();
  for (auto& one : what.answers)
    at.inject(std::move(one));
  for (const auto& [node, up] : what.up)
    at.set_up(node, up, now);
  for (const auto& [type, name] : what.stale)
    at.before_next_put(type, name, [](json::value& body) { body.set("description", "changed"); });
  if (what.password)
    at.change_password("admin", *what.password);
  if (what.end_sessions)
    at.end_sessions(*what.end_sessions);
  if (what.fail_over)
    at.fail_over(*what.fail_over, now);
}

} // namespace

std::string bring_about(core& at, const json::value& wanted, instant now) {
  wanted_faults what;
  static_cast<knobs&>(what) = at.settings;
  what.nodes = at.nodes();
  what.now = now;
  auto trouble = read_words<wanted_faults>(what, wanted, words);
  if (trouble.empty())
    carry_out(at, std::move(what), now);
  return trouble;
}

std::string fault_words() {
  return write_words<wanted_faults>(words);
}

} // namespace weft::avi::sim
