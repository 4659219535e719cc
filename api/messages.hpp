// What people read when something was refused: what happened, and what to do next, in Chinese and
// English. One row for each problem code; a code without one does not compile (ProblemCode).
// docs/messages.md shows all of them.
//
// The words: 预约 appointment, 占号 hold, 候补 waitlist, 改约 reschedule, 取号 take a number or
// check in, 现场号 a number without appointment, 叫号 call, 过号 missed call, 时段 slot, 窗口
// counter, 大厅 hall, 预约码 the code of an appointment.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "config/city.hpp"

namespace offpeak::api {

/// A part in [square brackets] is left out when something that it names is not known: {again} when
/// the same is allowed, {opens} when the hall opens, {start} when the appointment is and {hall}
/// where, or where there are numbers still.
struct Message {
  std::string_view code;
  std::string_view about;  // a field, or a case of the code; empty: any other
  std::string_view zh;
  std::string_view en;
};

/// The case of `appointment_elsewhere` in which its time has passed.
inline constexpr std::string_view missed_case = "missed";

// clang-format off
inline constexpr auto messages = std::to_array<Message>({
    // ---- booking
    {"slot_full", "",
     "这个时段的名额不够了。请选择其他时段，或者登记候补。",
     "There is not enough room left at this time. Please choose another time, or join the waitlist."},
    {"not_released", "",
     "这个时段还没有放号。请等放号以后再预约，或者选择其他时段。",
     "This time is not open for booking yet. Please come back later, or choose another time."},
    {"already_booked", "",
     "您或同行的人已经预约了这项业务，不能重复预约。想换时间的，请改约原来的预约。",
     "You or someone with you already has an appointment for this service. To change the time, please move that appointment."},
    {"already_held", "",
     "您或同行的人为这项业务占了一个号，还没有确认。请先确认或者放弃那个号。",
     "A place for this service is already being kept for you or someone with you. Please confirm it or give it up first."},
    {"suspended", "",
     "申请人多次预约后没有来，暂时不能预约。需要办理的，请到大厅取现场号。",
     "Booking is paused because several appointments were missed. Please come to a hall and take a number."},
    {"hold_expired", "",
     "占号的时间已经过了，号已放回。请重新选择时段。",
     "The time to confirm has passed and the place was given back. Please choose a time again."},
    {"unknown_slot", "",
     "没有这个时段，可能大厅当天不开门。请从列表中重新选择。",
     "There is no such time; the hall may be closed that day. Please choose one from the list."},
    {"outside_horizon", "",
     "这个时段已经开始，或者还没到可以预约的日期。请选择其他时段。",
     "This time has begun, or is too far ahead to be booked. Please choose another time."},
    {"hold_limit", "",
     "占了还没有确认的号太多。请先确认或者放弃其中一个。",
     "Too many places are waiting to be confirmed. Please confirm or give up one of them first."},
    {"hold_pause", "",
     "您多次占号后没有确认。请过一会儿再试[，{again}以后可以占号]。",
     "Several places you kept were not confirmed. Please try again later[, after {again}]."},
    {"cancellation_limit", "",
     "近期取消或改约的次数太多，暂时不能预约。请过几天再试，也可以到大厅取现场号。",
     "There were too many cancellations or changes lately. Please try again in a few days, or take a number at a hall."},
    {"wrong_lane", "",
     "这项业务不在这个队列办理。请选择其他队列或其他大厅。",
     "This service is not handled in this queue. Please choose another queue or another hall."},
    {"duplicate_applicant", "",
     "同一个人的同一项业务填了两次。请删去重复的一项。",
     "The same person is listed twice for one service. Please remove one of the two."},
    {"party_too_large", "",
     "同行的人数超过了大厅的规定。请分成几次预约或取号。",
     "There are more people than the hall takes at once. Please book or take numbers in smaller groups."},
    {"unknown_citizen", "",
     "有一位申请人还没有和您一起来过。请填写这位申请人的证件类型和证件号码。",
     "One of the people has not come with you before. Please enter the type and number of that person's document."},
    {"overlapping_visit", "",
     "您或同行的人在这个时间已经预约了其他大厅。请换一个时间，或者先取消那个预约。",
     "You or someone with you has an appointment in another hall at that time. Please choose another time, or cancel that one first."},
    {"came_together", "",
     "这两个证件在预约中是两个人的。如果是同一个人，请先取消还没有来办的预约。",
     "An appointment has these two documents as two people. If they are one person, please cancel what is still to come first."},
    {"slot_available", "",
     "这个时段还有名额，不用候补。请直接预约。",
     "There is room at this time, so there is no need to wait. Please book it."},
    {"waitlist_full", "",
     "这个时段候补的人已满。请选择其他时段。",
     "The waitlist for this time is full. Please choose another time."},
    {"already_waiting", "",
     "您或同行的人已经在候补这个时段，不用再登记。请等候候补结果。",
     "You or someone with you is already waiting for this time. There is nothing more to do; please wait."},
    {"waitlist_limit", "",
     "您或同行的人候补的时段太多。请先退出一个，再登记新的。",
     "You or someone with you is waiting for too many times. Please leave one waitlist first."},
    // ---- in the hall
    {"too_early", "",
     "还没到您的取号时间，请稍等。[您预约的是{start}。][请在{again}以后取号。]",
     "It is too early to check in; please wait a little.[ Your appointment is on {start}.][ Please check in after {again}.]"},
    {"too_late", "",
     "您的预约时间已经过了，不能再按预约取号。[您预约的是{start}。]请取现场号，或者重新预约。",
     "It is too late to check in for your appointment.[ It was on {start}.] Please take a number without appointment, or book again."},
    {"appointment_elsewhere", "",
     "您今天在这个大厅没有预约。[您预约的是{start}，{hall}。]请按预约的时间和地点前往；想换时间或大厅的，请改约。",
     "You have no appointment in this hall today.[ Yours is on {start} at {hall}.] Please go there at that time, or move the appointment."},
    {"appointment_elsewhere", missed_case,
     "您今天在这个大厅没有预约。[您预约的是{start}，{hall}，时间已经过了。]请取现场号，或者重新预约。",
     "You have no appointment in this hall today.[ Yours was on {start} at {hall}, and has passed.] Please take a number without appointment, or book again."},
    {"appointment_cancelled", "",
     "这个预约已经取消。请取现场号，或者重新预约。",
     "This appointment was cancelled. Please take a number without appointment, or book again."},
    {"visit_ended", "",
     "这个预约已经办完，或者已经过号。还要办理的，请取现场号。",
     "This visit is over, or the call was missed. If you still need something, please take a number without appointment."},
    {"hall_closed", "",
     "大厅现在不发号。[下次开门时间是{opens}。]请在开门以后来取号，也可以提前预约。",
     "The hall gives out no numbers now.[ It opens next on {opens}.] Please come when it is open, or book an appointment."},
    {"numbers_ended", "",
     "大厅今天的现场号已经停发：快要下班了，或者排队的人今天已经办不完。[现在还能取号的最近的大厅是{hall}。]请提前预约[，或者在{opens}以后再来]。",
     "The hall gives out no more numbers today: it closes soon, or more people wait than it can serve.[ The nearest hall that still does is {hall}.] Please book an appointment[, or come after {opens}]."},
    {"already_watching", "",
     "这个预约已经在等更早的号。想换条件的，请先取消提前通知。",
     "This appointment already watches for an earlier place. To change what it watches for, please withdraw that first."},
    {"watch_limit", "",
     "您等更早号的预约太多，或者今天放弃的号太多。请先取消其中一个，或者明天再试。",
     "Too many of your appointments watch for an earlier place, or too many offers came to nothing today. Please withdraw one, or try again tomorrow."},
    {"nothing_earlier", "",
     "您选的大厅、日期和时间里，没有比现在更早的号。请选择更早的日期或者时间。",
     "Nothing in these halls, on these days and at these hours can be earlier than your appointment. Please choose earlier days or hours."},
    {"slot_closed", "",
     "这段时间大厅（或者这项业务）临时停办。请选择其他时间，或者其他大厅。",
     "The hall, or this service in it, is closed at that time. Please choose another time or another hall."},
    {"appointment_displaced", "",
     "大厅临时停办，这个预约已经不能使用，也不会记您爽约。请打开预约，看为您留的新号；也可以重新预约。",
     "The hall had to close, so this appointment cannot be used; it does not count against you. Please open the appointment to see the place kept for you, or book again."},
    {"unknown_service", "",
     "这个大厅不办理这项业务。请选择其他大厅或其他业务。",
     "This hall does not offer this service. Please choose another hall or another service."},
    {"lane_full", "",
     "今天的号已经取完。请改天再来，或者预约其他日期。",
     "All numbers for today have been given out. Please come another day, or book an appointment."},
    {"unknown_counter", "",
     "没有这个窗口。请核对窗口号。",
     "There is no such counter. Please check its number."},
    {"counter_closed", "",
     "窗口没有打开。请先打开窗口，再叫号。",
     "The counter is not open. Please open it first."},
    {"counter_busy", "",
     "窗口还有一位办事群众没有办结。请先办结、过号、暂缓或转队列。",
     "The counter still has a visitor. Please finish, miss, park or transfer first."},
    {"no_visitor", "",
     "窗口现在没有可以这样处理的办事群众。请先叫号。",
     "The counter has no visitor for whom this can be done. Please call one first."},
    {"recall_first", "",
     "请再叫几次。叫满规定次数仍没有人来，才能按过号处理。",
     "Please call again. Only after all calls does a visitor count as missed."},
    {"recalls_spent", "",
     "重呼次数已经用完。人到了请办理，没有到请按过号处理。",
     "No further call is left. Please serve the visitor, or mark the visitor as missed."},
    {"recall_pause", "",
     "刚刚叫过号。请给办事群众一点时间走过来，稍后再叫。",
     "The number was called a moment ago. Please give the visitor time to come, then call again."},
    // ---- any request
    {"not_found", "",
     "没有查到。请核对号码、大厅和日期；在大厅的，可以出示证件或者找工作人员。",
     "Nothing was found. Please check the number, the hall and the date; in the hall, show your document or ask the staff."},
    {"wrong_state", "",
     "现在不能这样操作，情况可能有了变化。请查看最新情况。",
     "This is not possible now; something may have changed. Please look at the latest state."},
    {"forbidden", "",
     "您没有权限这样操作。请用本人的账号登录，或者找工作人员。",
     "You are not allowed to do this. Please sign in with your own account, or ask the staff."},
    {"unauthorized", "",
     "您还没有登录，或者登录已经失效。请重新登录。",
     "You are not signed in, or no longer. Please sign in again."},
    {"token_revoked", "",
     "这次登录已经停用。请重新登录；还是不行的，请找工作人员。",
     "This sign-in was ended. Please sign in again; if that fails, ask the staff."},
    {"idempotency_mismatch", "",
     "这次提交和刚才的内容不一样，没有办理。请返回以后重新提交。",
     "This differs from what was sent before, so nothing was done. Please go back and send it again."},
    {"idempotency_limit", "",
     "一天内提交的次数太多。请明天再试，或者找工作人员。",
     "Too much was sent within a day. Please try again tomorrow, or ask the staff."},
    {"rate_limited", "",
     "操作太频繁了。请稍等一会儿再试。",
     "That was too often in a short time. Please wait a little and try again."},
    {"too_many_streams", "",
     "同时打开的页面太多。请关掉几个，或者稍后再试。",
     "Too many live pages are open. Please close some, or try again later."},
    {"overloaded", "",
     "现在使用的人太多，刚才没有办成。请稍后再试。",
     "The system is busy and nothing was done. Please try again in a moment."},
    {"unavailable", "",
     "系统暂时不能使用。请稍后先查询有没有办成，没有办成的再试一次。",
     "The system is not available at the moment. Please look later whether it was done, and try again if not."},
    {"standby", "",
     "系统正在切换，刚才没有办成。请稍后再试。",
     "The system is changing over and nothing was done. Please try again in a moment."},
    {"storage_full", "",
     "系统暂时不能登记更多内容，刚才没有办成。请稍后再试，或者找工作人员。",
     "The system can take no more at the moment and nothing was done. Please try again later, or ask the staff."},
    {"internal_error", "",
     "系统出了问题。请先查询有没有办成，再决定要不要重试；需要帮助的，请找工作人员。",
     "Something went wrong. Please look whether it was done before you try again, or ask the staff."},
    {"request_timeout", "",
     "网络太慢，内容没有传完。请检查网络以后再试。",
     "The connection was too slow. Please check it and try again."},
    {"body_too_large", "",
     "提交的内容太长。请减少内容以后再试。",
     "What was sent is too long. Please shorten it and try again."},
    {"target_too_long", "",
     "网址太长，打不开。请从首页重新进入。",
     "The address is too long. Please start again from the first page."},
    {"header_too_large", "",
     "请求的内容太长，没有办理。请重新登录以后再试。",
     "The request is too long. Please sign in again and try once more."},
    {"length_required", "",
     "请求不完整，没有办理。请重新提交；还是不行的，请找工作人员。",
     "The request is incomplete. Please send it again; if that fails, ask the staff."},
    {"http_version", "",
     "浏览器太旧，不能使用。请更新浏览器以后再试。",
     "The browser is too old. Please update it and try again."},
    {"method_not_allowed", "",
     "这里不能这样操作。请从首页重新进入。",
     "This cannot be done here. Please start again from the first page."},
    {"unsupported_media_type", "",
     "提交的格式不对，没有办理。请刷新页面以后重新提交。",
     "What was sent has the wrong form. Please reload the page and send it again."},
    // ---- what is wrong in a form
    {"invalid_field", "",
     "填写的内容有误。请核对以后重新提交。",
     "Something was filled in wrongly. Please check it and send it again."},
    {"invalid_field", "id_number",
     "证件号码有误。请对照证件逐位核对以后再填。",
     "The document number is not right. Please compare each character with the document."},
    {"invalid_field", "id_type",
     "证件类型有误。请重新选择证件类型。",
     "The type of document is not right. Please choose it again."},
    {"invalid_field", "printed_check_digit",
     "护照的校验数字有误。请照护照照片下面印的数字填写，也可以不填。",
     "The check digit is not right. Please copy it from the lines below the passport's photo, or leave it out."},
    {"invalid_field", "code",
     "预约码有误。请核对六位字母和数字，也可以出示证件。",
     "The code is not right. Please check its six letters and digits, or show your document."},
    {"invalid_field", "citizen",
     "申请人有误。请重新选择申请人，或者填写证件号码。",
     "The person is not right. Please choose again, or enter the document number."},
    {"invalid_field", "applicants",
     "申请人填写有误。请核对申请人；一次可以填1至4人。",
     "The people are not right. Please check them; one to four can come together."},
    {"invalid_field", "service",
     "没有这项业务。请从列表中选择。",
     "There is no such service. Please choose one from the list."},
    {"invalid_field", "services",
     "业务填写有误。请从列表中选择1至4项。",
     "The services are not right. Please choose one to four from the list."},
    {"invalid_field", "slot",
     "没有这个时段。请从列表中选择。",
     "There is no such time. Please choose one from the list."},
    {"invalid_field", "hall",
     "没有这个大厅。请从列表中选择。",
     "There is no such hall. Please choose one from the list."},
    {"invalid_field", "from",
     "开始日期有误。请重新选择日期。",
     "The first date is not right. Please choose it again."},
    {"invalid_field", "to",
     "结束日期有误。请选择不早于开始日期、也不太远的日期。",
     "The last date is not right. Please choose one not before the first, and not too far from it."},
    {"invalid_field", "party",
     "人数有误。请填1至4人。",
     "The number of people is not right. Please enter 1 to 4."},
    {"invalid_field", "minors",
     "未成年人的人数有误。请填不超过总人数的数字。",
     "The number of minors is not right. Please enter no more than the number of people."},
    {"invalid_field", "hold",
     "占的号有误。请重新选择时段。",
     "The place kept is not right. Please choose a time again."},
    {"invalid_field", "priority",
     "优先办理的原因有误。请从列表中选择。",
     "The reason for priority is not right. Please choose one from the list."},
    {"invalid_field", "ticket",
     "排队号有误。请核对以后再填。",
     "The ticket is not right. Please check it and enter it again."},
    {"invalid_field", "lane",
     "没有这个队列。请从列表中选择。",
     "There is no such queue. Please choose one from the list."},
    {"invalid_field", "lanes",
     "队列填写有误。请从列表中选择。",
     "The queues are not right. Please choose from the list."},
    {"invalid_field", "documents",
     "证件数量有误。请填0至99。",
     "The number of documents is not right. Please enter 0 to 99."},
    // ---- for those who run and plan it
    {"revocations_full", "",
     "停用名单已满。请先解除不再需要的条目。",
     "The list of ended sign-ins is full. Please lift those that are not needed."},
    {"too_many_simulations", "",
     "正在运行的模拟太多。请等一个结束，或者取消一个。",
     "Too many simulations are under way. Please wait for one to end, or cancel one."},
    {"not_leading", "",
     "这台服务器不是主服务器，没有切换。请在主服务器上操作。",
     "This server does not lead, so nothing was changed. Please do this at the one that does."},
    {"changes_not_accepted", "",
     "新配置会改变已有的预约，没有启用。请先看清楚会怎样，再确认。",
     "The new configuration would change what is booked, so it was not put in force. Please look at what it does, then accept it."},
    {"configuration_refused", "",
     "新配置不能用在这个城市，没有启用。请改好文件再试。",
     "The new configuration cannot be this city's, so it was not put in force. Please correct the files."},
    {"configuration_mistaken", "",
     "新配置的文件有错误，没有启用。请改好文件再试。",
     "The files of the new configuration have mistakes, so it was not put in force. Please correct them."},
    {"no_standby", "",
     "没有备用服务器可以接替，没有切换。请先启动备用服务器。",
     "No standby can take over, so nothing was changed. Please start one first."},
});
// clang-format on

/// The message for this case of a code, or else the one for any; null when the code has none.
constexpr const Message* find_message(std::string_view code, std::string_view about) {
  const Message* any = nullptr;
  for (const auto& message : messages) {
    if (message.code != code) continue;
    if (message.about == about) return &message;
    if (message.about.empty()) any = &message;
  }
  return any;
}

/// Whether the code has a message for any case. It compares no pointers: with those, the sanitizers
/// do not let it run while the program is compiled.
constexpr bool has_message(std::string_view code) {
  for (const auto& message : messages) {
    if (message.code == code && message.about.empty()) return true;
  }
  return false;
}

/// The stable code of a problem, which programs look at. Only one with a message compiles.
class ProblemCode {
 public:
  /// base::Result needs one; a problem without a code is a fault of the server.
  constexpr ProblemCode() = default;
  consteval ProblemCode(const char* text) : text_{text} {  // NOLINT(google-explicit-constructor)
    if (!has_message(text_)) throw "a problem code needs a row in `messages`";
  }
  constexpr operator std::string_view() const {
    return text_;
  }  // NOLINT(google-explicit-constructor)
  friend constexpr bool operator==(ProblemCode a, std::string_view b) { return a.text_ == b; }

 private:
  std::string_view text_ = "internal_error";
};

/// What a message may name.
struct MessageFacts {
  std::optional<config::Instant> again{};
  std::optional<config::Instant> opens{};
  std::optional<config::Instant> start{};
  const config::Name* hall = nullptr;
};

/// The two texts with their facts filled in.
config::Name fill(const Message& message, const MessageFacts& facts);

}  // namespace offpeak::api
