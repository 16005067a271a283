#include "protocol/object_key.hpp"

#include <simdjson.h>
