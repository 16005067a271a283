#include "adapters/net/process.hpp"

#include "adapters/net/owned_fd.hpp"
#include "adapters/net/transport_impl.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <map>
#include <memory>

extern char** environ;

extern "C" int pidfd_open(pid_t, unsigned int); // <sys/pidfd.h> of glibc 2.36 forgets the linkage

namespace weft::net {

namespace asio = boost::asio;
using boost::system::error_code;
using descriptor = asio::posix::stream_descriptor;

namespace {

error_code system_error(int number) {
  return {number, boost::system::system_category()};
}

/// Our end and the child's. A socket pair, since writing to a pipe nobody reads raises SIGPIPE.
struct channel {
  bool open() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
      return false;
    ours.reset(ends[0]);
    theirs.reset(ends[1]);
    return true;
  }

  owned_fd ours;
  owned_fd theirs;
};

/// "NAME=value" texts of this process with `added` on top.
std::vector<std::string>
merged_environment(const std::vector<std::pair<std::string, std::string>>& added) {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text{*entry};
    all[text.substr(0, text.find('='))] = text;
  }
  for (const auto& [name, value] : added)
    all[name] = name + "=" + value;
  std::vector<std::string> texts;
  for (auto& [name, text] : all)
    texts.push_back(std::move(text));
  return texts;
}

std::vector<char*> as_argv(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Starts the program with its standard streams on the three ends. @returns an errno.
int spawn(const command& what, const std::array<int, 3>& streams, pid_t& child) {
  std::vector<std::string> words{what.program};
  words.insert(words.end(), what.arguments.begin(), what.arguments.end());
  auto variables = merged_environment(what.environment);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (int i = 0; i < 3; ++i)
    posix_spawn_file_actions_adddup2(&files, streams[static_cast<std::size_t>(i)], i);
  posix_spawn_file_actions_addclosefrom_np(&files, 3);

  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setsigdefault(&how, &all);
  posix_spawnattr_setpgroup(&how, 0);
  posix_spawnattr_setflags(&how,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  const int failed = ::posix_spawnp(&child, what.program.c_str(), &files, &how,
                                    as_argv(words).data(), as_argv(variables).data());
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  return failed;
}

/// A command under way. Ends when the child has ended and both its outputs are read.
class running : public std::enable_shared_from_this<running> {
public:
  running(const strand& on, command what, std::function<void(result<finished>)> done)
    : strand_(on), what_(std::move(what)), done_(std::move(done)), input_(on), ended_(on),
      deadline_(on), outputs_{output{descriptor{on}, {}}, output{descriptor{on}, {}}} {}

  ~running() {
    if (child_ <= 0)
      return;
    ::kill(-child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }

  void start() {
    std::array<channel, 3> channels;
    std::array<int, 3> theirs{};
    for (std::size_t i = 0; i < 3; ++i) {
      if (!channels[i].open())
        return fail({errc::unreachable, "cannot start: " + system_error(errno).message(), {}, {}});
      theirs[i] = channels[i].theirs.get();
    }
    if (const int failed = spawn(what_, theirs, child_); failed != 0) {
      child_ = 0;
      return fail({failed == ENOENT ? errc::not_found : errc::refused,
                   "cannot start: " + system_error(failed).message(),
                   {},
                   {}});
    }
    ended_.assign(::pidfd_open(child_, 0));
    input_.assign(channels[0].ours.release());
    outputs_[0].from.assign(channels[1].ours.release());
    outputs_[1].from.assign(channels[2].ours.release());

    deadline_.expires_after(what_.deadline);
    deadline_.async_wait([weak = weak_from_this()](error_code cancelled) {
      if (auto self = weak.lock(); self && !cancelled)
        self->fail({errc::unreachable,
                    "not finished within " + std::to_string(self->what_.deadline.count()) + " ms",
                    {},
                    {}});
    });
    ended_.async_wait(descriptor::wait_read, [self = shared_from_this()](error_code failed) {
      self->exited_ = !failed;
      self->conclude();
    });
    read(outputs_[0]);
    read(outputs_[1]);
    write();
  }

private:
  struct output {
    descriptor from;
    std::string text;
  };

  void write() {
    const std::string_view left = std::string_view{what_.input}.substr(written_);
    const auto sent = left.empty() ? 0
                                   : ::send(input_.native_handle(), left.data(), left.size(),
                                            MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
      written_ += static_cast<std::size_t>(sent);
    if (left.empty() || (sent < 0 && errno != EAGAIN && errno != EINTR)) {
      error_code ignored;
      input_.close(ignored); // nothing left, or a child that does not care for it
      return;
    }
    input_.async_wait(descriptor::wait_write, [self = shared_from_this()](error_code failed) {
      if (!failed)
        self->write();
    });
  }

  void read(output& one) {
    one.from.async_read_some(asio::buffer(buffer_for(one)),
                             [self = shared_from_this(), &one](error_code failed, std::size_t got) {
                               self->on_read(one, failed, got);
                             });
  }

  std::array<char, 4096>& buffer_for(const output& one) {
    return buffers_[&one == outputs_.data() ? 0 : 1];
  }

  void on_read(output& one, error_code failed, std::size_t got) {
    if (!done_)
      return;
    if (failed) {
      one.from.close(failed);
      return conclude();
    }
    one.text.append(buffer_for(one).data(), got);
    if (one.text.size() > what_.max_output_bytes)
      return fail({errc::refused,
                   "wrote more than " + std::to_string(what_.max_output_bytes) + " bytes",
                   {},
                   {}});
    read(one);
  }

  void conclude() {
    if (!exited_ || !done_ || outputs_[0].from.is_open() || outputs_[1].from.is_open())
      return;
    int status = 0;
    ::waitpid(std::exchange(child_, 0), &status, 0);
    end(finished{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                 std::move(outputs_[0].text), std::move(outputs_[1].text)});
  }

  void fail(fault why) {
    why.where = what_.program;
    end(std::move(why));
  }

  void end(result<finished> outcome) {
    if (!done_)
      return;
    error_code ignored;
    deadline_.cancel();
    input_.close(ignored);
    ended_.close(ignored);
    for (auto& one : outputs_)
      one.from.close(ignored);
    std::exchange(done_, nullptr)(std::move(outcome));
  }

  strand strand_;
  command what_;
  std::function<void(result<finished>)> done_;
  pid_t child_ = 0; ///< zero: not started, or reaped; until then its group is ours to kill
  bool exited_ = false;
  std::size_t written_ = 0;
  descriptor input_;
  descriptor ended_; ///< readable when the child has ended
  asio::steady_timer deadline_;
  std::array<output, 2> outputs_; ///< stdout and stderr
  std::array<std::array<char, 4096>, 2> buffers_{};
};

} // namespace

void run(transport& io, command what, std::function<void(result<finished>)> done) {
  const auto on = io.inside().make_strand();
  auto one = std::make_shared<running>(on, std::move(what), std::move(done));
  asio::post(on, [one = std::move(one)] { one->start(); });
}

} // namespace weft::net
