#include "adapters/aci/in_process.hpp"

#include "adapters/aci/in_process_socket.hpp"
#include "adapters/aci/signer.hpp"

#include <utility>

namespace weft::aci {

namespace {

fault lost(const std::string& where, std::string what) {
  return {errc::unreachable, std::move(what), where, {}};
}

/// A request that waits for its answer. Whoever may still answer it holds a share.
struct unanswered {
  std::string where;
  client::completion done;

  void settle(result<answer> with) {
    if (const auto tell = std::exchange(done, nullptr))
      tell(std::move(with));
  }
};

result<answer> read_reply_of(sim::reply from, const std::string& where) {
  using way = sim::reply::way;
  if (from.how == way::absent)
    return lost(where, "cannot connect: nobody listens");
  if (from.how == way::reset || from.how == way::cut_off)
    return lost(where, "connection closed before a whole answer");
  return answer{from.what.status, std::move(from.what.body)};
}

} // namespace

struct in_process::impl : std::enable_shared_from_this<in_process::impl> {
  impl(sim::switchboard& through, credential whose) : board(through), who(std::move(whose)) {
    load();
  }

  void load() {
    key.reset();
    if (who.key_pem.empty())
      return;
    if (auto read = signer::from_pem(who.key_pem))
      key = std::move(*read);
  }

  net::http_request request(const call& what, const std::string& token) const {
    net::http_request out{what.method, what.target, {{"Accept", "application/json"}}, what.body};
    if (key)
      out.fields.emplace_back("Cookie", signed_cookies(*key, who.certificate_dn, what, token));
    else if (!token.empty())
      out.fields.emplace_back("Cookie", "APIC-cookie=" + token);
    return out;
  }

  /// The request has arrived.
  void arrive(std::size_t node, const net::http_request& what,
              const std::shared_ptr<unanswered>& waiting) {
    auto out = board.peer().receive(node % nodes(), what, board.around().now());
    if (out.how == sim::reply::way::hang)
      return;
    const auto latency = out.latency;
    auto leave = [self = shared_from_this(), out = std::move(out), waiting] {
      self->board.around().post(
        [out, waiting] { waiting->settle(read_reply_of(out, waiting->where)); });
    };
    if (latency.count() > 0)
      board.around().after(latency, std::move(leave));
    else
      leave();
  }

  void exchange(std::size_t node, const call& what, const std::string& token,
                std::chrono::milliseconds deadline, completion done) {
    auto waiting = std::make_shared<unanswered>();
    waiting->where = "apic " + what.method + " " + what.target.substr(0, what.target.find('?'));
    waiting->done = std::move(done);
    board.around().after(deadline, [waiting] {
      waiting->settle(lost(waiting->where, "no answer within the deadline"));
    });
    board.around().post([self = shared_from_this(), node, asked = request(what, token), waiting] {
      self->arrive(node, asked, waiting);
    });
  }

  std::size_t nodes() const { return board.peer().nodes(); }

  sim::switchboard& board;
  credential who;
  std::optional<signer> key;
  std::function<void()> told;
};

in_process::in_process(sim::switchboard& through, credential who)
  : impl_(std::make_shared<impl>(through, std::move(who))) {}

in_process::~in_process() = default;

std::size_t in_process::nodes() const {
  return impl_->nodes();
}

std::string in_process::name_of(std::size_t node) const {
  return "apic" + std::to_string(node % nodes() + 1);
}

bool in_process::signs() const {
  return !impl_->who.key_pem.empty();
}

void in_process::log_in(std::size_t node, std::chrono::milliseconds deadline, completion done) {
  const auto& who = impl_->who;
  impl_->exchange(node, aci::log_in(who.user, who.password, who.domain), {}, deadline,
                  std::move(done));
}

void in_process::log_out(std::size_t node, std::string token, std::chrono::milliseconds deadline,
                         completion done) {
  impl_->exchange(node, aci::log_out(impl_->who.user), token, deadline, std::move(done));
}

void in_process::send(std::size_t node, call what, std::string token,
                      std::chrono::milliseconds deadline, completion done) {
  impl_->exchange(node, what, token, deadline, std::move(done));
}

std::unique_ptr<event_socket> in_process::listen(std::size_t node, std::string token,
                                                 std::chrono::milliseconds deadline,
                                                 socket_events events) {
  auto asked = impl_->request({"GET", socket_target(token), {}}, token);
  return open_in_process_socket(impl_->board, node % nodes(), std::move(asked), deadline,
                                std::move(events));
}

void in_process::on_new_credential(std::function<void()> told) {
  impl_->told = std::move(told);
}

void in_process::change_credential(credential who) {
  impl_->who = std::move(who);
  impl_->load();
  if (impl_->told)
    impl_->board.around().post(impl_->told);
}

} // namespace weft::aci
