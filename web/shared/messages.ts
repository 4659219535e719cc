// Words of all pages. A page's own are in its messages.ts, under keys of its own.
export const zh = {
  shared: {
    language: 'English',
    level: { green: '畅通', yellow: '较忙', red: '拥挤', grey: '暂无' },
    level_reason: { wait: '', closed: '未开放', paused: '暂停叫号', no_data: '数据未更新', not_today: '今天排不到' },
    minutes: '{n} 分钟',
    no_network: '连不上服务器。请检查网络，然后再试一次。',
    unknown_problem: '系统出了问题。请稍后再试。',
    sign_in_again: '登录已失效。请重新登录。',
    unopened: '没有打开，请再试一次。',
    open_anew: '再试一次',
    wrong: '请先改正下面的问题',
  },
};

export const en: typeof zh = {
  shared: {
    language: '中文',
    level: { green: 'Quiet', yellow: 'Busy', red: 'Very busy', grey: 'Not known' },
    level_reason: { wait: '', closed: 'Closed', paused: 'Paused', no_data: 'Not up to date', not_today: 'No more today' },
    minutes: '{n} min',
    no_network: 'The server cannot be reached. Please check the network, then try again.',
    unknown_problem: 'Something went wrong. Please try again later.',
    sign_in_again: 'You are no longer signed in. Please sign in again.',
    unopened: 'It did not open. Please try again.',
    open_anew: 'Try again',
    wrong: 'Please correct this first',
  },
};
