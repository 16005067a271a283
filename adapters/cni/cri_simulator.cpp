#include "adapters/cni/cri_simulator.hpp"

#include "adapters/cni/grpc_bytes.hpp"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <deque>
#include <stdexcept>
#include <string_view>

namespace weft::cni {

namespace {

/// One call: it reads a message and writes one, or one per event, until it ends. It belongs to
/// gRPC.
class served_call : public grpc::ServerGenericBidiReactor,
                    public std::enable_shared_from_this<served_call> {
public:
  using arrived = std::function<void(const std::shared_ptr<served_call>&, std::string)>;

  explicit served_call(arrived on_request) : on_request_(std::move(on_request)) {}

  void begin() {
    self_ = shared_from_this();
    StartRead(&read_);
  }

  void send(const std::string& message) {
    const std::lock_guard lock{guard_};
    waiting_.push_back(to_buffer(message));
    write_next();
  }

  /// After what was sent before.
  void end(int status, std::string what) {
    const std::lock_guard lock{guard_};
    last_ = std::make_unique<grpc::Status>(static_cast<grpc::StatusCode>(status), std::move(what));
    write_next();
  }

  /// @param told Once, when whoever called has gone.
  void on_gone(std::function<void()> told) {
    const std::lock_guard lock{guard_};
    on_gone_ = std::move(told);
  }

  void OnReadDone(bool one) override { // NOLINT(readability-identifier-naming)
    if (one)
      on_request_(self_, to_string(read_));
    else
      end(grpc::INTERNAL, "no request");
  }

  void OnWriteDone(bool) override { // NOLINT(readability-identifier-naming)
    const std::lock_guard lock{guard_};
    writing_ = false;
    waiting_.pop_front();
    write_next();
  }

  void OnCancel() override { end(grpc::CANCELLED, {}); } // NOLINT(readability-identifier-naming)

  void OnDone() override { // NOLINT(readability-identifier-naming)
    std::function<void()> told;
    {
      const std::lock_guard lock{guard_};
      told.swap(on_gone_);
    }
    if (told)
      told();
    self_ = nullptr;
  }

private:
  void write_next() {
    if (writing_ || finished_)
      return;
    if (!waiting_.empty()) {
      writing_ = true;
      StartWrite(&waiting_.front());
    } else if (last_) {
      finished_ = true;
      Finish(*last_);
    }
  }

  std::shared_ptr<served_call> self_;
  arrived on_request_;
  grpc::ByteBuffer read_;
  std::mutex guard_;
  std::deque<grpc::ByteBuffer> waiting_;
  std::unique_ptr<grpc::Status> last_;
  std::function<void()> on_gone_;
  bool writing_ = false;
  bool finished_ = false;
};

} // namespace

struct cri_simulator::impl : std::enable_shared_from_this<cri_simulator::impl> {
  /// What a server knows of us. It serves one of them only.
  struct service : grpc::CallbackGenericService {
    explicit service(impl& of) : owner(of) {}

    grpc::ServerGenericBidiReactor*
    CreateReactor(grpc::GenericCallbackServerContext* context) override { // NOLINT
      return owner.take(context->method());
    }

    impl& owner;
  };

  impl(net::transport& carrier, std::string at, sim::runtime with)
    : io(carrier), socket(std::move(at)), core(std::move(with)) {}

  void listen() {
    calls = std::make_unique<service>(*this);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + socket, grpc::InsecureServerCredentials());
    builder.RegisterCallbackGenericService(calls.get());
    server = builder.BuildAndStart();
    if (!server)
      throw std::runtime_error("cannot listen at " + socket);
  }

  /// Returns when no call is left.
  void close() {
    if (server)
      server->Shutdown(std::chrono::system_clock::now());
    server = nullptr;
  }

  served_call* take(const std::string& path) {
    auto one = std::make_shared<served_call>(
      [this, path](const std::shared_ptr<served_call>& call, const std::string& request) {
        if (path != events_path || !follow(call))
          answer(call, path, request);
      });
    one->begin();
    return one.get();
  }

  bool follow(const std::shared_ptr<served_call>& call) {
    const std::lock_guard lock{guard};
    const auto number
      = core.tell_events([call](const std::string& message) { call->send(message); },
                         [call] { call->end(grpc::UNAVAILABLE, "going away"); });
    if (number != 0)
      call->on_gone([this, number] {
        io.post([weak = weak_from_this(), number] {
          if (const auto self = weak.lock()) {
            const std::lock_guard inner{self->guard};
            self->core.stop_telling(number);
          }
        });
      });
    return number != 0;
  }

  void answer(const std::shared_ptr<served_call>& call, const std::string& path,
              const std::string& request) {
    const std::lock_guard lock{guard};
    const auto reply = core.receive(path, request);
    if (reply.hangs)
      return;
    const auto leave = [call, what = reply.what] {
      if (what.status == 0)
        call->send(what.body);
      call->end(what.status, what.what);
    };
    if (reply.latency.count() > 0)
      io.after(reply.latency, leave);
    else
      leave();
  }

  static constexpr std::string_view events_path = "/runtime.v1.RuntimeService/GetContainerEvents";

  net::transport& io;
  std::string socket;
  std::mutex guard;
  sim::runtime core;
  std::unique_ptr<service> calls;
  std::unique_ptr<grpc::Server> server;
};

cri_simulator::cri_simulator(net::transport& io, std::string socket, sim::runtime state)
  : impl_(std::make_shared<impl>(io, std::move(socket), std::move(state))) {
  impl_->listen();
}

cri_simulator::~cri_simulator() {
  set_up(false);
}

void cri_simulator::set_up(bool up) {
  with([&](sim::runtime& what) { what.set_up(up); });
  impl_->close();
  if (up)
    impl_->listen();
}

std::mutex& cri_simulator::guard() {
  return impl_->guard;
}

sim::runtime& cri_simulator::state() {
  return impl_->core;
}

} // namespace weft::cni
