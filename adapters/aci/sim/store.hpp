#pragma once

#include "adapters/aci/sim/classes.hpp"
#include "protocol/snapshot.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::aci::sim {

using attribute_map = std::map<std::string, std::string, std::less<>>;

/// One managed object.
struct object {
  std::string dn; ///< as it was first written
  std::string class_name;
  attribute_map attributes; ///< all of its class but `dn`

  std::string_view text(std::string_view attribute) const;
};

using object_ptr = std::shared_ptr<const object>;

/// What a transaction did to one object; one of the two may be null.
struct change {
  object_ptr before;
  object_ptr after;

  const object& either() const { return after ? *after : *before; }
  const std::string& dn() const { return either().dn; }
  /// The attributes that differ, as they are after it; empty for an object that came or went.
  attribute_map differences() const;
};

/// The tree. Every change belongs to a transaction, which is done wholly or not at all.
/// DNs are compared by value: `2001:DB8::1/128` and `2001:db8::1/128` name one object.
class store {
public:
  store();

  object_ptr find(std::string_view dn) const;
  /// Those directly below it.
  std::vector<object_ptr> children(std::string_view dn) const;
  /// The object, if there is one, and all below it; who stands above comes first.
  std::vector<object_ptr> subtree(std::string_view dn) const;
  std::vector<object_ptr> all() const;
  std::size_t size() const { return objects_.size(); }

  void put(object what);
  /// Removes it and all below it.
  void remove(std::string_view dn);
  /// Undoes what was put and removed since the last commit.
  void roll_back();
  /// Ends the transaction. @param mod_ts What the attribute `modTs` of all that changed is set to.
  /// @returns what really changed, parents first.
  std::vector<change> commit(const std::string& mod_ts);

private:
  void remember(const std::string& key);

  std::map<std::string, object_ptr, std::less<>> objects_; ///< by canonical DN
  std::map<std::string, object_ptr, std::less<>> before_;  ///< of what the transaction touched
};

/// What a commit would have to do to make `after` of `before`. A copy of a tree is a snapshot.
std::vector<change> differences(const store& before, const store& after);

/// The DN by which objects are told apart.
std::string canonical_dn(std::string_view dn);

} // namespace weft::aci::sim
