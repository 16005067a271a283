#include "adapters/cni/in_process_records.hpp"

namespace weft::cni {

in_process_records::in_process_records(disk& own, sim::surroundings around, disk* shared)
  : files_(std::make_shared<record_files>(own, shared)), around_(std::move(around)) {}

template <class Answer>
void in_process_records::carry(std::function<Answer(record_files&)> work,
                               std::function<void(Answer)> done) {
  around_.post([files = files_, post = around_.post, work = std::move(work),
                done = std::move(done)] { post([answer = work(*files), done] { done(answer); }); });
}

void in_process_records::read_all(std::function<void(result<kept_records>)> done) {
  carry<result<kept_records>>(
    [](record_files& files) -> result<kept_records> {
      if (auto failed = files.open())
        return *failed;
      return files.read_all();
    },
    std::move(done));
}

void in_process_records::write(attachment_record what, completion done) {
  carry<std::optional<fault>>(
    [what = std::move(what)](record_files& files) { return files.write(what); }, std::move(done));
}

void in_process_records::note_group(record_name of, process_group which, completion done) {
  carry<std::optional<fault>>(
    [of = std::move(of), which](record_files& files) { return files.note_group(of, which); },
    std::move(done));
}

void in_process_records::note_collecting(process_group which, completion done) {
  carry<std::optional<fault>>([which](record_files& files) { return files.note_collecting(which); },
                              std::move(done));
}

void in_process_records::remove(std::string file, completion done) {
  carry<std::optional<fault>>(
    [file = std::move(file)](record_files& files) { return files.remove(file); }, std::move(done));
}

void in_process_records::set_aside(std::string file, completion done) {
  carry<std::optional<fault>>(
    [file = std::move(file)](record_files& files) { return files.set_aside(file); },
    std::move(done));
}

} // namespace weft::cni
