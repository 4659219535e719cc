// Where the files are that the program serves and makes pages of: api/openapi.yaml, web/ and
// others.
#pragma once

#include <string>

namespace offpeak {

/// The folder that belongs to this program, found from where the program itself lies:
/// PREFIX/share/offpeak of PREFIX/bin/offpeak, or the sources of build/PRESET/main/offpeak. It may
/// be moved with them.
std::string default_assets();

/// What `--assets` says, or the above where it says nothing.
std::string assets_or_default(const std::string& given);

}  // namespace offpeak
