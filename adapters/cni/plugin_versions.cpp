#include "adapters/cni/plugin_versions.hpp"

#include "adapters/net/gate.hpp"
#include "protocol/cni/chain.hpp"
#include "protocol/cni/versions.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace weft::cni {

namespace {

/// One call of `ask`: the answers so far.
struct inquiry {
  std::vector<std::string> types;
  std::string path_list;
  std::function<void(spoken_versions)> done;
  spoken_versions spoken;

  const std::string& type() const { return types[spoken.size()]; }
};

using inquiries = std::vector<std::shared_ptr<inquiry>>;

/// What is known of a file, and who waits for it to be known.
struct asked_file {
  std::optional<std::vector<std::string>> spoken;
  std::unique_ptr<plugin_start> under_way;
  inquiries waiting;
};

std::vector<std::string> versions_in(const execution& came) {
  if (came.how != execution::ending::exited || came.status != 0)
    return {};
  auto read = read_versions(came.output);
  return read ? *std::move(read) : std::vector<std::string>{};
}

} // namespace

struct plugin_versions::impl : std::enable_shared_from_this<impl> {
  impl(std::shared_ptr<runner> which, std::chrono::milliseconds time)
    : plugins(std::move(which)), deadline(time) {}

  void look_up(std::shared_ptr<inquiry> one) {
    plugins->find_plugin(one->type(), one->path_list,
                         [weak = weak_from_this(), one](const result<plugin_file>& found) {
                           if (const auto self = weak.lock())
                             found ? self->on_found(*found, one) : self->take({}, one);
                         });
  }

  void on_found(const plugin_file& file, const std::shared_ptr<inquiry>& one) {
    std::unique_lock lock{mutex};
    auto& asked = files[file];
    if (const auto known = asked.spoken) {
      lock.unlock();
      return take(*known, one);
    }
    asked.waiting.push_back(one);
    if (!asked.under_way)
      asked.under_way = plugins->start(version_invocation(one->type(), one->path_list), deadline,
                                       {[weak = weak_from_this(), file](process_group) {
                                          if (const auto self = weak.lock())
                                            self->on_held(file);
                                        },
                                        [weak = weak_from_this(), file](const execution& came) {
                                          if (const auto self = weak.lock())
                                            self->on_end(file, came);
                                        }});
  }

  void on_held(const plugin_file& file) {
    const std::lock_guard lock{mutex};
    files[file].under_way->release();
  }

  void on_end(const plugin_file& file, const execution& came) {
    const auto spoken = versions_in(came);
    std::unique_lock lock{mutex};
    auto asked = std::move(files[file]);
    // Its place is another file's by now, and what has not run has not said anything.
    std::erase_if(files, [&](const auto& each) {
      return each.first.path == file.path && !each.second.under_way;
    });
    if (came.how != execution::ending::not_started)
      files[file].spoken = spoken;
    lock.unlock();
    for (const auto& one : asked.waiting)
      take(spoken, one);
  }

  void take(const std::vector<std::string>& spoken, const std::shared_ptr<inquiry>& one) {
    one->spoken.push_back(spoken);
    if (one->spoken.size() < one->types.size())
      return look_up(one);
    listener.enter([&] { one->done(std::move(one->spoken)); });
  }

  std::shared_ptr<runner> plugins;
  std::chrono::milliseconds deadline;
  net::gate listener; ///< closed once nobody listens
  std::mutex mutex;
  std::map<plugin_file, asked_file> files;
};

plugin_versions::plugin_versions(std::shared_ptr<runner> plugins,
                                 std::chrono::milliseconds deadline)
  : impl_(std::make_shared<impl>(std::move(plugins), deadline)) {}

plugin_versions::~plugin_versions() {
  impl_->listener.close();
}

void plugin_versions::ask(std::vector<std::string> types, std::string path_list,
                          std::function<void(spoken_versions)> done) {
  impl_->look_up(std::make_shared<inquiry>(
    inquiry{std::move(types), std::move(path_list), std::move(done), {}}));
}

} // namespace weft::cni
