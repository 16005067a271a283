#include "adapters/cni/simulated_node.hpp"

#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/in_process_cri.hpp"
#include "adapters/cni/in_process_namespaces.hpp"
#include "adapters/cni/in_process_records.hpp"
#include "adapters/cni/in_process_runner.hpp"

#include <deque>
#include <utility>

namespace weft::cni {

struct simulated_node::impl : std::enable_shared_from_this<impl> {
  explicit impl(net::transport& threads) : io(threads) {}

  /// Where the node's messages go; whoever is left with them does not keep the node alive.
  sim::surroundings around() {
    return {[weak = weak_from_this()](std::function<void()> what) {
              if (const auto self = weak.lock())
                self->post(std::move(what));
            },
            [weak = weak_from_this()](std::chrono::milliseconds delay, std::function<void()> what) {
              if (const auto self = weak.lock())
                self->io.after(delay, [weak, what = std::move(what)] {
                  if (const auto then = weak.lock())
                    then->post(what);
                });
            },
            [] {
              return std::chrono::floor<std::chrono::milliseconds>(
                std::chrono::system_clock::now());
            }};
  }

  void post(std::function<void()> what) {
    const std::lock_guard lock{queue_guard};
    queue.push_back(std::move(what));
    io.post([self = shared_from_this()] { self->deliver(); });
  }

  void deliver() {
    const std::lock_guard lock{guard};
    std::function<void()> next;
    {
      const std::lock_guard other{queue_guard};
      next = std::move(queue.front());
      queue.pop_front();
    }
    next();
  }

  net::transport& io;
  std::recursive_mutex guard; ///< of the node and of its ends; taken before the other one
  std::mutex queue_guard;
  std::deque<std::function<void()>> queue;
  std::unique_ptr<sim::node> node;
};

namespace {

using home = std::shared_ptr<simulated_node::impl>;

/// An end, or what an end has given out, that is spoken to while nothing else happens on the node.
template <class End>
class guarded {
public:
  guarded(home on, std::unique_ptr<End> inner) : on_(std::move(on)), inner_(std::move(inner)) {}
  ~guarded() {
    const std::lock_guard lock{on_->guard};
    inner_.reset();
  }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;

  template <class Call>
  auto with(Call call) const {
    const std::lock_guard lock{on_->guard};
    return call(*inner_);
  }
  End& unguarded() const { return *inner_; }
  const home& where() const { return on_; }

private:
  home on_;
  std::unique_ptr<End> inner_;
};

class guarded_stream : public event_stream {
public:
  guarded_stream(home on, std::unique_ptr<event_stream> inner)
    : its_(std::move(on), std::move(inner)) {}

private:
  guarded<event_stream> its_;
};

class guarded_start : public plugin_start {
public:
  guarded_start(home on, std::unique_ptr<plugin_start> inner)
    : its_(std::move(on), std::move(inner)) {}

  /// Sends a message and does nothing else: whoever calls may hold what callbacks wait for.
  void release() override { its_.unguarded().release(); }

private:
  guarded<plugin_start> its_;
};

class guarded_runtime : public container_runtime {
public:
  guarded_runtime(home on, std::unique_ptr<container_runtime> inner)
    : its_(std::move(on), std::move(inner)) {}

  void ask_version(completion<runtime_version> done) override {
    its_.with([&](auto& one) { one.ask_version(std::move(done)); });
  }
  void list_sandboxes(sandbox_query which, completion<std::vector<sandbox>> done) override {
    its_.with([&](auto& one) { one.list_sandboxes(std::move(which), std::move(done)); });
  }
  void inspect_sandbox(std::string id, completion<sandbox> done) override {
    its_.with([&](auto& one) { one.inspect_sandbox(std::move(id), std::move(done)); });
  }
  std::unique_ptr<event_stream> follow(runtime_events events) override {
    auto made = its_.with([&](auto& one) { return one.follow(std::move(events)); });
    return std::make_unique<guarded_stream>(its_.where(), std::move(made));
  }

private:
  guarded<container_runtime> its_;
};

class guarded_runner : public runner {
public:
  guarded_runner(home on, std::unique_ptr<runner> inner) : its_(std::move(on), std::move(inner)) {}

  std::unique_ptr<plugin_start> start(invocation what, std::chrono::milliseconds deadline,
                                      plugin_events events) override {
    auto made = its_.with(
      [&](auto& one) { return one.start(std::move(what), deadline, std::move(events)); });
    return std::make_unique<guarded_start>(its_.where(), std::move(made));
  }
  void end_group(process_group which, std::string container_id,
                 std::function<void(result<bool>)> done) override {
    its_.with([&](auto& one) { one.end_group(which, std::move(container_id), std::move(done)); });
  }
  void find_plugin(std::string type, std::string path_list,
                   std::function<void(result<plugin_file>)> done) override {
    its_.with(
      [&](auto& one) { one.find_plugin(std::move(type), std::move(path_list), std::move(done)); });
  }

private:
  guarded<runner> its_;
};

class guarded_records : public record_store {
public:
  guarded_records(home on, std::unique_ptr<record_store> inner)
    : its_(std::move(on), std::move(inner)) {}

  void read_all(std::function<void(result<kept_records>)> done) override {
    its_.with([&](auto& one) { one.read_all(std::move(done)); });
  }
  void write(attachment_record what, completion done) override {
    its_.with([&](auto& one) { one.write(std::move(what), std::move(done)); });
  }
  void note_group(record_name of, process_group which, completion done) override {
    its_.with([&](auto& one) { one.note_group(std::move(of), which, std::move(done)); });
  }
  void note_collecting(process_group which, completion done) override {
    its_.with([&](auto& one) { one.note_collecting(which, std::move(done)); });
  }
  void remove(std::string file, completion done) override {
    its_.with([&](auto& one) { one.remove(std::move(file), std::move(done)); });
  }
  void set_aside(std::string file, completion done) override {
    its_.with([&](auto& one) { one.set_aside(std::move(file), std::move(done)); });
  }

private:
  guarded<record_store> its_;
};

class guarded_namespaces : public namespaces {
public:
  guarded_namespaces(home on, std::unique_ptr<namespaces> inner)
    : its_(std::move(on), std::move(inner)) {}

  void look(std::string path, std::function<void(namespace_look)> done) override {
    its_.with([&](auto& one) { one.look(std::move(path), std::move(done)); });
  }
  void look_at_host(std::vector<std::string> names,
                    std::function<void(result<std::vector<interface_view>>)> done) override {
    its_.with([&](auto& one) { one.look_at_host(std::move(names), std::move(done)); });
  }
  void move_default_route(default_route to,
                          std::function<void(std::optional<fault>)> done) override {
    its_.with([&](auto& one) { one.move_default_route(std::move(to), std::move(done)); });
  }
  std::string boot_id() const override {
    return its_.with([](const auto& one) { return one.boot_id(); });
  }

private:
  guarded<namespaces> its_;
};

} // namespace

simulated_node::simulated_node(net::transport& io) : impl_(std::make_shared<impl>(io)) {
  impl_->node = std::make_unique<sim::node>(impl_->around());
}

simulated_node::~simulated_node() = default;

node_ends simulated_node::ends() {
  const std::lock_guard lock{impl_->guard};
  auto& node = *impl_->node;
  const auto around = impl_->around();
  node_ends out;
  out.containers = std::make_shared<guarded_runtime>(
    impl_, std::make_unique<cri_runtime>(carry_in_process(node.containers, around)));
  out.plugins
    = std::make_shared<guarded_runner>(impl_, std::make_unique<in_process_runner>(node, around));
  out.records = std::make_shared<guarded_records>(
    impl_, std::make_unique<in_process_records>(node.files, around));
  out.spaces = std::make_shared<guarded_namespaces>(
    impl_, std::make_unique<in_process_namespaces>(node, around));
  return out;
}

std::recursive_mutex& simulated_node::guard() {
  return impl_->guard;
}

sim::node& simulated_node::state() {
  return *impl_->node;
}

} // namespace weft::cni
