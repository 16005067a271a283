#include "adapters/cni/in_process_runner.hpp"

#include <cerrno>
#include <utility>

namespace weft::cni {

namespace {

/// A start, from the agent's side. What is posted holds a share.
struct simulated_start : std::enable_shared_from_this<simulated_start> {
  simulated_start(sim::node& on, sim::surroundings with, std::chrono::milliseconds time,
                  plugin_events tell)
    : node(on), around(std::move(with)), deadline(time), events(std::move(tell)) {}

  void begin(invocation what) {
    if (!wanted)
      return;
    if (!node.installed.contains(what.type))
      return end_unstarted(what);
    group = node.hold(std::move(what), [weak = weak_from_this()](execution outcome) {
      if (const auto self = weak.lock())
        self->around.post([self, outcome = std::move(outcome)] { self->end(outcome); });
    });
    around.post([self = shared_from_this()] {
      if (self->wanted && self->events.on_held)
        self->events.on_held(*self->group);
    });
  }

  void end_unstarted(const invocation& what) {
    execution out;
    out.how = execution::ending::not_started;
    out.status = ENOENT;
    if (const auto* path = find(what, "CNI_PATH"))
      out.tried = {*path + "/" + what.type};
    around.post([self = shared_from_this(), out = std::move(out)] { self->end(out); });
  }

  void release() {
    if (group)
      node.release(group->id, deadline);
  }

  void end(execution outcome) {
    if (auto tell = std::exchange(events.on_end, nullptr); tell && wanted)
      tell(std::move(outcome));
  }

  void forget() {
    wanted = false;
    if (group)
      node.let_go(group->id);
  }

  sim::node& node;
  sim::surroundings around;
  std::chrono::milliseconds deadline;
  plugin_events events;
  std::optional<process_group> group;
  bool wanted = true;
};

class in_process_plugin : public plugin_start {
public:
  explicit in_process_plugin(std::shared_ptr<simulated_start> what) : what_(std::move(what)) {}
  ~in_process_plugin() override { what_->forget(); }

  void release() override {
    what_->around.post([what = what_] { what->release(); });
  }

private:
  std::shared_ptr<simulated_start> what_;
};

} // namespace

in_process_runner::in_process_runner(sim::node& on, sim::surroundings around)
  : on_(on), around_(std::move(around)) {}

in_process_runner::~in_process_runner() {
  *alive_ = false;
}

std::unique_ptr<plugin_start> in_process_runner::start(invocation what,
                                                       std::chrono::milliseconds deadline,
                                                       plugin_events events) {
  auto one = std::make_shared<simulated_start>(on_, around_, deadline, std::move(events));
  around_.post([one, what = std::move(what)] { one->begin(what); });
  return std::make_unique<in_process_plugin>(std::move(one));
}

void in_process_runner::end_group(process_group which, std::string,
                                  std::function<void(result<bool>)> done) {
  around_.post([this, alive = alive_, which, done = std::move(done)] {
    if (!*alive)
      return;
    const bool ended = on_.end_group(which);
    around_.post([alive, done, ended] {
      if (*alive)
        done(ended);
    });
  });
}

void in_process_runner::find_plugin(std::string type, std::string path_list,
                                    std::function<void(result<plugin_file>)> done) {
  const auto path = path_list.substr(0, path_list.find(':')) + "/" + type;
  auto found = on_.installed.contains(type)
                 ? result<plugin_file>{plugin_file{path, 1, std::hash<std::string>{}(type), 1}}
                 : result<plugin_file>{
                   fault{errc::not_found, "no such plugin: tried " + path, "plugin " + type, {}}};
  around_.post([alive = alive_, done = std::move(done), found = std::move(found)] {
    if (*alive)
      done(found);
  });
}

} // namespace weft::cni
