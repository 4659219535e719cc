// Words that closures and notices share.
export const zh = {
  hall: '大厅', city: '全市所有大厅',
  from: '从什么时候起', from_hint: '北京时间；不填就是从现在起',
  to: '到什么时候',
  zh: '中文', en: '英文', en_hint: '写给看不懂中文的人，不能省',
  now: '现在', span: '{from} 至 {to}', open_end: '{from} 起，恢复时间待定',
  course: { to_come: '还没开始', now: '进行中', over: '已结束' },
  wrong: {
    span: '结束时间要晚于开始时间', no_reason: '请选择原因', no_end: '请填写结束时间', no_audience: '请选择给谁看',
    zh_empty: '请填写中文', zh_long: '中文太长，最多 96 个字', zh_number: '中文里不能有超过 10 位的号码（电话、证件号码）',
    en_empty: '请填写英文', en_long: '英文太长，最多 288 个字符', en_number: '英文里不能有超过 10 位的号码（电话、证件号码）',
    server_from: '服务器不接受这个开始时间，请核对', server_to: '服务器不接受这个结束时间：要晚于现在和开始时间，最远 400 天',
    server_zh: '服务器不接受这段中文，请核对', server_en: '服务器不接受这段英文，请核对',
    server_reason: '请重新选择原因', server_audience: '请重新选择给谁看',
  },
};

export const en: typeof zh = {
  hall: 'Hall', city: 'All halls of the city',
  from: 'From', from_hint: 'Hall time; empty: from now',
  to: 'To',
  zh: 'In Chinese', en: 'In English', en_hint: 'For those who cannot read Chinese',
  now: 'now', span: '{from} to {to}', open_end: 'from {from}, until it is opened again',
  course: { to_come: 'To come', now: 'In force', over: 'Over' },
  wrong: {
    span: 'The end must be after the beginning', no_reason: 'Choose why', no_end: 'Enter the end', no_audience: 'Choose for whom',
    zh_empty: 'Enter the Chinese text', zh_long: 'The Chinese text is too long: at most 96 characters', zh_number: 'The Chinese text must not have a number of more than 10 digits',
    en_empty: 'Enter the English text', en_long: 'The English text is too long: at most 288 characters', en_number: 'The English text must not have a number of more than 10 digits',
    server_from: 'The server does not take this beginning; please check it', server_to: 'The server does not take this end: after now and the beginning, within 400 days',
    server_zh: 'The server does not take the Chinese text; please check it', server_en: 'The server does not take the English text; please check it',
    server_reason: 'Choose why again', server_audience: 'Choose for whom again',
  },
};
