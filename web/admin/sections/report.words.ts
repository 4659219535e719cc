export const zh = {
  lead: '一天里来了多少人、等了多久、窗口忙不忙。今天的数字随办理变化。',
  hall: '大厅', all_halls: '全部大厅', date: '日期', show: '查看', save: '保存为 CSV',
  table: '{date} 各大厅',
  empty: '这一天没有人来过，没有可看的数字。请换一天，或者等大厅开始办理。',
  about: '“等候”从取号算到第一次叫号。“同比”和 52 周以前的同一个星期几相比。',
  none: '—',
  column: {
    hall: '大厅', people: '来人', booked: '预约', walk_in: '现场', served: '办结', left: '离开', missed: '过号', no_shows: '预约未到', p50: '等候中位（分钟）',
    p90: '等候 P90（分钟）', use: '窗口忙碌', year_before: '同比', lane: '队列', service: '业务', counter: '窗口', open: '开放（分钟）', busy: '办理（分钟）',
    mean: '平均办理（分钟）', documents: '证件', tickets: '号数', priority: '优先',
  },
  title: '{hall}，{date}',
  total: {
    people: '来人', served: '办结', wait: '等候中位 / P90', use: '窗口忙碌', no_shows: '预约未到', busiest: '最忙的一小时', year_before: '同比',
  },
  minutes_pair: '{p50} / {p90} 分钟', hour: '{from}–{to} 点，{n} 人',
  lanes: '各队列', services: '各项业务', counters: '各窗口', counter: '{n} 号', nothing: '没有。',
  assumed: '{n} 个窗口下班没有关闭，时间按大厅关门估算。',
};

export const en: typeof zh = {
  lead: 'How many came on a day, how long they waited, how busy the counters were. Today\'s figures still change.',
  hall: 'Hall', all_halls: 'All halls', date: 'Date', show: 'Show', save: 'Save as CSV',
  table: 'Halls on {date}',
  empty: 'Nobody came on this day, so there are no figures. Choose another, or wait until the halls have begun.',
  about: 'A wait is from check-in to the first call. The year before is the same day of the week 52 weeks earlier.',
  none: '—',
  column: {
    hall: 'Hall', people: 'Came', booked: 'Booked', walk_in: 'Walk-in', served: 'Served', left: 'Left', missed: 'Missed', no_shows: 'No show', p50: 'Wait p50 (min)',
    p90: 'Wait p90 (min)', use: 'Counters busy', year_before: 'Year before', lane: 'Queue', service: 'Service', counter: 'Counter', open: 'Open (min)', busy: 'Busy (min)',
    mean: 'Mean service (min)', documents: 'Documents', tickets: 'Tickets', priority: 'Priority',
  },
  title: '{hall}, {date}',
  total: {
    people: 'Came', served: 'Served', wait: 'Wait p50 / p90', use: 'Counters busy', no_shows: 'No show', busiest: 'Busiest hour', year_before: 'Year before',
  },
  minutes_pair: '{p50} / {p90} min', hour: '{from}:00–{to}:00, {n} people',
  lanes: 'Queues', services: 'Services', counters: 'Counters', counter: 'No. {n}', nothing: 'None.',
  assumed: '{n} counters were not closed; their time is taken to end when the hall closed.',
};
