#include "adapters/cni/cri_runtime.hpp"

#include "adapters/cni/cri_words.hpp"
#include "adapters/net/gate.hpp"

#include <atomic>
#include <utility>

namespace weft::cni {

namespace {

constexpr const char* first_api = "v1";
constexpr const char* older_api = "v1alpha2";

} // namespace

struct cri_runtime::impl : std::enable_shared_from_this<impl> {
  explicit impl(cri_carrier& over) : carrier(over) {}

  /// One exchange. @param done With the answer's message and the version it was given in.
  template <class Answer>
  void call(std::string method, std::string request,
            std::function<void(result<Answer>, std::string)> done) {
    send<Answer>(std::move(method), std::move(request), api, std::move(done));
  }

  template <class Answer>
  void send(std::string method, std::string request, const char* by,
            std::function<void(result<Answer>, std::string)> done) {
    auto path = cri::path_of(by, method);
    carrier.call(std::move(path), request,
                 [weak = weak_from_this(), by, method = std::move(method), request,
                  done = std::move(done)](const cri_answer& got) mutable {
                   const auto self = weak.lock();
                   if (!self)
                     return;
                   self->listener.enter([&] {
                     self->on_answer<Answer>(std::move(method), std::move(request), by, got,
                                             std::move(done));
                   });
                 });
  }

  template <class Answer>
  void on_answer(std::string method, std::string request, const char* by, const cri_answer& got,
                 std::function<void(result<Answer>, std::string)> done) {
    const auto meant = cri::reaction_to(got.status);
    if (meant == errc::refused && by == first_api) {
      api = older_api;
      return send<Answer>(std::move(method), std::move(request), older_api, std::move(done));
    }
    if (meant == errc::refused || meant == errc::unreachable)
      api = first_api; // whoever comes back may have learned it
    Answer answer;
    if (meant != errc::none)
      return done(cri::read_failure(got.status, got.what, method), by);
    if (!answer.ParseFromString(got.body))
      return done(fault{errc::malformed, "no answer to this", "cri " + method, {}}, by);
    done(std::move(answer), by);
  }

  cri_carrier& carrier; ///< there as long as `listener` is open
  std::atomic<const char*> api = first_api;
  net::gate listener;
};

cri_runtime::cri_runtime(std::unique_ptr<cri_carrier> over)
  : carrier_(std::move(over)), impl_(std::make_shared<impl>(*carrier_)) {}

cri_runtime::~cri_runtime() {
  impl_->listener.close();
}

void cri_runtime::ask_version(completion<runtime_version> done) {
  cri::VersionRequest request;
  request.set_version("0.1.0"); // of the kubelet's side, as the kubelet says it
  impl_->call<cri::VersionResponse>(
    "Version", request.SerializeAsString(),
    [done = std::move(done)](const result<cri::VersionResponse>& answer, std::string api) {
      if (!answer)
        return done(answer.error());
      done(runtime_version{answer->runtime_name(), answer->runtime_version(), std::move(api)});
    });
}

void cri_runtime::list_sandboxes(sandbox_query which, completion<std::vector<sandbox>> done) {
  cri::ListPodSandboxRequest request;
  *request.mutable_filter() = cri::filter_of(which);
  impl_->call<cri::ListPodSandboxResponse>(
    "ListPodSandbox", request.SerializeAsString(),
    [done = std::move(done)](const result<cri::ListPodSandboxResponse>& answer,
                             const std::string&) {
      if (!answer)
        return done(answer.error());
      std::vector<sandbox> out;
      for (const auto& one : answer->items())
        out.push_back(cri::read_sandbox(one));
      done(std::move(out));
    });
}

void cri_runtime::inspect_sandbox(std::string id, completion<sandbox> done) {
  cri::PodSandboxStatusRequest request;
  request.set_pod_sandbox_id(std::move(id));
  request.set_verbose(true);
  impl_->call<cri::PodSandboxStatusResponse>(
    "PodSandboxStatus", request.SerializeAsString(),
    [done = std::move(done)](const result<cri::PodSandboxStatusResponse>& answer,
                             const std::string&) {
      if (!answer)
        return done(answer.error());
      done(cri::read_status(*answer));
    });
}

std::unique_ptr<event_stream> cri_runtime::follow(runtime_events events) {
  return carrier_->follow(
    cri::path_of(first_api, "GetContainerEvents"), {},
    [told = std::move(events.on_change)](const std::string& message) {
      cri::ContainerEventResponse event;
      if (!event.ParseFromString(message))
        event.Clear();
      const auto& of = event.pod_sandbox_status().id();
      told(of.empty() ? event.container_id() : of);
    },
    [told = std::move(events.on_end)](const cri_answer& got) {
      told(cri::read_failure(got.status, got.what, "GetContainerEvents"));
    });
}

} // namespace weft::cni
