#include "bench/stage/sender.hpp"

#include "adapters/net/tls.hpp"
#include "bench/stage/pods.hpp"

#include <arpa/inet.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace weft::bench {

namespace {

constexpr std::uint64_t first_version = 1'000'000'000;

/// One event as it goes out: a chunk of HTTP, a record of TLS.
std::string chunk_of(const std::string& line) {
  std::array<char, 16> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", line.size() + 1);
  return size.data() + line + "\n\r\n";
}

void set_version(std::string& chunk, std::uint64_t version) {
  const auto digits = std::to_string(version);
  chunk.replace(chunk.find(version_mark) + version_mark.size(), version_digits, digits);
}

/// What is sent, rendered beforehand.
class script {
public:
  script(std::size_t pods, std::uint64_t events) : events_(events) {
    for (std::size_t i = 0; i < pods; ++i) {
      added_.push_back(chunk_of(pod_line("ADDED", i, first_version + i)));
      modified_.push_back(chunk_of(pod_line("MODIFIED", i, first_version + i)));
    }
  }

  /// @param write Answers false when nobody reads any more.
  template <class Write>
  void play(Write write) const {
    auto present = modified_;
    for (std::uint64_t i = 0; i < events_; ++i) {
      if (i < added_.size()) {
        if (!write(added_[i]))
          return;
        continue;
      }
      auto& chunk = present[i % present.size()];
      set_version(chunk, first_version + i);
      if (!write(chunk))
        return;
    }
  }

private:
  std::uint64_t events_;
  std::vector<std::string> added_;
  std::vector<std::string> modified_;
};

constexpr std::string_view empty_list
  = R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]})";

/// One connection, from greeting to end.
void serve(int socket, const net::tls_context& identity, const script& what) {
  const auto tls = identity.accept();
  SSL_set_ciphersuites(tls.get(), "TLS_AES_128_GCM_SHA256"); // as kube-apiserver chooses
  SSL_set_fd(tls.get(), socket);
  auto write = [&](std::string_view bytes) {
    return SSL_write(tls.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  };
  std::string asked;
  std::array<char, 4096> buffer{};
  while (SSL_accept(tls.get()) == 1) {
    const auto got = SSL_read(tls.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (got <= 0)
      break;
    asked.append(buffer.data(), static_cast<std::size_t>(got));
    if (asked.find("\r\n\r\n") == asked.npos)
      continue;
    if (asked.find("watch=") == asked.npos) {
      write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + std::to_string(empty_list.size()) + "\r\n\r\n" + std::string{empty_list});
    } else {
      write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            "Transfer-Encoding: chunked\r\n\r\n");
      what.play(write);
    }
    asked.clear();
  }
  close(socket);
}

int listen_somewhere() {
  const int door = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(door, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0 || listen(door, 8) != 0)
    throw std::runtime_error("the sender cannot listen");
  return door;
}

std::uint16_t port_of(int door) {
  sockaddr_in where{};
  socklen_t size = sizeof where;
  getsockname(door, reinterpret_cast<sockaddr*>(&where), &size);
  return ntohs(where.sin_port);
}

[[noreturn]] void be_server(int door, const net::server_tls& identity, const script& what) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGPIPE, SIG_IGN);
  const auto tls = net::tls_context::for_server(identity);
  for (;;) {
    const int socket = accept(door, nullptr, nullptr);
    if (socket >= 0)
      std::thread{[socket, &tls, &what] { serve(socket, **tls, what); }}.detach();
  }
}

} // namespace

sender::sender(const net::server_tls& identity, std::size_t pods, std::uint64_t events) {
  const int door = listen_somewhere();
  port_ = port_of(door);
  pid_ = fork();
  if (pid_ < 0)
    throw std::runtime_error("the sender cannot be started");
  if (pid_ == 0)
    be_server(door, identity, script{pods, events});
  close(door);
}

sender::~sender() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

} // namespace weft::bench
