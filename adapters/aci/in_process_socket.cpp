#include "adapters/aci/in_process_socket.hpp"

#include "adapters/aci/apic.hpp"
#include "adapters/aci/apic_socket.hpp"

#include <utility>

namespace weft::aci {

namespace {

using namespace std::chrono_literals;

/// Three pings of 20 s: the last of them finds that two were not answered.
constexpr auto pings_notice_after = 60s;
const std::size_t longest_frame = apic_settings{}.max_frame_bytes;

net::web_socket_end broken(std::string what) {
  net::web_socket_end out;
  out.why = {errc::unreachable, std::move(what), {}, {}};
  return out;
}

/// One socket as its client has it: messages come by `post`, each in its own time.
class line : public std::enable_shared_from_this<line> {
public:
  line(sim::switchboard& through, socket_events events)
    : board_(through), events_(std::move(events)) {}

  void open(std::size_t node, net::http_request what, std::chrono::milliseconds deadline) {
    board_.around().after(deadline, [weak = weak_from_this()] {
      if (auto self = weak.lock(); self && !self->open_)
        self->end(broken("not open in time"));
    });
    board_.around().post([self = shared_from_this(), node, what = std::move(what)] {
      if (!self->ended_)
        self->arrive(node, what);
    });
  }

  void hang_up() {
    ended_ = true;
    if (socket_ == 0)
      return;
    board_.disconnect(socket_);
    board_.around().post([&board = board_, socket = socket_] {
      board.peer().socket_gone(socket, board.around().now());
    });
  }

private:
  void arrive(std::size_t node, const net::http_request& what) {
    const auto out = board_.peer().open_socket(node, what, board_.around().now());
    if (out.socket == 0)
      return deliver([out](line& self) {
        auto how = broken("cannot connect: nobody listens");
        if (out.otherwise.how != sim::reply::way::absent)
          how.declined = out.otherwise.what;
        self.end(std::move(how));
      });
    socket_ = out.socket;
    board_.connect(socket_, [weak = weak_from_this()](const sim::delivery& what_came) {
      if (auto self = weak.lock())
        self->on_delivery(what_came);
    });
    deliver([](line& self) {
      self.open_ = true;
      if (self.events_.on_open)
        self.events_.on_open();
    });
  }

  void on_delivery(const sim::delivery& what) {
    using enum sim::delivery::kind;
    if (what.what == freeze) {
      board_.around().after(pings_notice_after, [weak = weak_from_this()] {
        if (auto self = weak.lock())
          self->end(broken("no answer to 2 pings in a row"));
      });
      return;
    }
    deliver([what](line& self) {
      if (what.what == close || what.what == drop)
        return self.end(end_of(what));
      if (self.events_.on_word)
        self.events_.on_word(word_of(what));
    });
  }

  static socket_word word_of(const sim::delivery& what) {
    using kind = net::web_socket_message::kind;
    net::web_socket_message out{what.what == sim::delivery::kind::text ? kind::text : kind::binary,
                                what.bytes};
    if (what.bytes.size() > longest_frame)
      out.what = kind::too_large;
    return read_word(out);
  }

  static net::web_socket_end end_of(const sim::delivery& what) {
    if (what.what == sim::delivery::kind::drop)
      return broken("the peer has ended the connection");
    net::web_socket_end out;
    out.code = what.code;
    return out;
  }

  template <class Work>
  void deliver(Work work) {
    board_.around().post([weak = weak_from_this(), work = std::move(work)] {
      if (auto self = weak.lock(); self && !self->ended_)
        work(*self);
    });
  }

  void end(net::web_socket_end how) {
    if (ended_)
      return;
    hang_up();
    if (events_.on_end)
      events_.on_end(explain_end(how));
  }

  sim::switchboard& board_;
  socket_events events_;
  std::uint64_t socket_ = 0;
  bool open_ = false;
  bool ended_ = false;
};

class held_line final : public event_socket {
public:
  explicit held_line(std::shared_ptr<line> inside) : inside_(std::move(inside)) {}
  ~held_line() override { inside_->hang_up(); }

private:
  std::shared_ptr<line> inside_;
};

} // namespace

std::unique_ptr<event_socket> open_in_process_socket(sim::switchboard& through, std::size_t node,
                                                     net::http_request what,
                                                     std::chrono::milliseconds deadline,
                                                     socket_events events) {
  auto made = std::make_shared<line>(through, std::move(events));
  made->open(node, std::move(what), deadline);
  return std::make_unique<held_line>(std::move(made));
}

} // namespace weft::aci
