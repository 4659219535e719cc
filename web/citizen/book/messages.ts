export const zh = {
  book: {
    service: { title: '要办什么业务？', walk_in: '港澳签注（自助机）不用预约，直接到大厅自助机上办。', minutes: '窗口办理约 {n} 分钟', fee: '{n} 元' },
    who: {
      title: '谁来办？', me: '我自己', me_hint: '1 位成年人', child: '一个孩子', child_hint: '未满 16 岁，由监护人陪同',
      family: '几个人一起', family_hint: '2 至 4 人，号连在一起',
    },
    people: { title: '一共几个人办？', hint: '只算要办证的人，陪同的不算。', n: '{n} 人', more: '超过 4 人的，请分几次预约。' },
    minors: { title: '其中几位未满 16 岁？', hint: '未满 16 岁的要由监护人陪同，办理时间长一些。', none: '没有', n: '{n} 位' },
    each: { title: '每个人都办“{name}”吗？', same: '都办这一项', different: '不是，分别选', person: '第 {n} 位', next: '继续', hint: '一起预约的业务要在同一类窗口办理。' },
    times: {
      title: '什么时间来？', recommended: '推荐', also: '也可以选', quiet_then: '这个时段人少', like_earliest: '等候时间和最早的号差不多', earliest: '最早有号', own: '自己选时间', change_hall: '换大厅', walk_in_first: '这个大厅以现场取号为主，随到随办。',
      days: '选日期', times: '{day}的时间', morning: '上午', afternoon: '下午', mark: { grey: '有号', none: '没号', closed: '停办' }, closed: '这一天大厅停办。{text}请选别的日期，或者换个大厅。', no_room: '这一天没有号了。请选别的日期，或者换个大厅。',
      full: '这 14 天都没有号了。可以换个大厅，或者直接到大厅取现场号。', full_times: '没有号的时段（{n} 个），可以登记候补', waitlist: '候补',
      wait: '大约等 {n} 分钟，最多 {m} 分钟', no_wait: '预计几乎不用等', saves: '少等约 {n} 分钟', away: '距离 {n} 公里', more: '看更多时间和大厅',
      legend: '颜色和文字是预计的排队情况', provisional: '放假安排还没有公布，日期可能有变化。',

    },
    halls: {
      title: '去哪个大厅？', near: '按离我远近排', near_hint: '位置只用来排序，不保存。', near_failed: '没有取到位置，仍按行政区顺序。', far: '您的位置离本市大厅都很远，仍按行政区顺序。',
      sorted: '已按远近排列', first: '最早有号：{day}', none: '14 天内没有号', closed: '{text}停办时间：{from} 至 {to}', closed_open_end: '{text}停办时间：{from} 起，恢复时间待定', km: '{n} 公里', walk_in_first: '随到随办为主', legend: '{from} 至 {to}', count: '{name} {n} 天',
    },
    place: { where: '大厅', when: '时间', what: '业务', times: '{name} × {n}' },
    identity: {
      title: '填证件号码', elder_title: '填身份证号码', number: '身份证号码', other_number: '证件号码', person: '第 {n} 位（{service}）', me: '您本人', child: '孩子',
      hint: '18 位，最后一位可能是 X。号码只用来核对，页面不保存。', type: '证件类型', other_type: '用其他证件',
      submit: '下一步：核对', elder_submit: '确认预约', sending: '正在办理…', summary: '有 {n} 处要改', again: '为了您的安全，页面没有保存号码。请再填一次。', known: '证件号码已核对，页面没有保存。',
      wrong: {
        empty: '请填写证件号码。', length: '身份证号码要 18 位，现在是 {n} 位。', letters: '身份证号码只有数字，最后一位可以是 X。请检查其他字符。',
        date: '第 7 至 14 位是出生日期，现在的日期不存在。请对照身份证检查。', check: '最后一位和前面的数字对不上，可能有一位填错了。请对照身份证逐位检查。',
        form: '号码的格式和证件类型不符。请检查号码，或者换一个证件类型。', twice: '和第 {n} 位的号码一样。请填每个人自己的号码。',
      },
    },
    confirm: {
      title: '核对并确认', left: '号为您保留', left_hint: '到时没有确认，号会放回。', say: '还剩 {n} 分钟', over: '保留的时间到了，号已经放回。', renew: '重新保留', submit: '确认预约',
      give_up: '不要这个号了', nothing: '现在没有为您保留的号。', start: '重新选时间', cancel_rule: '约好以后有变化，可以改时间或取消。来不了的请早点取消，把号让给别人。',
    },
    refused: {
      title: '没有办成', nearest: '离得最近的时间', waitlist: '登记候补这个时段', all_times: '看全部时间', booked_on: '您已经约在：{when}', held_on: '为您保留的号：{when}', see_booked: '查看已有的预约', other_time: '选其他时间',
      continue_held: '继续确认那个号', release_held: '放弃那个号，再试一次', until: '暂停到 {when}。', again: '{when}以后可以再试。', walk_in: '现在要办的，可以直接到大厅取现场号；绿色通道也照常。',
      people: '重新选人数', halls: '选其他大厅', retry: '再试一次', fix: '回去修改号码',
    },
    kept: { title: '有一个号正在为您保留', go: '去确认' },
  },
};

export const en: typeof zh = {
  book: {
    service: { title: 'What do you need?', walk_in: 'An endorsement at a machine needs no appointment: use a machine in a hall.', minutes: 'about {n} min at the counter', fee: '{n} yuan' },
    who: {
      title: 'Who is it for?', me: 'Me', me_hint: '1 adult', child: 'One child', child_hint: 'Under 16, with a guardian',
      family: 'Several people', family_hint: '2 to 4, with numbers next to each other',
    },
    people: { title: 'How many people apply?', hint: 'Count those who need a document, not who comes along.', n: '{n} people', more: 'More than 4? Please book in smaller groups.' },
    minors: { title: 'How many of them are under 16?', hint: 'They come with a guardian and take a little longer.', none: 'None', n: '{n}' },
    each: { title: 'Does everybody need “{name}”?', same: 'Yes, all the same', different: 'No, let me choose', person: 'Person {n}', next: 'Continue', hint: 'What is booked together is done at the same kind of counter.' },
    times: {
      title: 'When would you like to come?', recommended: 'Recommended', also: 'Or choose', quiet_then: 'Few people are expected then', like_earliest: 'About as long a wait as at the earliest', earliest: 'The earliest', own: 'Choose yourself', change_hall: 'Another hall', walk_in_first: 'This hall mostly serves people without appointments, as they come.',
      days: 'Choose a day', times: 'Times on {day}', morning: 'Morning', afternoon: 'Afternoon', mark: { grey: 'Room', none: 'Full', closed: 'Closed' }, closed: 'The hall is closed on this day. {text} Please choose another day, or another hall.', no_room: 'There is no room on this day. Please choose another day, or another hall.',
      full: 'There is no room in these 14 days. Try another hall, or come and take a number.', full_times: '{n} times without room: join a waitlist', waitlist: 'Waitlist',
      wait: 'About {n} min of waiting, at most {m}', no_wait: 'Hardly any waiting expected', saves: 'saves about {n} min', away: '{n} km away', more: 'More times and halls',
      legend: 'Words and colours say how long the queue is expected to be', provisional: 'The holidays are not announced yet: the date may move.',

    },
    halls: {
      title: 'Which hall?', near: 'Nearest to me first', near_hint: 'Your position is used for the order alone and not kept.', near_failed: 'Your position could not be had; halls are by district.', far: 'You are far from every hall; they are by district.',
      sorted: 'The nearest first', first: 'First room: {day}', none: 'No room within 14 days', closed: '{text} Closed from {from} to {to}', closed_open_end: '{text} Closed from {from} until further notice', km: '{n} km', walk_in_first: 'mostly without appointment', legend: '{from} to {to}', count: '{name} on {n} days',
    },
    place: { where: 'Hall', when: 'Time', what: 'Service', times: '{name} × {n}' },
    identity: {
      title: 'Your document number', elder_title: 'Your ID number', number: 'Identity card number', other_number: 'Document number', person: 'Person {n} ({service})', me: 'You', child: 'The child',
      hint: '18 characters, the last may be X. It is checked and not kept on this page.', type: 'Type of document', other_type: 'Use another document',
      submit: 'Next: check', elder_submit: 'Confirm the appointment', sending: 'One moment…', summary: '{n} to correct', again: 'For your safety the number was not kept. Please enter it again.', known: 'The number was checked, and is not kept.',
      wrong: {
        empty: 'Please enter the number.', length: 'The number has 18 characters; this has {n}.', letters: 'The number has digits alone, and perhaps an X at its end. Please check the others.',
        date: 'Characters 7 to 14 are the date of birth, and there is no such date. Please compare with the card.', check: 'The last character does not fit the others: one may be wrong. Please compare each with the card.',
        form: 'This is not the form of such a number. Please check it, or choose another type of document.', twice: 'This is the number of person {n}. Please enter each person’s own.',
      },
    },
    confirm: {
      title: 'Check and confirm', left: 'Kept for you for', left_hint: 'If it is not confirmed by then, the place is given back.', say: '{n} minutes left', over: 'The time is over and the place was given back.', renew: 'Keep it again', submit: 'Confirm the appointment',
      give_up: 'I do not want this place', nothing: 'No place is kept for you now.', start: 'Choose a time', cancel_rule: 'You can move or cancel it later. If you cannot come, please cancel early so that others can.',
    },
    refused: {
      title: 'It was not done', nearest: 'The nearest times', waitlist: 'Join the waitlist for this time', all_times: 'See all times', booked_on: 'You already have: {when}', held_on: 'The place kept for you: {when}', see_booked: 'See that appointment', other_time: 'Choose another time',
      continue_held: 'Go on with that place', release_held: 'Give that place up and try again', until: 'Paused until {when}.', again: 'Possible again after {when}.', walk_in: 'To be served now, come to a hall and take a number; the priority lane is open too.',
      people: 'Choose how many people', halls: 'Choose another hall', retry: 'Try again', fix: 'Correct the numbers',
    },
    kept: { title: 'A place is being kept for you', go: 'Confirm it' },
  },
};
