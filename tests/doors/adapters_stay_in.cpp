#include "adapters/k8s/client.hpp"

#include <boost/asio/ip/address.hpp>
