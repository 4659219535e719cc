export const zh = {
  lead: '规划人员提交的模拟：一次只运行一个，其余排队，最多八个；结束以后再有二十个新的，旧的会自动删除。',
  planner: '新建和比较请到规划页面',
  table: '模拟',
  empty: '还没有模拟。规划人员提交以后，会出现在这里。',
  column: { at: '提交时间', status: '状态', what: '内容', id: '编号', act: '操作' },
  status: { queued: '排队中', running: '运行中', done: '已完成', cancelled: '已取消', failed: '失败' },
  days: '{date} 起 {n} 天', visitors: '{n} 人次', scenarios: '方案：{names}', comma: '、',
  save: '保存报告',
  stop: '取消模拟', stop_question: '取消这个模拟吗？', stop_will: '它会停下来，已经算出的结果不保留；名单里显示为“已取消”。',
  remove: '删除', remove_question: '删除这个模拟吗？', remove_will: '它的结果会一起删除，不能恢复；同样的内容可以重新提交。',
  stopped: '模拟 {id} 正在取消。', removed: '模拟 {id} 已删除。',
};

export const en: typeof zh = {
  lead: 'What planners have asked: one runs at a time, up to eight wait; twenty later ones push an ended one out.',
  planner: 'Ask and compare on the planner\'s page',
  table: 'Simulations',
  empty: 'None yet. They appear when planners ask.',
  column: { at: 'Asked', status: 'State', what: 'What', id: 'Id', act: 'Do' },
  status: { queued: 'Waiting', running: 'Running', done: 'Done', cancelled: 'Cancelled', failed: 'Failed' },
  days: '{n} days from {date}', visitors: '{n} visitors', scenarios: 'Scenarios: {names}', comma: ', ',
  save: 'Save report',
  stop: 'Cancel it', stop_question: 'Cancel this simulation?', stop_will: 'It stops, what it has found so far is not kept, and the list says "Cancelled".',
  remove: 'Remove', remove_question: 'Remove this simulation?', remove_will: 'Its results go with it for good; the same can be asked again.',
  stopped: 'Simulation {id} is being cancelled.', removed: 'Simulation {id} is removed.',
};
