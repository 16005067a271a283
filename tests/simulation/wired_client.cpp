#include "tests/simulation/wired_client.hpp"

#include <utility>

namespace weft::simulation {

namespace {

constexpr std::chrono::seconds deadline{30};

fault unreachable(const char* why) {
  return {errc::unreachable, why, "k8s", {}};
}

/// Both ends of one watch.
struct life {
  k8s::stream_events events;
  std::unique_ptr<k8s::stream> inner;
  instant heard{};
  bool over = false;

  void end(result<void> how) {
    if (!std::exchange(over, true))
      events.on_end(how);
  }
};

class wired_stream : public k8s::stream {
public:
  explicit wired_stream(std::shared_ptr<life> of) : of_(std::move(of)) {}
  wired_stream(const wired_stream&) = delete;
  wired_stream& operator=(const wired_stream&) = delete;
  ~wired_stream() override { stop(); }

  void stop() override {
    of_->over = true;
    of_->inner.reset();
  }

private:
  std::shared_ptr<life> of_;
};

class wired : public k8s::client {
public:
  explicit wired(wired_around around) : around_(std::move(around)) {}

  void call(k8s::request what, std::function<void(result<k8s::response>)> done) override {
    auto waiting = std::make_shared<std::function<void(result<k8s::response>)>>(std::move(done));
    const auto name = what.method + " " + what.target;
    auto settle = [waiting, name, trace = around_.trace](result<k8s::response> got) {
      if (auto tell = std::exchange(*waiting, nullptr)) {
        trace(name + (got ? " -> " + std::to_string(got->status) : " -> " + got.error().what));
        tell(std::move(got));
      }
    };
    around_.over->after(deadline,
                        [settle] { settle(unreachable("no answer within the deadline")); });
    auto announce = announcement(what.method);
    const auto connection
      = around_.server->connect([over = around_.over, announce](std::function<void()> carried) {
          over->send([announce, carried = std::move(carried)] {
            announce();
            carried();
          });
        });
    connection->call(std::move(what), settle);
  }

  std::unique_ptr<k8s::stream> watch(k8s::request what, std::chrono::milliseconds idle_limit,
                                     k8s::stream_events events) override {
    auto mine = std::make_shared<life>();
    mine->events = std::move(events);
    mine->heard = around_.now();
    auto line = std::make_shared<instant>();
    auto announce = announcement("watch");
    const auto connection = around_.server->connect(
      [over = around_.over, line, announce](std::function<void()> carried) {
        over->send_behind(*line, [announce, carried = std::move(carried)] {
          announce();
          carried();
        });
      });
    mine->inner = connection->watch(std::move(what), idle_limit, heard_by(mine));
    look_after(mine, idle_limit, idle_limit);
    return std::make_unique<wired_stream>(mine);
  }

private:
  /// Tells of the first thing carried, which is the request.
  std::function<void()> announcement(std::string verb) const {
    return
      [arriving = around_.arriving, verb = std::move(verb), first = std::make_shared<bool>(true)] {
        if (std::exchange(*first, false) && arriving)
          arriving(verb);
      };
  }

  k8s::stream_events heard_by(const std::weak_ptr<life>& whom) {
    auto with = [this, whom](auto what) {
      if (const auto mine = whom.lock(); mine && !mine->over) {
        mine->heard = around_.now();
        what(*mine);
      }
    };
    k8s::stream_events out;
    out.on_open = [with](k8s::response head) {
      with([&](life& mine) { mine.events.on_open(std::move(head)); });
    };
    out.on_lines = [with](const std::vector<std::string_view>& lines) {
      with([&](life& mine) { mine.events.on_lines(lines); });
    };
    out.on_end = [with](result<void> how) { with([&](life& mine) { mine.end(how); }); };
    return out;
  }

  void look_after(const std::weak_ptr<life>& whom, span pause, span limit) {
    around_.over->after(pause, [this, whom, limit] {
      const auto mine = whom.lock();
      if (!mine || mine->over)
        return;
      if (const span silent = around_.now() - mine->heard; silent < limit)
        return look_after(whom, limit - silent, limit);
      mine->inner.reset();
      mine->end(unreachable("nothing was heard for too long"));
    });
  }

  wired_around around_;
};

} // namespace

std::unique_ptr<k8s::client> wired_client(wired_around around) {
  return std::make_unique<wired>(std::move(around));
}

} // namespace weft::simulation
