#include "protocol/aci/units.hpp"

#include "protocol/aci/departures.hpp"

namespace weft::aci {

namespace {

/// Calls `visit` for each part that `one` names.
template <class Visit>
void each_unit(const weft::unit& one, const wishes& parts, Visit visit) {
  if (one.whose == owner{})
    return visit(piece{{}, one.what});
  const auto found = parts.find(one.whose);
  if (found == parts.end() || !wants(*found->second))
    return;
  const auto& wish = as<wished_eepg>(found->second->body);
  if (one.what.empty()) {
    visit(piece{one.whose, {}});
    for (const auto& claimed : wish.claims)
      visit(piece{one.whose, claimed.prefix});
    return;
  }
  const auto place = word_of(wish.where, {});
  const std::string_view word = one.what;
  if (word == place)
    visit(piece{one.whose, {}});
  else if (word.starts_with(place) && word[place.size()] == ' ')
    visit(piece{one.whose, std::string{word.substr(place.size() + 1)}});
}

} // namespace

std::string word_of(const eepg_name& where, std::string_view what) {
  auto out = to_string(where);
  if (!what.empty())
    out.append(1, ' ').append(what);
  return out;
}

std::set<piece> units_of(const std::set<weft::unit>& all, const wishes& parts) {
  std::set<piece> out;
  for (const auto& one : all)
    each_unit(one, parts, [&](piece what) { out.insert(std::move(what)); });
  return out;
}

std::vector<weft::unit> words_of(const std::vector<piece>& all, const wishes& parts) {
  std::vector<weft::unit> out;
  for (const auto& one : all) {
    const auto part = parts.find(one.whose);
    if (part == parts.end())
      out.push_back({one.whose, one.what});
    else
      out.push_back({one.whose, word_of(as<wished_eepg>(part->second->body).where, one.what)});
  }
  return out;
}

std::map<piece, std::string> units_of(const std::map<weft::unit, std::string>& all,
                                      const wishes& parts) {
  std::map<piece, std::string> out;
  for (const auto& one : all)
    each_unit(one.first, parts, [&](piece what) { out.emplace(std::move(what), one.second); });
  return out;
}

} // namespace weft::aci
