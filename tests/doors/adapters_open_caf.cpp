#include <caf/atom.hpp>
