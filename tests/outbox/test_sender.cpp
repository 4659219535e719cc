// Webhooks of a real engine to a real receiver.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>

#include "base/hex.hpp"
#include "outbox/gone_mark.hpp"
#include "scheduler/messages/appointment_chain.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "tests/outbox/town.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::outbox::tests {
namespace {

using engine::tests::await;
using std::chrono::milliseconds;
namespace s = scheduler;

constexpr int answer_never = 0;
constexpr int hang_up = -1;

/// Computed by other functions of OpenSSL than the sender's.
std::string expected_signature(const SigningKey& key, const Received& received) {
  const std::string text = received.id + "." + received.timestamp + "." + received.body;
  EVP_PKEY* pkey = EVP_PKEY_new_mac_key(EVP_PKEY_HMAC, nullptr, key.data(), key.size());
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::array<unsigned char, 32> digest{};
  std::size_t size = digest.size();
  REQUIRE(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, pkey) == 1);
  REQUIRE(EVP_DigestSign(context, digest.data(), &size,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(pkey);
  std::array<char, 45> base64{};
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), digest.data(), 32);
  return std::string{"v1,"} + base64.data();
}

TEST_CASE("what happens is told, signed, and settled") {
  store::MemoryJournal journal;
  Receiver receiver{[](const Received&) { return 204; }};
  const auto options = options_for(receiver.url());
  Town town{journal, options};
  town.cancel(town.book(1));
  town.book(2);
  town.await_delivered(3);
  town.stop();
  const auto received = receiver.await(3);
  CHECK(received.size() == 3);
  std::set<std::string> ids;
  for (const auto& one : received) {
    CHECK(one.signature == expected_signature(options.keys.front(), one));
    ids.insert(one.id);
  }
  CHECK(ids.size() == 3);
  CHECK(town.state().announcements().empty());
  CHECK(town.state().outbox_is_on());
  CHECK(town.state().dead_letters().empty());
}

TEST_CASE("a booking and its cancellation say where and when, and what for") {
  store::MemoryJournal journal;
  Receiver receiver{[](const Received&) { return 204; }};
  Town town{journal, options_for(receiver.url())};
  const auto booking = engine::tests::nth_booking(2);
  town.cancel(town.book(1));
  town.await_delivered(2);
  const std::string slot = s::format_slot(engine::tests::large_city(), booking.slot);
  const std::string start = config::format_instant(booking.slot.start());
  for (const auto& one : receiver.await(2)) {
    CHECK(one.body.find(R"("slot":")" + slot + R"(","start":")" + start +
                        R"(","services":["passport_renewal"])") != std::string::npos);
  }
}

TEST_CASE(
    "a place offered instead of a booked one is told, and what becomes of it and of the watch") {
  store::MemoryJournal journal;
  Receiver receiver{[](const Received&) { return 204; }};
  Town town{journal, options_for(receiver.url())};
  const auto booking = town.book(9);
  const auto offer = s::id_after(booking, 1);
  town.run(s::WatchPlaces{
      .id = booking, .offer_id = offer, .places = {.to = config::make_date(2026, 12, 31)}});
  town.await_delivered(2);
  const auto booked_and_offered = receiver.await(2);
  const auto has_type = [](const std::string& type) {
    return [type](const Received& one) { return type_in(one) == type; };
  };
  const auto told = std::ranges::find_if(booked_and_offered, has_type("place.offered"));
  REQUIRE(told != booked_and_offered.end());
  const auto hex = [](s::AppointmentId id) { return std::string{base::text_of(base::to_hex(id))}; };
  CHECK(told->body.find(R"("offer":")" + hex(offer) + R"(","instead_of":")" + hex(booking)) !=
        std::string::npos);
  CHECK(told->body.find(R"("kind":"earlier")") != std::string::npos);

  town.run(s::ReleaseHold{offer});
  town.run(s::EndWatch{booking});
  town.await_delivered(4);
  const auto all = receiver.await(4);
  CHECK(all.size() == 4);
  CHECK(std::ranges::count_if(all, has_type("place.offer_ended")) == 1);
  CHECK(std::ranges::count_if(all, has_type("watch.ended")) == 1);
}

TEST_CASE("a receiver that fails, redirects or hangs up is told again, each appointment in order") {
  constexpr std::uint64_t bookings = 40;
  store::MemoryJournal journal;
  std::atomic<int> calls{0};
  std::vector<Received> accepted;
  Receiver receiver{[&](const Received& one) {
    constexpr std::array answers{500, 204, 302, 200, hang_up, 429, 204};
    const int answer = answers[static_cast<std::size_t>(calls++) % answers.size()];
    if (answer >= 200 && answer < 300) accepted.push_back(one);
    return answer;
  }};
  Town town{journal, options_for(receiver.url())};
  for (std::uint64_t n = 0; n < bookings; ++n) town.cancel(town.book(n));
  town.await_delivered(2 * bookings);
  town.stop();
  CHECK(town.state().announcements().empty());
  CHECK(town.status().failed_attempts > 0);
  CHECK_FALSE(town.status().last_error.empty());
  std::map<std::string, std::vector<std::string>> told;  // by appointment
  for (const auto& one : accepted) {
    told[appointment_in(one)].push_back(type_in(one));
  }
  CHECK(told.size() == bookings);
  for (const auto& [id, types] : told) {
    CAPTURE(id);
    std::string all;
    for (const auto& type : types) all += type + " ";
    CHECK(all == "appointment.booked appointment.cancelled ");
  }
}

TEST_CASE("a failed one holds back its own appointment, not the others") {
  store::MemoryJournal journal;
  std::atomic<bool> refuse{true};
  std::string first_told;
  Receiver receiver{[&](const Received& one) {
    if (first_told.empty()) first_told = appointment_in(one);
    return refuse && appointment_in(one) == first_told ? 503 : 200;
  }};
  Town town{journal, options_for(receiver.url())};
  const auto first = town.book(1);
  receiver.await(1);
  town.cancel(first);
  town.book(2);
  await([&] {
    const auto status = town.status();
    return status.delivered == 1 && status.pending == 2;
  });
  for (const auto& one : receiver.await(1)) CHECK(type_in(one) == "appointment.booked");
  refuse = false;
  town.await_delivered(3);
}

TEST_CASE("an endpoint that asks to be left alone is, and what belongs to others waits too") {
  constexpr std::chrono::seconds rest{1};
  store::MemoryJournal journal;
  std::atomic<int> calls{0};
  Receiver receiver{[&](const Received&) { return calls++ == 0 ? Answer{503, "1"} : Answer{200}; }};
  Town town{journal, options_for(receiver.url())};
  town.book(1);
  await([&] { return town.status().failed_attempts == 1; });
  town.book(2);
  town.await_delivered(2);
  const auto received = receiver.await(3);
  CHECK(received[1].at - received[0].at >= rest);
}

TEST_CASE("a rest that is asked for is bounded, and one of another form is the usual one") {
  store::MemoryJournal journal;
  std::atomic<int> calls{0};
  Receiver receiver{[&](const Received&) {
    const std::array answers{Answer{429, "4294967295"}, Answer{503, "soon"}, Answer{200}};
    return answers[static_cast<std::size_t>(calls++)];
  }};
  auto options = options_for(receiver.url());
  options.retry_after_max = milliseconds{50};
  Town town{journal, options};
  town.book(1);
  town.await_delivered(1);
  const auto received = receiver.await(3);
  CHECK(received[1].at - received[0].at >= options.retry_after_max);
}

TEST_CASE("what has failed for too long is a dead letter; what follows goes on") {
  store::MemoryJournal journal;
  Receiver receiver{
      [](const Received& one) { return type_in(one) == "appointment.booked" ? 500 : 200; }};
  auto options = options_for(receiver.url());
  options.given_up_after = milliseconds{50};
  Town town{journal, options};
  town.cancel(town.book(1));
  town.book(2);
  await([&] { return town.status().dead == 2 && town.status().pending == 0; });
  CHECK(town.status().delivered == 1);
  std::set<std::string> ids;
  for (const auto& one : receiver.await(0)) ids.insert(one.id);
  town.stop();
  const auto& letters = town.state().dead_letters();
  REQUIRE(letters.size() == 2);
  for (const std::uint64_t n : {0, 1}) {
    CHECK(ids.contains(text_of(id_of(letters[n]))));
    CHECK((letters[n].status == s::AnnouncementStatus::refused));
  }
  CHECK(town.state().announcements().empty());
}

TEST_CASE("a dead letter that is sent again has its old id") {
  store::MemoryJournal journal;
  std::atomic<bool> takes{false};
  Receiver receiver{[&](const Received&) { return takes ? 200 : 500; }};
  auto options = options_for(receiver.url());
  options.given_up_after = milliseconds{0};
  Town town{journal, options};
  town.book(1);
  await([&] { return town.status().dead == 1; });
  takes = true;
  await([&] { return town.send_again(0) == s::Rejection::none; });  // its end is being journaled
  town.await_delivered(1);
  const auto received = receiver.await(2);
  CHECK(received[1].id == received[0].id);
  CHECK(received[1].body == received[0].body);
}

TEST_CASE("what nobody answers is a dead letter for that reason") {
  store::MemoryJournal journal;
  Receiver receiver{[](const Received&) { return hang_up; }};
  auto options = options_for(receiver.url());
  options.given_up_after = milliseconds{0};
  Town town{journal, options};
  town.book(1);
  await([&] { return town.status().dead == 1; });
  town.stop();
  CHECK((town.state().dead_letters()[0].status == s::AnnouncementStatus::unreachable));
}

TEST_CASE("an endpoint that is gone gets nothing, over a restart too, until it is enabled") {
  const store::tests::TemporaryDirectory directory;
  store::MemoryJournal journal;
  std::atomic<bool> is_gone{true};
  Receiver receiver{[&](const Received&) { return is_gone ? 410 : 200; }};
  auto options = options_for(receiver.url());
  options.gone_mark = directory.path() / "webhook.gone";
  {
    Town town{journal, options};
    town.book(1);
    await([&] { return town.status().is_gone; });
    town.book(2);
    town.stop();
    CHECK(town.state().dead_letters().empty());
  }
  is_gone = false;
  Town town{journal, options};
  CHECK(town.status().is_gone);
  town.book(3);
  CHECK(receiver.await(1).size() == 1);
  CHECK(town.sender().enable("default"));
  town.await_delivered(3);
  CHECK_FALSE(town.status().is_gone);
  CHECK(receiver.await(4).size() == 4);
  CHECK_FALSE(std::filesystem::exists(options.gone_mark));
}

TEST_CASE("the mark of another endpoint does not count") {
  const store::tests::TemporaryDirectory directory;
  const auto file = directory.path() / "webhook.gone";
  const GoneMark mark{file, "https://hooks.example/a"};
  CHECK_FALSE(mark.is_set());
  REQUIRE(mark.set().has_value());
  CHECK(mark.is_set());
  CHECK_FALSE(GoneMark{file, "https://hooks.example/"}.is_set());
  REQUIRE(mark.clear().has_value());
  CHECK_FALSE(mark.is_set());
  CHECK(mark.clear().has_value());
  CHECK_FALSE(GoneMark{directory.path() / "none" / "webhook.gone", ""}.set().has_value());
}

TEST_CASE("a receiver that never answers is given up for the moment, and told again") {
  store::MemoryJournal journal;
  std::atomic<int> calls{0};
  Receiver receiver{[&](const Received&) { return calls++ == 0 ? answer_never : 200; }};
  auto options = options_for(receiver.url());
  options.answer_max = milliseconds{100};
  Town town{journal, options};
  town.book(1);
  town.await_delivered(1);
  CHECK(receiver.await(2).size() == 2);
  CHECK(town.status().last_error == "no answer in time");
}

TEST_CASE("what has not arrived goes out after a restart") {
  store::MemoryJournal journal;
  std::uint16_t port = 0;
  {
    const Receiver gone{[](const Received&) { return 200; }};
    port = gone.port();
  }
  {
    Town town{journal, options_for("http://127.0.0.1:" + std::to_string(port) + "/in")};
    town.cancel(town.book(1));
    town.book(2);
    await([&] { return town.status().failed_attempts > 2; });
    CHECK(town.status().delivered == 0);
    town.stop();
    CHECK(town.state().announcements().size() == 3);
  }
  Receiver receiver{[](const Received&) { return 200; }};
  Town town{journal, options_for(receiver.url())};
  town.await_delivered(3);
  CHECK(receiver.await(3).size() == 3);
}

// ---- TLS ----------------------------------------------------------------------------------------

/// A certificate for that name, signed by itself, with its key; PEM files in `directory`.
void make_certificate(const std::filesystem::path& directory, const char* name) {
  EVP_PKEY* key = EVP_RSA_gen(2048);
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  const std::string names = std::string{"DNS:"} + name;
  X509_EXTENSION* alternative =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(certificate, alternative, -1);
  X509_EXTENSION_free(alternative);
  REQUIRE(X509_sign(certificate, key, EVP_sha256()) > 0);
  FILE* file = std::fopen((directory / "certificate.pem").c_str(), "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  file = std::fopen((directory / "key.pem").c_str(), "w");
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TEST_CASE("a log that throws keeps no message from its next attempt") {
  std::atomic<int> failures{0};
  Receiver receiver{[&](const Received&) { return failures++ < 2 ? 500 : 200; }};
  store::MemoryJournal journal;
  Town town{journal, options_for(receiver.url()), [](std::string_view, const std::string&) {
              throw std::runtime_error{"the log is full"};
            }};
  town.book(1);
  town.await_delivered(1);
  CHECK(town.status().failed_attempts == 2);
}

TEST_CASE("https: a trusted certificate of the right name is told, any other is not") {
  struct Row {
    const char* name;
    bool trusted;
    bool arrives;
  };
  const std::array rows{Row{"localhost", true, true}, Row{"localhost", false, false},
                        Row{"elsewhere.example", true, false}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.trusted);
    const store::tests::TemporaryDirectory directory;
    make_certificate(directory.path(), row.name);
    boost::asio::ssl::context tls{boost::asio::ssl::context::tls_server};
    tls.use_certificate_file((directory.path() / "certificate.pem").string(),
                             boost::asio::ssl::context::pem);
    tls.use_private_key_file((directory.path() / "key.pem").string(),
                             boost::asio::ssl::context::pem);
    Receiver receiver{[](const Received&) { return 200; }, &tls};
    auto options = options_for(receiver.url());
    if (row.trusted) options.trusted_certificates = (directory.path() / "certificate.pem").string();
    store::MemoryJournal journal;
    Town town{journal, options};
    town.book(1);
    if (row.arrives) {
      town.await_delivered(1);
    } else {
      await([&] { return town.status().failed_attempts > 1; });
      CHECK(receiver.await(0).empty());
    }
  }
}

}  // namespace
}  // namespace offpeak::outbox::tests
