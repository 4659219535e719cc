// QR codes of appointments.
#include <qrencode.h>

#include <memory>

#include "api/citizen/render.hpp"

namespace offpeak::api {

std::string render_qr(const security::CheckInCodes& codes, const scheduler::AppointmentView& view) {
  constexpr int quiet_zone = 4;  // modules, ISO/IEC 18004
  const std::string code = check_in_text(codes, view);
  const std::unique_ptr<QRcode, void (*)(QRcode*)> qr{
      QRcode_encodeString(code.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free};
  if (!qr) throw std::bad_alloc{};
  const std::string size = std::to_string(qr->width + 2 * quiet_zone);
  std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + size + " " + size +
                    R"(" shape-rendering="crispEdges" role="img" aria-label=")" + code +
                    R"("><rect width="100%" height="100%" fill="#fff"/><path fill="#000" d=")";
  for (int y = 0; y < qr->width; ++y) {
    for (int x = 0; x < qr->width; ++x) {
      if ((qr->data[y * qr->width + x] & 1) == 0) continue;
      svg +=
          "M" + std::to_string(x + quiet_zone) + "," + std::to_string(y + quiet_zone) + "h1v1h-1z";
    }
  }
  return svg + R"("/></svg>)";
}

}  // namespace offpeak::api
