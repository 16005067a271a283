#include "actors/k8s/api.hpp"

#include "actors/runtime/backoff.hpp"
#include "actors/runtime/deliver_to.hpp"
#include "adapters/metrics/registry.hpp"
#include "protocol/k8s/status.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

/// Requests of a lane under way, of those of all lanes: one lane never takes every place.
/// @see kubernetes.md 2.4
constexpr double share_of_reads = 0.75;
constexpr double share_of_writes = 0.75;
constexpr double share_of_events = 0.25;
constexpr std::size_t leases_at_once = 8;
constexpr auto ease_apart = 1s;      ///< what fails at once is one sign, not many
constexpr auto unadvised_pause = 1s; ///< after a 429 that does not say how long
constexpr double scatter = 0.2; ///< by how much a pause is longer, so that not all come at once
constexpr std::array<const char*, 4> lane_words{"lease", "read", "write", "event"};
constexpr std::size_t waiting_events = 1000;
constexpr std::uint32_t tolerated_silences = 3;  ///< of a read
constexpr std::uint32_t tolerated_refusals = 10; ///< with a pause each
constexpr std::chrono::milliseconds longest_pause = 60s;
constexpr backoff silence{500ms, 5s};

/// The namespace in a request's path; empty: none.
std::string namespace_of(const k8s::request& what) {
  constexpr std::string_view mark = "/namespaces/";
  const auto at = what.target.find(mark);
  if (at == what.target.npos)
    return {};
  const auto begin = at + mark.size();
  return what.target.substr(begin, what.target.find_first_of("/?", begin) - begin);
}

/// What is read, and in which form.
std::string name_of(const k8s::request& what) {
  return what.target + " " + what.accept;
}

std::string where_of(const k8s::request& what) {
  return "k8s " + what.method + " " + what.target.substr(0, what.target.find('?'));
}

/// Whether the answer speaks of what was asked alone, and not of how the server stands with us.
bool is_of_the_request(int status) {
  return status / 100 == 4 && status != 401 && status != 403 && status != 429;
}

bool is_write(lane through) {
  return through == lane::write || through == lane::event;
}

} // namespace

api_session_actor::behavior_type api_session_state::start(std::shared_ptr<k8s::client> io,
                                                          surroundings* here, std::size_t at_once) {
  client = std::move(io);
  most = allowance = std::max<std::size_t>(at_once, 1);
  const auto all = static_cast<double>(most);
  for (const auto& [which, share] :
       {std::pair{lane::read, share_of_reads}, std::pair{lane::write, share_of_writes},
        std::pair{lane::event, share_of_events}})
    queue_of(which).places = std::max<std::size_t>(static_cast<std::size_t>(share * all), 1);
  queue_of(lane::lease).places = leases_at_once;
  world = here;
  paused_until = self->clock().now(); // it has been open since then
  eased_at = paused_until - ease_apart;
  self->set_error_handler([](caf::error&) {});
  return {
    [this](const api_call& call) { return accept(call); },
    [this](describe) { return describe_self(); },
    [this](const api_done& done) { on_done(done); },
    [this](const wake& told) { on_wake(told); },
  };
}

caf::result<api_answer> api_session_state::accept(const api_call& call) {
  ++handled;
  if (call.through == lane::event && queue_of(call.through).waiting.size() >= waiting_events) {
    ++dropped;
    return to_error({errc::throttled, "too many events are waiting", where_of(*call.what), {}});
  }
  auto promise = self->make_response_promise<api_answer>();
  const auto ticket = promises.add(promise);
  if (share(call, ticket))
    return promise;
  exchanges.emplace(ticket, exchange{call});
  line_up(ticket);
  pump();
  return promise;
}

bool api_session_state::share(const api_call& call, std::uint64_t ticket) {
  if (call.through != lane::read || call.what->method != "GET")
    return false;
  const auto [first, fresh] = unsent_reads.emplace(name_of(*call.what), ticket);
  if (!fresh)
    exchanges.at(first->second).alike.push_back(ticket);
  return !fresh;
}

void api_session_state::line_up(std::uint64_t ticket) {
  auto& one = exchanges.at(ticket);
  one.lined_up = self->clock().now();
  queue_of(one.ask.through).waiting.add(namespace_of(*one.ask.what), ticket);
}

void api_session_state::pump() {
  for (bool moved = true; std::exchange(moved, false); ++turn)
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      const auto which = static_cast<lane>((turn + i) % lanes.size());
      if (queue_of(which).waiting.empty() || !has_place(which))
        continue;
      send(queue_of(which).waiting.take());
      moved = true;
    }
}

bool api_session_state::has_place(lane through) const {
  const auto& mine = lanes[static_cast<std::size_t>(through)];
  if (through == lane::lease)
    return mine.in_flight < mine.places;
  const auto places = std::max<std::size_t>(mine.places * allowance / most, 1);
  return !paused() && mine.in_flight < places && under_way() < allowance;
}

std::size_t api_session_state::under_way() const {
  std::size_t all = 0;
  for (std::size_t i = 0; i < lanes.size(); ++i)
    all += static_cast<lane>(i) == lane::lease ? 0 : lanes[i].in_flight;
  return all;
}

void api_session_state::ease() {
  const auto time = self->clock().now();
  if (time - eased_at < ease_apart)
    return;
  eased_at = time;
  const auto least = std::max<std::size_t>(most / 8, 1);
  allowance = std::max(std::min(allowance, under_way() + 1) / 2, least);
}

void api_session_state::send(std::uint64_t ticket) {
  const auto& ask = exchanges.at(ticket).ask;
  if (const auto read = unsent_reads.find(name_of(*ask.what));
      read != unsent_reads.end() && read->second == ticket)
    unsent_reads.erase(read);
  const auto permitted
    = std::chrono::floor<std::chrono::milliseconds>(world->permit.remaining(world->boot()));
  if (is_write(ask.through) && permitted <= 0ms)
    return fail(ticket, {errc::expired, "this process does not lead", where_of(*ask.what), {}});
  ++queue_of(exchanges.at(ticket).ask.through).in_flight;
  measure_wait(exchanges.at(ticket));
  auto what = *ask.what;
  what.apart = ask.through == lane::lease;
  if (is_write(ask.through) && world->permit.remaining(world->boot()) != fence::instant::max())
    what.deadline = permitted; // it may wait for a connection, but not beyond our leadership
  client->call(std::move(what),
               [ticket, say = deliver_to<api_done>(self)](result<k8s::response> got) {
                 if (got)
                   say({ticket, take_snapshot(std::move(*got)), {}});
                 else
                   say({ticket, nullptr, got.error()});
               });
}

void api_session_state::on_done(const api_done& done) {
  --queue_of(exchanges.at(done.ticket).ask.through).in_flight;
  if (done.answer)
    on_answer(done.ticket, done.answer);
  else
    on_silence(done.ticket, done.why);
  pump();
}

void api_session_state::on_answer(std::uint64_t ticket, const snapshot<k8s::response>& answer) {
  auto& one = exchanges.at(ticket);
  const auto& ask = one.ask;
  const bool busy = answer->status == 429 || answer->status == 503;
  if (busy && ask.through != lane::lease)
    ease();
  else if (ask.through != lane::lease)
    allowance = std::min(allowance + 1, most);
  if (answer->status / 100 == 2) {
    if (ask.through != lane::lease)
      trouble.clear();
    return settle(ticket, api_answer{answer});
  }
  auto why = k8s::read_failure(*answer, where_of(*ask.what));
  if (answer->status == 429 && why.retry_after <= 0ms)
    why.retry_after = unadvised_pause;
  if (!is_of_the_request(answer->status))
    trouble = to_string(why);
  if (!busy || why.retry_after <= 0ms)
    return on_fault(ticket, why, std::to_string(answer->status));
  pause(why.retry_after);
  if (ask.through == lane::lease || ++one.refusals > tolerated_refusals)
    return fail(ticket, why);
  count_retry(one, std::to_string(answer->status));
  line_up(ticket);
}

void api_session_state::on_silence(std::uint64_t ticket, const fault& why) {
  trouble = to_string(why);
  if (exchanges.at(ticket).ask.through != lane::lease)
    ease();
  on_fault(ticket, why, "<error>");
}

void api_session_state::on_fault(std::uint64_t ticket, const fault& why, const std::string& code) {
  const auto& one = exchanges.at(ticket);
  const bool repeatable = one.ask.what->method == "GET" && one.ask.through != lane::lease;
  if (why.code != errc::unreachable || !repeatable || one.retries == tolerated_silences)
    return fail(ticket, why);
  retry_later(ticket, code);
}

void api_session_state::fail(std::uint64_t ticket, const fault& why) {
  settle(ticket, to_error(why));
}

template <class Answer>
void api_session_state::settle(std::uint64_t ticket, const Answer& with) {
  const auto over = exchanges.extract(ticket);
  promises.settle(ticket, with);
  for (const auto one : over.mapped().alike)
    promises.settle(one, with);
}

void api_session_state::measure_wait(const exchange& of) const {
  const std::chrono::duration<double> waited = self->clock().now() - of.lined_up;
  if (world->numbers)
    world->numbers
      ->histogram(metrics::names::rest_client_rate_limiter_duration_seconds,
                  {of.ask.what->method, client->host()})
      .observe(waited.count());
}

void api_session_state::count_retry(const exchange& of, const std::string& code) {
  ++retries;
  if (world->numbers)
    world->numbers
      ->counter(metrics::names::rest_client_request_retries_total,
                {code, of.ask.what->method, client->host()})
      .add();
}

void api_session_state::pause(std::chrono::milliseconds span) {
  const auto time = self->clock().now();
  const auto longer = 1 + scatter * world->spread();
  const auto until = time
                     + std::chrono::duration_cast<std::chrono::nanoseconds>(
                       longer * std::chrono::duration<double>(std::min(span, longest_pause)));
  if (until <= paused_until)
    return;
  if (!paused())
    paused_since = time;
  paused_until = until;
  clock.arm(self, purpose::resume, until - time);
}

void api_session_state::retry_later(std::uint64_t ticket, const std::string& code) {
  count_retry(exchanges.at(ticket), code);
  const auto delay = silence.before(exchanges.at(ticket).retries++, world->spread());
  resting.emplace(self->clock().now() + delay, ticket);
  arm_retry();
}

void api_session_state::arm_retry() {
  if (!resting.empty())
    clock.arm(self, purpose::retry, resting.begin()->first - self->clock().now());
}

void api_session_state::on_wake(const wake& told) {
  if (!clock.due(told))
    return;
  while (!resting.empty() && resting.begin()->first <= self->clock().now())
    line_up(resting.extract(resting.begin()).value().second);
  arm_retry();
  pump();
}

bool api_session_state::paused() const {
  return self->clock().now() < paused_until;
}

api_session_state::queue& api_session_state::queue_of(lane which) {
  return lanes[static_cast<std::size_t>(which)];
}

description api_session_state::describe_self() const {
  using std::chrono::milliseconds;
  const auto time = self->clock().now();
  description out;
  out.actor = "k8s.api";
  out.state = paused() ? "paused" : "open";
  const auto since = paused() ? paused_since : paused_until;
  out.state_age_ms = std::chrono::duration_cast<milliseconds>(time - since).count();
  out.mailbox = self->mailbox().size();
  out.handled = handled;
  out.last_error = trouble;
  out.next_timer_ms = clock.next_ms(time);
  for (std::size_t i = 0; i < lanes.size(); ++i)
    out.details.emplace_back(lane_words[i], std::to_string(lanes[i].in_flight) + " in flight, "
                                              + std::to_string(lanes[i].waiting.size())
                                              + " waiting");
  out.details.emplace_back("at once", std::to_string(allowance));
  out.details.emplace_back("repeated", std::to_string(retries));
  out.details.emplace_back("resting", std::to_string(resting.size()));
  out.details.emplace_back("dropped events", std::to_string(dropped));
  if (paused())
    out.details.emplace_back(
      "paused until",
      to_rfc3339(world->wall() + std::chrono::ceil<std::chrono::seconds>(paused_until - time)));
  return out;
}

api_session_actor::behavior_type
api_session(api_session_actor::stateful_pointer<api_session_state> self,
            std::shared_ptr<k8s::client> io, surroundings* here, std::size_t at_once) {
  return self->state.start(std::move(io), here, at_once);
}

} // namespace weft
