#include "adapters/cni/kernel_namespaces.hpp"

#include "adapters/cni/default_routes.hpp"
#include "adapters/cni/netlink.hpp"
#include "adapters/files.hpp"
#include "adapters/net/owned_fd.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

namespace weft::cni {

namespace asio = boost::asio;

namespace {

using standing = netns_view::standing;

std::string message(int error) {
  return std::generic_category().message(error);
}

bool is_network_namespace(const net::owned_fd& file) {
  struct statfs where = {};
  return ::fstatfs(file.get(), &where) == 0 && where.f_type == NSFS_MAGIC
         && ::ioctl(file.get(), NS_GET_NSTYPE) == CLONE_NEWNET;
}

using identity = std::pair<std::uint64_t, std::uint64_t>;

/// Device and inode; nothing with errno when they cannot be read.
std::optional<identity> identity_at(const char* path) {
  struct stat seen = {};
  if (::stat(path, &seen) != 0)
    return std::nullopt;
  return identity{seen.st_dev, seen.st_ino};
}

net::owned_fd open_quietly(const char* path, int how) {
  return net::owned_fd{::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | how)};
}

/// A route socket in that namespace, for a thread that is back in its own.
result<netlink> step_in(const net::owned_fd& there) {
  const auto back = open_quietly("/proc/thread-self/ns/net", 0);
  if (!back || ::setns(there.get(), CLONE_NEWNET) != 0)
    return fault{errc::forbidden, "cannot step into it: " + message(errno), "netns", {}};
  auto out = netlink::open();
  if (::setns(back.get(), CLONE_NEWNET) != 0)
    std::terminate(); // whoever acts in the wrong namespace does harm
  return out;
}

/// What a path is, without stepping in.
net::owned_fd look_at(const std::string& path, netns_view& out) {
  const auto refuse = [&](standing how, std::string why) {
    out.stands = how;
    out.trouble = std::move(why);
    return net::owned_fd{};
  };
  auto file = open_quietly(path.c_str(), O_NOFOLLOW);
  if (!file && (errno == ENOENT || errno == ENOTDIR))
    return refuse(standing::missing, message(errno));
  if (!file && (errno == ELOOP || errno == ENXIO))
    return refuse(standing::no_netns, message(errno));
  if (!file)
    return refuse(standing::unreadable, message(errno));
  if (!is_network_namespace(file))
    return refuse(standing::no_netns, "no network namespace");
  struct stat seen = {};
  const auto own = identity_at("/proc/self/ns/net");
  if (!own || ::fstat(file.get(), &seen) != 0)
    return refuse(standing::unreadable, "our own cannot be told from it: " + message(errno));
  out.dev = seen.st_dev;
  out.ino = seen.st_ino;
  const identity it{out.dev, out.ino};
  if (it == own || it == identity_at("/proc/1/ns/net"))
    return refuse(standing::nodes_own, "the node's own");
  out.stands = standing::open;
  return file;
}

namespace_look look_into(const std::string& path) {
  namespace_look out;
  auto file = look_at(path, out.view);
  if (!file)
    return out;
  auto asked = step_in(file);
  auto links = asked ? asked->all() : result<std::vector<interface_view>>{asked.error()};
  if (!links) {
    out.view.stands = standing::unreadable;
    out.view.trouble = links.error().what;
    return out;
  }
  out.view.interfaces = *std::move(links);
  out.hold = std::make_shared<const net::owned_fd>(std::move(file));
  return out;
}

errc code_of(standing how) {
  return how == standing::missing      ? errc::not_found
         : how == standing::unreadable ? errc::unreachable
                                       : errc::refused;
}

std::optional<fault> move_route(const default_route& to) {
  netns_view seen;
  const auto file = look_at(to.path, seen);
  if (!file)
    return fault{code_of(seen.stands), seen.trouble, to.path, {}};
  if (seen.dev != to.dev || seen.ino != to.ino)
    return fault{errc::conflict, "another namespace lies there", to.path, {}};
  auto there = step_in(file);
  auto failed
    = there ? move_default_routes(*there, to.interface, to.gateways) : std::optional{there.error()};
  if (failed)
    failed->where = to.path;
  return failed;
}

result<std::vector<interface_view>> look_around(const std::vector<std::string>& names) {
  auto asked = netlink::open();
  if (!asked)
    return asked.error();
  std::vector<interface_view> out;
  for (const auto& name : names) {
    auto found = asked->find(name);
    if (!found)
      return found.error();
    if (*found)
      out.push_back(**std::move(found));
  }
  return out;
}

std::string read_boot_id() {
  auto text = read_file("/proc/sys/kernel/random/boot_id");
  return text ? text->substr(0, text->find('\n')) : std::string{};
}

} // namespace

struct kernel_namespaces::impl {
  asio::thread_pool eyes{1};
};

kernel_namespaces::kernel_namespaces()
  : impl_(std::make_unique<impl>()), boot_id_(read_boot_id()) {}

kernel_namespaces::~kernel_namespaces() {
  impl_->eyes.join();
}

void kernel_namespaces::look(std::string path, std::function<void(namespace_look)> done) {
  asio::post(impl_->eyes,
             [path = std::move(path), done = std::move(done)] { done(look_into(path)); });
}

void kernel_namespaces::look_at_host(
  std::vector<std::string> names, std::function<void(result<std::vector<interface_view>>)> done) {
  asio::post(impl_->eyes,
             [names = std::move(names), done = std::move(done)] { done(look_around(names)); });
}

void kernel_namespaces::move_default_route(default_route to,
                                           std::function<void(std::optional<fault>)> done) {
  asio::post(impl_->eyes, [to = std::move(to), done = std::move(done)] { done(move_route(to)); });
}

} // namespace weft::cni
