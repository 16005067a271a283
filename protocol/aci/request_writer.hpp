#pragma once

#include "protocol/aci/plan.hpp"
#include "protocol/aci/steps.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::aci {

/// Makes one request within one tenant out of steps, as many as there is room for.
/// @see aci.md 2.6, 2.7
class request_writer {
public:
  /// @param sites Outlive the writer.
  /// @param mark What is written on all that is ours.
  request_writer(const std::vector<site>& sites, std::string_view mark, batch_limits limits);

  /// Adds what belongs together, if there is room. The first always has.
  bool add(const std::vector<const step*>& together);
  bool empty() const { return edits_.empty(); }

  request finish();

private:
  /// What the request says of one EEPG.
  struct group {
    bool makes = false; ///< or marks it: by its own right, and not only as a way down
    bool removes = false;
    std::vector<std::string> children;
  };

  std::string head_of(std::size_t site, const group& what) const;
  std::string written(std::size_t site, const group& what) const;
  std::string child_of(const step& what) const;
  std::size_t bytes_around(std::size_t site) const;
  request::edit edit_of(const step& what) const;
  std::string whole_body() const;

  const std::vector<site>& sites_;
  std::string_view mark_;
  batch_limits limits_;
  std::map<std::size_t, group> groups_; ///< by number of the EEPG, which is by name
  std::vector<request::edit> edits_;
  std::size_t children_ = 0;
  std::size_t bytes_ = 0; ///< never less than the body's
};

} // namespace weft::aci
