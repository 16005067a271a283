#include "actors/program/translate.hpp"

#include "actors/program/name.hpp"
#include "adapters/files.hpp"
#include "adapters/settings/avi_translation.hpp"
#include "protocol/table.hpp"

#include <iostream>

namespace weft {

namespace {

int fail(const std::string& why) {
  std::cerr << program_name() << ": " << one_line(why) << '\n';
  return 1;
}

} // namespace

int run_translate(const translate_options& how) {
  const auto text = read_file(how.file == "-" ? "/dev/stdin" : how.file);
  if (!text)
    return fail(text.error().what);
  const auto made = config::translate_avi(*text);
  if (!made)
    return fail(how.file + ": " + made.error().what);
  std::cout << made->yaml << std::flush;
  for (const auto& one : made->remarks)
    std::cerr << program_name() << ": " << one_line(one) << '\n';
  return made->remarks.empty() ? 0 : 2;
}

} // namespace weft
