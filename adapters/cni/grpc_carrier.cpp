#include "adapters/cni/grpc_carrier.hpp"

#include "adapters/cni/grpc_bytes.hpp"
#include "adapters/net/gate.hpp"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace weft::cni {

namespace {

constexpr int first_reconnect_ms = 100;
constexpr int last_reconnect_ms = 1000;
constexpr int least_connect_ms = 5000; ///< a busy runtime may greet late

using channel_ptr = std::shared_ptr<grpc::Channel>;
using context_ptr = std::shared_ptr<grpc::ClientContext>;

channel_ptr open_channel(const cri_settings& how) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(how.max_answer_bytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, first_reconnect_ms);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, least_connect_ms);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, last_reconnect_ms);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const std::string scheme = "unix://";
  const auto path = how.socket.starts_with(scheme) ? how.socket.substr(scheme.size()) : how.socket;
  return grpc::CreateCustomChannel("unix:" + path, grpc::InsecureChannelCredentials(), arguments);
}

cri_answer answer_of(const grpc::Status& status, const grpc::ByteBuffer& body) {
  return {status.error_code(), status.error_message(),
          status.ok() ? to_string(body) : std::string{}};
}

/// What is under way, to be given up together.
class calls_under_way {
public:
  /// Everything of a call has gone with it.
  class token {
  public:
    explicit token(std::shared_ptr<calls_under_way> of) : of_(std::move(of)) { of_->begin(); }
    ~token() { of_->end(); }
    token(const token&) = delete;
    token& operator=(const token&) = delete;

  private:
    std::shared_ptr<calls_under_way> of_;
  };

  void add(const context_ptr& one) {
    const std::lock_guard lock{guard_};
    all_.push_back(one);
    std::erase_if(all_, [](const auto& each) { return each.expired(); });
  }

  /// Returns when none is left. gRPC ends the thread of its callbacks with the last channel, so
  /// that no such thread may be the one that lets go of it.
  void give_up() {
    for (const auto& each : open_ones())
      each->TryCancel();
    std::unique_lock lock{guard_};
    none_left_.wait(lock, [this] { return count_ == 0; });
  }

private:
  std::vector<context_ptr> open_ones() {
    const std::lock_guard lock{guard_};
    std::vector<context_ptr> out;
    for (const auto& each : all_)
      if (auto one = each.lock())
        out.push_back(std::move(one));
    return out;
  }
  void begin() {
    const std::lock_guard lock{guard_};
    ++count_;
  }
  void end() {
    const std::lock_guard lock{guard_};
    --count_;
    none_left_.notify_all();
  }

  std::mutex guard_;
  std::condition_variable none_left_;
  std::vector<std::weak_ptr<grpc::ClientContext>> all_;
  std::size_t count_ = 0;
};

/// Who reads a stream: it belongs to gRPC until its end.
class stream_reader : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                      public std::enable_shared_from_this<stream_reader> {
public:
  stream_reader(std::shared_ptr<calls_under_way> among, std::string path,
                const std::string& request, std::function<void(std::string)> on_message,
                std::function<void(cri_answer)> on_end)
    : among_(std::move(among)), path_(std::move(path)), request_(to_buffer(request)),
      on_message_(std::move(on_message)), on_end_(std::move(on_end)) {}

  void start(const channel_ptr& channel) {
    self_ = shared_from_this();
    grpc::GenericStub{channel}.PrepareBidiStreamingCall(&context_, path_, {}, this);
    StartWriteLast(&request_, {});
    StartRead(&message_);
    StartCall();
  }

  context_ptr context() { return {shared_from_this(), &context_}; }

  void silence() {
    listener_.close();
    context_.TryCancel();
  }

  void OnReadDone(bool one) override { // NOLINT(readability-identifier-naming)
    if (!one)
      return;
    listener_.enter([&] { on_message_(to_string(message_)); });
    message_.Clear();
    StartRead(&message_);
  }

  void OnDone(const grpc::Status& status) override { // NOLINT(readability-identifier-naming)
    listener_.enter([&] { on_end_(answer_of(status, {})); });
    self_ = nullptr;
  }

private:
  calls_under_way::token among_; ///< first: the last to go
  std::shared_ptr<stream_reader> self_;
  grpc::ClientContext context_;
  std::string path_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  std::function<void(std::string)> on_message_;
  std::function<void(cri_answer)> on_end_;
  net::gate listener_;
};

class followed_stream : public event_stream {
public:
  explicit followed_stream(const std::shared_ptr<stream_reader>& reader) : reader_(reader) {}
  ~followed_stream() override {
    if (const auto open = reader_.lock())
      open->silence();
  }

private:
  std::weak_ptr<stream_reader> reader_;
};

/// One call. All of it lives until gRPC has let go of it.
struct exchange {
  explicit exchange(std::shared_ptr<calls_under_way> of) : among(std::move(of)) {}

  calls_under_way::token among; ///< first: the last to go
  grpc::ClientContext context;
  std::string path;
  grpc::ByteBuffer request;
  grpc::ByteBuffer answer;
  std::function<void(cri_answer)> done;
};

class grpc_carrier : public cri_carrier {
public:
  explicit grpc_carrier(cri_settings how) : how_(std::move(how)), channel_(open_channel(how_)) {}
  ~grpc_carrier() override {
    listener_->close();
    under_way_->give_up();
  }

  void call(std::string path, std::string request, std::function<void(cri_answer)> done) override {
    auto one = std::make_shared<exchange>(under_way_);
    one->path = std::move(path);
    one->request = to_buffer(request);
    one->done = std::move(done);
    one->context.set_deadline(std::chrono::system_clock::now() + how_.deadline);
    under_way_->add({one, &one->context});
    grpc::GenericStub{channel_}.UnaryCall(&one->context, one->path, {}, &one->request, &one->answer,
                                          [one, listener = listener_](const grpc::Status& status) {
                                            listener->enter(
                                              [&] { one->done(answer_of(status, one->answer)); });
                                          });
  }

  std::unique_ptr<event_stream> follow(std::string path, std::string request,
                                       std::function<void(std::string)> on_message,
                                       std::function<void(cri_answer)> on_end) override {
    auto reader = std::make_shared<stream_reader>(under_way_, std::move(path), request,
                                                  std::move(on_message), std::move(on_end));
    under_way_->add(reader->context());
    reader->start(channel_);
    return std::make_unique<followed_stream>(reader);
  }

private:
  cri_settings how_;
  channel_ptr channel_;
  std::shared_ptr<calls_under_way> under_way_ = std::make_shared<calls_under_way>();
  std::shared_ptr<net::gate> listener_ = std::make_shared<net::gate>();
};

} // namespace

std::unique_ptr<cri_carrier> carry_over_grpc(cri_settings how) {
  return std::make_unique<grpc_carrier>(std::move(how));
}

} // namespace weft::cni
