export const zh = {
  lead: '一个大厅一天的预约和办理结果，没有个人信息。来过却没取上号的、有正当理由的，可以免记爽约。',
  hall: '大厅', date: '日期', show: '查看',
  table: '{hall} {date} 的预约', count: '已列出 {n} 个', more: '后面的', empty: '这一天没有预约。',
  column: { start: '时间', code: '预约码', services: '业务', status: '结果', act: '操作' },
  excuse: '免记爽约', excuse_question: '预约 {code} 不记爽约吗？', excuse_will: '这一天不再算到任何人名下；因此被暂停预约的，马上恢复。', excuse_note: '这一步不能撤回，会记入操作记录。',
  excuse_confirm: '不记爽约', excused: '预约 {code} 已免记爽约。',
  lift: '解除暂停预约', lift_lead: '让一个人马上可以重新预约，不论因为什么被暂停。证件号码用过就忘，不保存。',
  do: '解除……', question: '解除这个人的暂停吗？', will: '以前的爽约不再影响预约，所有大厅都一样。', confirm: '解除暂停', lifted: '已解除，本人可以重新预约。号码没有保存。',
};

export const en: typeof zh = {
  lead: 'A hall\'s bookings of a day and what became of them, without anything about people. Whoever came and was not seen, or could not come, can be excused.',
  hall: 'Hall', date: 'Day', show: 'Show',
  table: '{hall}, bookings of {date}', count: '{n} are listed', more: 'The next', empty: 'Nothing was booked on this day.',
  column: { start: 'Time', code: 'Code', services: 'Services', status: 'State', act: 'Do' },
  excuse: 'Excuse', excuse_question: 'Excuse booking {code}?', excuse_will: 'Its day counts against nobody, and a suspension that it led to ends at once.', excuse_note: 'This cannot be taken back, and is in the audit.',
  excuse_confirm: 'Excuse', excused: 'Booking {code} is excused.',
  lift: 'Lift a suspension', lift_lead: 'Lets a person book again at once, whatever led to the suspension. The number is not kept.',
  do: 'Lift …', question: 'Lift this person\'s suspension?', will: 'Earlier no-shows no longer bar from booking, in any hall.', confirm: 'Lift it', lifted: 'Lifted: the person can book again. The number was not kept.',
};
