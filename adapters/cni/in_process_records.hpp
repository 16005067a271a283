#pragma once

#include "adapters/cni/record_files.hpp"
#include "adapters/cni/record_store.hpp"
#include "adapters/cni/sim/surroundings.hpp"

namespace weft::cni {

/// Records on a simulated disk: the real files in the real order, and no thread. A message lost on
/// its way there is a record that is not written; one lost on its way back a callback that does not
/// come. Not thread-safe; the disks must outlive what was handed to `post`.
class in_process_records : public record_store {
public:
  in_process_records(disk& own, sim::surroundings around, disk* shared = nullptr);

  void read_all(std::function<void(result<kept_records>)> done) override;
  void write(attachment_record what, completion done) override;
  void note_group(record_name of, process_group which, completion done) override;
  void note_collecting(process_group which, completion done) override;
  void remove(std::string file, completion done) override;
  void set_aside(std::string file, completion done) override;

private:
  template <class Answer>
  void carry(std::function<Answer(record_files&)> work, std::function<void(Answer)> done);

  std::shared_ptr<record_files> files_;
  sim::surroundings around_;
};

} // namespace weft::cni
