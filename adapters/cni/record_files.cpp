#include "adapters/cni/record_files.hpp"

#include "adapters/log/log.hpp"

#include <charconv>
#include <string_view>

namespace weft::cni {

namespace {

constexpr std::string_view unfinished = ".new";
const std::string results = "results";
const std::string groups = "groups";
const std::string corrupt = "corrupt";
const std::string collector = "gc"; ///< no record's file is called so

std::string in(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

bool is_gone(const std::optional<fault>& failed) {
  return failed && failed->code == errc::not_found;
}

/// Whoever made the name: it leads nowhere else.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos
         && name.find('\0') == std::string_view::npos;
}

/// The record in a file of this name; errc::malformed with the reason why there is none.
result<attachment_record> read_record(const std::string& file, std::string_view text) {
  auto read = decode_record(text);
  if (read && to_string(name_of(*read)) != file)
    return fault{errc::malformed, "it is of " + to_string(name_of(*read)), {}, {}};
  return read;
}

/// The record itself is as it should be, so that nothing is taken back for it.
void note_copy(const fault& why) {
  log::warn("A copy of a record in libcni's cache is not as it should be.",
            {{"file", why.where}, {"why", why.what}});
}

} // namespace

std::optional<fault> record_files::open() {
  const std::lock_guard lock{opening_};
  if (opened_)
    return std::nullopt;
  auto failed = begin();
  opened_ = !failed;
  return failed;
}

std::optional<fault> record_files::begin() {
  for (const auto& folder : {results, groups, corrupt}) {
    if (auto failed = disk_.make_folder(folder))
      return failed;
    const auto names = disk_.list(folder);
    if (!names)
      return names.error();
    for (const auto& name : *names)
      if (name.ends_with(unfinished))
        disk_.remove(in(folder, name));
  }
  return shared_ ? shared_->make_folder({}) : std::nullopt;
}

result<kept_records> record_files::read_all() {
  kept_records out;
  auto names = disk_.list(results);
  if (!names && names.error().code == errc::not_found) {
    const std::lock_guard lock{opening_};
    if (auto failed = begin())
      return *std::move(failed);
    out.gone = true;
    names = disk_.list(results);
  }
  if (!names)
    return names.error();
  for (const auto& file : *names) {
    if (file.ends_with(unfinished))
      continue; // somebody is at it
    const auto text = disk_.read(in(results, file));
    if (!text && text.error().code == errc::not_found)
      continue; // removed since it was listed
    if (!text && text.error().code == errc::unreachable)
      return text.error(); // of the disk, and not of this record
    auto one = text ? read_record(file, *text) : result<attachment_record>{text.error()};
    if (one) {
      const auto group = read_group(file);
      one->group = group.id;
      one->group_born = group.born;
      out.whole.push_back(*std::move(one));
      continue;
    }
    out.torn.push_back({file, read_record_name(file), one.error().what});
  }
  out.collecting = read_group(collector);
  return out;
}

std::optional<fault> record_files::write(const attachment_record& what) {
  const auto file = to_string(name_of(what));
  if (auto failed = replace(disk_, results, file, encode(what), true))
    return failed;
  if (auto failed = disk_.remove(in(groups, file)); failed && !is_gone(failed))
    return failed;
  if (const auto failed = share(what))
    note_copy(*failed);
  return std::nullopt;
}

std::optional<fault> record_files::note_group(const record_name& of, const process_group& which) {
  return note(to_string(of), which);
}

std::optional<fault> record_files::note_collecting(const process_group& which) {
  if (which.id != 0)
    return note(collector, which);
  auto failed = disk_.remove(in(groups, collector));
  return is_gone(failed) ? std::nullopt : failed;
}

std::optional<fault> record_files::note(const std::string& file, const process_group& which) {
  return replace(disk_, groups, file, std::to_string(which.id) + " " + std::to_string(which.born),
                 false);
}

std::optional<fault> record_files::remove(const std::string& file) {
  if (!is_file_name(file))
    return fault{errc::refused, "no name for a file", file, {}};
  if (shared_)
    if (const auto text = disk_.read(in(results, file)))
      if (const auto record = read_record(file, *text))
        if (const auto failed = shared_->remove(libcni_name(*record)); failed && !is_gone(failed))
          note_copy(*failed);
  for (const auto& folder : {groups, results})
    if (auto failed = disk_.remove(in(folder, file)); failed && !is_gone(failed))
      return failed;
  return disk_.sync_folder(results);
}

std::optional<fault> record_files::set_aside(const std::string& file) {
  if (!is_file_name(file))
    return fault{errc::refused, "no name for a file", file, {}};
  const auto text = disk_.read(in(results, file));
  if (text)
    return replace(disk_, corrupt, file, *text, false);
  if (text.error().code == errc::not_found)
    return std::nullopt;
  return disk_.rename(in(results, file), in(corrupt, file)); // what cannot be read can be moved
}

std::optional<fault> record_files::replace(disk& on, const std::string& folder,
                                           const std::string& name, const std::string& text,
                                           bool synced) {
  if (!is_file_name(name))
    return fault{errc::refused, "no name for a file", name, {}};
  const auto fresh = in(folder, name) + std::string{unfinished};
  auto failed = on.write(fresh, text);
  if (!failed && synced)
    failed = on.sync(fresh);
  if (!failed)
    failed = on.rename(fresh, in(folder, name));
  if (failed) {
    on.remove(fresh);
    return failed;
  }
  return synced ? on.sync_folder(folder) : std::nullopt;
}

/// What does not read is none.
process_group record_files::read_group(const std::string& file) {
  const auto text = disk_.read(in(groups, file));
  if (!text)
    return {};
  process_group read;
  const auto* end = text->data() + text->size();
  const auto [blank, no_id] = std::from_chars(text->data(), end, read.id);
  if (no_id != std::errc{} || blank == end)
    return {};
  const auto [rest, no_birth] = std::from_chars(blank + 1, end, read.born);
  return no_birth == std::errc{} && rest == end ? read : process_group{};
}

std::optional<fault> record_files::share(const attachment_record& what) {
  if (!shared_)
    return std::nullopt;
  if (what.at == phase::attached)
    return replace(*shared_, {}, libcni_name(what), encode(what), false);
  if (what.at == phase::detached)
    if (auto failed = shared_->remove(libcni_name(what)); failed && !is_gone(failed))
      return failed;
  return std::nullopt;
}

} // namespace weft::cni
