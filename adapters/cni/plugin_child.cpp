#include "adapters/cni/plugin_child.hpp"

#include "adapters/cni/group_end.hpp"
#include "adapters/cni/process_table.hpp"
#include "adapters/net/gate.hpp"
#include "adapters/net/transport_impl.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <ctime>

extern "C" int pidfd_open(pid_t, unsigned int); // <sys/pidfd.h> of glibc 2.36 forgets the linkage

namespace weft::cni {

namespace asio = boost::asio;
using boost::system::error_code;
using descriptor = asio::posix::stream_descriptor;
using local_socket = asio::local::stream_protocol::socket;

namespace {

/// write(2) to a pipe that perhaps nobody reads, without the signal that this would raise: it goes
/// to the thread that writes, and is taken from it again.
ssize_t write_quietly(int fd, std::string_view what) {
  sigset_t broken;
  sigset_t before;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &broken, &before);
  const auto sent = ::write(fd, what.data(), what.size());
  const int failed = errno;
  if (sent < 0 && failed == EPIPE && sigismember(&before, SIGPIPE) == 0) {
    const timespec now{};
    ::sigtimedwait(&broken, nullptr, &now);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = failed;
  return sent;
}

struct ends {
  net::owned_fd read;
  net::owned_fd write;
};

bool make_pipe(ends& out) {
  std::array<int, 2> both{};
  if (::pipe2(both.data(), O_CLOEXEC) != 0)
    return false;
  out.read.reset(both[0]);
  out.write.reset(both[1]);
  return true;
}

} // namespace

struct plugin_child::impl : std::enable_shared_from_this<impl> {
  enum class stage : std::uint8_t { starting, held, running, ending, over };

  /// One of the plugin's outputs.
  struct output {
    descriptor from;
    std::string text;
    std::size_t most = 0;
    bool too_much = false;
    std::array<char, 4096> piece{};
  };

  impl(net::transport& at, std::string text, std::chrono::milliseconds time, plugin_limits how,
       plugin_events tell)
    : io(at), on(at.inside().make_strand()), deadline(time), limits(how), events(std::move(tell)),
      input(std::move(text)), gate(on), into(on), ended(on),
      timer(on), outputs{output{descriptor{on}, {}, how.max_output_bytes, false, {}},
                         output{descriptor{on}, {}, how.max_error_bytes, false, {}}} {}

  ~impl() {
    if (now == stage::starting || now == stage::held)
      order->abandoned = true;
  }

  void start(std::string path, std::vector<std::string> environment) {
    order = std::make_shared<launch_order>();
    order->path = std::move(path);
    order->environment = std::move(environment);
    ends in;
    ends out;
    ends errors;
    std::array<int, 2> both{-1, -1};
    if (!make_pipe(in) || !make_pipe(out) || !make_pipe(errors)
        || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both.data()) != 0)
      return end_unstarted(errno);
    order->input = std::move(in.read);
    order->output = std::move(out.write);
    order->errors = std::move(errors.write);
    order->gate.reset(both[1]);
    gate.assign(asio::local::stream_protocol{}, both[0]);
    into.assign(in.write.release());
    into.non_blocking(true);
    outputs[0].from.assign(out.read.release());
    outputs[1].from.assign(errors.read.release());
    asio::async_read(
      gate, asio::buffer(&child, sizeof child),
      [self = shared_from_this()](error_code failed, std::size_t) { self->on_child(failed); });
    launch(order);
  }

  /// The child has said its number; zero: there is none.
  void on_child(error_code failed) {
    if (failed)
      return end_unstarted(ECHILD);
    if (child == 0)
      return listen_at_gate();
    const auto entry = find_process(child);
    const int its_end = entry ? ::pidfd_open(child, 0) : -1;
    if (its_end < 0) { // who cannot be watched, or told from others later, does not act
      const int why = entry ? errno : EMFILE;
      order->abandoned = true;
      return end_unstarted(why);
    }
    ended.assign(its_end);
    now = stage::held;
    if (abandoned)
      return give_up();
    tell([&] {
      if (events.on_held)
        events.on_held({child, entry->born});
    });
  }

  void release() {
    if (now != stage::held)
      return;
    now = stage::running;
    error_code ignored;
    asio::write(gate, asio::buffer("x", 1), ignored); // a child that is gone is seen to be
    timer.expires_after(deadline);
    timer.async_wait([weak = weak_from_this()](error_code cancelled) {
      if (auto self = weak.lock(); self && !cancelled)
        self->on_deadline();
    });
    ended.async_wait(descriptor::wait_read, [self = shared_from_this()](error_code unheard) {
      if (!unheard)
        self->on_exit();
    });
    listen_at_gate();
    for (auto& one : outputs)
      read(one);
    write();
  }

  /// An errno comes when the program cannot be run, and nothing more when it does.
  void listen_at_gate() {
    asio::async_read(gate, asio::buffer(&not_run, sizeof not_run),
                     [self = shared_from_this()](error_code failed, std::size_t) {
                       error_code ignored;
                       self->gate.close(ignored);
                       if (failed)
                         self->not_run = 0;
                       if (self->child == 0)
                         return self->end_unstarted(self->not_run);
                       self->conclude();
                     });
  }

  void write() {
    const auto left = std::string_view{input}.substr(written);
    const auto sent = left.empty() ? 0 : write_quietly(into.native_handle(), left);
    if (sent > 0)
      written += static_cast<std::size_t>(sent);
    error_code ignored;
    if (written == input.size() || (sent < 0 && errno != EAGAIN && errno != EINTR)) {
      into.close(ignored); // nothing left, or a plugin that does not care for it
      return;
    }
    into.async_wait(descriptor::wait_write, [self = shared_from_this()](error_code failed) {
      if (!failed)
        self->write();
    });
  }

  void read(output& one) {
    one.from.async_read_some(asio::buffer(one.piece),
                             [self = shared_from_this(), &one](error_code failed, std::size_t got) {
                               self->on_read(one, failed, got);
                             });
  }

  void on_read(output& one, error_code failed, std::size_t got) {
    if (failed) {
      one.from.close(failed);
      return conclude();
    }
    const auto kept = std::min(got, one.most - one.text.size());
    one.text.append(one.piece.data(), kept);
    one.too_much = one.too_much || kept < got;
    read(one);
  }

  /// The plugin has ended. Its number stays its own until it is waited for.
  void on_exit() {
    exited = true;
    if (now != stage::running)
      return;
    timer.expires_after(limits.linger);
    timer.async_wait([self = shared_from_this()](error_code cancelled) {
      if (!cancelled && self->now == stage::running)
        self->end_reading();
    });
    conclude();
  }

  void on_deadline() {
    if (now != stage::running || exited)
      return;
    now = stage::ending;
    end_group();
  }

  void end_group() {
    end_members(io, child, limits.kill_grace, [self = shared_from_this()](bool gone) {
      asio::post(self->on, [self, gone] {
        self->group_gone = gone;
        if (gone)
          self->end_reading();
        else
          self->end_group(); // it is not reported as ended before it has
      });
    });
  }

  void end_reading() {
    error_code ignored;
    for (auto& one : outputs)
      one.from.close(ignored);
    conclude();
  }

  void conclude() {
    if (gate.is_open() || outputs[0].from.is_open() || outputs[1].from.is_open())
      return;
    if (now == stage::running ? !exited : !group_gone)
      return;
    int status = 0;
    ::waitpid(child, &status, 0);
    execution out;
    out.how = now == stage::ending  ? execution::ending::timed_out
              : not_run != 0        ? execution::ending::not_started
              : WIFSIGNALED(status) ? execution::ending::killed
                                    : execution::ending::exited;
    out.status = not_run != 0          ? not_run
                 : WIFSIGNALED(status) ? WTERMSIG(status)
                                       : WEXITSTATUS(status);
    out.flooded = outputs[0].too_much;
    if (!out.flooded)
      out.output = std::move(outputs[0].text);
    out.error_output = std::move(outputs[1].text);
    if (not_run != 0)
      out.tried = {order->path};
    end(std::move(out));
  }

  void end_unstarted(int failed) {
    execution out;
    out.how = execution::ending::not_started;
    out.status = failed;
    out.tried = {order->path};
    end(std::move(out));
  }

  /// Nobody wants it, and it has not acted.
  void give_up() {
    if (now != stage::starting && now != stage::held)
      return;
    order->abandoned = true;
    end({});
  }

  void end(execution outcome) {
    if (now == stage::over)
      return;
    now = stage::over;
    error_code ignored;
    timer.cancel();
    gate.close(ignored);
    into.close(ignored);
    ended.close(ignored);
    tell([&] {
      if (auto on_end = std::exchange(events.on_end, nullptr))
        on_end(std::move(outcome));
    });
  }

  template <class Told>
  void tell(Told&& told) {
    listener.enter(std::forward<Told>(told));
  }

  net::transport& io;
  net::strand on;
  std::chrono::milliseconds deadline;
  plugin_limits limits;
  plugin_events events;
  net::gate listener; ///< closed once nobody listens
  std::string input;
  std::size_t written = 0;
  std::shared_ptr<launch_order> order;
  stage now = stage::starting;
  bool abandoned = false;
  bool exited = false;
  bool group_gone = false;
  pid_t child = 0;
  int not_run = 0; ///< errno
  local_socket gate;
  descriptor into;
  descriptor ended;              ///< readable when the child has ended
  asio::steady_timer timer;      ///< the deadline, then the end of reading
  std::array<output, 2> outputs; ///< stdout and stderr
};

plugin_child::plugin_child(net::transport& io, std::string path,
                           std::vector<std::string> environment, std::string input,
                           std::chrono::milliseconds deadline, plugin_limits limits,
                           plugin_events events)
  : impl_(std::make_shared<impl>(io, std::move(input), deadline, limits, std::move(events))) {
  asio::post(impl_->on, [self = impl_, path = std::move(path),
                         environment = std::move(environment)]() mutable {
    self->start(std::move(path), std::move(environment));
  });
}

plugin_child::~plugin_child() {
  impl_->listener.close();
  asio::post(impl_->on, [self = impl_] {
    self->abandoned = true;
    self->give_up();
  });
}

void plugin_child::release() {
  asio::post(impl_->on, [self = impl_] { self->release(); });
}

} // namespace weft::cni
