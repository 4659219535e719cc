import * as advice from './advice/messages';
import * as book from './book/messages';
import * as id_words from './id_words';

export const zh = {
  title: '出入境办证预约',
  shell: {
    brand: '错峰办证',
    skip: '跳到正文',
    back: '返回',
    elder_on: '长辈版',
    elder_off: '标准版',
    elder_hint: '字更大、步骤更少、可以朗读',
    read_aloud: '朗读本页',
    stop_reading: '停止朗读',
    hotline: '拨打 12367',
    hotline_hint: '国家移民管理局热线，24 小时有人接听',
    loading: '正在查询…',
    retry: '再试一次',
    tools: '常用工具',
  },
  home: {
    lead: '不用注册。先看看能不能网上办，要来大厅再预约。',
    advice: '要不要跑一趟？',
    advice_hint: '答几个问题，能网上办就不用来',
    book: '预约到大厅办理',
    book_hint: '选业务、选时间，约好再来，少排队',
    visits: '查看我的预约',
    visits_hint: '改时间、取消、看排队进度',
    no_appointment: '不预约也可以来：到大厅取现场号。',
  },
  ...advice.zh,
  ...book.zh,
  ...id_words.zh,
};

export const en: typeof zh = {
  title: 'Entry-exit appointments',
  shell: {
    brand: 'Offpeak',
    skip: 'Skip to the content',
    back: 'Back',
    elder_on: 'Larger view',
    elder_off: 'Standard view',
    elder_hint: 'Larger text, fewer steps, read aloud',
    read_aloud: 'Read aloud',
    stop_reading: 'Stop reading',
    hotline: 'Call 12367',
    hotline_hint: 'Hotline of the National Immigration Administration, day and night',
    loading: 'Looking…',
    retry: 'Try again',
    tools: 'Tools',
  },
  home: {
    lead: 'No account needed. See first whether you can do it online; if you must come, book a time.',
    advice: 'Must I come at all?',
    advice_hint: 'A few questions: much can be done online',
    book: 'Book an appointment',
    book_hint: 'Choose a service and a time, and wait less',
    visits: 'My appointments',
    visits_hint: 'Change, cancel, or see the queue',
    no_appointment: 'You may also come without an appointment and take a number in a hall.',
  },
  ...advice.en,
  ...book.en,
  ...id_words.en,
};
