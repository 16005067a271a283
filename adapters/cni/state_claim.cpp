#include "adapters/cni/state_claim.hpp"

#include "adapters/cni/real_disk.hpp"
#include "adapters/net/owned_fd.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace weft::cni {

namespace {

const std::string name_file = "node";
const std::string lock_file = "lock";

fault refusal(const settings& how, std::string why) {
  return {errc::refused, std::move(why), "cni.state_dir " + how.state_dir, {}};
}

/// Without what the line ends with.
std::string first_line(const result<std::string>& text) {
  return text ? text->substr(0, text->find('\n')) : std::string{};
}

result<net::owned_fd> lock(const settings& how) {
  real_disk disk{how.state_dir};
  const auto path = how.state_dir + "/" + lock_file;
  net::owned_fd file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
    disk.write(lock_file, std::to_string(::getpid()) + "\n"); // for people
    return file;
  }
  if (errno != EWOULDBLOCK)
    return refusal(how, "cannot lock " + path + ": " + std::generic_category().message(errno));
  const auto who = first_line(disk.read(lock_file));
  return refusal(how, "another agent works with it"
                        + (who.empty() ? std::string{} : ", process " + who)
                        + ": a node has one agent");
}

std::optional<fault> note_name(const settings& how) {
  real_disk disk{how.state_dir};
  const auto held = disk.read(name_file);
  if (!held && held.error().code != errc::not_found)
    return refusal(how, to_string(held.error()));
  if (const auto name = first_line(held); name == how.node_name)
    return std::nullopt;
  else if (!name.empty()) // an empty one is what a death of the machine may leave
    return refusal(how, "holds what was attached on the Node " + name
                          + ", and cni.node_name is now " + how.node_name
                          + ", for which all of that would be taken away as nobody's; if " + name
                          + " is the old name of this Node, remove " + how.state_dir + "/"
                          + name_file + " and start again");
  const auto fresh = name_file + ".new";
  auto failed = disk.write(fresh, how.node_name + "\n");
  if (!failed)
    failed = disk.sync(fresh);
  if (!failed)
    failed = disk.rename(fresh, name_file);
  return failed ? std::optional{refusal(how, to_string(*failed))} : std::nullopt;
}

} // namespace

result<std::shared_ptr<const void>> claim_state(const settings& how) {
  auto held = lock(how);
  if (!held)
    return held.error();
  if (auto wrong = note_name(how))
    return *std::move(wrong);
  return std::make_shared<const net::owned_fd>(*std::move(held));
}

} // namespace weft::cni
