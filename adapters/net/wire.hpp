#pragma once

#include "adapters/net/tls.hpp"
#include "protocol/fault.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace weft::net {

/// A connected TCP socket, plain or under TLS, as bytes in and bytes out. At most one read and
/// one write are under way. Belongs to the strand its socket was made with: all calls come from
/// there, all callbacks go there and never run from within the call. Broken connections are
/// errc::unreachable.
class wire : public std::enable_shared_from_this<wire> {
public:
  /// Takes over the connected socket; without `tls` bytes travel in the clear.
  /// @param read_ahead How many bytes of ciphertext one system call may fetch.
  wire(boost::asio::ip::tcp::socket socket, ssl_ptr tls, std::size_t read_ahead);
  ~wire();
  wire(const wire&) = delete;
  wire& operator=(const wire&) = delete;

  /// Speaks TLS's greeting; a plain wire is done at once. Faults as in explain_tls.
  void handshake(std::function<void(result<void>)> done);
  /// Reads what is there, at least one byte; zero: the peer has ended properly.
  void read(char* into, std::size_t size, std::function<void(result<std::size_t>)> done);
  /// Writes all of `bytes`, which the caller keeps until `done`.
  void write(std::string_view bytes, std::function<void(result<void>)> done);

  /// False when the peer of a wire at rest has closed it or sent what nobody asked for.
  bool at_rest();
  /// Says goodbye and sends what is unsent, but still reads.
  void finish();
  /// Ends everything; reads and writes under way end with a fault.
  void close();
  /// Closes by TCP reset: unsent bytes are lost and the peer's next read fails.
  void reset();

  const SSL* tls() const { return tls_.get(); }

private:
  struct carrier;
  /// What one non-blocking attempt came to.
  struct attempt {
    enum class next : std::uint8_t { done, wait_to_read, wait_to_write, failed };
    next then;
    std::size_t bytes = 0;
    fault why = {};
  };

  attempt receive(char* into, std::size_t size);
  attempt send(std::string_view bytes);
  attempt greet();
  attempt judge(int outcome);
  void go_on_reading(char* into, std::size_t size, std::function<void(result<std::size_t>)> done,
                     bool inside_call);
  void go_on_writing(std::string_view bytes, std::function<void(result<void>)> done,
                     bool inside_call);
  template <class Again, class Done>
  void wait(attempt::next what, Again again, Done done);

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<carrier> carrier_;
  ssl_ptr tls_;
  std::optional<fault> late_; ///< met after bytes that had to be delivered first
};

/// TCP_NODELAY, and keep-alive probes that find a dead peer within a minute (kubernetes.md 2.1).
void tune(boost::asio::ip::tcp::socket& socket);

} // namespace weft::net
