#include "adapters/log/log.hpp"

#include "adapters/log/line.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <utility>

namespace weft::log {

namespace {

class writer_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
  explicit writer_sink(writer to) : to_(std::move(to)) {}

private:
  void sink_it_(const spdlog::details::log_msg& msg) override {
    to_({msg.payload.data(), msg.payload.size()});
  }
  void flush_() override {}

  writer to_;
};

spdlog::level::level_enum theirs(level one) {
  switch (one) {
  case level::error:
    return spdlog::level::err;
  case level::warn:
    return spdlog::level::warn;
  case level::info:
    return spdlog::level::info;
  case level::debug:
    return spdlog::level::debug;
  }
  return spdlog::level::info;
}

/// A logger and how it lays its lines out, exchanged as one.
struct destination {
  destination(const log_settings& how, bool coloured, spdlog::sink_ptr sink)
    : shape{how.format, coloured}, out("weft", std::move(sink)) {
    out.set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
    out.set_level(theirs(how.level));
    out.flush_on(spdlog::level::trace);
  }

  line_shape shape;
  spdlog::logger out;
};

bool wants_colour() {
  return ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

std::shared_ptr<destination> to_stderr(const log_settings& how) {
  return std::make_shared<destination>(how, wants_colour(),
                                       std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

std::atomic<std::shared_ptr<destination>>& current() {
  static std::atomic<std::shared_ptr<destination>> one{to_stderr({})};
  return one;
}

void write(level severity, std::string_view sentence, fields about) {
  auto to = current().load();
  if (!to->out.should_log(theirs(severity)))
    return;
  auto text = make_line(to->shape, std::chrono::system_clock::now(), severity, sentence, about);
  to->out.log(theirs(severity), spdlog::string_view_t{text});
}

} // namespace

void start(const log_settings& how) {
  current().store(to_stderr(how));
}

void start(const log_settings& how, writer to) {
  current().store(
    std::make_shared<destination>(how, false, std::make_shared<writer_sink>(std::move(to))));
}

void show(level least) {
  current().load()->out.set_level(theirs(least));
}

void error(std::string_view sentence, fields about) {
  write(level::error, sentence, about);
}
void warn(std::string_view sentence, fields about) {
  write(level::warn, sentence, about);
}
void info(std::string_view sentence, fields about) {
  write(level::info, sentence, about);
}
void debug(std::string_view sentence, fields about) {
  write(level::debug, sentence, about);
}

} // namespace weft::log
