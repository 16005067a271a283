#include "adapters/cni/threaded_records.hpp"

#include "adapters/cni/real_disk.hpp"
#include "adapters/cni/record_files.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <vector>

namespace weft::cni {

namespace asio = boost::asio;

namespace {

/// How many records are written at a time: the disk syncs several together for the price of one.
constexpr std::size_t lane_count = 4;

} // namespace

struct threaded_records::impl {
  impl(std::string folder, std::string libcni, std::shared_ptr<const void> on_folder)
    : claim(std::move(on_folder)), own(std::move(folder)),
      shared(libcni.empty() ? std::nullopt : std::optional{real_disk{libcni}}),
      files(own, shared ? &*shared : nullptr) {
    for (std::size_t i = 0; i < lane_count; ++i)
      lanes.push_back(asio::make_strand(threads));
  }

  /// What belongs to one record happens in its lane, in order.
  template <class Work>
  void post(const std::string& file, Work work) {
    asio::post(lanes[std::hash<std::string>{}(file) % lane_count], std::move(work));
  }

  std::shared_ptr<const void> claim;
  real_disk own;
  std::optional<real_disk> shared;
  record_files files;
  asio::thread_pool threads{lane_count};
  std::vector<asio::strand<asio::thread_pool::executor_type>> lanes;
};

threaded_records::threaded_records(std::string folder, std::string shared,
                                   std::shared_ptr<const void> claim)
  : impl_(std::make_unique<impl>(std::move(folder), std::move(shared), std::move(claim))) {}

threaded_records::~threaded_records() {
  impl_->threads.join();
}

void threaded_records::read_all(std::function<void(result<kept_records>)> done) {
  asio::post(impl_->threads, [self = impl_.get(), done = std::move(done)] {
    auto failed = self->files.open();
    done(failed ? result<kept_records>{*failed} : self->files.read_all());
  });
}

void threaded_records::write(attachment_record what, completion done) {
  const auto file = to_string(name_of(what));
  impl_->post(file, [self = impl_.get(), what = std::move(what), done = std::move(done)] {
    done(self->files.write(what));
  });
}

void threaded_records::note_group(record_name of, process_group which, completion done) {
  impl_->post(to_string(of), [self = impl_.get(), of, which, done = std::move(done)] {
    done(self->files.note_group(of, which));
  });
}

void threaded_records::note_collecting(process_group which, completion done) {
  impl_->post({}, [self = impl_.get(), which, done = std::move(done)] {
    done(self->files.note_collecting(which));
  });
}

void threaded_records::remove(std::string file, completion done) {
  impl_->post(
    file, [self = impl_.get(), file, done = std::move(done)] { done(self->files.remove(file)); });
}

void threaded_records::set_aside(std::string file, completion done) {
  impl_->post(file, [self = impl_.get(), file, done = std::move(done)] {
    done(self->files.set_aside(file));
  });
}

} // namespace weft::cni
