#include "actors/program/explain.hpp"

#include "actors/program/name.hpp"
#include "protocol/state/explanation.hpp"

#include <iostream>

namespace weft {

int run_explain(const explain_options& how) {
  const auto text = fetch_state(how.at, {});
  if (!text) {
    std::cerr << program_name() << ": " << to_string(text.error()) << '\n';
    return 1;
  }
  const auto dump = read_dump(*text);
  if (!dump) {
    std::cerr << program_name() << ": " << to_string(dump.error()) << '\n';
    return 1;
  }
  const auto told = explain_object(*dump, how.object);
  if (told.found) {
    std::cout << told.text;
    return told.ready ? 0 : 2;
  }
  std::cerr << program_name() << ": " << how.object
            << (told.several ? " is the end of several names there\n"
                             : " is not known there: objects are written Kind/namespace/name, and "
                               "one that asks for nothing, such as a Pod without an annotation, "
                               "is nobody's business\n");
  for (const auto& name : told.near)
    std::cerr << "  did you mean " << name << "?\n";
  return 1;
}

} // namespace weft
