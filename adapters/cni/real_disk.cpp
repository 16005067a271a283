#include "adapters/cni/real_disk.hpp"

#include "adapters/net/owned_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace weft::cni {

namespace {

constexpr mode_t ours_alone = 0600;
constexpr mode_t ours_alone_folder = 0700;

/// What is no file is not the disk's fault.
errc code_of(int error) {
  if (error == ENOENT)
    return errc::not_found;
  return error == EISDIR || error == ELOOP ? errc::malformed : errc::unreachable;
}

fault trouble(std::string_view verb, const std::string& path, int error) {
  return {code_of(error),
          "cannot " + std::string{verb} + " it: " + std::generic_category().message(error),
          path,
          {}};
}

/// Opens what is no symbolic link, whoever may have put one there.
net::owned_fd open_file(const std::string& path, int how) {
  return net::owned_fd{::open(path.c_str(), how | O_CLOEXEC | O_NOFOLLOW, ours_alone)};
}

std::optional<fault> sync_at(const std::string& path, int how) {
  const auto file = open_file(path, how);
  if (!file || ::fsync(file.get()) != 0)
    return trouble("sync", path, errno);
  return std::nullopt;
}

} // namespace

std::optional<fault> real_disk::make_folder(const std::string& path) {
  const auto all = at(path);
  for (auto end = all.find('/', 1);; end = all.find('/', end + 1)) {
    const auto one = all.substr(0, end);
    if (::mkdir(one.c_str(), ours_alone_folder) != 0 && errno != EEXIST)
      return trouble("make", one, errno);
    if (end == std::string::npos)
      return std::nullopt;
  }
}

result<std::vector<std::string>> real_disk::list(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code failed;
  std::filesystem::directory_iterator entry{at(folder), failed};
  for (const std::filesystem::directory_iterator end; !failed && entry != end;
       entry.increment(failed))
    out.push_back(entry->path().filename());
  if (failed)
    return trouble("list", at(folder), failed.value());
  std::sort(out.begin(), out.end());
  return out;
}

result<std::string> real_disk::read(const std::string& path) {
  const auto file = open_file(at(path), O_RDONLY | O_NONBLOCK);
  if (!file)
    return trouble("read", at(path), errno);
  std::string out;
  std::array<char, 16'384> piece{};
  for (;;) {
    const auto got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0)
      return trouble("read", at(path), errno);
    if (got == 0)
      return out;
    out.append(piece.data(), static_cast<std::size_t>(got));
  }
}

std::optional<fault> real_disk::write(const std::string& path, const std::string& bytes) {
  const auto file = open_file(at(path), O_WRONLY | O_CREAT | O_TRUNC);
  if (!file)
    return trouble("write", at(path), errno);
  for (std::string_view left = bytes; !left.empty();) {
    const auto sent = ::write(file.get(), left.data(), left.size());
    if (sent < 0)
      return trouble("write", at(path), errno);
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
  return std::nullopt;
}

std::optional<fault> real_disk::sync(const std::string& path) {
  return sync_at(at(path), O_RDONLY);
}

std::optional<fault> real_disk::rename(const std::string& from, const std::string& to) {
  if (std::rename(at(from).c_str(), at(to).c_str()) != 0)
    return trouble("rename", at(from), errno);
  return std::nullopt;
}

std::optional<fault> real_disk::remove(const std::string& path) {
  if (::unlink(at(path).c_str()) != 0)
    return trouble("remove", at(path), errno);
  return std::nullopt;
}

std::optional<fault> real_disk::sync_folder(const std::string& folder) {
  return sync_at(at(folder), O_RDONLY | O_DIRECTORY);
}

} // namespace weft::cni
