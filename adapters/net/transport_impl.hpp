#pragma once

#include "adapters/net/transport.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <thread>
#include <vector>

namespace weft::net {

/// Runs what belongs to one connection, one piece at a time.
using strand = boost::asio::strand<boost::asio::io_context::executor_type>;

struct transport::impl {
  explicit impl(std::size_t count);

  strand make_strand() { return boost::asio::make_strand(context); }

  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
  std::vector<std::thread> threads; ///< last: they start when all above exists
};

} // namespace weft::net
