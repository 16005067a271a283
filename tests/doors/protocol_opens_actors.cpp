#include "actors/catalogue.hpp"
