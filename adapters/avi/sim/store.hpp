#pragma once

#include "protocol/json/value.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weft::avi::sim {

/// One object of the controller.
struct object {
  std::string type;
  std::string uuid;
  std::string name;
  std::string tenant;        ///< its name
  std::string cloud;         ///< uuid; empty: of no cloud
  std::int64_t modified = 0; ///< microseconds since the epoch
  /// References as `/api/<type>/<uuid>`; without `url` and `_last_modified`.
  json::value body;
};

using object_ptr = std::shared_ptr<const object>;

/// All objects, with what refers to what. A copy is a snapshot.
class store {
public:
  object_ptr find(std::string_view type, std::string_view uuid) const;
  /// @param cloud Empty: of any.
  object_ptr find_named(std::string_view type, std::string_view name, std::string_view tenant,
                        std::string_view cloud = {}) const;
  /// In an order that stays.
  std::vector<object_ptr> all(std::string_view type) const;
  std::vector<object_ptr> all() const;
  std::size_t size() const { return objects_.size(); }

  /// What refers to it, each once.
  std::vector<object_ptr> referrers(std::string_view uuid) const;
  /// What it refers to, each once.
  std::vector<object_ptr> referred(const object& what) const;

  void put(object what);
  void remove(std::string_view type, std::string_view uuid);

private:
  using place = std::pair<std::string, std::string>; ///< type, uuid
  using title = std::pair<std::string, std::string>; ///< type, name

  void forget(const object& what);

  std::map<place, object_ptr> objects_;
  std::multimap<title, std::string> by_name_;
  std::map<std::string, std::set<place>, std::less<>> referrers_; ///< by uuid
};

} // namespace weft::avi::sim
