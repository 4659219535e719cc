export const zh = {
  lead: '大厅、开放时间、窗口和规则都在服务器的配置文件里。改好文件以后，先在这里看看会影响谁，再启用；服务器不用重启，办事群众只多等片刻。',
  now: '现在的配置', since: '启用时间', digest: '摘要', last: '上次更换', last_none: '服务器启动以后没有换过',
  outcome: { in_force: '{at} 已启用', refused: '{at} 没有启用：{reason}' },
  form: '换上新的配置文件', look: '看看会改变什么', do: '启用', danger: '改变这些预约，启用',
  verdict: {
    unchanged: '文件没有变化，和现在的配置一样。',
    ready: '不影响已有的预约，可以启用。',
    to_be_accepted: '会影响已有的预约，请看清楚再启用。{n} 个预约会变成“因停办受影响”，不记爽约，并按先后另留最近的号。',
    refused: '不能启用：代码改了含义，或者是别的城市的文件。新的东西请用新的代码。',
    mistaken: '文件有错误，不能启用。请改好再看。',
  },
  table: '会改变什么', column: { where: '哪里', date: '日期', kind: '改变', count: '数量' }, city: '全市',
  kind: {
    other_city: '别的城市的文件', code_reused: '代码改了含义', hall_renamed: '大厅换了名字',
    hall_gone: '大厅没有了：预约受影响', lane_gone: '队列没有了：预约受影响', service_gone: '业务没有了：预约受影响',
    closed_day: '这天不开门：预约受影响', outside_hours: '不在开放时间：预约受影响',
    other_grid: '时段长短变了：预约照旧', over_capacity: '时段约满了：预约照旧，不再放号',
  },
  code: '代码 {code}',
  notes: '文件里的问题（给维护人员看，英文）', line: '第 {n} 行',
  coming: '正在换上新的配置……', done: '新的配置已经启用。', not_done: '没有启用：{reason}',
  unknown: '还不知道有没有启用。请刷新本页，或者查看服务器的日志。',
};

export const en: typeof zh = {
  lead: 'Halls, hours, counters and rules are in files on the server. When they were changed, look here first whom that touches, then put them in force: the server goes on, and visitors wait for a moment.',
  now: 'In force', since: 'Since', digest: 'Digest', last: 'Last change', last_none: 'none since the server started',
  outcome: { in_force: '{at}: in force', refused: '{at}: refused, {reason}' },
  form: 'Another configuration', look: 'See what would change', do: 'Put in force', danger: 'Change these bookings, put in force',
  verdict: {
    unchanged: 'The files say what is in force.',
    ready: 'Nothing of what is booked changes.',
    to_be_accepted: 'Bookings would change. {n} of them would become "displaced", which counts against nobody, and the nearest place is kept for each in turn.',
    refused: 'This cannot be accepted: a code has another meaning, or the files are another city\'s. Give what is new a new code.',
    mistaken: 'The files have mistakes. Correct them, then look again.',
  },
  table: 'What would change', column: { where: 'Where', date: 'Day', kind: 'Change', count: 'How many' }, city: 'The whole city',
  kind: {
    other_city: 'Another city\'s files', code_reused: 'A code with another meaning', hall_renamed: 'The hall has another name',
    hall_gone: 'The hall is gone: displaced', lane_gone: 'The lane is gone: displaced', service_gone: 'The service is gone: displaced',
    closed_day: 'Closed on this day: displaced', outside_hours: 'Outside opening hours: displaced',
    other_grid: 'Slots of another length: kept', over_capacity: 'Slots that are over full: kept, not refilled',
  },
  code: 'code {code}',
  notes: 'What is to be said of the files', line: 'line {n}',
  coming: 'The new configuration is being put in force …', done: 'The new configuration is in force.', not_done: 'Not in force: {reason}',
  unknown: 'It is not known yet whether it is in force. Reload this page, or look at the log of the server.',
};
