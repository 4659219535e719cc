// Reads back a QR code of the smallest kind, as a kiosk's camera would: enough to know that the
// picture says what it should. Shares nothing with the library that draws it.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::testing {

/// The text in a QR code (ISO/IEC 18004) of version 1, level M, drawn as an SVG path of
/// unit squares. Throws std::runtime_error that says what is wrong with the picture. Modes of Kanji
/// and of other alphabets are unknown to it.
std::string read_qr_svg(std::string_view svg);

}  // namespace offpeak::testing
