#pragma once

namespace weft::tests {

/// Whether an assertion of the test case under way has failed.
bool has_failed();

} // namespace weft::tests
