#include "adapters/k8s/client.hpp"

#include <caf/atom.hpp>
