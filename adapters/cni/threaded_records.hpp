#pragma once

#include "adapters/cni/record_store.hpp"

#include <memory>
#include <string>

namespace weft::cni {

/// Records on this machine's disk, which is waited for on threads of their own.
class threaded_records : public record_store {
public:
  /// @param folder Of our own: "/var/lib/cni/<agent>".
  /// @param shared What libcni keeps its results in; empty: nothing is shared. @see cni.md 5.8
  /// @param claim On the folder: held until the last of it is written.
  explicit threaded_records(std::string folder, std::string shared = {},
                            std::shared_ptr<const void> claim = nullptr);
  /// Carries out what was asked before.
  ~threaded_records() override;

  /// Whoever writes has read all first: that makes the folders as well.
  void read_all(std::function<void(result<kept_records>)> done) override;
  void write(attachment_record what, completion done) override;
  void note_group(record_name of, process_group which, completion done) override;
  void note_collecting(process_group which, completion done) override;
  void remove(std::string file, completion done) override;
  void set_aside(std::string file, completion done) override;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace weft::cni
