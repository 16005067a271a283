#include "adapters/cni/cri_client.hpp"

#include "adapters/cni/cri_words.hpp"
#include "adapters/net/gate.hpp"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>

#include <atomic>
#include <mutex>
#include <set>
#include <utility>

namespace weft::cni {

namespace {

using namespace runtime::v1; // NOLINT(google-build-using-namespace): the interface's messages

constexpr const char* first_api = "v1";
constexpr const char* older_api = "v1alpha2";
constexpr int first_reconnect_ms = 100;
constexpr int last_reconnect_ms = 1000;

std::shared_ptr<grpc::Channel> open_channel(const cri_settings& how) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(how.max_answer_bytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, first_reconnect_ms);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, first_reconnect_ms);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, last_reconnect_ms);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const std::string scheme = "unix://";
  const auto path = how.socket.starts_with(scheme) ? how.socket.substr(scheme.size()) : how.socket;
  return grpc::CreateCustomChannel("unix:" + path, grpc::InsecureChannelCredentials(), arguments);
}

/// What is under way, to be given up together.
class calls_under_way {
public:
  using context = std::shared_ptr<grpc::ClientContext>;

  /// @returns false when all is over.
  bool add(context one) {
    const std::lock_guard lock{guard_};
    if (!over_)
      all_.insert(std::move(one));
    return !over_;
  }
  void remove(const context& one) {
    const std::lock_guard lock{guard_};
    all_.erase(one);
  }
  void give_up() {
    std::set<context> left;
    {
      const std::lock_guard lock{guard_};
      over_ = true;
      left.swap(all_);
    }
    for (const auto& one : left)
      one->TryCancel(); // which may end the call on this thread
  }

private:
  std::mutex guard_;
  std::set<context> all_;
  bool over_ = false;
};

} // namespace

struct cri_client::impl : std::enable_shared_from_this<impl> {
  explicit impl(cri_settings with) : how(std::move(with)), channel(open_channel(how)) {}

  template <class Answer>
  using answered = std::function<void(result<Answer>, const char* api)>;

  /// One exchange. Everything in it lives until gRPC has let go of it.
  template <class Request, class Answer>
  struct exchange {
    grpc::ClientContext context;
    Request request;
    Answer answer;
    std::string path;
    std::string method;
    const char* api = first_api;
    answered<Answer> done;
  };

  template <class Answer, class Request>
  void call(std::string method, Request request, answered<Answer> done) {
    send<Answer, Request>(std::move(method), std::move(request), api, std::move(done));
  }

  template <class Answer, class Request>
  void send(std::string method, Request request, const char* by, answered<Answer> done) {
    auto one = std::make_shared<exchange<Request, Answer>>();
    one->request = std::move(request);
    one->path = cri::path_of(by, method);
    one->method = std::move(method);
    one->api = by;
    one->done = std::move(done);
    one->context.set_deadline(std::chrono::system_clock::now() + how.deadline);
    const calls_under_way::context context{one, &one->context};
    if (!under_way.add(context))
      return;
    grpc::TemplatedGenericStub<Request, Answer> stub{channel};
    stub.UnaryCall(&one->context, one->path, {}, &one->request, &one->answer,
                   [self = shared_from_this(), one, context](const grpc::Status& status) {
                     self->under_way.remove(context);
                     self->on_answer(*one, status);
                   });
  }

  template <class Request, class Answer>
  void on_answer(exchange<Request, Answer>& one, const grpc::Status& status) {
    if (status.ok())
      return tell([&] { one.done(std::move(one.answer), one.api); });
    const bool unknown = status.error_code() == grpc::StatusCode::UNIMPLEMENTED;
    if (unknown && one.api == std::string_view{first_api}) {
      api = older_api;
      return send<Answer, Request>(one.method, std::move(one.request), older_api,
                                   std::move(one.done));
    }
    if (unknown || status.error_code() == grpc::StatusCode::UNAVAILABLE)
      api = first_api; // whoever comes back may have learned it
    tell([&] {
      one.done(cri::read_failure(status.error_code(), status.error_message(), one.method), one.api);
    });
  }

  template <class Told>
  void tell(Told&& told) {
    listener.enter(std::forward<Told>(told));
  }

  cri_settings how;
  std::shared_ptr<grpc::Channel> channel;
  std::atomic<const char*> api = first_api;
  calls_under_way under_way;
  net::gate listener;
};

namespace {

/// Who reads a stream of events: it belongs to gRPC until its end.
class event_reader : public grpc::ClientBidiReactor<GetEventsRequest, ContainerEventResponse>,
                     public std::enable_shared_from_this<event_reader> {
public:
  explicit event_reader(runtime_events tell) : events_(std::move(tell)) {}

  void start(const std::shared_ptr<grpc::Channel>& channel) {
    self_ = shared_from_this();
    path_ = cri::path_of(first_api, "GetContainerEvents");
    grpc::TemplatedGenericStub<GetEventsRequest, ContainerEventResponse> stub{channel};
    stub.PrepareBidiStreamingCall(&context_, path_, {}, this);
    StartWriteLast(&request_, {});
    StartRead(&event_);
    StartCall();
  }

  void silence() {
    listener_.close();
    context_.TryCancel();
  }

  void OnReadDone(bool one) override { // NOLINT(readability-identifier-naming)
    if (!one)
      return;
    const auto& status = event_.pod_sandbox_status();
    listener_.enter(
      [&] { events_.on_change(status.id().empty() ? event_.container_id() : status.id()); });
    event_.Clear();
    StartRead(&event_);
  }

  void OnDone(const grpc::Status& status) override { // NOLINT(readability-identifier-naming)
    listener_.enter([&] {
      auto why
        = cri::read_failure(status.error_code(), status.error_message(), "GetContainerEvents");
      events_.on_end(std::move(why));
    });
    self_ = nullptr;
  }

private:
  std::shared_ptr<event_reader> self_;
  runtime_events events_;
  net::gate listener_;
  std::string path_;
  grpc::ClientContext context_;
  GetEventsRequest request_;
  ContainerEventResponse event_;
};

class followed_events : public event_stream {
public:
  followed_events(const std::shared_ptr<grpc::Channel>& channel, runtime_events events)
    : reader_(std::make_shared<event_reader>(std::move(events))) {
    reader_->start(channel);
  }
  ~followed_events() override { reader_->silence(); }

private:
  std::shared_ptr<event_reader> reader_;
};

} // namespace

cri_client::cri_client(cri_settings how) : impl_(std::make_shared<impl>(std::move(how))) {}

cri_client::~cri_client() {
  impl_->listener.close();
  impl_->under_way.give_up();
}

void cri_client::ask_version(completion<runtime_version> done) {
  VersionRequest request;
  request.set_version("0.1.0");
  impl_->call<VersionResponse>(
    "Version", std::move(request),
    [done = std::move(done)](const result<VersionResponse>& answer, const char* api) {
      if (!answer)
        return done(answer.error());
      done(runtime_version{answer->runtime_name(), answer->runtime_version(), api});
    });
}

void cri_client::list_sandboxes(sandbox_query which, completion<std::vector<sandbox>> done) {
  ListPodSandboxRequest request;
  *request.mutable_filter() = cri::filter_of(which);
  impl_->call<ListPodSandboxResponse>(
    "ListPodSandbox", std::move(request),
    [done = std::move(done)](const result<ListPodSandboxResponse>& answer, const char*) {
      if (!answer)
        return done(answer.error());
      std::vector<sandbox> out;
      for (const auto& one : answer->items())
        out.push_back(cri::read_sandbox(one));
      done(std::move(out));
    });
}

void cri_client::inspect_sandbox(std::string id, completion<sandbox> done) {
  PodSandboxStatusRequest request;
  request.set_pod_sandbox_id(std::move(id));
  request.set_verbose(true);
  impl_->call<PodSandboxStatusResponse>(
    "PodSandboxStatus", std::move(request),
    [done = std::move(done)](const result<PodSandboxStatusResponse>& answer, const char*) {
      if (!answer)
        return done(answer.error());
      done(cri::read_status(*answer));
    });
}

std::unique_ptr<event_stream> cri_client::follow(runtime_events events) {
  return std::make_unique<followed_events>(impl_->channel, std::move(events));
}

} // namespace weft::cni
