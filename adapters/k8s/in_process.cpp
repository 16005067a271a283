#include "adapters/k8s/in_process.hpp"

#include "protocol/k8s/decode.hpp"

#include <charconv>
#include <utility>

namespace weft::k8s {

namespace {

using namespace server;

call to_call(const request& what, const std::string& token) {
  call out;
  const auto mark = what.target.find('?');
  out.method = what.method;
  out.path = what.target.substr(0, mark);
  out.query = mark == what.target.npos ? "" : what.target.substr(mark + 1);
  out.accept = what.accept;
  out.content_type = what.content_type;
  out.body = what.body;
  out.token = token;
  out.user_agent = "weft";
  return out;
}

/// The text between the quotes of a `Warning: 299 - "…"`.
std::string warning_text(const std::string& header) {
  const auto first = header.find('"');
  const auto last = header.rfind('"');
  return first == last ? header : header.substr(first + 1, last - first - 1);
}

response to_response(const answer& from) {
  response out;
  out.status = from.status;
  out.body = from.body;
  for (const auto& [name, held] : from.headers) {
    if (name == "Retry-After") {
      int seconds = 0;
      std::from_chars(held.data(), held.data() + held.size(), seconds);
      out.retry_after = std::chrono::seconds{seconds};
    } else if (name == "Warning") {
      out.warnings.push_back(warning_text(held));
    }
  }
  return out;
}

fault unreachable(const char* why) {
  return {errc::unreachable, why, "", {}};
}

/// What a watch's server side and its client's side share; the client's side may go first.
struct pipe {
  stream_events events;
  deferral post;
  bool stopped = false;
};

void deliver(const std::shared_ptr<pipe>& to, std::function<void(stream_events&)> what) {
  to->post([to, what = std::move(what)] {
    if (!to->stopped)
      what(to->events);
  });
}

void deliver_line(const std::shared_ptr<pipe>& to, std::string line) {
  deliver(to, [line = std::move(line)](stream_events& events) {
    auto padded = line;
    padded.resize(line.size() + decode_padding);
    events.on_lines({std::string_view{padded}.substr(0, line.size())});
  });
}

void deliver_end(const std::shared_ptr<pipe>& to, result<void> how) {
  deliver(to, [how = std::move(how)](stream_events& events) { events.on_end(how); });
}

void deliver_event(const std::shared_ptr<pipe>& to, server::watch_event what,
                   const std::string& text) {
  switch (what) {
  case server::watch_event::line:
    return deliver_line(to, text);
  case server::watch_event::raw:
    return; // bytes without a line end are never a line
  case server::watch_event::end:
    return deliver_end(to, boost::system::in_place_value);
  case server::watch_event::drop:
    return deliver_end(to, unreachable("connection reset"));
  }
}

class in_process_stream : public stream {
public:
  in_process_stream(std::shared_ptr<pipe> where, std::function<void()> cancel)
    : where_(std::move(where)), cancel_(std::move(cancel)) {}
  in_process_stream(const in_process_stream&) = delete;
  in_process_stream& operator=(const in_process_stream&) = delete;
  ~in_process_stream() override { stop(); }

  void stop() override {
    if (!std::exchange(where_->stopped, true))
      where_->post(cancel_);
  }

private:
  std::shared_ptr<pipe> where_;
  std::function<void()> cancel_;
};

} // namespace

class in_process_client : public client {
public:
  in_process_client(std::shared_ptr<in_process_server> where, deferral post, std::string token)
    : where_(std::move(where)), post_(std::move(post)), token_(std::move(token)) {}

  void call(request what, std::function<void(result<response>)> done) override {
    post_([where = where_, post = post_, asked = to_call(what, token_), done = std::move(done)] {
      auto got = where->core_.handle(asked, where->now_());
      if (got.watch)
        where->core_.cancel(*got.watch);
      if (got.how == manner::stall)
        return; // the caller's own deadline has to notice
      result<response> told = to_response(got);
      if (got.how != manner::proper)
        told = unreachable("connection reset");
      post([done, told = std::move(told)] { done(told); });
    });
  }

  std::unique_ptr<stream> watch(request what, std::chrono::milliseconds,
                                stream_events events) override {
    auto to = std::make_shared<pipe>(pipe{std::move(events), post_});
    auto id = std::make_shared<std::optional<watch_id>>();
    post_([where = where_, to, id, asked = to_call(what, token_)] {
      if (!to->stopped)
        *id = open(*where, to, asked);
    });
    return std::make_unique<in_process_stream>(to, [where = where_, id] {
      if (*id) {
        where->core_.cancel(**id);
        where->receivers_.erase(**id);
      }
    });
  }

private:
  static std::optional<watch_id> open(in_process_server& where, const std::shared_ptr<pipe>& to,
                                      const server::call& asked) {
    auto got = where.core_.handle(asked, where.now_());
    if (got.how == manner::stall)
      return std::nullopt;
    if (got.how != manner::proper) {
      deliver_end(to, unreachable("connection reset"));
      return std::nullopt;
    }
    const bool good = got.status == 200;
    deliver(to, [head = to_response(got), good](stream_events& events) {
      auto shown = head;
      if (good)
        shown.body.clear();
      events.on_open(std::move(shown));
    });
    if (!good)
      return std::nullopt;
    for (auto& line : got.lines)
      deliver_line(to, std::move(line));
    if (got.watch) {
      where.receivers_[*got.watch] = [to](server::watch_event what, const std::string& text) {
        deliver_event(to, what, text);
      };
      return got.watch;
    }
    if (const auto end = got.body.find('\n'); end != got.body.npos)
      deliver_line(to, got.body.substr(0, end));
    deliver_end(to, boost::system::in_place_value);
    return std::nullopt;
  }

  std::shared_ptr<in_process_server> where_;
  deferral post_;
  std::string token_;
};

in_process_server::in_process_server(server::core_settings how, clock now)
  : now_(std::move(now)),
    core_(std::move(how), now_(),
          [this](watch_id which, server::watch_event what, const std::string& text) {
            const auto i = receivers_.find(which);
            if (i == receivers_.end())
              return;
            i->second(what, text);
            if (what == server::watch_event::end || what == server::watch_event::drop)
              receivers_.erase(i);
          }) {}

std::shared_ptr<in_process_server> in_process_server::make(server::core_settings how, clock now) {
  return std::shared_ptr<in_process_server>(new in_process_server(std::move(how), std::move(now)));
}

std::unique_ptr<client> in_process_server::connect(deferral post, std::string token) {
  return std::make_unique<in_process_client>(shared_from_this(), std::move(post), std::move(token));
}

} // namespace weft::k8s
