#include "config/load.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

#include "config/check_opening.hpp"
#include "config/fields.hpp"
#include "config/read_calendar.hpp"
#include "config/read_catalog.hpp"
#include "config/read_halls.hpp"
#include "config/read_hours.hpp"
#include "config/read_keeping.hpp"
#include "config/read_online.hpp"
#include "config/read_rules.hpp"
#include "config/scalars.hpp"
#include "config/text_file.hpp"
#include "config/yaml_document.hpp"

namespace offpeak::config {
namespace {

namespace fs = std::filesystem;

constexpr int request_rate_max = 10'000'000;
constexpr int request_burst_max = 100'000'000;
constexpr int streams_per_address_max = 5'000;  // as many as the server has
constexpr int pace_burst_max = 1'000'000;
constexpr int pace_interval_seconds_max = 3600;

std::optional<Node> read_document(const fs::path& file, Diagnostics& diagnostics,
                                  std::vector<fs::path>& files) {
  files.push_back(file);
  const auto text = read_text_file(file, file.string(), diagnostics);
  return text ? parse_yaml(*text, file.string(), diagnostics) : std::nullopt;
}

/// Whether a path lies in `folder` after links are resolved. True for a file that does not exist.
bool stays_inside(const fs::path& folder, const fs::path& file) {
  std::error_code failed;
  const fs::path real_folder = fs::weakly_canonical(folder.empty() ? "." : folder, failed);
  const fs::path real_file = fs::weakly_canonical(file, failed);
  if (failed) return false;
  return std::ranges::mismatch(real_folder, real_file).in1 == real_folder.end();
}

/// A file that a city names, relative to the city's own folder.
std::optional<fs::path> named_path(const View& where, const fs::path& folder) {
  const std::string expected =
      "the relative path of a file in the folder of this one, without \"..\"";
  std::string named;
  text(named, "a path").read(where);
  if (named.empty()) return std::nullopt;
  const fs::path relative{named};
  const bool climbs = std::ranges::find(relative, fs::path{".."}) != relative.end();
  if (relative.is_absolute() || climbs || !stays_inside(folder, folder / relative)) {
    where.wrong_type("leads out of the folder", expected);
    return std::nullopt;
  }
  return folder / relative;
}

/// The name of a file of its own, whose root `read_root` gets.
Reader named_file(const std::string& expected, const fs::path& folder, Diagnostics& diagnostics,
                  std::vector<fs::path>& files, std::function<void(const View&)> read_root) {
  return {expected, [=, &diagnostics, &files](const View& where) {
            const auto file = named_path(where, folder);
            if (!file) return;
            std::error_code failed;
            if (!fs::exists(*file, failed)) return where.wrong_type("does not exist", expected);
            const auto document = read_document(*file, diagnostics, files);
            if (!document) return;
            Source source{file->string(), diagnostics};
            read_root(View{*document, source});
          }};
}

Reader request_limits(RequestLimits& into) {
  return {"limits on requests", [&into](const View& where) {
            const IntRange rates{1, request_rate_max};
            const IntRange bursts{1, request_burst_max};
            const IntRange streams{1, streams_per_address_max};
            Fields fields{where};
            fields.optional("address_rate_per_second",
                            integer(into.address_rate, rates, "requests per second"));
            fields.optional("address_burst", integer(into.address_burst, bursts, "requests"));
            fields.optional("read_units_per_second",
                            integer(into.read_rate, rates, "units of cost per second"));
            fields.optional("read_units_burst", integer(into.read_burst, bursts, "units of cost"));
            fields.optional("citizen_rate_per_second",
                            integer(into.citizen_rate, rates, "requests per second"));
            fields.optional("citizen_burst", integer(into.citizen_burst, bursts, "requests"));
            fields.optional("streams_per_address", integer(into.streams, streams, "streams"));
            const IntRange intervals{1, pace_interval_seconds_max};
            fields.optional("kiosk_numbers_burst", integer(into.kiosk_numbers_burst,
                                                           {party_max, pace_burst_max}, "numbers"));
            fields.optional("kiosk_number_interval_seconds",
                            integer(into.kiosk_number_interval_seconds, intervals, "seconds"));
            fields.optional("wrong_codes_burst",
                            integer(into.wrong_codes_burst, {1, pace_burst_max}, "codes"));
            fields.optional("wrong_code_interval_seconds",
                            integer(into.wrong_code_interval_seconds, intervals, "seconds"));
            fields.finish();
          }};
}

/// Reads the parts in the order in which they depend on each other, whatever their order in the
/// file.
void read_city(const View& root, const fs::path& folder, Diagnostics& diagnostics, City& city,
               LoadResult& result) {
  HallContext context{city.lanes, city.services, {}, {}, {}};
  context.open_weekdays.fill(true);
  Fields fields{root};
  fields.required("city", key_name(city.key));
  fields.required("name", name(city.name));
  fields.optional("synthetic", synthetic_marks(result.synthetic, root.node()));
  fields.required("calendar",
                  named_file("the path of a calendar", folder, diagnostics, result.files,
                             [&](const View& file) { read_calendar(file, city.calendar); }));
  fields.optional("limits", request_limits(city.limits));
  fields.optional("retention", retention(city.retention, result.audit_days));
  fields.optional("reminders_minutes", reminders(city.reminders));
  fields.required("lanes", lanes(city.lanes));
  fields.required("services", services(city.services, city.lanes));
  fields.optional("online", named_file("the path of rules on applications online", folder,
                                       diagnostics, result.files, [&](const View& file) {
                                         read_online(file, city.services, result.online.emplace());
                                       }));
  fields.required("hours", hours(context.seasons));
  fields.optional("open_weekdays", open_weekdays(context.open_weekdays));
  fields.required("rules", rules(context.rules, RulesLevel::city));
  context.sound = fields.sound({"lanes", "services", "hours", "rules"});
  if (fields.sound({"hours", "rules"})) check_opening(context.seasons, context.rules, root);
  fields.required("halls", halls(city.halls, context));
  fields.finish();
  city.synthetic = !result.synthetic.empty();
}

/// City::find relies on this order.
void order_by_code(City& city) {
  std::ranges::sort(city.lanes, {}, &Lane::code);
  std::ranges::sort(city.services, {}, &Service::code);
  std::ranges::sort(city.halls, {}, &Hall::code);
}

}  // namespace

LoadResult load_city(const std::filesystem::path& file) {
  Diagnostics diagnostics;
  LoadResult result;
  if (const auto document = read_document(file, diagnostics, result.files)) {
    Source source{file.string(), diagnostics};
    City city;
    read_city(View{*document, source}, file.parent_path(), diagnostics, city, result);
    order_by_code(city);
    if (diagnostics.errors() == 0) result.city = std::move(city);
    if (!result.city) result.online.reset();
  }
  result.diagnostics = diagnostics.take(file.string());
  return result;
}

}  // namespace offpeak::config
