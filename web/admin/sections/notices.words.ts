export const zh = {
  lead: '一句话公告：在叫号屏、号票和预约页面上显示。同时最多显示四条，新的在前。不要写任何人的姓名和号码。',
  form: '发布公告', audience: '给谁看', audiences: { waiting: '正在等候的人（叫号屏、号票）', booked: '已经预约的人（预约页面）' },
  short: { waiting: '等候', booked: '已预约' },
  to_hint: '到时自动撤下', text_hint: '一句话，最多 96 个字',
  look: '看看效果', question: '在{what}发布这条公告吗？', as_read: '大家会看到：', when: '显示时间：{when}', to_whom: '给谁看：{who}',
  confirm: '发布', done: '公告已发布。',
  list: '公告', empty: '没有公告。',
  item: { where: '哪里', when: '什么时候', text: '内容', audience: '给谁看', course: '状态', act: '操作' },
  withdrawn: '{at} 撤下', withdraw: '撤下', withdraw_question: '撤下这条公告吗？', withdraw_will: '所有页面上马上不再显示。', withdraw_confirm: '撤下', withdraw_done: '公告已撤下。',
};

export const en: typeof zh = {
  lead: 'One sentence on displays, tickets and appointments. Four are shown at a time, the newest first. Name nobody, and write no numbers of people.',
  form: 'Post a notice', audience: 'For whom', audiences: { waiting: 'Those who wait (displays, tickets)', booked: 'Those who have booked (appointments)' },
  short: { waiting: 'waiting', booked: 'booked' },
  to_hint: 'Then it goes by itself', text_hint: 'One sentence, at most 96 characters',
  look: 'See how it reads', question: 'Post this notice for {what}?', as_read: 'People will read:', when: 'Shown {when}', to_whom: 'For: {who}',
  confirm: 'Post', done: 'The notice is posted.',
  list: 'Notices', empty: 'There are none.',
  item: { where: 'Where', when: 'When', text: 'Text', audience: 'For', course: 'State', act: 'Do' },
  withdrawn: 'taken back at {at}', withdraw: 'Take back', withdraw_question: 'Take this notice back?', withdraw_will: 'It is shown nowhere from then on.', withdraw_confirm: 'Take back', withdraw_done: 'The notice is taken back.',
};
