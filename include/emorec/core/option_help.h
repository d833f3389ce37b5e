// What the help says of an option that is listed once for all who need it.
#pragma once

namespace emorec {

/// Where an option stands in the help: under a heading, or "" for the first one.
struct OptionHelp {
  const char* group;
  const char* what;
};

}  // namespace emorec
