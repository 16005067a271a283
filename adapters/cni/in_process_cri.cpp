#include "adapters/cni/in_process_cri.hpp"

#include <grpcpp/support/status_code_enum.h>

#include <utility>

namespace weft::cni {

namespace {

constexpr std::chrono::seconds deadline{5};

/// A call that waits for its answer.
struct pending_call {
  std::function<void(cri_answer)> done;

  void settle(cri_answer what) {
    if (auto tell = std::exchange(done, nullptr))
      tell(std::move(what));
  }
};

struct in_process_carrier : public cri_carrier {
  in_process_carrier(sim::runtime& to, sim::surroundings with)
    : peer(to), around(std::move(with)) {}

  ~in_process_carrier() override { *alive = false; }

  void call(std::string path, std::string request, std::function<void(cri_answer)> done) override {
    auto waiting = std::make_shared<pending_call>();
    waiting->done = [alive = alive, told = std::move(done)](cri_answer what) {
      if (*alive)
        told(std::move(what));
    };
    around.after(deadline, [waiting] {
      waiting->settle({grpc::DEADLINE_EXCEEDED, "Deadline Exceeded", {}});
    });
    around.post(
      [this, alive = alive, path = std::move(path), request = std::move(request), waiting] {
        if (*alive)
          arrive(path, request, waiting);
      });
  }

  void arrive(const std::string& path, const std::string& request,
              const std::shared_ptr<pending_call>& waiting) {
    auto out = peer.is_up()
                 ? peer.receive(path, request)
                 : sim::cri_reply{false, {grpc::UNAVAILABLE, "failed to connect", {}}, {}};
    if (out.hangs)
      return;
    auto leave = [post = around.post, what = std::move(out.what), waiting] {
      post([what, waiting] { waiting->settle(what); });
    };
    if (out.latency.count() > 0)
      around.after(out.latency, leave);
    else
      leave();
  }

  std::unique_ptr<event_stream> follow(std::string path, std::string request,
                                       std::function<void(std::string)> on_message,
                                       std::function<void(cri_answer)> on_end) override;

  sim::runtime& peer;
  sim::surroundings around;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

/// A stream that is open, or tells why not.
class in_process_stream : public event_stream {
public:
  in_process_stream(in_process_carrier& over, std::function<void(std::string)> on_message,
                    std::function<void(cri_answer)> on_end)
    : peer_(over.peer) {
    const auto post = over.around.post;
    const auto end = [post, alive = alive_, told = std::move(on_end)](cri_answer why) {
      post([alive, told, why = std::move(why)] {
        if (*alive)
          told(why);
      });
    };
    if (!peer_.is_up()) {
      end({grpc::UNAVAILABLE, "failed to connect", {}});
      return;
    }
    listener_ = peer_.tell_events(
      [post, alive = alive_, told = std::move(on_message)](const std::string& message) {
        post([alive, told, message] {
          if (*alive)
            told(message);
        });
      },
      [end] {
        end({grpc::UNAVAILABLE, "Socket closed", {}});
      });
    if (listener_ == 0)
      end({grpc::UNIMPLEMENTED, "unknown method GetContainerEvents", {}});
  }
  ~in_process_stream() override {
    *alive_ = false;
    peer_.stop_telling(listener_);
  }

private:
  sim::runtime& peer_;
  std::uint64_t listener_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

std::unique_ptr<event_stream>
in_process_carrier::follow(std::string, std::string, std::function<void(std::string)> on_message,
                           std::function<void(cri_answer)> on_end) {
  return std::make_unique<in_process_stream>(*this, std::move(on_message), std::move(on_end));
}

} // namespace

std::unique_ptr<cri_carrier> carry_in_process(sim::runtime& to, sim::surroundings around) {
  return std::make_unique<in_process_carrier>(to, std::move(around));
}

} // namespace weft::cni
